import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Chart } from "../chart";
import type { Alert, Dashboard } from "./dashboard";
import { dashboardId } from "./grafana";
import { versionRules } from "./versions";

/** Where the runbooks lie in this repository, which is what an alert names unless the environment knows more. */
const RUNBOOKS = "docs/runbooks";

/**
 * What Prometheus works out for the stack: the alerts of each system, an object for each, and the versions that are
 * pinned. The operator reads them, as it reads every PrometheusRule of the cluster.
 *
 * @see https://prometheus-operator.dev/docs/developer/alerting/#deploying-prometheus-rules
 */
export class StackRules extends pulumi.ComponentResource {
    constructor(
        name: string,
        args: {
            namespace: pulumi.Output<string>;
            placeName: string;
            dashboards: Dashboard[];
            charts: Chart[];
            /** What stands before the page of a runbook in its address. */
            runbooks?: string;
        },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:monitoring:StackRules", name, {}, opts);
        const { namespace, placeName, dashboards, charts, runbooks = RUNBOOKS } = args;

        const rule = (id: string, title: string, rules: object[]) =>
            new k8s.apiextensions.CustomResource(
                `${name}-${id}`,
                {
                    apiVersion: "monitoring.coreos.com/v1",
                    kind: "PrometheusRule",
                    metadata: { name: `samestack-${id}`, namespace },
                    spec: { groups: [{ name: title, rules }] },
                },
                { parent: this },
            );

        for (const dashboard of dashboards) {
            const { title, alerts = [] } = dashboard;
            if (alerts.length === 0) continue;
            rule(
                dashboardId(dashboard),
                title,
                alerts.map((alert) => renderAlert(alert, runbooks)),
            );
        }
        rule("versions", "Versions", versionRules(charts, placeName));

        this.registerOutputs({});
    }
}

/** An alert as Prometheus reads it. */
export function renderAlert({ name, query, severity, summary, ...alert }: Alert, runbooks: string) {
    return {
        alert: name,
        expr: query,
        for: alert.for,
        labels: { severity },
        annotations: { summary, runbook_url: `${runbooks.replace(/\/$/, "")}/${pageOf(name)}` },
    };
}

/** The file of an alert's runbook: `longhorn-volume-faulted.md` for LonghornVolumeFaulted. */
export function pageOf(name: string): string {
    return `${name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "-").toLowerCase()}.md`;
}
