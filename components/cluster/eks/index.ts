import { Provider } from "@pulumi/aws/provider";
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Cluster, EksSurroundings, Identity, NetworkNeeds } from "..";
import { grantAccess } from "./access";
import { addOn, beforeNodes } from "./add-ons";
import type { EksArgs } from "./args";
import { bastion } from "./bastion";
import { controlPlane, kubeconfigFor } from "./control-plane";
import { podIdentity } from "./identity";
import { nodeGroups } from "./nodes";
import { Vpc } from "./vpc";
import { connect } from "../provider";

export { EksArgs } from "./args";

/**
 * What the cluster of a component is called in AWS: ours to choose, so that it is known before the cluster is there, and
 * another for each environment (a stack), for two of them may share an account.
 */
export function clusterName(component: string, environment: string): string {
    return `${environment}-${component}`.replaceAll(/[^\w-]/g, "-");
}

/**
 * Makes a cluster of Amazon EKS in a VPC of its own, as `EksArgs` says. Whoever runs it needs AWS credentials of a
 * deployer or administrator that the environment names, the `aws` command, and a way to the API server: from an
 * address of `publicAccess`, or from inside the VPC.
 *
 * It takes about twenty minutes to make. To delete it needs consent: see `deletionProtection`.
 *
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/introduction.html
 */
export class Eks extends pulumi.ComponentResource implements Cluster {
    readonly provider: k8s.Provider;
    readonly providers: pulumi.ProviderResource[];
    readonly workers: pulumi.Resource[];
    readonly version: string;
    readonly podCidr: string;
    readonly serviceCidr: string;
    readonly nodes: number;
    readonly ownControlPlane = false;
    readonly podsReachable: boolean;
    readonly podAddresses: "overlay" | "vpc";
    readonly kubeProxy: boolean;
    readonly apiServerHost: pulumi.Output<string>;
    readonly signedKubelets = true;
    readonly identity: Identity;
    readonly eks: EksSurroundings;

    constructor(
        name: string,
        { said, environment, network }: { said: EksArgs; environment: string; network: NetworkNeeds },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:cluster:Eks", name, said, opts);
        const { region } = said;
        const { podAddresses } = network;

        const called = clusterName(name, environment);
        const tags = { "samestack.dev/cluster": called };
        const aws = new Provider(
            `${name}-aws`,
            {
                region,
                ...(said.account !== undefined && { allowedAccountIds: [said.account] }),
                defaultTags: { tags },
            },
            { parent: this },
        );
        const inAws = { parent: this, provider: aws };

        const vpc = new Vpc(`${name}-vpc`, { clusterName: called, said }, { parent: this, providers: [aws] });
        const cluster = controlPlane(name, { clusterName: called, said, vpc }, inAws);
        const entered = grantAccess(name, cluster.name, said, inAws);

        this.provider = connect(
            name,
            // Its address is made up by AWS for each cluster, so one that is made anew under this name is another one.
            { kubeconfig: kubeconfigFor(cluster, called, region), identifier: cluster.endpoint },
            // What uses a provider waits for it, so nothing knocks before it is let in; and leaves before the door shuts.
            { parent: this, dependsOn: entered },
        );
        this.identity = podIdentity(cluster.name, called, aws);

        const after = beforeNodes(
            name,
            { cluster: cluster.name, said, network, identity: this.identity, provider: this.provider },
            inAws,
        );
        const groups = nodeGroups(`${name}-nodes`, { cluster, clusterName: called, said, vpc, network, after }, inAws);
        // A Deployment, which is unwell, and after twenty minutes failed, while it has no node to run on.
        const dns = addOn(name, "coredns", { cluster: cluster.name, said }, { ...inAws, dependsOn: groups });
        if (said.bastion) bastion(`${name}-bastion`, said.bastion, { cluster, clusterName: called, said, vpc }, inAws);

        this.providers = [this.provider, aws];
        this.workers = [...groups, dns];
        this.version = said.version;
        this.podCidr = podAddresses === "vpc" ? said.cidr : said.podCidr;
        this.serviceCidr = said.serviceCidr;
        this.nodes = said.nodes.count;
        this.podsReachable = podAddresses === "vpc";
        this.podAddresses = podAddresses;
        this.kubeProxy = network.kubeProxy;
        this.apiServerHost = cluster.endpoint.apply((endpoint) => new URL(endpoint).hostname);
        // The provider puts its tags on the VPC too.
        this.eks = { clusterName: called, region, vpcTags: tags };
        this.registerOutputs({ clusterName: called });
    }
}
