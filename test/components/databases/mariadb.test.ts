import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { databasesClaims, DatabasesArgs } from "../../../components/databases";
import { rootPassword } from "../../../components/databases/mariadb";
import { deriveFrom } from "../../../components/secrets";
import { the } from "../../deploy";
import { listed } from "../../place";
import { existingStore, ownStore } from "../object-storage/stores";
import { putDatabases } from "./needs";

const name = "paris-mariadb-shop";
const mariadb = "kubernetes:k8s.mariadb.com/v1alpha1:MariaDB";
const physicalBackup = "kubernetes:k8s.mariadb.com/v1alpha1:PhysicalBackup";
const policy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const secretType = "kubernetes:core/v1:Secret";
const shop = (said: object = {}) => ({ kind: "none", mariadb: { shop: said } });
const put = async (said: object = {}, more = {}) => (await putDatabases(shop(said), more)).resources;
const specOf = async (said: object, more = {}) =>
    the(await put(said, more), mariadb).inputs.spec as Record<string, unknown>;

const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
const podSecurityContext = {
    runAsNonRoot: true,
    runAsUser: 999,
    runAsGroup: 999,
    fsGroup: 999,
    seccompProfile: { type: "RuntimeDefault" },
};
const beside = {
    image: "ghcr.io/mariadb-operator/mariadb-operator:26.6.0",
    securityContext,
    resources: { requests: { cpu: "10m", memory: "32Mi" } },
};
const claim = (gibibytes: number) => ({
    persistentVolumeClaim: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: `${gibibytes}Gi` } },
        storageClassName: "block",
    },
});
const jobs = { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "1Gi" } };
const entry = (key: string) => ({ name: "shop-archive", key });
const inPlace = (bucket: string, archive: string) => ({
    bucket,
    prefix: `mariadb/${archive}`,
    endpoint: "s3.example.org:9000",
    region: "eu-west-1",
    accessKeyIdSecretKeyRef: entry("ACCESS_KEY_ID"),
    secretAccessKeySecretKeyRef: entry("ACCESS_SECRET_KEY"),
    tls: { enabled: true },
});

describe("MariaDB", () => {
    it("is a database with its logins, its copies and its flows, in a namespace of its own", async () => {
        assert.deepEqual(
            listed(await put()).filter((one) => /shop/.test(one)),
            [
                "kubernetes:core/v1:Namespace paris-namespace-shop",
                `${secretType} ${name}-app`,
                `${secretType} ${name}-archive-key`,
                `${secretType} ${name}-root`,
                `${mariadb} ${name}`,
                `${physicalBackup} ${name}-backups`,
                `${policy} ${name}-flows`,
                `${policy} paris-namespace-shop-flows`,
                `samestack:databases:MariaDB ${name}`,
                "samestack:index:Namespace paris-namespace-shop",
            ],
        );
    });

    it("has three instances on nodes of their own, each with all of the data", async () => {
        const resources = await put();
        const { inputs, protect, dependsOn } = the(resources, mariadb);
        assert.deepEqual(inputs.metadata, {
            name: "shop",
            namespace: "shop",
            annotations: { "pulumi.com/waitFor": "condition=Ready" },
        });
        assert.deepEqual(inputs.spec, {
            image: "docker.io/library/mariadb:11.8.8",
            replicas: 3,
            storage: {
                volumeClaimTemplate: {
                    metadata: { labels: { "samestack.dev/mariadb": "shop" } },
                    accessModes: ["ReadWriteOnce"],
                    resources: { requests: { storage: "10Gi" } },
                    storageClassName: "block",
                },
                pvcRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
            },
            rootPasswordSecretKeyRef: { name: "shop-root", key: "password" },
            database: "shop",
            username: "shop",
            passwordSecretKeyRef: { name: "shop-app", key: "password" },
            cleanupPolicy: "Skip",
            tls: { enabled: true, required: true },
            myCnf: "[mariadb]\ninnodb_buffer_pool_size=512M\nmax_allowed_packet=256M\n",
            inheritMetadata: { labels: { "samestack.dev/mariadb": "shop" } },
            podSecurityContext,
            securityContext,
            resources: { requests: { cpu: "100m", memory: "1Gi" }, limits: { memory: "1Gi" } },
            galera: {
                enabled: true,
                primary: { autoFailover: true },
                config: { reuseStorageVolume: true },
                recovery: { enabled: true, job: { resources: { requests: { cpu: "50m", memory: "256Mi" } } } },
                agent: beside,
                initContainer: beside,
            },
            affinity: { antiAffinityEnabled: true },
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "topology.kubernetes.io/zone",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { "app.kubernetes.io/instance": "shop" } },
                },
            ],
            podDisruptionBudget: { maxUnavailable: 1 },
            metrics: {
                enabled: true,
                exporter: {
                    resources: { requests: { cpu: "5m", memory: "24Mi" } },
                    podSecurityContext: { ...podSecurityContext, runAsUser: 65534, runAsGroup: 65534 },
                    securityContext,
                },
            },
        });
        assert.equal(protect, true);
        for (const before of [
            "paris-mariadb-operator",
            "paris-mariadb-operator-crds",
            `${name}-archive-key`,
            `${name}-flows`,
        ])
            assert.ok(dependsOn.includes(before), before);
    });

    it("goes only with consent, and its volumes with it", async () => {
        const { inputs, protect } = the(await put({ allowDestroy: true }), mariadb);
        assert.equal(protect, false);
        const { storage } = inputs.spec as { storage: Record<string, unknown> };
        assert.deepEqual(storage.pvcRetentionPolicy, { whenDeleted: "Delete", whenScaled: "Retain" });
    });

    it("of one instance is no group, and holds up no node", async () => {
        const spec = await specOf({ instances: 1, size: 40, memory: 4, database: "orders" });
        assert.equal(spec.replicas, 1);
        for (const word of ["galera", "affinity", "topologySpreadConstraints", "podDisruptionBudget"])
            assert.equal(spec[word], undefined, word);
        assert.match(String(spec.myCnf), /innodb_buffer_pool_size=2048M/);
        assert.equal(spec.database, "orders");
        assert.equal(spec.username, "orders");
    });

    it("is opened by passwords that nobody types and that stand in Secrets alone", async () => {
        const resources = await put();
        for (const secret of ["app", "root", "archive-key"])
            assert.equal(the(resources, secretType, `${name}-${secret}`).inputs.stringData, "[secret]");
        assert.doesNotMatch(JSON.stringify(resources.map(({ inputs }) => inputs)), /canary|mysql:\/\//);
    });

    it("has the root that every MariaDB of the environment has, or the one that is said", async () => {
        const secrets = (key: string) => pulumi.output(key.padEnd(32, "-"));
        const valueOf = (password: pulumi.Output<string>) =>
            new Promise<string>((resolve) => void password.apply(resolve));
        const derived = deriveFrom("seed".padEnd(32, "-"), "every place mariadb root");
        assert.equal(await valueOf(rootPassword(secrets, {})), derived);
        const said = await valueOf(rootPassword(secrets, { rootPasswordSecret: "lyonRoot" }));
        assert.equal(said, "lyonRoot".padEnd(32, "-"));
    });

    it("copies itself to the place's bucket each night, through a volume of its own", async () => {
        const { inputs, dependsOn } = the(
            await put({ size: 20, backup: { schedule: "30 4 * * 0", retentionDays: 7 } }),
            physicalBackup,
        );
        assert.deepEqual(inputs.spec, {
            mariaDbRef: { name: "shop" },
            schedule: { cron: "30 4 * * 0", immediate: true },
            maxRetention: "168h",
            target: "PreferReplica",
            compression: "gzip",
            timeout: "6h",
            storage: { s3: inPlace("samestack-paris-databases", "shop") },
            stagingStorage: claim(30),
            serviceAccountName: "shop-backup",
            inheritMetadata: { labels: { "samestack.dev/mariadb-staging": "shop" } },
            podMetadata: { labels: { "samestack.dev/mariadb": "shop" } },
            podSecurityContext,
            securityContext,
            resources: jobs,
        });
        assert.ok(dependsOn.includes(name));
    });

    it("needs no key where its ServiceAccount has the right, and trusts the store's own authority", async () => {
        const resources = await put({}, { store: ownStore });
        const { storage } = the(resources, physicalBackup).inputs.spec as { storage: object };
        assert.deepEqual(storage, {
            s3: {
                bucket: "databases-for-shop-shop-backup",
                prefix: "mariadb/shop",
                endpoint: "s3.eu-west-1.amazonaws.com",
                region: "eu-west-1",
                tls: { enabled: true, caSecretKeyRef: entry("ca.crt") },
            },
        });
        const { egress } = the(resources, policy, `${name}-flows`).inputs.spec as { egress: { ports?: object[] }[] };
        assert.deepEqual(
            egress.slice(2).map(({ ports }) => ports),
            [
                [443, 6443],
                [443, 80],
            ].map((ports) => ports.map((port) => ({ port, protocol: "TCP" }))),
        );
    });

    it("is copied nowhere where there is no object storage", async () => {
        const resources = await put({ disposable: "a trial" }, { store: () => undefined });
        assert.ok(!resources.some(({ type }) => type === physicalBackup));
        assert.deepEqual(
            resources.filter(({ type }) => type === secretType).map((one) => one.name),
            [`${name}-root`, `${name}-app`],
        );
    });

    it("starts from the copies of another one, as they were at a moment, and writes into a folder of its own", async () => {
        const said = {
            restoreFrom: { archive: "till", at: "2026-11-25T03:00:00Z" },
            archive: "shop-2",
            database: "till",
        };
        const resources = await put(said);
        const { inputs } = the(resources, mariadb);
        const { bootstrapFrom, database } = inputs.spec as Record<string, unknown>;
        assert.deepEqual(bootstrapFrom, {
            s3: inPlace("samestack-paris-databases", "till"),
            backupContentType: "Physical",
            targetRecoveryTime: "2026-11-25T03:00:00Z",
            stagingStorage: claim(30),
            restoreJob: { resources: jobs },
        });
        assert.equal(database, "till");
        const { storage } = the(resources, physicalBackup).inputs.spec as { storage: object };
        assert.deepEqual(storage, { s3: inPlace("samestack-paris-databases", "shop-2") });
    });

    it("reads another place's bucket, and writes to its own", async () => {
        const resources = await put({ restoreFrom: { archive: "shop", bucket: "lyon-databases" } });
        const { bootstrapFrom } = the(resources, mariadb).inputs.spec as { bootstrapFrom: { s3: object } };
        assert.deepEqual(bootstrapFrom.s3, inPlace("lyon-databases", "shop"));
        const { storage } = the(resources, physicalBackup).inputs.spec as { storage: object };
        assert.deepEqual(storage, { s3: inPlace("samestack-paris-databases", "shop") });
    });

    it("lets in its clients, its own instances, the operator and Prometheus", async () => {
        const { podSelector, ingress } = the(await put({ clients: ["till"] }), policy, `${name}-flows`).inputs
            .spec as Record<string, unknown>;
        assert.deepEqual(podSelector, { matchLabels: { "samestack.dev/mariadb": "shop" } });
        const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));
        const namespaces = (label: string, value: string) => [
            { namespaceSelector: { matchLabels: { [label]: value } } },
        ];
        assert.deepEqual(ingress, [
            { from: [{ podSelector: {} }], ports: tcp(3306, 4444, 4567, 4568) },
            { from: namespaces("kubernetes.io/metadata.name", "till"), ports: tcp(3306) },
            { from: namespaces("kubernetes.io/metadata.name", "mariadb-system"), ports: tcp(3306, 5555) },
            { from: namespaces("samestack.dev/role", "monitoring"), ports: tcp(9104) },
        ]);
    });

    it("says what it claims, and who copies it", () => {
        const claims = (said: object, copied: boolean) => databasesClaims(DatabasesArgs.parse(shop(said)), { copied });
        const [data, staging, ...others] = claims({ instances: 5, size: 21 }, true);
        assert.deepEqual(data, {
            what: "MariaDB shop",
            namespace: "shop",
            from: { kind: "MariaDB", name: "shop" },
            storageClass: "block",
            count: 5,
            gibibytes: 21,
            labels: { "samestack.dev/mariadb": "shop" },
            kept: { by: "own", schedule: "0 3 * * *", retentionDays: 30 },
        });
        assert.deepEqual(staging, {
            what: "staging of MariaDB shop",
            namespace: "shop",
            from: { kind: "PhysicalBackup", name: "shop" },
            storageClass: "block",
            count: 1,
            gibibytes: 32,
            labels: { "samestack.dev/mariadb-staging": "shop" },
            kept: { by: "disposable", reason: "copies pass through it on their way into the bucket" },
        });
        assert.deepEqual(others, []);
        const alone = claims({ disposable: "a trial" }, false);
        assert.deepEqual(
            alone.map(({ kept }) => kept),
            [{ by: "disposable", reason: "a trial" }],
        );
    });

    it("shares a namespace with others that are said to be there", async () => {
        const said = { kind: "cloudnative-pg", postgres: { till: {} }, mariadb: { shop: { namespace: "till" } } };
        const { resources } = await putDatabases(said, { store: existingStore });
        const there = resources.filter(
            ({ type, name }) => type.endsWith(":Namespace") && name.endsWith("namespace-till"),
        );
        assert.equal(there.filter(({ type }) => type.startsWith("kubernetes:")).length, 1);
        assert.equal((the(resources, mariadb).inputs.metadata as Record<string, unknown>).namespace, "till");
    });
});
