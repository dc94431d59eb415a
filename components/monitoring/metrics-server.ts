import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import type { Cluster } from "../cluster";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Dashboard } from "./dashboard";

export const chart: Chart = {
    repository: "https://kubernetes-sigs.github.io/metrics-server",
    name: "metrics-server",
    // renovate: datasource=helm registryUrl=https://kubernetes-sigs.github.io/metrics-server depName=metrics-server
    version: "3.13.1",
    kubernetes: { from: "1.31", to: "1.36" },
};

const KUBELET_PORT = 10250;
const POD_PORT = 10250;
// A node's port 10250 is the kubelet's.
const NODE_PORT = 4443;

/**
 * metrics-server: what `kubectl top` and the autoscalers ask for current use of CPU and memory. It keeps nothing.
 *
 * In a namespace of its own rather than in `kube-system`, where it cannot be closed by a policy of ours nor held to a
 * Pod Security level.
 *
 * @see https://github.com/kubernetes-sigs/metrics-server
 */
export class MetricsServer extends pulumi.ComponentResource {
    readonly dashboard: Dashboard = dashboard;

    constructor(name: string, { place }: { place: Place }, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:monitoring:MetricsServer", name, {}, opts);

        const { podsReachable } = place.cluster;
        const ports = [podsReachable ? POD_PORT : NODE_PORT];
        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: "metrics-server",
                role: "monitoring",
                podSecurity: podsReachable
                    ? "restricted"
                    : {
                          level: "privileged",
                          because: "pods on the host's network are barred by every level but the last",
                      },
                accepts: [
                    { from: "apiServer", ports },
                    { from: { role: "monitoring" }, ports },
                ],
                opens: [{ to: "apiServer" }, { to: "internet", ports: [KUBELET_PORT] }],
            },
            { parent: this },
        );

        install(
            name,
            chart,
            { source: place.charts, namespace, values: metricsServerValues(place.cluster) },
            { parent: this },
        );

        this.registerOutputs({});
    }
}

/**
 * The API server does not check the certificate that metrics-server makes for itself at each start: one that it could
 * check comes from cert-manager, which itself is only installed later.
 */
export function metricsServerValues(
    cluster: Pick<Cluster, "podsReachable" | "signedKubelets">,
): Record<string, unknown> {
    return {
        replicas: 2,
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "app.kubernetes.io/name": "metrics-server" } },
            },
        ],
        // Without a surge two replicas on host ports can be replaced on two nodes.
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        resources: { requests: { cpu: "100m", memory: "200Mi" } },
        args: cluster.signedKubelets ? [] : ["--kubelet-insecure-tls"],
        hostNetwork: { enabled: !cluster.podsReachable },
        containerPort: cluster.podsReachable ? POD_PORT : NODE_PORT,
        metrics: { enabled: true },
        serviceMonitor: { enabled: true },
    };
}

const dashboard: Dashboard = {
    title: "metrics-server",
    panels: [
        {
            title: "Requests to kubelets that failed",
            query: 'sum by (pod) (rate(metrics_server_kubelet_request_total{success="false"}[5m]))',
            legend: "{{pod}}",
            unit: "reqps",
        },
        {
            title: "Time a kubelet takes to answer, 99 of 100",
            query:
                "histogram_quantile(0.99, sum by (node, le)" +
                " (rate(metrics_server_kubelet_request_duration_seconds_bucket[5m])))",
            legend: "{{node}}",
            unit: "s",
        },
        {
            title: "Time a round over all nodes takes, 99 of 100",
            query:
                "histogram_quantile(0.99, sum by (pod, le)" +
                " (rate(metrics_server_manager_tick_duration_seconds_bucket[5m])))",
            legend: "{{pod}}",
            unit: "s",
        },
        {
            title: "Nodes and containers with a current value",
            query: "metrics_server_storage_points",
            legend: "{{pod}} {{type}}",
        },
    ],
    alerts: [
        {
            name: "MetricsServerKubeletsUnreachable",
            query:
                'sum(rate(metrics_server_kubelet_request_total{success="false"}[10m]))' +
                " / sum(rate(metrics_server_kubelet_request_total[10m])) > 0.1",
            for: "15m",
            severity: "warning",
            summary:
                "Of metrics-server's requests to kubelets {{ $value | humanizePercentage }} fail: autoscalers are blind on those nodes.",
        },
    ],
};
