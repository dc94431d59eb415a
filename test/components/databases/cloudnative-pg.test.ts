import assert from "node:assert/strict";

import { databasesCharts, DatabasesArgs } from "../../../components/databases";
import { definitions, pluginDefinitions } from "../../../components/databases/cloudnative-pg";
import { definitionName } from "../../../components/definitions";
import { goingWith, type Registered, the } from "../../deploy";
import { listed } from "../../place";
import { putDatabases } from "./needs";

const said = { kind: "cloudnative-pg" };
const name = "paris-cloudnative-pg";
const release = "kubernetes:helm.sh/v3:Release";
const none = () => undefined;

describe("CloudNativePg", () => {
    it("is not there for none", async () => {
        const { resources, made } = await putDatabases({ kind: "none" }, { store: none });
        assert.equal(made, undefined);
        assert.deepEqual(listed(resources), ["kubernetes:core/v1:ConfigMap paris-ready"]);
        assert.deepEqual(databasesCharts(DatabasesArgs.parse({ kind: "none" }), { copied: true }), []);
    });

    it("takes its kinds along, and the plugin's, where every database may be lost, whoever made it", async () => {
        const databases = { postgres: { shop: {} }, mariadb: { blog: {} }, valkey: { cache: {} } };
        const put = async (consent: object, store?: typeof none) =>
            (await putDatabases({ ...said, ...databases, ...consent }, store && { store })).resources;
        const held = (resources: Registered[]) =>
            resources
                .filter(({ type, protect }) => protect && !type.startsWith("kubernetes:core/v1:"))
                .map(({ name }) => name)
                .sort();
        const asItIs = await put({});
        assert.deepEqual(held(asItIs), ["paris-mariadb-blog", "paris-postgres-shop", "paris-valkey-cache"]);
        assert.deepEqual(goingWith(asItIs), []);
        const consented = await put({ allowDestroy: true });
        assert.deepEqual(held(consented), []);
        assert.deepEqual(goingWith(consented), [...definitions, ...pluginDefinitions].map(definitionName));
        assert.deepEqual(goingWith(await put({ allowDestroy: true }, none)), definitions.map(definitionName));
    });

    it("is the operator in a closed namespace, with a budget, and no plugin where there is nowhere to copy to", async () => {
        const { resources, made } = await putDatabases(said, { store: none });
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:ConfigMap paris-ready",
            `kubernetes:core/v1:Namespace ${name}-namespace`,
            `${release} ${name}`,
            `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-namespace-flows`,
            `kubernetes:policy/v1:PodDisruptionBudget ${name}-budget`,
            `samestack:databases:CloudNativePg ${name}`,
            `samestack:index:Namespace ${name}-namespace`,
        ]);
        assert.equal(made?.store, undefined);
        const { inputs } = the(resources, release);
        assert.equal(inputs.version, "0.29.0");
        assert.equal(inputs.namespace, "cnpg-system");
        assert.deepEqual(inputs.values, {
            replicaCount: 2,
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "kubernetes.io/hostname",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { "app.kubernetes.io/name": "cloudnative-pg" } },
                },
            ],
            resources: { requests: { cpu: "50m", memory: "128Mi" } },
            monitoring: { podMonitorEnabled: true },
        });
        assert.deepEqual(the(resources, "kubernetes:policy/v1:PodDisruptionBudget").inputs.spec, {
            maxUnavailable: 1,
            selector: { matchLabels: { "app.kubernetes.io/name": "cloudnative-pg" } },
        });
    });

    it("has its plugin beside it where there is object storage, after cert-manager and the operator", async () => {
        const { resources, made } = await putDatabases(said);
        const plugin = the(resources, release, `${name}-plugin`);
        assert.equal(plugin.inputs.version, "0.7.0");
        assert.equal(plugin.inputs.namespace, "cnpg-system");
        assert.deepEqual(plugin.inputs.values, {
            replicaCount: 1,
            resources: { requests: { cpu: "20m", memory: "64Mi" } },
        });
        assert.ok(plugin.dependsOn.includes("paris-ready"));
        assert.ok(plugin.dependsOn.includes(name));
        assert.equal(made?.store?.endpoint, "https://s3.example.org:9000");
        assert.equal(made.ready.length, 3);
    });

    it("lets the operator at its plugin and at instances everywhere, and nobody else at it but the API and Prometheus", async () => {
        const flows = async (store?: () => undefined) =>
            the(
                (await putDatabases(said, { ...(store && { store }) })).resources,
                "kubernetes:networking.k8s.io/v1:NetworkPolicy",
            ).inputs.spec;
        const tcp = (port: number) => ({ port, protocol: "TCP" });
        const without = {
            podSelector: {},
            policyTypes: ["Ingress", "Egress"],
            ingress: [
                { ports: [tcp(9443)] },
                {
                    from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "monitoring" } } }],
                    ports: [tcp(8080)],
                },
            ],
            egress: [
                { ports: [{ port: 53, protocol: "UDP" }, tcp(53)] },
                { ports: [tcp(443), tcp(6443)] },
                { ports: [tcp(8000), tcp(5432)] },
            ],
        };
        assert.deepEqual(await flows(none), without);
        const [dns, ...egress] = without.egress;
        assert.deepEqual(await flows(), {
            ...without,
            ingress: [{ from: [{ podSelector: {} }] }, ...without.ingress],
            egress: [dns, { to: [{ podSelector: {} }] }, ...egress],
        });
    });

    it("does without webhooks where the API server cannot reach them", async () => {
        const { resources } = await putDatabases(said, { cluster: { podsReachable: false }, store: none });
        const { webhook, config } = the(resources, release).inputs.values as Record<string, unknown>;
        assert.deepEqual(webhook, { mutating: { create: false }, validating: { create: false } });
        assert.deepEqual(config, { data: { MANAGE_WEBHOOK_CONFIGURATIONS: "false" } });
    });

    it("pins both charts, the plugin where it is installed", () => {
        const charts = (copied: boolean) =>
            databasesCharts(DatabasesArgs.parse(said), { copied }).map((one) => `${one.name} ${one.version}`);
        assert.deepEqual(charts(false), ["cloudnative-pg 0.29.0"]);
        assert.deepEqual(charts(true), ["cloudnative-pg 0.29.0", "plugin-barman-cloud 0.7.0"]);
    });
});
