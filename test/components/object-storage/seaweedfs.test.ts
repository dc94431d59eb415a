import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ObjectStorageArgs, objectStorageCharts } from "../../../components/object-storage";
import { SeaweedFSArgs } from "../../../components/object-storage/seaweedfs";
import { claimsOfSeaweedFS } from "../../../components/object-storage/seaweedfs-claims";
import { seaweedfsValues } from "../../../components/object-storage/seaweedfs-values";
import { the } from "../../deploy";
import { listed } from "../../place";
import { putWithBuckets, valueOf, velero } from "./put";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const JOB = "kubernetes:batch/v1:Job";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const seaweedfs = { kind: "seaweedfs" };
const args = (said: object = {}) => SeaweedFSArgs.parse({ ...seaweedfs, ...said });

describe("SeaweedFS", () => {
    it("is a Release, who may log in, and budgets, in a namespace as strict as any", async () => {
        const { resources } = await putWithBuckets(seaweedfs);
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:Namespace paris-seaweedfs-namespace",
            "kubernetes:core/v1:Secret paris-seaweedfs-identities",
            "kubernetes:helm.sh/v3:Release paris-seaweedfs",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-seaweedfs-namespace-flows",
            "kubernetes:policy/v1:PodDisruptionBudget paris-seaweedfs-master",
            "kubernetes:policy/v1:PodDisruptionBudget paris-seaweedfs-s3",
            "kubernetes:policy/v1:PodDisruptionBudget paris-seaweedfs-volume",
            "samestack:index:Namespace paris-seaweedfs-namespace",
            "samestack:objectStorage:SeaweedFS paris-seaweedfs",
        ]);
        const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs as {
            metadata: { labels: Record<string, string> };
        };
        assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
        assert.ok(the(resources, RELEASE).dependsOn.includes("paris-seaweedfs-identities"));
        assert.deepEqual(
            objectStorageCharts(ObjectStorageArgs.parse(seaweedfs)).map(({ name }) => name),
            ["seaweedfs"],
        );
    });

    it("keeps two of each object, on claims of class block, and nothing on a node itself", () => {
        const container = { enabled: true, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
        const unprivileged = {
            podSecurityContext: {
                enabled: true,
                runAsNonRoot: true,
                runAsUser: 1000,
                runAsGroup: 1000,
                fsGroup: 1000,
                seccompProfile: { type: "RuntimeDefault" },
            },
            containerSecurityContext: container,
        };
        const claim = (size: string) => ({ type: "persistentVolumeClaim", size, storageClass: "block" });
        const spread = [
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: {
                    matchLabels: {
                        "app.kubernetes.io/name": "seaweedfs",
                        "app.kubernetes.io/instance": "seaweedfs",
                        "app.kubernetes.io/component": "s3",
                    },
                },
            },
        ];
        assert.deepEqual(seaweedfsValues(args()), {
            global: {
                seaweedfs: {
                    enableReplication: true,
                    replicationPlacement: "001",
                    monitoring: { enabled: true },
                    createClusterRole: false,
                    automountServiceAccountToken: false,
                },
            },
            master: {
                ...unprivileged,
                replicas: 3,
                data: claim("1Gi"),
                logs: { type: "" },
                extraEnvironmentVars: {
                    WEED_MASTER_VOLUME_GROWTH_COPY_1: "2",
                    WEED_MASTER_VOLUME_GROWTH_COPY_2: "2",
                },
                resources: { requests: { cpu: "20m", memory: "64Mi" } },
            },
            volume: {
                ...unprivileged,
                replicas: 3,
                dataDirs: [{ name: "data1", ...claim("50Gi"), maxVolumes: 0 }],
                resizeHook: { enabled: false },
                resources: { requests: { cpu: "50m", memory: "256Mi" } },
            },
            filer: {
                ...unprivileged,
                replicas: 1,
                data: claim("10Gi"),
                logs: { type: "" },
                resources: { requests: { cpu: "50m", memory: "128Mi" } },
            },
            s3: {
                ...unprivileged,
                enabled: true,
                replicas: 2,
                enableAuth: true,
                existingConfigSecret: "seaweedfs-identities",
                logs: { type: "" },
                topologySpreadConstraints: JSON.stringify(spread),
                extraArgs: ["-port.iceberg=0", "-port.lance=0"],
                resources: { requests: { cpu: "50m", memory: "128Mi" } },
            },
        });
    });

    it("keeps one copy on one server, with one master, and counts what it claims", () => {
        const values = seaweedfsValues(args({ replicas: 1, disk: 20, metadataDisk: 5 })) as Record<
            "global" | "master",
            { replicas?: number; seaweedfs?: { replicationPlacement: string } }
        >;
        assert.equal(values.global.seaweedfs?.replicationPlacement, "000");
        assert.equal(values.master.replicas, 1);
        const claimed = (said: object) =>
            claimsOfSeaweedFS(args(said)).reduce((sum, { count, gibibytes }) => sum + count * gibibytes, 0);
        assert.equal(claimed({ replicas: 1, disk: 20, metadataDisk: 5 }), 20 + 5 + 1);
        assert.equal(claimed({}), 3 * 50 + 10 + 3);
    });

    it("says where it answers before it is there", async () => {
        const { endpoint, region, pathStyle, flow, certificateAuthority } = (await putWithBuckets(seaweedfs)).store;
        assert.deepEqual(
            { endpoint, region, pathStyle, flow, certificateAuthority },
            {
                endpoint: "http://seaweedfs-s3.seaweedfs.svc:8333",
                region: "us-east-1",
                pathStyle: true,
                flow: { to: { role: "object-storage" }, ports: [8333] },
                certificateAuthority: undefined,
            },
        );
    });

    it("makes a bucket with a key of its own, which no other opens", async () => {
        const { resources, buckets } = await putWithBuckets(seaweedfs, [
            ["backups", velero],
            ["registry", { namespace: "gitlab", serviceAccount: "registry" }],
        ]);
        const keys = await Promise.all(
            buckets.map(async ({ name, credentials }) => {
                assert.ok(credentials);
                assert.equal(await pulumi.isSecret(credentials.secretAccessKey), true);
                assert.equal(await valueOf(credentials.accessKeyId), name);
                return valueOf(credentials.secretAccessKey);
            }),
        );
        assert.deepEqual(
            buckets.map(({ name }) => name),
            ["samestack-paris-backups", "samestack-paris-registry"],
        );
        for (const key of keys) assert.match(key, /^[0-9a-f]{64}$/);
        assert.notEqual(keys[0], keys[1]);
        const shown = JSON.stringify(resources);
        for (const key of keys) assert.ok(!shown.includes(key), "a key is shown");

        const { spec } = the(resources, JOB, "paris-seaweedfs-bucket-backups").inputs as {
            spec: { template: { metadata: { annotations: object }; spec: { containers: [Container] } } };
        };
        const [container] = spec.template.spec.containers;
        assert.equal(container.image, "chrislusf/seaweedfs:4.44");
        assert.deepEqual(container.env.slice(0, 3), [
            { name: "BUCKET", value: "samestack-paris-backups" },
            {
                name: "MASTERS",
                value: [0, 1, 2].map((n) => `seaweedfs-master-${n}.seaweedfs-master.seaweedfs:9333`).join(),
            },
            { name: "FILER", value: "seaweedfs-filer-client.seaweedfs:8888" },
        ]);
        assert.deepEqual(container.env[3], {
            name: "KEY",
            valueFrom: { secretKeyRef: { name: "bucket-backups", key: "secretAccessKey" } },
        });
        assert.match(container.command.join(" "), /-buckets \$BUCKET -actions Read,Write,List,Tagging/);
        assert.match(JSON.stringify(spec.template.metadata.annotations), /"samestack.dev\/key":"[0-9a-f]{16}"/);
    });

    it("makes a bucket that two ask for once, and lets both of them in, after it is there", async () => {
        const cnpg = { namespace: "shop", serviceAccount: "shop-db" };
        const { resources, buckets } = await putWithBuckets(seaweedfs, [
            ["backups", velero],
            ["backups", cnpg],
        ]);
        assert.equal(resources.filter(({ type }) => type === JOB).length, 1);
        assert.equal(the(resources, JOB).parent, "paris-seaweedfs");
        assert.ok(the(resources, JOB).dependsOn.includes("paris-seaweedfs"));
        assert.deepEqual(
            buckets.map(({ name }) => name),
            ["samestack-paris-backups", "samestack-paris-backups"],
        );
        for (const { namespace } of [velero, cnpg]) {
            const { inputs } = the(resources, POLICY, `paris-seaweedfs-from-${namespace}`);
            assert.deepEqual((inputs.spec as { ingress: unknown }).ingress, [
                {
                    from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }],
                    ports: [{ port: 8333, protocol: "TCP" }],
                },
            ]);
        }
        assert.deepEqual(
            buckets.map(({ ready }) => ready.length),
            [2, 2],
        );
    });

    it("lets nobody else in but who scrapes it", async () => {
        const flows = the((await putWithBuckets(seaweedfs)).resources, POLICY).inputs.spec as { ingress: unknown };
        assert.deepEqual(flows.ingress, [
            { from: [{ podSelector: {} }] },
            {
                from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "monitoring" } } }],
                ports: [{ port: 9327, protocol: "TCP" }],
            },
        ]);
    });

    it("refuses to be deleted, namespace and Release, until the environment consents", async () => {
        const held = async (said: object) =>
            (await putWithBuckets({ ...seaweedfs, ...said })).resources
                .filter(({ protect, custom }) => protect && custom)
                .map(({ name }) => name)
                .sort();
        assert.deepEqual(await held({}), [
            "paris-seaweedfs",
            "paris-seaweedfs-namespace",
            "paris-seaweedfs-namespace-flows",
        ]);
        assert.deepEqual(await held({ allowDestroy: true }), []);
    });
});

interface Container {
    image: string;
    command: string[];
    env: object[];
}
