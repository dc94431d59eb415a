import assert from "node:assert/strict";

import { databasesCharts, databasesClaims, DatabasesArgs } from "../../../components/databases";
import { the } from "../../deploy";
import { listed } from "../../place";
import { putDatabases } from "./needs";

const name = "paris-valkey-queue";
const release = "kubernetes:helm.sh/v3:Release";
const queue = (said: object = {}) => ({ kind: "none", valkey: { queue: said } });
const put = async (said?: object) => (await putDatabases(queue(said), { store: () => undefined })).resources;

describe("Valkey", () => {
    it("is the chart, a login and its flows, in a namespace of its own, with or without an operator", async () => {
        assert.deepEqual(
            listed(await put()).filter((one) => one.includes("queue")),
            [
                "kubernetes:core/v1:Namespace paris-namespace-queue",
                `kubernetes:core/v1:Secret ${name}-login`,
                `${release} ${name}`,
                "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-namespace-queue-flows",
                `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-flows`,
                `samestack:databases:Valkey ${name}`,
                "samestack:index:Namespace paris-namespace-queue",
            ],
        );
    });

    it("keeps every write on a volume, and refuses one when its memory is full", async () => {
        const { inputs, protect, dependsOn } = the(await put({ memory: 512, size: 2 }), release);
        assert.equal(inputs.version, "0.11.0");
        assert.equal(inputs.namespace, "queue");
        const { dataStorage, valkeyConfig, resources, auth, deploymentStrategy } = inputs.values as Record<
            string,
            unknown
        >;
        assert.deepEqual(dataStorage, {
            enabled: true,
            className: "block",
            requestedSize: "2Gi",
            labels: { "samestack.dev/valkey": "queue" },
        });
        assert.equal(valkeyConfig, "appendonly yes\nmaxmemory 512mb\nmaxmemory-policy noeviction");
        assert.deepEqual(resources, { requests: { cpu: "20m", memory: "576Mi" }, limits: { memory: "1088Mi" } });
        assert.deepEqual(auth, {
            enabled: true,
            usersExistingSecret: "valkey-login",
            aclUsers: { default: { permissions: "~* &* +@all", passwordKey: "password" } },
        });
        assert.equal(deploymentStrategy, "Recreate");
        assert.equal(protect, true);
        assert.ok(dependsOn.includes(`${name}-login`) && dependsOn.includes(`${name}-flows`));
        assert.equal(the(await put({ allowDestroy: true }), release).protect, false);
    });

    it("has a password that nobody types, in a Secret alone", async () => {
        const resources = await put();
        assert.equal(the(resources, "kubernetes:core/v1:Secret").inputs.stringData, "[secret]");
        assert.doesNotMatch(JSON.stringify(resources.map(({ inputs }) => inputs)), /canary|redis:\/\//);
    });

    it("lets in its namespace, its clients and Prometheus, and opens nothing", async () => {
        const policy = the(
            await put({ clients: ["shop"] }),
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
            `${name}-flows`,
        );
        const { ingress, egress } = policy.inputs.spec as { ingress: object[]; egress: object[] };
        const namespaces = (label: string, value: string) => [
            { namespaceSelector: { matchLabels: { [label]: value } } },
        ];
        assert.deepEqual(ingress, [
            { from: [{ podSelector: {} }], ports: [{ port: 6379, protocol: "TCP" }] },
            { from: namespaces("kubernetes.io/metadata.name", "shop"), ports: [{ port: 6379, protocol: "TCP" }] },
            { from: namespaces("samestack.dev/role", "monitoring"), ports: [{ port: 9121, protocol: "TCP" }] },
        ]);
        assert.equal(egress.length, 1);
    });

    it("says what it claims, and that volumes are copied whole, unless it may be lost", () => {
        const claims = (said: object) => databasesClaims(DatabasesArgs.parse(queue(said)), { copied: true });
        assert.deepEqual(claims({ size: 3 }), [
            {
                what: "Valkey queue",
                namespace: "queue",
                from: { chart: "valkey", values: "dataStorage" },
                storageClass: "block",
                count: 1,
                gibibytes: 3,
                labels: { "samestack.dev/valkey": "queue" },
                kept: { by: "volume" },
            },
        ]);
        assert.deepEqual(claims({ disposable: "a cache" })[0]?.kept, { by: "disposable", reason: "a cache" });
        const charts = databasesCharts(DatabasesArgs.parse(queue()), { copied: true });
        assert.deepEqual(
            charts.map((one) => `${one.name} ${one.version}`),
            ["valkey 0.11.0"],
        );
    });
});
