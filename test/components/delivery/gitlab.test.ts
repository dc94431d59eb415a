import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { delivery, DeliveryArgs, deliveryCharts, deliveryClients } from "../../../components/delivery";
import type { GitLabNeeds } from "../../../components/delivery/gitlab";
import type { Console } from "../../../components/ingress/console";
import { deploy, type Registered, the } from "../../deploy";
import { paris } from "../../place";
import { existingStore } from "../object-storage/stores";
import { dexLogin } from "./needs";

const name = "paris-gitlab";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const SECRET = "kubernetes:core/v1:Secret";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const CLUSTER = "kubernetes:postgresql.cnpg.io/v1:Cluster";
const dashboard = { title: "", panels: [] };

interface Put {
    resources: Registered[];
    consoles: Console[];
    /** What it published by itself, and no page leads to. */
    published: Console[];
    dashboards: string[];
    /** Ids of the clients that it asked the login for. */
    clients: string[];
}

/** What a place registers for GitLab. */
async function put(words: object = {}, otherwise: () => Partial<GitLabNeeds> = () => ({})): Promise<Put> {
    const published: Console[] = [];
    const clients: string[] = [];
    let made: ReturnType<typeof delivery>;
    const resources = await deploy(() => {
        const operator = new k8s.core.v1.ConfigMap("paris-operator");
        const store = existingStore();
        const needs: GitLabNeeds = {
            databases: { ready: [operator], store, dashboard },
            storage: { block: pulumi.output("block") },
            store,
            login: {
                client: ({ id }) => {
                    clients.push(id);
                    return dexLogin();
                },
            },
            ingress: {
                publish: (console) => {
                    published.push(console);
                    return operator;
                },
            },
            secrets: (key) => pulumi.secret(`canary-${key}`.padEnd(64, "-")),
            ...otherwise(),
        };
        made = delivery(paris(), DeliveryArgs.parse({ kind: "gitlab", ...words }), needs);
    });
    const dashboards = made?.dashboards.map(({ title }) => title) ?? [];
    return { resources, consoles: made?.consoles ?? [], published, dashboards, clients };
}

const types = (resources: Registered[], pattern: RegExp) =>
    resources
        .filter(({ type }) => pattern.test(type))
        .map((one) => one.name)
        .sort();

describe("GitLab", () => {
    it("is a Release, with a database, a Valkey and buckets of its own, in a namespace as strict as any", async () => {
        const { resources } = await put();
        assert.deepEqual(types(resources, /^samestack:(delivery|databases|index):/), [
            name,
            `${name}-database`,
            `${name}-namespace`,
            `${name}-valkey`,
        ]);
        assert.deepEqual(types(resources, /helm\.sh/), [name, `${name}-valkey`]);
        assert.deepEqual(types(resources, /v1:Secret$/), [
            `${name}-database-archive-key`,
            `${name}-objects`,
            `${name}-settings`,
            `${name}-valkey-login`,
        ]);
        const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs as {
            metadata: { name: string; labels: Record<string, string> };
        };
        assert.equal(metadata.name, "gitlab");
        assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
        const charts = (words: object) =>
            deliveryCharts(DeliveryArgs.parse({ kind: "gitlab", ...words })).map((chart) => chart.name);
        assert.deepEqual(charts({}), ["gitlab", "valkey"]);
        assert.deepEqual(charts({ runner: { secret: "a" }, agent: { secret: "b" } }), [
            "gitlab",
            "valkey",
            "gitlab-runner",
            "gitlab-agent",
        ]);
    });

    it("begins when its database, its Valkey, its buckets and its secrets are there, and has half an hour", async () => {
        const { resources } = await put();
        const { dependsOn, inputs } = the(resources, RELEASE, name);
        for (const before of ["database", "valkey", "objects", "settings", "account", "namespace"])
            assert.ok(dependsOn.includes(`${name}-${before}`), before);
        assert.equal(inputs.timeout, 1800);
        assert.equal(inputs.chart, "gitlab");
        assert.equal(inputs.version, "10.2.3");
    });

    it("has PostgreSQL 17, with the extensions that the database's owner may not make", async () => {
        const { resources } = await put({ database: { instances: 2, size: 40 } });
        const { spec } = the(resources, CLUSTER).inputs as { spec: Record<string, unknown> };
        assert.match(String(spec.imageName), /postgresql:17\./);
        assert.equal(spec.instances, 2);
        assert.deepEqual(spec.storage, { size: "40Gi", storageClass: "block" });
        assert.deepEqual(spec.bootstrap, {
            initdb: {
                database: "gitlab",
                owner: "gitlab",
                dataChecksums: true,
                postInitApplicationSQL: ["pg_trgm", "btree_gist", "amcheck"].map(
                    (one) => `CREATE EXTENSION IF NOT EXISTS ${one}`,
                ),
            },
        });
    });

    it("lets in the ingress, Prometheus, its runner and its agent, each to their ports alone", async () => {
        const flows = async (words: object = {}) =>
            the((await put(words)).resources, POLICY, `${name}-namespace-flows`).inputs.spec as {
                ingress: unknown[];
                egress: { to?: unknown; ports?: { port: number }[] }[];
            };
        const role = (one: string) => [{ namespaceSelector: { matchLabels: { "samestack.dev/role": one } } }];
        const ports = (...all: number[]) => all.map((port) => ({ port, protocol: "TCP" }));
        const { ingress, egress } = await flows();
        assert.deepEqual(ingress, [
            { from: [{ podSelector: {} }] },
            { from: role("ingress"), ports: ports(8181, 5000, 8150) },
            { from: role("monitoring"), ports: ports(8083, 9229, 3807, 9236, 9168, 8151, 5001) },
            { from: role("delivery"), ports: ports(8181, 8150) },
        ]);
        const opened = (rules: typeof egress) => rules.flatMap((rule) => (rule.ports ?? []).map(({ port }) => port));
        assert.deepEqual(opened(egress), [53, 53, 443, 6443, 9000, 5556]);
        const mail = { from: "gitlab@example.org", smarthost: "smtp.example.org:587" };
        assert.deepEqual(opened((await flows({ mail })).egress), [53, 53, 443, 6443, 9000, 5556, 587]);
    });

    it("is opened by people at one address; two more are for programs", async () => {
        const { consoles, published } = await put();
        const seen = (all: Console[]) => all.map(({ host, service, port, login }) => ({ host, service, port, login }));
        assert.deepEqual(seen(consoles), [
            { host: "gitlab", service: "gitlab-webservice-default", port: 8181, login: "own" },
        ]);
        assert.equal(consoles[0]?.audience, "everyone");
        assert.deepEqual(seen(published), [
            { host: "registry", service: "gitlab-registry", port: 5000, login: "own" },
            { host: "kas", service: "gitlab-kas", port: 8150, login: "own" },
        ]);
    });

    it("is known to the login of the place, and publishes nothing where there is none", async () => {
        assert.deepEqual((await put()).clients, ["gitlab"]);
        assert.deepEqual(deliveryClients(DeliveryArgs.parse({ kind: "gitlab" })), [
            { id: "gitlab", callback: "/users/auth/openid_connect/callback" },
        ]);
        assert.deepEqual(deliveryClients(DeliveryArgs.parse({ kind: "none" })), []);
        const { resources, published } = await put({}, () => ({ login: undefined }));
        assert.deepEqual(published, []);
        assert.doesNotMatch(JSON.stringify(the(resources, RELEASE, name).inputs), /omniauth/);
    });

    it("keeps every secret in Secrets", async () => {
        const words = {
            mail: {
                from: "a@example.org",
                smarthost: "smtp.example.org:587",
                user: "a",
                passwordSecret: "smtpPassword",
            },
        };
        const { resources } = await put(words);
        assert.doesNotMatch(JSON.stringify(resources.map(({ inputs }) => inputs)), /canary/);
        for (const secret of ["settings", "objects"])
            assert.equal(the(resources, SECRET, `${name}-${secret}`).inputs.stringData, "[secret]", secret);
    });

    it("is told who signed the store's certificate, where nobody knows that anyway", async () => {
        const signed = (): Partial<GitLabNeeds> => {
            const store = existingStore();
            return { store: store && { ...store, certificateAuthority: pulumi.output("PEM") } };
        };
        const { resources } = await put({}, signed);
        assert.deepEqual(the(resources, SECRET, `${name}-authority`).inputs.metadata, {
            name: "gitlab-store-authority",
            namespace: "gitlab",
        });
        assert.match(JSON.stringify(the(resources, RELEASE, name).inputs), /gitlab-store-authority/);
        assert.ok(the(resources, RELEASE, name).dependsOn.includes(`${name}-authority`));
        assert.doesNotMatch(JSON.stringify(the((await put()).resources, RELEASE, name).inputs), /customCAs/);
    });

    it("goes only with consent: namespace, release, database and Valkey", async () => {
        const kept = async (words: object) =>
            (await put(words)).resources
                .filter(({ protect, custom }) => protect && custom)
                .map(({ name: one }) => one)
                .sort();
        assert.deepEqual(await kept({}), [
            name,
            `${name}-database`,
            `${name}-namespace`,
            `${name}-namespace-flows`,
            `${name}-valkey`,
        ]);
        assert.deepEqual(await kept({ allowDestroy: true }), []);
    });

    it("has its runner and its agent ask it inside the cluster, once it is up", async () => {
        const { resources, dashboards } = await put({
            runner: { secret: "runnerToken" },
            agent: { secret: "agentToken" },
            deployer: { repository: "https://gitlab.paris.example.org/team/deploy.git", namespaces: { shop: {} } },
        });
        const values = (of: string) => JSON.stringify(the(resources, RELEASE, `${name}-${of}`).inputs.values);
        assert.match(values("runner"), /"gitlabUrl":"http:\/\/gitlab-webservice-default\.gitlab\.svc:8181"/);
        assert.match(values("agent"), /"kasAddress":"ws:\/\/gitlab-kas\.gitlab\.svc:8150"/);
        const opened = (of: string) => {
            const { spec } = the(resources, POLICY, `${name}-${of}-namespace-flows`).inputs as {
                spec: { egress: object[] };
            };
            return spec.egress.at(-1);
        };
        const to = [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "delivery" } } }];
        assert.deepEqual(opened("runner"), { to, ports: [{ port: 8181, protocol: "TCP" }] });
        assert.deepEqual(opened("agent"), { to, ports: [{ port: 8150, protocol: "TCP" }] });
        assert.ok(the(resources, "samestack:delivery:GitLabRunner").dependsOn.includes(name));
        assert.deepEqual(dashboards, ["GitLab", "GitLab Runner", "GitLab agent", "Deployer"]);
    });

    it("refuses to be without a database or without object storage", async () => {
        for (const without of [{ databases: undefined }, { store: undefined }])
            await assert.rejects(
                put({}, () => without),
                /places.paris.delivery is of kind gitlab, which needs databases and objectStorage/,
            );
    });
});
