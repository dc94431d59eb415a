import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Namespace } from "../namespace";
import { DASHBOARD_PORT } from "./rook-ceph-values";

/** The Service of Ceph's dashboard that the ingress leads to: its manager's own is made by Rook, at a later time. */
export const DASHBOARD_SERVICE = "ceph-dashboard";

const MONITORS = [3300, 6789];
const DAEMONS = { first: 6800, last: 7568 };

/** What Ceph's pods need beside what Rook makes for them: a way in for the nodes, and for the ingress. */
export function guardPods(name: string, namespace: Namespace, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
    return [
        new k8s.networking.v1.NetworkPolicy(
            `${name}-clients`,
            {
                metadata: { name: "samestack-clients", namespace: namespace.name },
                spec: {
                    podSelector: {
                        matchExpressions: [
                            {
                                key: "app",
                                operator: "In",
                                values: ["mon", "mgr", "osd", "mds"].map((daemon) => `rook-ceph-${daemon}`),
                            },
                        ],
                    },
                    policyTypes: ["Ingress"],
                    ingress: [
                        {
                            // Nodes map and mount volumes themselves, from an address that no policy can name: in an
                            // overlay it is one of the pods'. Ceph asks each of them for a key.
                            ports: [
                                ...MONITORS.map((port) => ({ port, protocol: "TCP" })),
                                { port: DAEMONS.first, endPort: DAEMONS.last, protocol: "TCP" },
                            ],
                        },
                    ],
                },
            },
            opts,
        ),
        // Two make the drivers, and their chart gives them none.
        new k8s.policy.v1.PodDisruptionBudget(
            `${name}-drivers-operator`,
            {
                metadata: { name: "ceph-csi-controller-manager", namespace: namespace.name },
                spec: {
                    maxUnavailable: 1,
                    selector: { matchLabels: { "control-plane": "ceph-csi-op-controller-manager" } },
                },
            },
            opts,
        ),
        new k8s.core.v1.Service(
            `${name}-dashboard`,
            {
                metadata: {
                    name: DASHBOARD_SERVICE,
                    namespace: namespace.name,
                    // There is nothing behind it before there is a cluster.
                    annotations: { "pulumi.com/skipAwait": "true" },
                },
                spec: {
                    selector: { app: "rook-ceph-mgr", mgr_role: "active" },
                    ports: [{ name: "http", port: DASHBOARD_PORT, targetPort: DASHBOARD_PORT }],
                },
            },
            opts,
        ),
    ];
}
