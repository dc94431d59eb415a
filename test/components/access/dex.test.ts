import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import { compareSync } from "bcryptjs";

import { AccessArgs, type Client, type Login } from "../../../components/access";
import type { LoginArgs } from "../../../components/access/args";
import { Dex } from "../../../components/access/dex";
import { dexConfig } from "../../../components/access/dex-config";
import type { Console } from "../../../components/ingress/console";
import { deploy, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";

const place = { name: "paris", domain: "paris.example.org" };
const grafana: Client = { id: "grafana", callback: "/login/generic_oauth" };
const client = { id: "samestack", secret: "clientSecret" };

/** Secrets by config key; the seed is as long as it must be. */
const secrets = (key: string) => pulumi.secret(key === "seed" ? "s".repeat(64) : `canary-${key}`);

function read(said: object): LoginArgs {
    const parsed = AccessArgs.parse(said);
    assert.ok(parsed.kind !== "none");
    return parsed;
}

const put = async (said: object = { kind: "dex" }) => {
    const published: Console[] = [];
    const made: Dex[] = [];
    const resources = await deploy(() => {
        const ingress = {
            asksByPage: false,
            publish: (console: Console, access: unknown) => {
                assert.equal(access, undefined);
                published.push(console);
                return new pulumi.ComponentResource("test:index:Route", console.host);
            },
        };
        made.push(new Dex("paris-dex", { place: paris(), said: read(said), ingress, clients: [grafana], secrets }));
    });
    const [dex] = made;
    assert.ok(dex);
    return { resources, published, dex };
};

const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

const configOf = async (said: object = { kind: "dex" }, given = secrets): Promise<Record<string, unknown>> => {
    const written = await valueOf(dexConfig({ place, said: read(said), clients: [grafana], secrets: given }));
    return JSON.parse(written) as Record<string, unknown>;
};

const valuesOf = (resources: Registered[]) =>
    the(resources, "kubernetes:helm.sh/v3:Release").inputs.values as Record<string, Record<string, unknown>>;

describe("Dex", () => {
    it("is a chart with its configuration in a Secret, and the definitions of its storage", async () => {
        const { resources } = await put();
        const kinds = [
            "authcodes",
            "authrequests",
            "connectors",
            "devicerequests",
            "devicetokens",
            "oauth2clients",
            "offlinesessionses",
            "passwords",
            "refreshtokens",
            "signingkeies",
        ];
        assert.deepEqual(
            listed(resources),
            [
                "kubernetes:core/v1:Namespace paris-dex-namespace",
                "kubernetes:core/v1:Secret paris-dex-config",
                "kubernetes:helm.sh/v3:Release paris-dex",
                "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-dex-namespace-flows",
                "samestack:access:Dex paris-dex",
                "samestack:index:Namespace paris-dex-namespace",
                "test:index:Route dex",
                ...kinds.map((kind) => `kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition paris-dex-${kind}`),
            ].sort(),
        );
        const { dependsOn } = the(resources, "kubernetes:helm.sh/v3:Release");
        for (const before of ["paris-dex-config", ...kinds.map((kind) => `paris-dex-${kind}`)]) {
            assert.ok(dependsOn.includes(before), before);
        }
    });

    it("defines its storage as Dex itself would, so that it needs no right over definitions", async () => {
        const { resources } = await put();
        const type = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
        assert.deepEqual(the(resources, type, "paris-dex-offlinesessionses").inputs, {
            apiVersion: "apiextensions.k8s.io/v1",
            kind: "CustomResourceDefinition",
            metadata: { name: "offlinesessionses.dex.coreos.com" },
            spec: {
                group: "dex.coreos.com",
                scope: "Namespaced",
                names: { kind: "OfflineSessions", plural: "offlinesessionses", singular: "offlinesessions" },
                versions: [
                    {
                        name: "v1",
                        served: true,
                        storage: true,
                        schema: {
                            openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                        },
                    },
                ],
            },
        });
        assert.deepEqual(valuesOf(resources).rbac, { createClusterScoped: false });
    });

    it("has values without a secret, which change when what is said does", async () => {
        const { resources } = await put();
        const { podAnnotations, ...values } = valuesOf(resources);
        assert.deepEqual(values, {
            replicaCount: 2,
            podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "kubernetes.io/hostname",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { "app.kubernetes.io/name": "dex" } },
                },
            ],
            resources: { requests: { cpu: "20m", memory: "48Mi" } },
            podSecurityContext: {
                runAsNonRoot: true,
                runAsUser: 1001,
                runAsGroup: 1001,
                fsGroup: 1001,
                seccompProfile: { type: "RuntimeDefault" },
            },
            securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
            },
            volumes: [{ name: "tmp", emptyDir: { medium: "Memory", sizeLimit: "4Mi" } }],
            volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
            configSecret: { create: false, name: "dex-config" },
            env: { DEX_EXPAND_ENV: "false" },
            rbac: { createClusterScoped: false },
            serviceMonitor: { enabled: true },
        });
        assert.match(String(podAnnotations?.["samestack.dev/configuration"]), /^[0-9a-f]{16}$/);
        const ada = { email: "ada@example.org", passwordSecret: "ada" };
        const another = await put({ kind: "dex", users: [ada] });
        assert.notDeepEqual(valuesOf(another.resources).podAnnotations, podAnnotations);
    });

    it("is let in to by browsers, by who asks it about them, and by Prometheus", async () => {
        const { resources } = await put();
        const { spec } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs as {
            spec: Record<"ingress" | "egress", Record<string, { port?: number; namespaceSelector?: object }[]>[]>;
        };
        assert.deepEqual(
            spec.ingress.map(({ from, ports }) => [from?.[0]?.namespaceSelector, ports?.map(({ port }) => port)]),
            [
                [{ matchLabels: { "samestack.dev/role": "ingress" } }, [5556]],
                [{ matchLabels: { "samestack.dev/role": "access" } }, [5556]],
                [{ matchLabels: { "samestack.dev/role": "delivery" } }, [5556]],
                [{ matchLabels: { "samestack.dev/role": "monitoring" } }, [5556, 5558]],
            ],
        );
        assert.deepEqual(
            spec.egress.map(({ ports }) => ports?.map(({ port }) => port)),
            [
                [53, 53],
                [443, 6443],
            ],
        );
    });

    it("reaches a provider at another port than the API's", async () => {
        const issuer = "https://login.example.org:8443/realms/staff";
        const { resources } = await put({ kind: "oidc", issuer, client, administrators: ["platform"] });
        const { spec } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs as {
            spec: { egress: { ports: { port: number }[] }[] };
        };
        assert.deepEqual(
            spec.egress.at(-1)?.ports.map(({ port }) => port),
            [8443],
        );
    });

    it("is reached by people, for it asks for the password itself", async () => {
        const { published } = await put();
        assert.deepEqual(
            published.map(({ host, service, port, login }) => ({ host, service, port, login })),
            [{ host: "dex", service: "dex", port: 5556, login: "own" }],
        );
    });
});

describe("a client of Dex", () => {
    it("is given endpoints inside the cluster, but for the one that browsers are sent to", async () => {
        const { dex } = await put();
        const { secret, ...login }: Login = dex.client(grafana);
        assert.deepEqual(login, {
            id: "grafana",
            issuer: "https://dex.paris.example.org",
            endpoints: {
                authorization: "https://dex.paris.example.org/auth",
                token: "http://dex.dex.svc:5556/token",
                userinfo: "http://dex.dex.svc:5556/userinfo",
                keys: "http://dex.dex.svc:5556/keys",
            },
            scopes: ["openid", "profile", "email", "groups", "offline_access"],
            administrators: [],
            flow: { to: { role: "access" }, ports: [5556] },
        });
        assert.equal(await pulumi.isSecret(secret), true);
    });

    it("has the secret that Dex is told, and no other has it", async () => {
        const { dex } = await put();
        const { staticClients } = await configOf();
        const auth = await valueOf(dex.client({ id: "auth", callback: "" }).secret);
        const graphs = await valueOf(dex.client(grafana).secret);
        assert.notEqual(auth, graphs);
        // The same in every run, so that a second run has nothing to do.
        const own = await configOf();
        assert.deepEqual(own.staticClients, staticClients);
        assert.deepEqual(staticClients, [
            {
                id: "grafana",
                name: "grafana",
                redirectURIs: ["https://grafana.paris.example.org/login/generic_oauth"],
                secret: graphs,
            },
        ]);
    });

    it("is refused when Dex was not told of it", async () => {
        const { dex } = await put();
        assert.throws(() => dex.client({ id: "gitlab", callback: "/" }), /Dex knows no client gitlab/);
    });

    it("knows administrators as the claim spells them", async () => {
        const cases: [object, string[]][] = [
            [{ kind: "github", org: "example", client, administrators: ["platform"] }, ["example:platform"]],
            [{ kind: "gitlab", client, administrators: ["example/platform"] }, ["example/platform"]],
        ];
        for (const [said, administrators] of cases) {
            const { dex } = await put(said);
            assert.deepEqual(dex.client(grafana).administrators, administrators);
        }
    });
});

describe("the configuration of Dex", () => {
    const common = {
        issuer: "https://dex.paris.example.org",
        storage: { type: "kubernetes", config: { inCluster: true } },
        logger: { format: "json" },
        oauth2: { skipApprovalScreen: true },
        expiry: { idTokens: "1h", refreshTokens: { validIfNotUsedFor: "24h", absoluteLifetime: "720h" } },
        web: { headers: { "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff" } },
    };

    it("knows one user at first, and whom the environment names", async () => {
        const config = await configOf({
            kind: "dex",
            users: [{ email: "ada@example.org", passwordSecret: "adaPassword" }],
        });
        const { staticPasswords = [], staticClients, ...rest } = config as Record<string, { hash: string }[]>;
        assert.ok(staticClients);
        assert.deepEqual(rest, { ...common, enablePasswordDB: true });
        assert.deepEqual(
            staticPasswords.map((user) => ({ ...user, hash: user.hash.slice(0, 7) })),
            ["admin@paris.example.org", "ada@example.org"].map((email) => ({
                email,
                username: email,
                userID: email,
                hash: "$2b$10$",
            })),
        );
        const [admin, ada] = staticPasswords;
        assert.ok(compareSync("canary-adminPassword", admin?.hash ?? ""));
        assert.ok(compareSync("canary-adaPassword", ada?.hash ?? ""));
        assert.ok(!compareSync("canary-adminPassword", ada?.hash ?? ""));
    });

    it("hashes a password alike in every run, and another way for another user or seed", async () => {
        const users = [{ email: "ada@example.org", passwordSecret: "adminPassword" }];
        const hashes = async (given = secrets) => {
            const { staticPasswords } = await configOf({ kind: "dex", users }, given);
            return (staticPasswords as { hash: string }[]).map(({ hash }) => hash);
        };
        const [first, again] = [await hashes(), await hashes()];
        assert.deepEqual(first, again);
        const reseeded = await hashes((key) => (key === "seed" ? pulumi.secret("t".repeat(64)) : secrets(key)));
        assert.equal(new Set([...first, ...reseeded]).size, 4);
    });

    it("refuses a password of which only the beginning would count", async () => {
        const long = (key: string) => (key === "seed" ? secrets(key) : pulumi.secret("ä".repeat(37)));
        const { promise } = dexConfig({
            place,
            said: read({ kind: "dex" }),
            clients: [],
            secrets: long,
        }) as unknown as {
            promise: () => Promise<string>;
        };
        await assert.rejects(promise(), {
            message:
                "the secret samestack:adminPassword is a password of more than 72 bytes, of which Dex would only look " +
                "at the first 72: pulumi config set --secret adminPassword",
        });
    });

    it("is no template, whatever a secret looks like", async () => {
        const tricky = (key: string) => (key === "seed" ? secrets(key) : pulumi.secret("{{{ .Env }}$HOME"));
        const said = read({ kind: "gitlab", client, administrators: ["a"] });
        const written = await valueOf(dexConfig({ place, said, clients: [], secrets: tricky }));
        assert.ok(!written.includes("{{"), written);
        const { connectors } = JSON.parse(written) as { connectors: { config: { clientSecret: string } }[] };
        assert.equal(connectors[0]?.config.clientSecret, "{{{ .Env }}$HOME");
    });

    const connectors: Record<string, [object, object]> = {
        "any provider of OpenID Connect": [
            {
                kind: "oidc",
                issuer: "https://login.example.org/realms/staff",
                client,
                groupsClaim: "roles",
                groups: ["developers", "platform"],
                administrators: ["platform"],
            },
            {
                type: "oidc",
                id: "provider",
                name: "oidc",
                config: {
                    issuer: "https://login.example.org/realms/staff",
                    clientID: "samestack",
                    clientSecret: "canary-clientSecret",
                    redirectURI: "https://dex.paris.example.org/callback",
                    scopes: ["profile", "email"],
                    insecureEnableGroups: true,
                    allowedGroups: ["platform", "developers"],
                    claimMapping: { groups: "roles" },
                    insecureSkipEmailVerified: false,
                },
            },
        ],
        "an organisation at GitHub": [
            { kind: "github", org: "example", client, administrators: ["platform"] },
            {
                type: "github",
                id: "provider",
                name: "github",
                config: {
                    clientID: "samestack",
                    clientSecret: "canary-clientSecret",
                    redirectURI: "https://dex.paris.example.org/callback",
                    teamNameField: "slug",
                    orgs: [{ name: "example" }],
                },
            },
        ],
        "teams of it": [
            { kind: "github", org: "example", client, teams: ["web"], administrators: ["platform"] },
            {
                type: "github",
                id: "provider",
                name: "github",
                config: {
                    clientID: "samestack",
                    clientSecret: "canary-clientSecret",
                    redirectURI: "https://dex.paris.example.org/callback",
                    teamNameField: "slug",
                    orgs: [{ name: "example", teams: ["platform", "web"] }],
                },
            },
        ],
        "groups of a GitLab": [
            {
                kind: "gitlab",
                url: "https://gitlab.example.org/",
                client,
                groups: ["example"],
                administrators: ["example/platform"],
            },
            {
                type: "gitlab",
                id: "provider",
                name: "gitlab",
                config: {
                    baseURL: "https://gitlab.example.org",
                    clientID: "samestack",
                    clientSecret: "canary-clientSecret",
                    redirectURI: "https://dex.paris.example.org/callback",
                    groups: ["example/platform", "example"],
                },
            },
        ],
    };
    for (const [what, [said, connector]] of Object.entries(connectors)) {
        it(`asks ${what}, and has no users of its own`, async () => {
            const { staticClients, ...config } = await configOf(said);
            assert.ok(staticClients);
            assert.deepEqual(config, { ...common, connectors: [connector] });
        });
    }
});
