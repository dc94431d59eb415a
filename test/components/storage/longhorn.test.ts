import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { Cluster } from "../../../components/cluster";
import { Longhorn, LonghornArgs } from "../../../components/storage/longhorn";
import { BackupArgs, bucketKey } from "../../../components/storage/longhorn-backup";
import { deploy, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";
import { vouching } from "./identity";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const bucket = {
    target: "s3://paris-backups@eu-west-3/",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "backupSecret" },
};

const put = (
    said: object = {},
    { cluster = {}, isDefault = true }: { cluster?: Partial<Cluster>; isDefault?: boolean } = {},
) =>
    deploy(() => {
        const secrets = (key: string) => pulumi.secret(`canary-${key}`);
        const classes = { block: "block", isDefault };
        const place = paris(cluster);
        return new Longhorn("paris-longhorn", {
            place,
            said: LonghornArgs.parse({ kind: "longhorn", ...said }),
            classes,
            secrets,
        });
    });

interface Values {
    defaultSettings: Record<string, unknown>;
    defaultBackupStore: unknown;
}

const values = async (said?: object) => the(await put(said), RELEASE).inputs.values as Values;

const refusal = (said: object) => {
    const { error } = LonghornArgs.safeParse({ kind: "longhorn", ...said });
    return error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
};

describe("Longhorn", () => {
    it("is a Release, its classes and its jobs, in the one namespace it runs in", async () => {
        assert.deepEqual(listed(await put()), [
            "kubernetes:core/v1:Namespace paris-longhorn-namespace",
            "kubernetes:helm.sh/v3:Release paris-longhorn",
            "kubernetes:longhorn.io/v1beta2:RecurringJob paris-longhorn-job-snapshot",
            "kubernetes:longhorn.io/v1beta2:RecurringJob paris-longhorn-job-trim",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-longhorn-namespace-flows",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-longhorn-share-manager",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-longhorn-support-bundle",
            "kubernetes:policy/v1:PodDisruptionBudget paris-longhorn-ui",
            "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass paris-longhorn-snapshots",
            "kubernetes:storage.k8s.io/v1:StorageClass paris-longhorn-block",
            "kubernetes:storage.k8s.io/v1:StorageClass paris-longhorn-shared",
            "samestack:index:Namespace paris-longhorn-namespace",
            "samestack:storage:Longhorn paris-longhorn",
        ]);
    });

    it("keeps three copies on labelled nodes, calls nobody, and makes no class of its own", async () => {
        const small = { requests: { cpu: "10m", memory: "48Mi" } };
        const tiny = { requests: { cpu: "5m", memory: "24Mi" } };
        assert.deepEqual(await values(), {
            persistence: { createStorageClass: false, defaultClass: false },
            defaultSettings: {
                defaultReplicaCount: { v1: "3", v2: "3" },
                createDefaultDiskLabeledNodes: true,
                defaultDataPath: "/var/lib/longhorn/",
                replicaAutoBalance: "best-effort",
                nodeDownPodDeletionPolicy: "delete-both-statefulset-and-deployment-pod",
                concurrentAutomaticEngineUpgradePerNodeLimit: 1,
                systemManagedCSIComponentsResourceLimits: JSON.stringify({
                    "csi-attacher": small,
                    "csi-provisioner": small,
                    "csi-resizer": small,
                    "csi-snapshotter": small,
                    "longhorn-csi-plugin": { requests: { cpu: "20m", memory: "96Mi" } },
                    "node-driver-registrar": tiny,
                    "longhorn-liveness-probe": tiny,
                }),
                upgradeChecker: false,
                allowCollectingLonghornUsageMetrics: false,
                deletingConfirmationFlag: false,
            },
            defaultBackupStore: { backupTarget: "", backupTargetCredentialSecret: "" },
            csi: {
                attacherReplicaCount: 2,
                provisionerReplicaCount: 2,
                resizerReplicaCount: 2,
                snapshotterReplicaCount: 2,
            },
            longhornManager: { resources: { requests: { cpu: "100m", memory: "256Mi" } } },
            longhornUI: { replicas: 2 },
            metrics: { serviceMonitor: { enabled: true } },
        });
        assert.equal(the(await put(), RELEASE).inputs.timeout, 900);
    });

    it("keeps what the environment says, where it says", async () => {
        const { defaultSettings } = await values({ replicas: 2, disks: "every", dataPath: "/mnt/data" });
        const { defaultReplicaCount, createDefaultDiskLabeledNodes, defaultDataPath } = defaultSettings;
        assert.deepEqual(
            { defaultReplicaCount, createDefaultDiskLabeledNodes, defaultDataPath },
            {
                defaultReplicaCount: { v1: "2", v2: "2" },
                createDefaultDiskLabeledNodes: false,
                defaultDataPath: "/mnt/data",
            },
        );
    });

    it("has the classes block, the default, and shared, whose parameters no setting changes", async () => {
        const resources = await put();
        const dataEngine = { dataEngine: "v1", staleReplicaTimeout: "30", fsType: "ext4" };
        const made = {
            apiVersion: "storage.k8s.io/v1",
            kind: "StorageClass",
            provisioner: "driver.longhorn.io",
            volumeBindingMode: "WaitForFirstConsumer",
            allowVolumeExpansion: true,
            reclaimPolicy: "Delete",
        };
        const isDefault = (said: string) => ({ "storageclass.kubernetes.io/is-default-class": said });
        const [block, shared] = ["paris-longhorn-block", "paris-longhorn-shared"].map((name) =>
            the(resources, "kubernetes:storage.k8s.io/v1:StorageClass", name),
        );
        assert.deepEqual(block?.inputs, {
            ...made,
            metadata: { name: "block", annotations: isDefault("true") },
            parameters: { ...dataEngine, dataLocality: "best-effort" },
        });
        assert.deepEqual(shared?.inputs, {
            ...made,
            metadata: { name: "shared", annotations: isDefault("false") },
            parameters: dataEngine,
        });
        assert.deepEqual([block.dependsOn, shared.dependsOn], [["paris-longhorn"], ["paris-longhorn"]]);
        const other = the(await put({ replicas: 1 }), "kubernetes:storage.k8s.io/v1:StorageClass", block.name);
        assert.deepEqual(other.inputs, block.inputs);
    });

    it("serves no claims without a class where another system does", async () => {
        const resources = await put({}, { isDefault: false });
        const classes = resources.filter(({ type }) => /:(StorageClass|VolumeSnapshotClass)$/.test(type));
        const said = classes.map(({ inputs }) => JSON.stringify(inputs.metadata).includes('is-default-class":"true"'));
        assert.deepEqual(said, [false, false, false]);
    });

    it("takes snapshots beside the volume under the name of its class", async () => {
        assert.deepEqual(the(await put(), "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass").inputs, {
            apiVersion: "snapshot.storage.k8s.io/v1",
            kind: "VolumeSnapshotClass",
            metadata: {
                name: "block",
                annotations: { "snapshot.storage.kubernetes.io/is-default-class": "true" },
                labels: { "velero.io/csi-volumesnapshot-class": "true" },
            },
            driver: "driver.longhorn.io",
            parameters: { type: "snap" },
            deletionPolicy: "Delete",
        });
    });

    it("looks after every volume: nightly snapshots, a weekly trim, and nightly backups if there is a bucket", async () => {
        const always = { groups: ["default"], concurrency: 2, labels: {}, parameters: {} };
        const snapshot = { name: "snapshot", task: "snapshot", cron: "0 1 * * *", retain: 7, ...always };
        const trim = { name: "trim", task: "filesystem-trim", cron: "0 4 * * 0", retain: 0, ...always };
        assert.deepEqual(jobs(await put()), [snapshot, trim]);
        assert.deepEqual(
            jobs(
                await put({
                    snapshots: { schedule: "0 */6 * * *", retain: 28 },
                    backup: { ...bucket, schedule: "30 2 * * 1-5", retain: 60 },
                }),
            ),
            [
                { ...snapshot, cron: "0 */6 * * *", retain: 28 },
                { name: "backup", task: "backup", cron: "30 2 * * 1-5", retain: 60, ...always },
                trim,
            ],
        );
    });

    it("backs up to a bucket with a key from the environment's secrets, through the bucket's port alone", async () => {
        const resources = await put({ backup: { ...bucket, endpoint: "https://minio.example.org:9000" } });
        const secret = the(resources, "kubernetes:core/v1:Secret");
        assert.deepEqual(secret.inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "longhorn-backup-credentials", namespace: "longhorn-system" },
            stringData: "[secret]",
        });
        const release = the(resources, RELEASE);
        assert.ok(release.dependsOn.includes(secret.name));
        assert.deepEqual((release.inputs.values as Values).defaultBackupStore, {
            backupTarget: "s3://paris-backups@eu-west-3/",
            backupTargetCredentialSecret: "longhorn-backup-credentials",
        });
        assert.deepEqual(leavingBy(resources), [53, 53, 443, 6443, 9000]);
        assert.deepEqual(leavingBy(await put()), [53, 53, 443, 6443]);
        assert.ok(!JSON.stringify(resources).includes("canary-"));
    });

    it("needs no key where the cloud vouches for it, for its own bucket only", async () => {
        const backup = { target: "s3://paris-backups@eu-west-3/nightly/" };
        const resources = await put({ backup }, { cluster: { identity: vouching } });
        assert.deepEqual(the(resources, "test:index:Identity").inputs, {
            to: { namespace: "longhorn-system", serviceAccount: "longhorn-service-account" },
            policy: {
                statements: [
                    {
                        Effect: "Allow",
                        Action: ["s3:ListBucket", "s3:GetBucketLocation"],
                        Resource: "arn:aws:s3:::paris-backups",
                    },
                    {
                        Effect: "Allow",
                        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                        Resource: "arn:aws:s3:::paris-backups/*",
                    },
                ],
            },
        });
        assert.ok(the(resources, RELEASE).dependsOn.includes("paris-longhorn-backup-identity"));
        assert.deepEqual(leavingBy(resources), [53, 53, 443, 6443, 443, 80]);
    });

    it("hands Longhorn the key's two halves and the store's address, or the one word that stands for no key", () => {
        const secrets = (key: string) => pulumi.output(key);
        const given = (said: object) => Object.keys(bucketKey(BackupArgs.parse({ ...bucket, ...said }), secrets));
        assert.deepEqual(given({}), ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
        assert.deepEqual(given({ endpoint: "https://minio.example.org" }), [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_ENDPOINTS",
        ]);
        assert.deepEqual(bucketKey(BackupArgs.parse({ target: bucket.target }), secrets), {
            AWS_IAM_ROLE_ARN: "pod-identity",
        });
    });

    it("lets in Prometheus, the ingress, and nodes that mount a shared volume", async () => {
        const resources = await put();
        const policy = (name: string) =>
            the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", name).inputs.spec as { ingress: unknown };
        const role = (name: string) => [{ namespaceSelector: { matchLabels: { "samestack.dev/role": name } } }];
        assert.deepEqual(policy("paris-longhorn-namespace-flows").ingress, [
            { from: role("monitoring"), ports: [{ port: 9500, protocol: "TCP" }] },
            { from: role("ingress"), ports: [{ port: 8000, protocol: "TCP" }] },
        ]);
        assert.deepEqual(policy("paris-longhorn-share-manager"), {
            podSelector: { matchLabels: { "longhorn.io/component": "share-manager" } },
            policyTypes: ["Ingress"],
            ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ port: 2049, protocol: "TCP" }] }],
        });
        assert.deepEqual(policy("paris-longhorn-support-bundle"), {
            podSelector: { matchLabels: { app: "support-bundle-manager" } },
            policyTypes: ["Ingress"],
            ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080, protocol: "TCP" }] }],
        });
    });

    it("keeps one console up, for which the chart makes no budget", async () => {
        assert.deepEqual(the(await put(), "kubernetes:policy/v1:PodDisruptionBudget").inputs.spec, {
            maxUnavailable: 1,
            selector: { matchLabels: { app: "longhorn-ui" } },
        });
    });

    it("refuses to be deleted, namespace, Release and classes, until the environment consents", async () => {
        const held = async (said?: object) =>
            (await put(said))
                .filter(({ protect, custom }) => protect && custom)
                .map(({ name }) => name)
                .sort();
        assert.deepEqual(await held(), [
            "paris-longhorn",
            "paris-longhorn-block",
            "paris-longhorn-namespace",
            "paris-longhorn-namespace-flows",
            "paris-longhorn-shared",
            "paris-longhorn-snapshots",
        ]);
        assert.deepEqual(await held({ allowDestroy: true }), []);
        const { defaultSettings } = await values({ allowDestroy: true });
        assert.equal(defaultSettings.deletingConfirmationFlag, true);
    });

    it("refuses copies, paths, times and buckets that Longhorn would not take, and words it does not know", () => {
        const refused: [object, RegExp][] = [
            [{ replicas: 0 }, /^replicas /],
            [{ replicas: 6 }, /^replicas /],
            [{ replica: 2 }, /"replica"/],
            [{ dataPath: "data" }, /^dataPath is not a directory from the root on$/],
            [{ snapshots: { schedule: "daily" } }, /^snapshots.schedule is not a time as cron says it$/],
            [{ snapshots: { retain: 0 } }, /^snapshots.retain /],
            [{ backup: { target: "s3://bucket" } }, /^backup.target is not a bucket as Longhorn writes it$/],
            [{ backup: { target: "s3://bucket@eu-west-3" } }, /^backup.target is not a bucket/],
            [{ backup: { ...bucket, credentials: { accessKeyId: "k" } } }, /^backup.credentials.secret /],
            [{ backup: { ...bucket, endpoint: "minio:9000" } }, /^backup.endpoint /],
        ];
        for (const [said, why] of refused) assert.match(refusal(said)?.join("\n") ?? "accepted", why);
        assert.equal(refused.length, 10);
    });

    it("says what is missing where no cloud could vouch for it", async () => {
        let said = "";
        await put({ backup: { target: bucket.target } }).catch((error: unknown) => (said = String(error)));
        assert.match(said, /places\.paris\.storage\.backup has no credentials.*add credentials: \{/);
    });
});

function jobs(resources: Registered[]): unknown[] {
    return resources.filter(({ type }) => type.endsWith(":RecurringJob")).map(({ inputs }) => inputs.spec);
}

function leavingBy(resources: Registered[]): number[] {
    const flows = the(
        resources,
        "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        "paris-longhorn-namespace-flows",
    ).inputs;
    const { egress } = flows.spec as { egress: { ports?: { port: number }[] }[] };
    return egress.flatMap(({ ports }) => ports ?? []).map(({ port }) => port);
}
