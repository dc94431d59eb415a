import * as ec2 from "@pulumi/aws/ec2";
import * as eks from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";

import type { NetworkNeeds } from "..";
import type { EksArgs } from "./args";
import { STORAGE_DEVICE, userData } from "./node-start";
import { serviceRole } from "./roles";
import type { Vpc } from "./vpc";

interface Needs {
    cluster: eks.Cluster;
    clusterName: string;
    said: EksArgs;
    vpc: Vpc;
    network: NetworkNeeds;
    /** What a node needs in the cluster to become ready. */
    after: pulumi.Resource[];
}

/**
 * The worker nodes, private, in a managed group for each zone.
 *
 * Not one group over all zones: that one moves nodes between zones when they are uneven, without asking a disruption
 * budget, and a node's Longhorn disk goes with it. The groups follow one another, so that a new image or template
 * replaces nodes of one zone at a time and a volume always has its copies in the others; each node waits until
 * disruption budgets let its pods go.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 */
export function nodeGroups(name: string, needs: Needs, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
    const { cluster, said, vpc, network, after } = needs;
    const role = serviceRole(
        name,
        {
            trust: { service: "ec2.amazonaws.com" },
            managed: [
                "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
                "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
            ],
        },
        opts,
    );
    const template = launchTemplate(name, needs, opts);
    const { count, instanceType, storageDisk } = said.nodes;

    const groups: eks.NodeGroup[] = [];
    for (const [index, { zone, id }] of vpc.privateSubnets.entries()) {
        const size = share(count, vpc.privateSubnets.length, index);
        const group = new eks.NodeGroup(
            `${name}-${zone}`,
            {
                clusterName: cluster.name,
                nodeRoleArn: role.arn,
                subnetIds: [id],
                version: cluster.version,
                amiType: isGraviton(instanceType) ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD",
                capacityType: "ON_DEMAND",
                instanceTypes: [instanceType],
                scalingConfig: { desiredSize: size, minSize: size, maxSize: size },
                updateConfig: { maxUnavailable: 1 },
                launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
                ...(network.startupTaint !== undefined && {
                    taints: [{ key: network.startupTaint, value: "true", effect: "NO_EXECUTE" }],
                }),
                ...(storageDisk > 0 && { labels: { "node.longhorn.io/create-default-disk": "true" } }),
            },
            pulumi.mergeOptions(opts, { dependsOn: [...vpc.ways, ...after, ...role.policies, ...groups.slice(-1)] }),
        );
        groups.push(group);
    }
    return groups;
}

function launchTemplate(
    name: string,
    { clusterName, said, network }: Needs,
    opts: pulumi.CustomResourceOptions,
): ec2.LaunchTemplate {
    const { systemDisk, storageDisk } = said.nodes;
    const tags = { Name: clusterName, "samestack.dev/cluster": clusterName };
    return new ec2.LaunchTemplate(
        name,
        {
            updateDefaultVersion: true,
            blockDeviceMappings: [
                disk("/dev/xvda", systemDisk),
                ...(storageDisk > 0 ? [disk(STORAGE_DEVICE, storageDisk)] : []),
            ],
            // One hop: a pod off the host's network cannot ask for the node's credentials.
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            // The provider's tags stop at the template; what is launched from it is tagged here.
            tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
                resourceType,
                tags,
            })),
            userData: userData({ storage: storageDisk > 0, overlay: network.podAddresses === "overlay" }),
        },
        opts,
    );
}

function disk(deviceName: string, volumeSize: number) {
    return { deviceName, ebs: { volumeSize, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" } };
}

/** How many of `count` nodes the zone at `index` of `zones` has: the first zones have one more where it is uneven. */
export function share(count: number, zones: number, index: number): number {
    return Math.floor(count / zones) + (index < count % zones ? 1 : 0);
}

/** Whether a type's processor is AWS's own: a `g` follows the generation, as in m7g, c7gn and im4gn, but not in g5. */
export function isGraviton(instanceType: string): boolean {
    return /^[a-z]+\d+g[a-z]*\./.test(instanceType);
}
