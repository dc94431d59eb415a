import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * The provider through which everything of a place reaches its cluster.
 *
 * While `identifier` stays, a change of the kubeconfig (a renewed credential, an API server that moved) is a change of
 * the provider alone; without it, or with another, everything in the cluster is replaced.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/
 */
export function connect(
    name: string,
    { kubeconfig, identifier }: { kubeconfig: pulumi.Input<string>; identifier: pulumi.Input<string> },
    opts: pulumi.ResourceOptions,
): k8s.Provider {
    return new k8s.Provider(
        name,
        {
            kubeconfig,
            clusterIdentifier: identifier,
            // Otherwise new contents mean another object under another name, which no chart that names it would find.
            enableConfigMapMutable: true,
            enableSecretMutable: true,
            // A run that died may have made objects that the state does not know; the next one takes them over.
            upsertExistingObjects: true,
        },
        opts,
    );
}
