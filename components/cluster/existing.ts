import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Cluster, NetworkNeeds } from ".";
import { Block } from "./cidr";
import { onlyContext, readKubeconfig } from "./kubeconfig";
import { Minor } from "./minor";
import { connect } from "./provider";
import type { Secrets } from "../secrets";

/** A cluster that is there already, on your own servers or anywhere, reached with a kubeconfig. */
export const ExistingArgs = z.strictObject({
    kind: z.literal("existing"),
    /**
     * The kubeconfig: a path, from the project's folder or from `~/`, or the config key of a secret that holds it whole
     * (`pulumi config set --secret samestack:paris < paris.kubeconfig`). Its credentials need every right in the
     * cluster: the stack makes CRDs, ClusterRoles and webhooks.
     */
    kubeconfig: z
        .union([
            z.string().min(1),
            z.strictObject({
                /** The config key, without `samestack:`. */
                secret: z.string().min(1),
            }),
        ])
        .meta({ examples: ["./paris.kubeconfig"] }),
    /** The context of the kubeconfig. Its current one unless said; said, another `kubectl config use` changes nothing. */
    context: z.string().min(1).optional(),
    /** The Kubernetes minor the cluster runs. 1.36 unless said: the newest that every system of the stack supports. */
    version: Minor.default("1.36"),
    /** Addresses of pods, which the network hands out. kubeadm's and Flannel's usual ones unless said. */
    podCidr: Block.default("10.244.0.0/16"),
    /** Addresses of Services, which the API server hands out. kubeadm's own default unless said. */
    serviceCidr: Block.default("10.96.0.0/12"),
    /** How many worker nodes pods can be spread over. 3 unless said: the fewest that keep three copies of a volume. */
    nodes: z.int().min(1).default(3),
    /**
     * Whether the control plane runs on machines of this cluster, so that its scheduler, controller manager and etcd can
     * be scraped. True unless said, as on your own servers; false where somebody else runs it.
     */
    ownControlPlane: z.boolean().default(true),
    /**
     * Who signed the kubelets' serving certificates. `selfSigned` unless said, as kubeadm leaves them: metrics are then
     * read without verifying the kubelet. `signed` where the kubelets have `serverTLSBootstrap`, or k3s or RKE2 runs.
     *
     * @see https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#kubelet-serving-certs
     */
    kubeletCertificates: z.enum(["selfSigned", "signed"]).default("selfSigned"),
    /**
     * What tells this cluster from another, whatever its address and credentials. The place's cluster unless said.
     * Another word means another cluster: everything is created there anew, and nothing is kept.
     */
    clusterIdentifier: z.string().min(1).optional(),
});
export type ExistingArgs = z.infer<typeof ExistingArgs>;

/**
 * Opens a cluster that is there already. Creates nothing in it; only the context that is said can be reached.
 *
 * Refuses, in one sentence each, a kubeconfig that is missing, unreadable or none, a context it does not have, files it
 * names that are missing, and a client certificate that has expired.
 */
export class ExistingCluster extends pulumi.ComponentResource implements Cluster {
    readonly provider: k8s.Provider;
    readonly providers: pulumi.ProviderResource[];
    readonly workers: pulumi.Resource[] = [];
    readonly version: string;
    readonly podCidr: string;
    readonly serviceCidr: string;
    readonly nodes: number;
    readonly ownControlPlane: boolean;
    readonly podsReachable = true;
    readonly podAddresses = "overlay";
    readonly kubeProxy: boolean;
    readonly signedKubelets: boolean;

    constructor(
        name: string,
        { said, network, secrets }: { said: ExistingArgs; network: NetworkNeeds; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:cluster:ExistingCluster", name, said, opts);

        this.provider = connect(
            name,
            { kubeconfig: kubeconfigOf(name, said, secrets), identifier: said.clusterIdentifier ?? name },
            { parent: this },
        );
        this.providers = [this.provider];
        this.version = said.version;
        this.podCidr = said.podCidr;
        this.serviceCidr = said.serviceCidr;
        this.nodes = said.nodes;
        this.ownControlPlane = said.ownControlPlane;
        this.kubeProxy = network.kubeProxy;
        this.signedKubelets = said.kubeletCertificates === "signed";
        this.registerOutputs({});
    }
}

/** The kubeconfig of an existing cluster, reduced to its context, as a secret. A file is read and refused at once. */
export function kubeconfigOf(name: string, said: ExistingArgs, secrets: Secrets): pulumi.Output<string> {
    const { kubeconfig, context } = said;
    if (typeof kubeconfig === "string") return pulumi.secret(readKubeconfig(name, kubeconfig, context));
    const file = `the secret samestack:${kubeconfig.secret}`;
    return secrets(kubeconfig.secret).apply((text) => onlyContext(text, context, { cluster: name, file }));
}
