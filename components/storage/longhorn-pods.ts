import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Namespace } from "../namespace";

const NFS_PORT = 2049;
const SUPPORT_BUNDLE_PORT = 8080;

/**
 * What Longhorn's pods need beside its chart: flows that the chart's policies leave out, because without ours everything
 * reaches those pods, and the console's budget, which the chart lists among its values and does not make.
 */
export function guardPods(
    name: string,
    namespace: Namespace,
    opts: pulumi.CustomResourceOptions,
): [k8s.networking.v1.NetworkPolicy, k8s.networking.v1.NetworkPolicy, k8s.policy.v1.PodDisruptionBudget] {
    const accept = (
        what: string,
        matchLabels: Record<string, string>,
        ingress: k8s.types.input.networking.v1.NetworkPolicyIngressRule[],
    ) =>
        new k8s.networking.v1.NetworkPolicy(
            `${name}-${what}`,
            {
                metadata: { name: `samestack-${what}`, namespace: namespace.name },
                spec: { podSelector: { matchLabels }, policyTypes: ["Ingress"], ingress },
            },
            opts,
        );
    const here = { podSelector: {} };
    return [
        accept("share-manager", { "longhorn.io/component": "share-manager" }, [
            { from: [here] },
            // Nodes mount it themselves, from an address that no policy can name: in an overlay it is one of the pods'.
            { ports: [{ port: NFS_PORT, protocol: "TCP" }] },
        ]),
        accept("support-bundle", { app: "support-bundle-manager" }, [
            { from: [here], ports: [{ port: SUPPORT_BUNDLE_PORT, protocol: "TCP" }] },
        ]),
        new k8s.policy.v1.PodDisruptionBudget(
            `${name}-ui`,
            {
                metadata: { name: "longhorn-ui", namespace: namespace.name },
                spec: { maxUnavailable: 1, selector: { matchLabels: { app: "longhorn-ui" } } },
            },
            opts,
        ),
    ];
}
