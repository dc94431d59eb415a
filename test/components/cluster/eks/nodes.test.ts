import assert from "node:assert/strict";

import { ireland, make, otherwise, overVpc, underOverlay } from "./eks";
import { isGraviton, share } from "../../../../components/cluster/eks/nodes";
import { type Registered, the } from "../../../deploy";

const GROUP = "aws:eks/nodeGroup:NodeGroup";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

describe("an EKS cluster's nodes", () => {
    let resources: Registered[] = [];
    before(async () => ({ resources } = await ireland()));

    it("are a group in each private subnet, that replaces one node at a time", () => {
        const groups = resources.filter(({ type }) => type === GROUP);
        assert.deepEqual(
            groups.map(({ inputs }) => inputs),
            ["a", "b", "c"].map((zone) => ({
                clusterName: "test-ireland-cluster",
                nodeRoleArn: "arn:aws:iam::000000000000:role/ireland-cluster-nodes",
                subnetIds: [`ireland-cluster-vpc-private-${zone}-id`],
                version: "1.36",
                amiType: "AL2023_x86_64_STANDARD",
                capacityType: "ON_DEMAND",
                instanceTypes: ["m7i.xlarge"],
                scalingConfig: { desiredSize: 1, minSize: 1, maxSize: 1 },
                updateConfig: { maxUnavailable: 1 },
                launchTemplate: { id: "ireland-cluster-nodes-id", version: "1" },
                labels: { "node.longhorn.io/create-default-disk": "true" },
            })),
        );
    });

    it("keep pods off until a network that asks for it is there, each anew", async () => {
        const { resources } = await make({}, { ...overVpc, startupTaint: "example.org/not-ready" });
        const tainted = resources.filter(({ type }) => type === GROUP).map(({ inputs }) => inputs.taints);
        const taint = { key: "example.org/not-ready", value: "true", effect: "NO_EXECUTE" };
        assert.deepEqual(tainted, [[taint], [taint], [taint]]);
    });

    it("are replaced in one zone after another", () => {
        const before = (zone: string) =>
            the(resources, GROUP, `ireland-cluster-nodes-${zone}`).dependsOn.filter((name) =>
                /^ireland-cluster-nodes-[a-c]$/.test(name),
            );
        assert.deepEqual(["a", "b", "c"].map(before), [[], ["ireland-cluster-nodes-a"], ["ireland-cluster-nodes-b"]]);
    });

    it("wait for what they become ready by, and for a way to the internet", () => {
        const { dependsOn } = the(resources, GROUP, "ireland-cluster-nodes-a");
        for (const name of ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]) {
            assert.ok(dependsOn.includes(`ireland-cluster-${name}`), name);
        }
        // The subnet, its route and that this is its route.
        const way = dependsOn.filter((name) => name === "ireland-cluster-vpc-private-a");
        assert.equal(way.length, 3);
    });

    it("ask for their credentials in a way that no pod and no forged request can, and encrypt their disks", () => {
        const { userData, ...rest } = the(resources, TEMPLATE).inputs;
        assert.ok(userData);
        const tags = { Name: "test-ireland-cluster", "samestack.dev/cluster": "test-ireland-cluster" };
        const disk = { volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };
        assert.deepEqual(rest, {
            updateDefaultVersion: true,
            blockDeviceMappings: [
                { deviceName: "/dev/xvda", ebs: { volumeSize: 50, ...disk } },
                { deviceName: "/dev/xvdb", ebs: { volumeSize: 200, ...disk } },
            ],
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
                resourceType,
                tags,
            })),
        });
    });

    it("may join the cluster and pull images, and nothing else", () => {
        const attached = resources
            .filter(({ inputs }) => inputs.role === "ireland-cluster-nodes")
            .map(({ type, inputs }) => [type, inputs.policyArn]);
        const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
        assert.deepEqual(attached.sort(), [
            [attachment, "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"],
            [attachment, "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"],
        ]);
    });

    it("prepare themselves for Longhorn before they join, or switch themselves off", () => {
        assert.equal(
            script(resources),
            [
                "MIME-Version: 1.0",
                'Content-Type: multipart/mixed; boundary="samestack"',
                "",
                "--samestack",
                'Content-Type: text/x-shellscript; charset="us-ascii"',
                "",
                "#!/bin/bash",
                "set -Eeuo pipefail",
                "trap 'poweroff' ERR",
                "dnf install --assumeyes iscsi-initiator-utils nfs-utils",
                "systemctl enable --now iscsid",
                "timeout 120 bash -c 'until test -b /dev/xvdb; do sleep 1; done'",
                "blkid /dev/xvdb || mkfs.ext4 -L longhorn /dev/xvdb",
                "mkdir -p /var/lib/longhorn",
                "echo 'LABEL=longhorn /var/lib/longhorn ext4 defaults,noatime 0 2' >> /etc/fstab",
                "mount /var/lib/longhorn",
                "",
                "--samestack--",
                "",
            ].join("\n"),
        );
    });

    it("have no second disk, label or script where volumes are kept elsewhere", async () => {
        const { resources } = await otherwise();
        assert.equal("userData" in the(resources, TEMPLATE).inputs, false);
        assert.equal("labels" in the(resources, GROUP, "ireland-cluster-nodes-b").inputs, false);
    });

    it("run as many pods as Kubernetes advises under an overlay, for whom addresses are no limit", async () => {
        const { resources } = await underOverlay();
        assert.equal(
            script(resources),
            [
                "MIME-Version: 1.0",
                'Content-Type: multipart/mixed; boundary="samestack"',
                "",
                "--samestack",
                "Content-Type: application/node.eks.aws",
                "",
                "---",
                "apiVersion: node.eks.aws/v1alpha1",
                "kind: NodeConfig",
                "spec:",
                "  kubelet:",
                "    config:",
                "      maxPods: 110",
                "",
                "--samestack--",
                "",
            ].join("\n"),
        );
    });

    it("are shared out over the zones, all of them, no zone more than one ahead", () => {
        assert.deepEqual(
            [3, 4, 5, 6, 7].map((count) => [0, 1, 2].map((zone) => share(count, 3, zone))),
            [
                [1, 1, 1],
                [2, 1, 1],
                [2, 2, 1],
                [2, 2, 2],
                [3, 2, 2],
            ],
        );
    });

    it("are as many and as large as is said", async () => {
        const { resources } = await otherwise();
        const sizes = ["b", "d"].map(
            (zone) => the(resources, GROUP, `ireland-cluster-nodes-${zone}`).inputs.scalingConfig,
        );
        assert.deepEqual(sizes, [
            { desiredSize: 3, minSize: 3, maxSize: 3 },
            { desiredSize: 2, minSize: 2, maxSize: 2 },
        ]);
        const disk = { volumeSize: 80, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };
        assert.deepEqual(the(resources, TEMPLATE).inputs.blockDeviceMappings, [{ deviceName: "/dev/xvda", ebs: disk }]);
    });

    it("run the image of their processor", async () => {
        const known = {
            "m7g.large": true,
            "c7gn.xlarge": true,
            "im4gn.large": true,
            "r8gd.2xlarge": true,
            "g5g.xlarge": true,
            "m7i.xlarge": false,
            "m7a.xlarge": false,
            "m7i-flex.large": false,
            "g5.xlarge": false,
            "g4dn.xlarge": false,
            "t3.large": false,
        };
        assert.deepEqual(Object.keys(known).map(isGraviton), Object.values(known));
        const { resources } = await otherwise();
        const { amiType, instanceTypes } = the(resources, GROUP, "ireland-cluster-nodes-b").inputs;
        assert.deepEqual([amiType, instanceTypes], ["AL2023_ARM_64_STANDARD", ["m7g.xlarge"]]);
    });
});

function script(resources: Registered[]): string {
    const { userData } = the(resources, TEMPLATE).inputs;
    assert.ok(typeof userData === "string");
    return Buffer.from(userData, "base64").toString("utf8");
}
