import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { Eks, EksArgs } from "./eks";
import { ExistingArgs, ExistingCluster } from "./existing";
import type { Secrets } from "../secrets";

export { clusterName } from "./eks";
export { kubeconfigOf } from "./existing";
export { reach } from "./reach";

/** What an environment may say of a place's cluster. */
export const ClusterArgs = z.discriminatedUnion("kind", [ExistingArgs, EksArgs]);
export type ClusterArgs = z.infer<typeof ClusterArgs>;

/**
 * The handle on a place's cluster: all that the systems know of it. Nothing in it says where the cluster stands, but
 * for `eks`, which only the systems that are AWS's own look at.
 */
export interface Cluster {
    /** Explicit, with a `clusterIdentifier`; no resource ever falls back on the machine's own kubeconfig. */
    readonly provider: k8s.Provider;
    /** All providers a place's systems need; given to the stack, inherited by its resources. */
    readonly providers: pulumi.ProviderResource[];
    /** What must exist before a pod can run. The network itself does not wait for it: nodes wait for the network. */
    readonly workers: pulumi.Resource[];
    /** Kubernetes minor, for example `1.36`. */
    readonly version: string;
    readonly podCidr: string;
    readonly serviceCidr: string;
    /** Worker nodes that pods may be spread over. */
    readonly nodes: number;
    /** False where the control plane is somebody else's: its scheduler and etcd cannot be scraped. */
    readonly ownControlPlane: boolean;
    /**
     * Whether the API server can open connections to pod addresses. Where it cannot (EKS under an overlay), pods that
     * serve webhooks or aggregated APIs must use their node's network.
     */
    readonly podsReachable: boolean;
    /** Whether the place's machines resolve pod addresses themselves, that is, the VPC gives them out. */
    readonly podAddresses: "overlay" | "vpc";
    /** Whether kube-proxy leads Services to their pods. False where the network does. */
    readonly kubeProxy: boolean;
    /**
     * The API server's host, at port 443, for what must reach it before Services work. Absent where nothing but the
     * kubeconfig knows it, which may lead there by a way that is not the nodes'.
     */
    readonly apiServerHost?: pulumi.Output<string>;
    /** Whether the kubelets' serving certificates are signed by the cluster's authority, so that they can be verified. */
    readonly signedKubelets: boolean;
    /** Gives a ServiceAccount rights in the cloud around the cluster; absent where there is no cloud. */
    readonly identity?: Identity;
    readonly eks?: EksSurroundings;
}

/**
 * Grants a ServiceAccount cloud permissions, without a key: what depends on the result starts with them in force.
 * `policy` is statements of the cloud's own policy language, or the ARN of a policy that the cloud keeps.
 */
export type Identity = (
    name: string,
    to: { namespace: string; serviceAccount: string },
    policy: { statements: Statement[] | pulumi.Output<Statement[]> } | { managed: string },
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
) => pulumi.Resource;

/** One statement of an IAM policy. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface Statement {
    Effect: "Allow" | "Deny";
    Action: string | string[];
    Resource: pulumi.Input<string> | pulumi.Input<pulumi.Input<string>[]>;
    Condition?: Record<string, Record<string, string | string[]>>;
}

/** What AWS's own systems need to know of the EKS cluster they run in. */
export interface EksSurroundings {
    readonly clusterName: string;
    readonly region: string;
    /** Tags by which the cluster's VPC is found; known before it exists, unlike its id. */
    readonly vpcTags: Record<string, string>;
}

/** What a cluster must know of its network, because it must be so before the first node is there. */
export interface NetworkNeeds {
    /** Who gives out pod addresses. */
    podAddresses: "overlay" | "vpc";
    /** On EKS, whether AWS's own CNI connects the pods. */
    vpcCni: boolean;
    /** Whether kube-proxy leads Services to their pods; otherwise the network does. */
    kubeProxy: boolean;
    /** The key of a taint that keeps pods off a new node until the network runs on it and takes the taint off. */
    startupTaint?: string;
}

/**
 * Opens or creates a place's cluster. `environment` is the stack's name, which tells clusters of one account apart;
 * `network` is what the network that is going to be there needs of it.
 */
export function openCluster(
    name: string,
    said: ClusterArgs,
    given: { environment: string; network: NetworkNeeds; secrets: Secrets },
    opts?: pulumi.ComponentResourceOptions,
): Cluster {
    switch (said.kind) {
        case "existing":
            return new ExistingCluster(name, { said, network: given.network, secrets: given.secrets }, opts);
        case "eks":
            return new Eks(name, { said, environment: given.environment, network: given.network }, opts);
    }
}
