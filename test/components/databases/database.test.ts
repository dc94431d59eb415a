import assert from "node:assert/strict";

import { databasesClaims, DatabasesArgs } from "../../../components/databases";
import { the } from "../../deploy";
import { listed } from "../../place";
import { existingStore, ownStore } from "../object-storage/stores";
import { putDatabases } from "./needs";

const name = "paris-postgres-shop";
const cluster = "kubernetes:postgresql.cnpg.io/v1:Cluster";
const objectStore = "kubernetes:barmancloud.cnpg.io/v1:ObjectStore";
const policy = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const shop = (said: object = {}) => ({ kind: "cloudnative-pg", postgres: { shop: said } });
const plugin = "barman-cloud.cloudnative-pg.io";
const image18 =
    "ghcr.io/cloudnative-pg/postgresql:18.6-202608170814-standard-trixie" +
    "@sha256:771f9eab5225587af259d84680cc69a5b6e374ac32bb24effafde1f3368a1241";

async function specOf(said: object, more = {}) {
    return the((await putDatabases(shop(said), more)).resources, cluster).inputs.spec as Record<string, unknown>;
}

describe("Database", () => {
    it("is a cluster with its copies, a monitor and its flows, in a namespace of its own", async () => {
        const { resources } = await putDatabases(shop());
        const own = listed(resources).filter((one) => /shop/.test(one));
        assert.deepEqual(own, [
            `${objectStore} ${name}-archive`,
            "kubernetes:core/v1:Namespace paris-namespace-shop",
            `kubernetes:core/v1:Secret ${name}-archive-key`,
            `kubernetes:monitoring.coreos.com/v1:PodMonitor ${name}-monitor`,
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-namespace-shop-flows",
            `${policy} ${name}-flows`,
            `${cluster} ${name}`,
            `kubernetes:postgresql.cnpg.io/v1:ScheduledBackup ${name}-backups`,
            `samestack:databases:Database ${name}`,
            "samestack:index:Namespace paris-namespace-shop",
        ]);
    });

    it("has three instances on nodes of their own, and what is committed on two of them", async () => {
        const { resources } = await putDatabases(shop());
        const { inputs, protect, dependsOn } = the(resources, cluster);
        assert.deepEqual(inputs.metadata, {
            name: "shop",
            namespace: "shop",
            annotations: { "pulumi.com/waitFor": "condition=Ready" },
        });
        assert.deepEqual(inputs.spec, {
            instances: 3,
            inheritedMetadata: { labels: { "samestack.dev/database": "shop" } },
            imageName: image18,
            storage: { size: "10Gi", storageClass: "block" },
            bootstrap: { initdb: { database: "shop", owner: "shop", dataChecksums: true } },
            plugins: [
                { name: plugin, isWALArchiver: true, parameters: { barmanObjectName: "shop", serverName: "shop" } },
            ],
            affinity: { podAntiAffinityType: "required", topologyKey: "kubernetes.io/hostname" },
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "topology.kubernetes.io/zone",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { "cnpg.io/cluster": "shop" } },
                },
            ],
            enablePDB: true,
            primaryUpdateMethod: "switchover",
            resources: { requests: { cpu: "100m", memory: "1Gi" }, limits: { memory: "1Gi" } },
            monitoring: { tls: { enabled: true } },
            postgresql: {
                parameters: { shared_buffers: "256MB" },
                pg_hba: ["hostnossl all all all reject"],
                synchronous: { method: "any", number: 1, dataDurability: "preferred" },
            },
        });
        assert.equal(protect, true);
        for (const before of [
            "paris-cloudnative-pg",
            "paris-cloudnative-pg-plugin",
            `${name}-archive`,
            `${name}-flows`,
        ])
            assert.ok(dependsOn.includes(before), before);
    });

    it("goes only with consent", async () => {
        const { resources } = await putDatabases(shop({ allowDestroy: true }));
        assert.equal(the(resources, cluster).protect, false);
    });

    it("of one instance waits for no standby and holds up no node", async () => {
        const spec = await specOf({ instances: 1, size: 40, memory: 4, major: "17" });
        assert.equal(spec.enablePDB, false);
        assert.equal(spec.primaryUpdateMethod, "restart");
        assert.deepEqual(spec.postgresql, {
            parameters: { shared_buffers: "1024MB" },
            pg_hba: ["hostnossl all all all reject"],
        });
        assert.deepEqual(spec.storage, { size: "40Gi", storageClass: "block" });
        assert.match(String(spec.imageName), /postgresql:17\./);
    });

    it("copies itself to the place's bucket, by a key that stands in a Secret alone", async () => {
        const { resources } = await putDatabases(shop({ backup: { schedule: "30 4 * * 0", retentionDays: 7 } }));
        const entry = (key: string) => ({ name: "shop-archive", key });
        assert.deepEqual(the(resources, objectStore).inputs.spec, {
            configuration: {
                destinationPath: "s3://samestack-paris-databases",
                endpointURL: "https://s3.example.org:9000",
                s3Credentials: {
                    accessKeyId: entry("ACCESS_KEY_ID"),
                    secretAccessKey: entry("ACCESS_SECRET_KEY"),
                    region: entry("REGION"),
                },
                wal: { compression: "gzip", maxParallel: 4 },
                data: { compression: "gzip", jobs: 2 },
            },
            retentionPolicy: "7d",
            instanceSidecarConfiguration: {
                resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "512Mi" } },
                env: [
                    { name: "AWS_REQUEST_CHECKSUM_CALCULATION", value: "when_required" },
                    { name: "AWS_RESPONSE_CHECKSUM_VALIDATION", value: "when_required" },
                ],
            },
        });
        const key = the(resources, "kubernetes:core/v1:Secret").inputs;
        assert.equal(key.stringData, "[secret]");
        assert.doesNotMatch(JSON.stringify(resources.map(({ inputs }) => inputs)), /canary/);
        assert.deepEqual(the(resources, "kubernetes:postgresql.cnpg.io/v1:ScheduledBackup").inputs.spec, {
            schedule: "0 30 4 * * 0",
            immediate: true,
            cluster: { name: "shop" },
            method: "plugin",
            pluginConfiguration: { name: plugin },
            backupOwnerReference: "self",
        });
    });

    it("needs no key where its ServiceAccount has the right, and trusts the store's own authority", async () => {
        const { resources } = await putDatabases(shop(), { store: ownStore });
        const { configuration, instanceSidecarConfiguration } = the(resources, objectStore).inputs.spec as Record<
            string,
            Record<string, unknown>
        >;
        assert.deepEqual(configuration?.s3Credentials, { inheritFromIAMRole: true });
        assert.deepEqual(configuration.endpointCA, { name: "shop-archive", key: "ca.crt" });
        assert.equal(configuration.destinationPath, "s3://databases-for-shop-shop");
        assert.equal(instanceSidecarConfiguration?.env, undefined);
        assert.ok(the(resources, cluster).dependsOn.includes("paris-store"));
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
        const { resources } = await putDatabases(shop({ disposable: "a trial" }), { store: () => undefined });
        assert.equal((the(resources, cluster).inputs.spec as Record<string, unknown>).plugins, undefined);
        assert.ok(!resources.some(({ type }) => type === objectStore || /ScheduledBackup|Secret/.test(type)));
    });

    it("starts from the copies of another one, up to a moment, and writes into a folder of its own", async () => {
        const restoreFrom = { archive: "till", at: "2026-11-25T03:00:00Z" };
        const spec = await specOf({ restoreFrom, archive: "shop-2", database: "till" });
        assert.deepEqual(spec.bootstrap, {
            recovery: {
                source: "source",
                database: "till",
                owner: "till",
                recoveryTarget: { targetTime: "2026-11-25T03:00:00Z" },
            },
        });
        assert.deepEqual(spec.externalClusters, [
            { name: "source", plugin: { name: plugin, parameters: { barmanObjectName: "shop", serverName: "till" } } },
        ]);
        assert.deepEqual(spec.plugins, [
            { name: plugin, isWALArchiver: true, parameters: { barmanObjectName: "shop", serverName: "shop-2" } },
        ]);
    });

    it("is called inside as is said", async () => {
        const { bootstrap } = await specOf({ database: "orders" });
        assert.deepEqual(bootstrap, { initdb: { database: "orders", owner: "orders", dataChecksums: true } });
    });

    it("says what to do where no key opens another bucket", async () => {
        const said = { restoreFrom: { archive: "shop", bucket: "lyon-databases" } };
        await assert.rejects(
            putDatabases(shop(said), { store: ownStore }),
            /no key of the place opens bucket lyon-databases: copy the folder into the place's own bucket/,
        );
    });

    it("reads another bucket, and writes to its own", async () => {
        const { resources } = await putDatabases(shop({ restoreFrom: { archive: "shop", bucket: "lyon-databases" } }));
        const pathOf = (one: string) =>
            (the(resources, objectStore, one).inputs.spec as { configuration: { destinationPath: string } })
                .configuration.destinationPath;
        assert.equal(pathOf(`${name}-source`), "s3://lyon-databases");
        assert.equal(pathOf(`${name}-archive`), "s3://samestack-paris-databases");
        // The plugin puts together what both say, and one variable twice is refused.
        const source = the(resources, objectStore, `${name}-source`).inputs.spec as Record<string, unknown>;
        assert.equal(source.instanceSidecarConfiguration, undefined);
        const { bootstrap, externalClusters } = the(resources, cluster).inputs.spec as Record<string, unknown>;
        assert.deepEqual(bootstrap, { recovery: { source: "source", database: "shop", owner: "shop" } });
        assert.deepEqual(externalClusters, [
            {
                name: "source",
                plugin: { name: plugin, parameters: { barmanObjectName: "shop-source", serverName: "shop" } },
            },
        ]);
    });

    it("lets in its clients, its own instances, the operator and Prometheus", async () => {
        const { resources } = await putDatabases(shop({ clients: ["till"] }));
        const { podSelector, ingress } = the(resources, policy, `${name}-flows`).inputs.spec as Record<string, unknown>;
        assert.deepEqual(podSelector, { matchLabels: { "cnpg.io/cluster": "shop" } });
        const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));
        const namespaces = (label: string, value: string) => [
            { namespaceSelector: { matchLabels: { [label]: value } } },
        ];
        assert.deepEqual(ingress, [
            { from: [{ podSelector: {} }], ports: tcp(5432, 8000) },
            { from: namespaces("kubernetes.io/metadata.name", "till"), ports: tcp(5432) },
            { from: namespaces("samestack.dev/role", "databases"), ports: tcp(5432, 8000) },
            { from: namespaces("samestack.dev/role", "monitoring"), ports: tcp(9187) },
        ]);
    });

    it("is scraped over TLS, by the certificate that it gives its clients", async () => {
        const { resources } = await putDatabases(shop());
        assert.deepEqual(the(resources, "kubernetes:monitoring.coreos.com/v1:PodMonitor").inputs.spec, {
            selector: { matchLabels: { "cnpg.io/cluster": "shop" } },
            podMetricsEndpoints: [
                {
                    port: "metrics",
                    scheme: "https",
                    tlsConfig: { ca: { secret: { name: "shop-ca", key: "ca.crt" } }, serverName: "shop-rw" },
                },
            ],
        });
    });

    it("shares a namespace with others that are said to be there", async () => {
        const said = { kind: "cloudnative-pg", postgres: { shop: {}, till: { namespace: "shop" } } };
        const { resources } = await putDatabases(said, { store: existingStore });
        const namespaces = resources.filter(({ type }) => type === "kubernetes:core/v1:Namespace");
        assert.deepEqual(namespaces.map((one) => one.name).sort(), [
            "paris-cloudnative-pg-namespace",
            "paris-namespace-shop",
        ]);
        const till = the(resources, cluster, "paris-postgres-till").inputs.metadata as Record<string, unknown>;
        assert.equal(till.namespace, "shop");
    });

    it("says what it claims, and who copies it", () => {
        const claims = (said: object, copied: boolean) => databasesClaims(DatabasesArgs.parse(shop(said)), { copied });
        const [claim] = claims({ instances: 2, size: 20 }, true);
        assert.deepEqual(claim, {
            what: "PostgreSQL shop",
            namespace: "shop",
            from: { kind: "Cluster", name: "shop" },
            storageClass: "block",
            count: 2,
            gibibytes: 20,
            labels: { "samestack.dev/database": "shop" },
            kept: { by: "own", schedule: "0 3 * * *", retentionDays: 30 },
        });
        assert.deepEqual(claims({ disposable: "a trial" }, false)[0]?.kept, { by: "disposable", reason: "a trial" });
        assert.deepEqual(claims({}, false)[0]?.kept, { by: "volume" });
        assert.deepEqual(databasesClaims(DatabasesArgs.parse({ kind: "none" }), { copied: true }), []);
    });
});
