import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import { backup, BackupArgs, backupCharts } from "../../../components/backup";
import type { Claim } from "../../../components/claim";
import type { ObjectStore } from "../../../components/object-storage";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";
import { existingStore, ownStore } from "../object-storage/stores";

const name = "paris-velero";
const chart = "kubernetes:helm.sh/v4:Chart";
const location = "kubernetes:velero.io/v1:BackupStorageLocation";
const schedule = "kubernetes:velero.io/v1:Schedule";
const secrets = (key: string) => pulumi.secret(`canary-${key}`.padEnd(64, "-"));

interface Given {
    store?: () => ObjectStore | undefined;
    moveData?: boolean;
    claims?: Claim[];
}

function put(said: object = { kind: "velero" }, { store = existingStore, moveData = true, claims = [] }: Given = {}) {
    const needs = () => ({ store: store(), storage: { block: pulumi.output("block") }, moveData, claims, secrets });
    return deploy(() => backup(paris(), BackupArgs.parse(said), needs()));
}

const valuesOf = (resources: Awaited<ReturnType<typeof put>>) =>
    the(resources, chart).inputs.values as Record<string, Record<string, unknown>>;

function claim(labels: Record<string, string>, kept: Claim["kept"]): Claim {
    const from = { kind: "StatefulSet", name: "x" };
    return { what: "x", namespace: "x", from, storageClass: "block", count: 1, gibibytes: 1, labels, kept };
}

describe("Velero", () => {
    it("is not there for none, and needs object storage", async () => {
        assert.deepEqual(listed(await put({ kind: "none" }, { store: () => undefined })), []);
        assert.deepEqual(backupCharts({ kind: "none" }), []);
        assert.deepEqual(
            backupCharts(BackupArgs.parse({ kind: "velero" })).map((one) => `${one.name} ${one.version}`),
            ["velero 12.1.0"],
        );
        await assert.rejects(put({ kind: "velero" }, { store: () => undefined }), /places\.paris\.backup is velero/);
    });

    it("is the chart as objects in a closed namespace, a location and a schedule", async () => {
        const resources = await put();
        assert.deepEqual(
            listed(resources).filter((one) => one.includes(name)),
            [
                `kubernetes:core/v1:ConfigMap ${name}-volume-policies`,
                `kubernetes:core/v1:Namespace ${name}-namespace`,
                `kubernetes:core/v1:Secret ${name}-credentials`,
                `kubernetes:core/v1:Secret ${name}-repository`,
                `${chart} ${name}`,
                `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-namespace-flows`,
                `${location} ${name}-location`,
                `${schedule} ${name}-nightly`,
                `samestack:backup:Velero ${name}`,
                `samestack:index:Namespace ${name}-namespace`,
            ],
        );
        const labels = (the(resources, "kubernetes:core/v1:Namespace").inputs.metadata as { labels: object }).labels;
        assert.equal(Object.entries(labels).find(([key]) => key.endsWith("/enforce"))?.[1], "baseline");
        const { version, namespace } = the(resources, chart).inputs;
        assert.deepEqual([version, namespace], ["12.1.0", "velero"]);
    });

    it("carries the data of snapshots out of the cluster, by an agent without the node's directories", async () => {
        const { configuration, nodeAgent, metrics, ...values } = valuesOf(await put());
        assert.deepEqual(configuration, {
            features: "EnableCSI",
            uploaderType: "kopia",
            defaultSnapshotMoveData: true,
            dataMoverPrepareTimeout: "1h",
        });
        assert.equal(values.deployNodeAgent, true);
        assert.equal(nodeAgent?.disableHostPath, true);
        assert.deepEqual(metrics, {
            serviceMonitor: { enabled: true, autodetect: false },
            nodeAgentPodMonitor: { enabled: true, autodetect: false },
        });
        assert.deepEqual(values.credentials, { useSecret: true, existingSecret: "velero-credentials" });
        assert.deepEqual([values.upgradeCRDs, values.backupsEnabled, values.snapshotsEnabled], [false, false, false]);
        const [plugin] = values.initContainers as unknown as { image: string; volumeMounts: object }[];
        assert.equal(plugin?.image, "docker.io/velero/velero-plugin-for-aws:v1.13.2");
        assert.deepEqual(plugin.volumeMounts, [{ name: "plugins", mountPath: "/target" }]);
    });

    it("leaves snapshots that outlive the cluster where they are, and has no agent then", async () => {
        const resources = await put(undefined, { moveData: false });
        const { configuration, metrics, ...values } = valuesOf(resources);
        assert.equal(configuration?.defaultSnapshotMoveData, false);
        assert.equal(values.deployNodeAgent, false);
        assert.deepEqual(metrics?.nodeAgentPodMonitor, { enabled: false, autodetect: false });
        const { template } = the(resources, schedule).inputs.spec as { template: Record<string, unknown> };
        assert.equal(template.snapshotMoveData, false);
    });

    it("has a key and a password that stand in Secrets alone, and looks into the bucket before it counts as up", async () => {
        const resources = await put();
        for (const secret of ["credentials", "repository"]) {
            const { stringData } = the(resources, "kubernetes:core/v1:Secret", `${name}-${secret}`).inputs;
            assert.equal(stringData, "[secret]");
        }
        assert.doesNotMatch(JSON.stringify(resources.map(({ inputs }) => inputs)), /canary|aws_secret/);
        const { inputs, dependsOn } = the(resources, location);
        assert.deepEqual(inputs.metadata, {
            name: "default",
            namespace: "velero",
            annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Available" },
        });
        assert.deepEqual(inputs.spec, {
            provider: "aws",
            default: true,
            objectStorage: { bucket: "samestack-paris-backups" },
            credential: { name: "velero-credentials", key: "cloud" },
            config: {
                region: "eu-west-1",
                s3Url: "https://s3.example.org:9000",
                s3ForcePathStyle: "true",
                checksumAlgorithm: "",
            },
        });
        assert.ok(dependsOn.includes(name));
        assert.ok(the(resources, chart).dependsOn.includes(`${name}-repository`));
    });

    it("needs no key where its ServiceAccount has the right, and trusts the store's own authority", async () => {
        const resources = await put(undefined, { store: ownStore });
        assert.deepEqual(valuesOf(resources).credentials, { useSecret: false });
        const { objectStorage, credential, config } = the(resources, location).inputs.spec as Record<string, object>;
        assert.deepEqual(objectStorage, {
            bucket: "backups-for-velero-velero-server",
            caCertRef: { name: "velero-object-storage-ca", key: "ca.crt" },
        });
        assert.equal(credential, undefined);
        assert.deepEqual(config, {
            region: "eu-west-1",
            s3Url: "https://s3.eu-west-1.amazonaws.com",
            s3ForcePathStyle: "false",
        });
        assert.equal(the(resources, "kubernetes:core/v1:Secret", `${name}-ca`).inputs.stringData, "[secret]");
        assert.ok(the(resources, chart).dependsOn.includes("paris-store"));
        const { egress } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs.spec as {
            egress: { ports?: { port: number }[] }[];
        };
        assert.deepEqual(
            egress.map(({ ports }) => ports?.map(({ port }) => port)),
            [
                [53, 53],
                [443, 6443],
                [443, 80],
            ],
        );
    });

    it("copies everything every night, and keeps it for a month", async () => {
        const resources = await put();
        assert.deepEqual(the(resources, schedule).inputs.spec, {
            schedule: "30 2 * * *",
            useOwnerReferencesInBackup: false,
            template: {
                ttl: "720h0m0s",
                includedNamespaces: ["*"],
                snapshotMoveData: true,
                resourcePolicy: { kind: "configmap", name: "volume-policies" },
            },
        });
        assert.ok(the(resources, schedule).dependsOn.includes(`${name}-location`));
    });

    it("has the schedules that are said, and no other", async () => {
        const hourly = { schedule: "10 * * * *", retentionDays: 2, namespaces: ["shop"] };
        const resources = await put({ kind: "velero", schedules: { hourly } });
        assert.equal(the(resources, schedule).name, `${name}-hourly`);
        const { template } = the(resources, schedule).inputs.spec as { template: Record<string, unknown> };
        assert.deepEqual([template.ttl, template.includedNamespaces], ["48h0m0s", ["shop"]]);
    });

    it("leaves out volumes that are kept otherwise, by the labels of their claims, and no others", async () => {
        const claims = [
            claim({ app: "metrics" }, { by: "disposable", reason: "metrics" }),
            claim({ app: "git" }, { by: "volume" }),
            claim({ "cnpg.io/cluster": "shop" }, { by: "own", schedule: "0 3 * * *", retentionDays: 30 }),
        ];
        const { data } = the(
            await put(undefined, { claims }),
            "kubernetes:core/v1:ConfigMap",
            `${name}-volume-policies`,
        ).inputs;
        assert.deepEqual(parse((data as Record<string, string>)["policies.yaml"] ?? ""), {
            version: "v1",
            volumePolicies: [
                { conditions: { pvcLabels: { app: "metrics" } }, action: { type: "skip" } },
                { conditions: { pvcLabels: { "cnpg.io/cluster": "shop" } }, action: { type: "skip" } },
            ],
        });
    });
});
