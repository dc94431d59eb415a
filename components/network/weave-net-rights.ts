import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The ConfigMap on which nodes write who they are; everything of Weave Net has this name. */
export const PEERS = { name: "weave-net", namespace: "kube-system" } as const;

/** The account that Weave Net's pods run under, with what it may do. */
export function mayReadTheCluster(name: string, parent: pulumi.Resource): pulumi.Resource[] {
    const opts = { parent };
    const account = { kind: "ServiceAccount", ...PEERS };
    return [
        new k8s.core.v1.ServiceAccount(name, { metadata: PEERS }, opts),
        new k8s.rbac.v1.ClusterRole(
            name,
            {
                metadata: { name: PEERS.name },
                rules: [
                    { apiGroups: [""], resources: ["pods", "namespaces", "nodes"], verbs: ["get", "list", "watch"] },
                    {
                        apiGroups: ["networking.k8s.io"],
                        resources: ["networkpolicies"],
                        verbs: ["get", "list", "watch"],
                    },
                    // It says of its node that the network is there.
                    { apiGroups: [""], resources: ["nodes/status"], verbs: ["patch", "update"] },
                ],
            },
            opts,
        ),
        new k8s.rbac.v1.ClusterRoleBinding(
            name,
            {
                metadata: { name: PEERS.name },
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: PEERS.name },
                subjects: [account],
            },
            opts,
        ),
        new k8s.rbac.v1.Role(
            name,
            {
                metadata: PEERS,
                rules: [
                    {
                        apiGroups: [""],
                        resources: ["configmaps"],
                        resourceNames: [PEERS.name],
                        verbs: ["get", "update"],
                    },
                ],
            },
            opts,
        ),
        new k8s.rbac.v1.RoleBinding(
            name,
            {
                metadata: PEERS,
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: PEERS.name },
                subjects: [account],
            },
            opts,
        ),
    ];
}
