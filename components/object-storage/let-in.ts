import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { User } from ".";

/** Lets the pods of a user's namespace reach the pods that answer for a store. */
export function letIn(
    name: string,
    user: User,
    to: { namespace: pulumi.Input<string>; pods: Record<string, string>; port: number },
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    const from = [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": user.namespace } } }];
    return new k8s.networking.v1.NetworkPolicy(
        `${name}-from-${user.namespace}`,
        {
            metadata: { name: `samestack-from-${user.namespace}`, namespace: to.namespace },
            spec: {
                podSelector: { matchLabels: to.pods },
                policyTypes: ["Ingress"],
                ingress: [{ from, ports: [{ port: to.port, protocol: "TCP" }] }],
            },
        },
        opts,
    );
}
