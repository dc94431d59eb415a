import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Dashboard } from "../monitoring/dashboard";
import { type Namespace, ROLE_LABEL } from "../namespace";
import { podMonitor } from "../pod-monitor";

/** Ports of metrics, the ones Calico's manual uses. The first two are ports of the nodes. */
export const metricsPorts = { felix: 9091, typha: 9093, kubeControllers: 9094 } as const;

const scraped = [
    { app: "calico-node", port: metricsPorts.felix },
    { app: "calico-typha", port: metricsPorts.typha },
    { app: "calico-kube-controllers", port: metricsPorts.kubeControllers },
];

/**
 * What makes Calico visible: none of it comes with its chart or its operator.
 *
 * @see https://docs.tigera.io/calico/latest/operations/monitor/monitor-component-metrics
 */
export class CalicoMetrics extends pulumi.ComponentResource {
    constructor(
        name: string,
        {
            namespace,
            operatorNamespace,
            kinds,
        }: { namespace: Namespace; operatorNamespace: Namespace; kinds: pulumi.Resource },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:network:CalicoMetrics", name, {}, opts);

        for (const { app, port } of scraped) {
            podMonitor(
                `${name}-${app}`,
                {
                    name: app,
                    namespace: operatorNamespace.name,
                    podNamespace: namespace.name,
                    label: ["k8s-app", app],
                    container: app,
                    port,
                },
                { parent: this },
            );
        }

        // Once Calico's own API serves, its operator closes calico-system with policies in a tier before ours, and lets
        // only its own Prometheus at these metrics. A policy beside them is what adds ours.
        new k8s.apiextensions.CustomResource(
            `${name}-flow`,
            {
                apiVersion: "crd.projectcalico.org/v1",
                kind: "NetworkPolicy",
                metadata: { name: "calico-system.samestack-metrics", namespace: namespace.name },
                spec: {
                    tier: "calico-system",
                    order: 1,
                    selector: "k8s-app == 'calico-kube-controllers'",
                    types: ["Ingress"],
                    ingress: [
                        {
                            action: "Allow",
                            protocol: "TCP",
                            source: { namespaceSelector: `${ROLE_LABEL} == 'monitoring'` },
                            destination: { ports: [metricsPorts.kubeControllers] },
                        },
                    ],
                },
            },
            { parent: this, dependsOn: kinds },
        );

        this.registerOutputs({});
    }
}

export const dashboard: Dashboard = {
    title: "Calico",
    panels: [
        {
            title: "Time until a change is in force on a node, 99 of 100",
            query: 'max by (node) (felix_int_dataplane_apply_time_seconds{quantile="0.99"})',
            legend: "{{node}}",
            unit: "s",
        },
        {
            title: "Changes a node could not put in force",
            query: "sum by (node) (rate(felix_int_dataplane_failures[5m]))",
            legend: "{{node}}",
            unit: "ops",
        },
        { title: "Pods on a node", query: "sum by (node) (felix_active_local_endpoints)", legend: "{{node}}" },
        {
            title: "Policies in force on a node",
            query: "sum by (node) (felix_active_local_policies)",
            legend: "{{node}}",
        },
        {
            title: "Pod addresses taken, of each pool",
            query: "sum by (ippool) (ipam_allocations_in_use) / sum by (ippool) (ipam_ippool_size)",
            legend: "{{ippool}}",
            unit: "percentunit",
        },
        { title: "Nodes that a Typha serves", query: "sum by (pod) (typha_connections_active)", legend: "{{pod}}" },
    ],
    alerts: [
        {
            name: "CalicoNodeOutOfSync",
            query: "max by (node) (felix_resync_state) < 3",
            for: "10m",
            severity: "critical",
            summary:
                "Calico on {{ $labels.node }} does not learn of changes: new pods there have no network, and policies no effect.",
        },
        {
            name: "CalicoChangesFail",
            query: "sum by (node) (rate(felix_int_dataplane_failures[10m])) > 0",
            for: "15m",
            severity: "warning",
            summary: "Calico on {{ $labels.node }} cannot put changes in force.",
        },
        {
            name: "CalicoAddressesShort",
            query: "sum by (ippool) (ipam_allocations_in_use) / sum by (ippool) (ipam_ippool_size) > 0.85",
            for: "1h",
            severity: "warning",
            summary: "Of the pod addresses of {{ $labels.ippool }} {{ $value | humanizePercentage }} are taken.",
        },
    ],
};
