import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { type Access, access, AccessArgs, accessCharts } from "../../../components/access";
import type { Console } from "../../../components/ingress/console";
import { deploy, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";

const github = {
    kind: "github",
    org: "example",
    client: { id: "samestack", secret: "clientSecret" },
    administrators: ["platform", "on-call"],
};

const put = async (said: object = { kind: "dex" }, asksByPage = false) => {
    const published: Console[] = [];
    const made: (Access | undefined)[] = [];
    const resources = await deploy(() => {
        const ingress = {
            asksByPage,
            publish: (console: Console) => {
                published.push(console);
                return new pulumi.ComponentResource("test:index:Route", console.host);
            },
        };
        const secrets = (key: string) => pulumi.secret(`canary-${key}`.padEnd(64, "-"));
        made.push(access(paris(), AccessArgs.parse(said), { ingress, clients: [], secrets }));
    });
    return { resources, published, given: made[0] };
};

const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

const release = (resources: Registered[]) => the(resources, "kubernetes:helm.sh/v3:Release", "paris-oauth2-proxy");
const valuesOf = (resources: Registered[]) => release(resources).inputs.values as Record<string, unknown>;

describe("the access of a place", () => {
    it("is not there for none, and nothing of it", async () => {
        const { resources, given, published } = await put({ kind: "none" });
        assert.equal(given, undefined);
        assert.deepEqual([listed(resources), published, accessCharts({ kind: "none" })], [[], [], []]);
    });

    it("has a page of its own where the ingress can only show one, and sends people straight on elsewhere", async () => {
        for (const asksByPage of [true, false]) {
            const { extraArgs } = valuesOf((await put({ kind: "dex" }, asksByPage)).resources) as {
                extraArgs: Record<string, unknown>;
            };
            assert.equal(extraArgs["skip-provider-button"], !asksByPage);
        }
    });

    it("is oauth2-proxy before Dex, whoever knows the users", async () => {
        for (const said of [{ kind: "dex" }, github]) {
            const { resources, given } = await put(said);
            assert.deepEqual(
                listed(resources).filter((one) => /Release|samestack:access/.test(one)),
                [
                    "kubernetes:helm.sh/v3:Release paris-dex",
                    "kubernetes:helm.sh/v3:Release paris-oauth2-proxy",
                    "kubernetes:helm.sh/v3:Release paris-oauth2-proxy-sessions",
                    "samestack:access:Dex paris-dex",
                    "samestack:access:OAuth2Proxy paris-oauth2-proxy",
                    "samestack:access:Sessions paris-oauth2-proxy-sessions",
                ],
            );
            assert.deepEqual(
                given?.dashboards.map(({ title }) => title),
                ["oauth2-proxy", "Dex", "Login sessions"],
            );
        }
        assert.deepEqual(
            accessCharts(AccessArgs.parse(github)).map(({ name, version }) => `${name} ${version}`),
            ["dex 0.24.0", "oauth2-proxy 10.7.0", "valkey 0.11.0"],
        );
    });

    it("lets everybody who can log in open every console, where users have no groups", async () => {
        const { given } = await put();
        assert.deepEqual(given?.groupsFor({}), []);
        assert.deepEqual(given.groupsFor({ audience: "everyone" }), []);
    });

    it("lets administrators open every console, and others those for everybody, where users have groups", async () => {
        const { given } = await put(github);
        assert.deepEqual(given?.groupsFor({}), ["example:platform", "example:on-call"]);
        assert.deepEqual(given.groupsFor({ audience: "administrators" }), ["example:platform", "example:on-call"]);
        assert.deepEqual(given.groupsFor({ audience: "everyone" }), []);
    });

    it("tells an ingress what to ask, and what nobody else may say", async () => {
        const { given } = await put();
        assert.ok(given);
        const { namespace, ...check } = given.check;
        assert.equal(await valueOf(namespace), "oauth2-proxy");
        assert.deepEqual(check, {
            service: "oauth2-proxy",
            port: 80,
            path: "/",
            plainPath: "/oauth2/auth",
            host: "auth.paris.example.org",
            signInPath: "/oauth2/sign_in",
            signOutPath: "/oauth2/sign_out",
            headers: [
                "X-Auth-Request-User",
                "X-Auth-Request-Preferred-Username",
                "X-Auth-Request-Email",
                "X-Auth-Request-Groups",
            ],
        });
    });

    it("is reached by people at two hosts, which are the login themselves", async () => {
        const { published } = await put();
        assert.deepEqual(
            published.map(({ host, service, port, login }) => ({ host, service, port, login })),
            [
                { host: "dex", service: "dex", port: 5556, login: "own" },
                { host: "auth", service: "oauth2-proxy", port: 80, login: "own" },
            ],
        );
    });
});

describe("oauth2-proxy", () => {
    it("has its client's secret and the key of its cookies in a Secret alone", async () => {
        const { resources } = await put();
        assert.deepEqual(the(resources, "kubernetes:core/v1:Secret", "paris-oauth2-proxy-secret").inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "oauth2-proxy", namespace: "oauth2-proxy" },
            stringData: "[secret]",
        });
        assert.ok(!JSON.stringify(resources).includes("canary-"));
    });

    it("comes after its sessions and its secret", async () => {
        const { dependsOn } = release((await put()).resources);
        assert.ok(dependsOn.includes("paris-oauth2-proxy-secret"));
        assert.ok(dependsOn.includes("paris-oauth2-proxy-sessions"));
    });

    it("is reached by the ingress and Prometheus, its sessions by itself, and it reaches Dex", async () => {
        const { resources } = await put();
        const policy = the(
            resources,
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
            "paris-oauth2-proxy-namespace-flows",
        );
        const { ingress, egress } = policy.inputs.spec as Record<"ingress" | "egress", Record<string, object[]>[]>;
        const role = (name: string) => ({ namespaceSelector: { matchLabels: { "samestack.dev/role": name } } });
        const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));
        assert.deepEqual(ingress, [
            { from: [role("ingress")], ports: tcp(4180) },
            { from: [{ podSelector: {} }], ports: tcp(6379) },
            { from: [role("monitoring")], ports: tcp(44180, 9121) },
        ]);
        assert.deepEqual(egress.slice(1), [{ to: [{ podSelector: {} }] }, { to: [role("access")], ports: tcp(5556) }]);
    });

    it("is told by values without a secret how people log in", async () => {
        const { resources } = await put(github);
        assert.deepEqual(valuesOf(resources), {
            replicaCount: 2,
            podDisruptionBudget: { enabled: true, minAvailable: 1 },
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "kubernetes.io/hostname",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { "app.kubernetes.io/name": "oauth2-proxy" } },
                },
            ],
            resources: { requests: { cpu: "20m", memory: "48Mi" } },
            serviceAccount: { automountServiceAccountToken: false },
            enableServiceLinks: false,
            config: { existingSecret: "oauth2-proxy", emailDomains: ["*"], upstreams: ["static://202"] },
            sessionStorage: {
                type: "redis",
                redis: {
                    clientType: "standalone",
                    standalone: { connectionUrl: "redis://valkey:6379" },
                    existingSecret: "sessions",
                    passwordKey: "redis-password",
                },
            },
            extraArgs: {
                provider: "oidc",
                "oidc-issuer-url": "https://dex.paris.example.org",
                "skip-oidc-discovery": true,
                "login-url": "https://dex.paris.example.org/auth",
                "redeem-url": "http://dex.dex.svc:5556/token",
                "oidc-jwks-url": "http://dex.dex.svc:5556/keys",
                scope: "openid profile email groups offline_access",
                "code-challenge-method": "S256",
                "skip-provider-button": true,
                "approval-prompt": "auto",
                "redirect-url": "https://auth.paris.example.org/oauth2/callback",
                "whitelist-domain": ".paris.example.org",
                "cookie-domain": ".paris.example.org",
                "cookie-secure": true,
                "cookie-samesite": "lax",
                "cookie-expire": "12h",
                "cookie-refresh": "15m",
                "cookie-csrf-per-request": true,
                "cookie-csrf-per-request-limit": 10,
                "reverse-proxy": true,
                "trusted-proxy-ip": "10.42.0.0/16",
                "set-xauthrequest": true,
                "api-route": "^/api/",
                "request-logging": false,
                "silence-ping-logging": true,
            },
            metrics: { enabled: true, serviceMonitor: { enabled: true, interval: "30s" } },
        });
    });
});

describe("what is said of the access", () => {
    const client = { id: "samestack", secret: "clientSecret" };
    const refused: Record<string, object> = {
        "another kind": { kind: "saml" },
        "groups of users that have none": { kind: "dex", administrators: ["platform"] },
        "a user without a password": { kind: "dex", users: [{ email: "ada@example.org" }] },
        "a user that is no address": { kind: "dex", users: [{ email: "ada", passwordSecret: "ada" }] },
        "an issuer that is no address": { kind: "oidc", issuer: "login", client, administrators: ["a"] },
        "nobody who administers": { kind: "oidc", issuer: "https://login.example.org", client },
        "an empty list of administrators": { ...github, administrators: [] },
        "GitHub without an organisation": { kind: "github", client, administrators: ["a"] },
        "several groups in one": { ...github, administrators: ["platform, on-call"] },
        "a group that would end the rule it stands in": { ...github, administrators: ["a') || ('a"] },
        "a client without a secret": { ...github, client: { id: "samestack" } },
    };
    for (const [what, said] of Object.entries(refused)) {
        it(`is refused with ${what}`, () => {
            assert.equal(AccessArgs.safeParse(said).success, false);
        });
    }
});
