import assert from "node:assert/strict";

import type { Cluster } from "../../../components/cluster";
import { Ebs, EbsArgs } from "../../../components/storage/ebs";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";
import { vouching } from "./identity";

const eks = {
    eks: { clusterName: "paris", region: "eu-west-3", vpcTags: {} },
    identity: vouching,
    podAddresses: "vpc" as const,
};

const put = (cluster: Partial<Cluster> = eks) =>
    deploy(
        () =>
            new Ebs("paris-ebs", {
                place: paris(cluster),
                said: EbsArgs.parse({ kind: "ebs" }),
                classes: { block: "block", isDefault: true },
            }),
    );

describe("EBS", () => {
    it("is a Release with an identity, and classes, in a namespace of its own", async () => {
        assert.deepEqual(listed(await put()), [
            "kubernetes:core/v1:Namespace paris-ebs-namespace",
            "kubernetes:helm.sh/v3:Release paris-ebs",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-ebs-namespace-flows",
            "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass paris-ebs-snapshots",
            "kubernetes:storage.k8s.io/v1:StorageClass paris-ebs-block",
            "samestack:index:Namespace paris-ebs-namespace",
            "samestack:storage:Ebs paris-ebs",
            "test:index:Identity paris-ebs-identity",
        ]);
    });

    it("starts with its rights in force, which end at its own volumes", async () => {
        const resources = await put();
        assert.deepEqual(the(resources, "test:index:Identity").inputs, {
            to: { namespace: "aws-ebs-csi-driver", serviceAccount: "ebs-csi-controller-sa" },
            policy: { managed: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicyV2" },
        });
        assert.ok(the(resources, "kubernetes:helm.sh/v3:Release").dependsOn.includes("paris-ebs-identity"));
    });

    it("makes encrypted volumes where the pod is, as class block", async () => {
        const block = the(await put(), "kubernetes:storage.k8s.io/v1:StorageClass");
        assert.deepEqual(block.inputs, {
            apiVersion: "storage.k8s.io/v1",
            kind: "StorageClass",
            metadata: { name: "block", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
            provisioner: "ebs.csi.aws.com",
            parameters: { type: "gp3", encrypted: "true", "csi.storage.k8s.io/fstype": "ext4" },
            volumeBindingMode: "WaitForFirstConsumer",
            allowVolumeExpansion: true,
            reclaimPolicy: "Delete",
        });
        assert.deepEqual(block.dependsOn, ["paris-ebs"]);
    });

    it("runs twice over zones, asks the machine from the machine's own network, and is scraped", async () => {
        const sidecar = { resources: { requests: { cpu: "10m", memory: "32Mi" } } };
        assert.deepEqual(the(await put(), "kubernetes:helm.sh/v3:Release").inputs.values, {
            controller: {
                replicaCount: 2,
                region: "eu-west-3",
                k8sTagClusterId: "paris",
                topologySpreadConstraints: [
                    {
                        maxSkew: 1,
                        topologyKey: "topology.kubernetes.io/zone",
                        whenUnsatisfiable: "ScheduleAnyway",
                        labelSelector: { matchLabels: { app: "ebs-csi-controller" } },
                    },
                ],
                enableMetrics: true,
                serviceMonitor: { forceEnable: true },
            },
            node: {
                hostNetwork: true,
                enableMetrics: true,
                serviceMonitor: { forceEnable: true },
                enableWindows: false,
            },
            sidecars: {
                provisioner: sidecar,
                attacher: sidecar,
                resizer: sidecar,
                livenessProbe: sidecar,
                nodeDriverRegistrar: sidecar,
                snapshotter: { ...sidecar, forceEnable: true },
            },
            helmTester: { enabled: false },
        });
    });

    it("says what to do on a cluster that is not EKS", async () => {
        for (const cluster of [{}, { identity: vouching }]) {
            let said = "";
            await put(cluster).catch((error: unknown) => (said = String(error)));
            assert.match(said, /places\.paris\.storage is of kind ebs.*choose longhorn/);
        }
    });
});
