import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Dashboard } from "./dashboard";
import { dashboardId, renderDashboard } from "./grafana";

/** Annotation by which a dashboard's ConfigMap says its folder in Grafana. */
export const FOLDER_ANNOTATION = "grafana_folder";

/** Label by which a ConfigMap, in whatever namespace, says that it is a dashboard. */
export const DASHBOARD_LABEL = { key: "grafana_dashboard", value: "1" };

/**
 * Dashboards as objects of the cluster: a ConfigMap each, which Grafana finds by its label, and the right to find them.
 * ConfigMaps with that label are shown whatever their namespace, so an application brings its dashboard itself.
 *
 * @see https://github.com/grafana-community/helm-charts/tree/main/charts/grafana#sidecar-for-dashboards
 */
export class GrafanaDashboards extends pulumi.ComponentResource {
    constructor(
        name: string,
        args: { namespace: pulumi.Output<string>; serviceAccount: string; dashboards: Dashboard[] },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:monitoring:GrafanaDashboards", name, {}, opts);
        const { namespace, serviceAccount, dashboards } = args;

        const role = new k8s.rbac.v1.ClusterRole(
            `${name}-reader`,
            {
                metadata: { name: "grafana-dashboards" },
                rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }],
            },
            { parent: this },
        );
        new k8s.rbac.v1.ClusterRoleBinding(
            `${name}-reader`,
            {
                metadata: { name: "grafana-dashboards" },
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
                subjects: [{ kind: "ServiceAccount", name: serviceAccount, namespace }],
            },
            { parent: this },
        );

        for (const dashboard of dashboards) {
            const id = dashboardId(dashboard);
            new k8s.core.v1.ConfigMap(
                `${name}-${id}`,
                {
                    metadata: {
                        name: `dashboard-${id}`,
                        namespace,
                        labels: { [DASHBOARD_LABEL.key]: DASHBOARD_LABEL.value },
                        annotations: { [FOLDER_ANNOTATION]: "Stack" },
                    },
                    data: { [`${id}.json`]: JSON.stringify(renderDashboard(dashboard), undefined, 2) },
                },
                { parent: this },
            );
        }

        this.registerOutputs({});
    }
}
