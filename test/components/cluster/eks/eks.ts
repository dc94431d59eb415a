import assert from "node:assert/strict";

import type { NetworkNeeds } from "../../../../components/cluster";
import { Eks, EksArgs } from "../../../../components/cluster/eks";
import { deploy, type Registered } from "../../../deploy";

export const ci = "arn:aws:iam::111122223333:role/ci";

interface Made {
    cluster: Eks;
    resources: Registered[];
}

/** What Calico needs when it enforces policy over the VPC CNI. */
export const overVpc: NetworkNeeds = { podAddresses: "vpc", vpcCni: true, kubeProxy: true };

/** The cluster of a place called ireland, of which no more is said than must be; and all that it registers. */
export function ireland(): Promise<Made> {
    return (usual ??= make({}, overVpc));
}

/** The same, under an overlay. */
export function underOverlay(): Promise<Made> {
    return (overlaid ??= make(
        { nodes: { storageDisk: 0 } },
        { podAddresses: "overlay", vpcCni: false, kubeProxy: true },
    ));
}

/** The same, with all said otherwise that can be. */
export function otherwise(): Promise<Made> {
    return (changed ??= make(
        {
            account: "111122223333",
            zones: ["b", "d"],
            version: "1.35",
            serviceCidr: "10.100.0.0/16",
            publicAccess: ["203.0.113.7/32"],
            administrators: ["arn:aws:iam::111122223333:role/ops/Admin"],
            viewers: ["arn:aws:iam::444455556666:user/ada"],
            nodes: { instanceType: "m7g.xlarge", count: 5, systemDisk: 80, storageDisk: 0 },
            natGateways: "one",
            logRetentionDays: 365,
            addOnVersions: { "kube-proxy": "v1.36.0-eksbuild.2" },
            deletionProtection: false,
        },
        overVpc,
    ));
}

// Each takes half a second, and none changes what it made.
let usual: Promise<Made> | undefined;
let overlaid: Promise<Made> | undefined;
let changed: Promise<Made> | undefined;

/** Makes the cluster, and lets a system use it. */
export async function make(
    said: object,
    network: NetworkNeeds,
    use: (cluster: Eks) => void = () => undefined,
): Promise<Made> {
    const made: Eks[] = [];
    const least = { kind: "eks", region: "eu-west-1", cidr: "10.20.0.0/16", deployers: [ci] };
    const resources = await deploy(() => {
        const cluster = new Eks("ireland-cluster", {
            said: EksArgs.parse({ ...least, ...said }),
            environment: "test",
            network,
        });
        use(cluster);
        made.push(cluster);
    });
    const [cluster] = made;
    assert.ok(cluster);
    return { cluster, resources };
}

/** The policy that a role or a policy resource holds as text. */
export function document(resource: Registered): unknown {
    const text = resource.inputs.policy ?? resource.inputs.assumeRolePolicy;
    assert.ok(typeof text === "string");
    return JSON.parse(text);
}

export function count(resources: Registered[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
}
