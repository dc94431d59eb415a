import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Access } from "../access";
import type { Certificates } from "../certificates";
import { type Chart, install } from "../chart";
import type { Console } from "../ingress/console";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { Storage } from "../storage";
import { AlertRouting } from "./alert-routing";
import { AlertsArgs } from "./alerts-args";
import type { Dashboard } from "./dashboard";
import { DASHBOARD_LABEL, FOLDER_ANNOTATION, GrafanaDashboards } from "./grafana-dashboards";
import { GRAFANA_LOGIN, grafanaClient } from "./grafana-login";
import type { Monitoring, Reads } from "./index";
import {
    FULL_NAME,
    GRAFANA_ACCOUNT,
    GRAFANA_ADMIN,
    kubePrometheusStackValues,
    NODE_EXPORTER_NAMESPACE,
    read,
} from "./kube-prometheus-stack-values";
import { nodes, prometheus, whatIsDown } from "./overview";
import { StackRules } from "./stack-rules";
import { versions } from "./versions";

export const chart: Chart = {
    repository: "https://prometheus-community.github.io/helm-charts",
    name: "kube-prometheus-stack",
    // renovate: datasource=helm registryUrl=https://prometheus-community.github.io/helm-charts depName=kube-prometheus-stack
    version: "88.5.3",
    kubernetes: { from: "1.25", to: "1.36" },
};

/** What an environment may say of monitoring by Prometheus, Alertmanager and Grafana. */
export const KubePrometheusStackArgs = z.strictObject({
    kind: z.literal("kube-prometheus-stack"),
    /**
     * Prometheus servers, and as many Alertmanagers, each on a node of its own. Each server scrapes everything, so the
     * second one costs as much as the first; two, so that a lost node leaves no gap and no silence.
     */
    replicas: z.int().min(1).max(5).default(2),
    /** Days for which metrics are kept; fewer when the disk is full before. 15 spans two weekends. */
    retentionDays: z.int().min(1).default(15),
    /** GiB of each Prometheus' volume. 50 hold 15 days of 15,000 samples a second, at 2 bytes each. */
    prometheusDisk: z.int().min(5).default(50),
    /** GiB of memory requested for each Prometheus; about 4 kB for each active series. 2 do for 300,000. */
    prometheusMemory: z.int().min(1).default(2),
    /** GiB of each Alertmanager's volume. It holds silences and what has been notified: 5 is never used up. */
    alertmanagerDisk: z.int().min(1).default(5),
    /** Who hears of alerts, and how often. */
    alerts: AlertsArgs.prefault({}),
});
export type KubePrometheusStackArgs = z.infer<typeof KubePrometheusStackArgs>;

/** What monitoring needs of the other roles. */
export interface MonitoringNeeds {
    storage: Pick<Storage, "block">;
    certificates: Pick<Certificates, "ready">;
    /** The graphs and alerts of every system of the place. */
    dashboards: Dashboard[];
    /** Where Grafana logs people in; without one it knows the user `admin` alone. */
    access?: Pick<Access, "client">;
    /** Every chart of the place, whose version is recorded. */
    charts: Chart[];
    secrets: Secrets;
}

/**
 * Prometheus, Alertmanager and Grafana, with the operator that runs them, kube-state-metrics and node-exporter. It
 * scrapes whatever a ServiceMonitor, PodMonitor or Probe of any namespace names. The chart's own alerts are on, and reach
 * whom the environment names.
 *
 * On own servers etcd, the scheduler, the controller manager and kube-proxy are scraped too; kubeadm binds them to
 * 127.0.0.1 unless its configuration says otherwise.
 *
 * Metrics are not backed up: destroying the place destroys them.
 *
 * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 */
export class KubePrometheusStack extends pulumi.ComponentResource implements Monitoring {
    readonly consoles: Console[];
    readonly reads: Reads = { kinds: read, dashboards: { label: DASHBOARD_LABEL, folder: FOLDER_ANNOTATION } };
    readonly dashboard: Dashboard = prometheus;

    constructor(
        name: string,
        args: { place: Place; said: KubePrometheusStackArgs } & MonitoringNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        const { place, said, storage, certificates, dashboards, charts, access, secrets } = args;
        super("samestack:monitoring:KubePrometheusStack", name, said, opts);
        const login = access?.client(grafanaClient);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: "monitoring",
                role: "monitoring",
                podSecurity: "restricted",
                accepts: [
                    { from: "here" },
                    { from: { role: "ingress" }, ports: [GRAFANA_PORT, PROMETHEUS_PORT, ALERTMANAGER_PORT] },
                    { from: "apiServer", ports: [WEBHOOK_PORT] },
                ],
                opens: [{ to: "here" }, { to: "apiServer" }, ...(login ? [login.flow] : [])],
            },
            { parent: this },
        );
        const exporters = new Namespace(
            `${name}-node-exporter`,
            {
                name: NODE_EXPORTER_NAMESPACE,
                role: "monitoring",
                podSecurity: { level: "privileged", because: "it reads the host's network, processes and files" },
            },
            { parent: this },
        );
        const admin = new k8s.core.v1.Secret(
            `${name}-admin`,
            {
                metadata: { name: GRAFANA_ADMIN, namespace: namespace.name },
                stringData: { "admin-user": "admin", "admin-password": secrets("adminPassword") },
            },
            { parent: this },
        );
        const client =
            login &&
            new k8s.core.v1.Secret(
                `${name}-login`,
                {
                    metadata: { name: GRAFANA_LOGIN.name, namespace: namespace.name },
                    stringData: { [GRAFANA_LOGIN.key]: login.secret },
                },
                { parent: this },
            );
        const shown = new GrafanaDashboards(
            `${name}-dashboards`,
            {
                namespace: namespace.name,
                serviceAccount: GRAFANA_ACCOUNT,
                dashboards: [whatIsDown, nodes, versions, prometheus, ...dashboards],
            },
            { parent: this },
        );
        new StackRules(
            `${name}-rules`,
            {
                namespace: namespace.name,
                placeName: place.name,
                dashboards: [prometheus, ...dashboards],
                charts,
                runbooks: said.alerts.runbooks,
            },
            { parent: this },
        );
        const routing = new AlertRouting(
            `${name}-alerts`,
            { namespace: namespace.name, said: said.alerts, secrets },
            { parent: this },
        );
        // Targets are on every node and in every namespace, on ports that only their monitors know.
        const scraping = new k8s.networking.v1.NetworkPolicy(
            `${name}-scraping`,
            {
                metadata: { name: "prometheus-scrapes", namespace: namespace.name },
                spec: {
                    podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
                    policyTypes: ["Egress"],
                    egress: [{}],
                },
            },
            { parent: this },
        );

        install(
            name,
            chart,
            {
                source: place.charts,
                namespace,
                values: kubePrometheusStackValues(said, place, {
                    login,
                    states: dashboards.flatMap(({ states = [] }) => states),
                }),
                // Eight images, and volumes that attach, on first sight.
                timeoutSeconds: 600,
            },
            {
                parent: this,
                // The class is waited for through what the storage hands on; its name stands in the values.
                dependsOn: storage.block.apply(() => [
                    exporters,
                    admin,
                    routing,
                    ...(client ? [client] : []),
                    scraping,
                    shown,
                    certificates.ready,
                ]),
            },
        );

        this.consoles = consolesIn(namespace.name);
        this.registerOutputs({});
    }
}

const GRAFANA_PORT = 3000;
const PROMETHEUS_PORT = 9090;
const ALERTMANAGER_PORT = 9093;
const WEBHOOK_PORT = 10250;

function consolesIn(namespace: pulumi.Output<string>): Console[] {
    return [
        {
            host: "grafana",
            title: "Grafana",
            purpose: "graphs of every system, and what is down",
            namespace,
            service: "grafana",
            port: 80,
            login: "own",
            audience: "everyone",
        },
        {
            host: "prometheus",
            title: "Prometheus",
            purpose: "targets, rules and queries",
            namespace,
            service: `${FULL_NAME}-prometheus`,
            port: PROMETHEUS_PORT,
            login: "shared",
        },
        {
            host: "alertmanager",
            title: "Alertmanager",
            purpose: "alerts that fire, and silences",
            namespace,
            service: `${FULL_NAME}-alertmanager`,
            port: ALERTMANAGER_PORT,
            login: "shared",
        },
    ];
}
