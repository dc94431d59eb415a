import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

import { delivery, DeliveryArgs, deliveryCharts } from "../../../components/delivery";
import { applicationRights } from "../../../components/delivery/deployer-rights";
import { deployerDashboard } from "../../../components/delivery/deployer-watch";
import { deploy, the } from "../../deploy";
import { root } from "../../environments";
import { listed, paris } from "../../place";
import { nothingBut } from "./needs";

const name = "paris-deployer";
const https = "https://git.example.org/team/deploy.git";
const ssh = "git@git.example.org:team/deploy.git";
const key = { kind: "sshKey", secret: "repositoryKey", knownHosts: ["git.example.org ssh-ed25519 AAAA"] } as const;
const authority = "-----BEGIN CERTIFICATE-----\nY2E=\n-----END CERTIFICATE-----\n";

type Said = z.input<typeof DeliveryArgs>;
const said = (more: object = {}): Said => ({ kind: "deployer", repository: https, namespaces: { shop: {} }, ...more });

function put(args: Said) {
    const secrets = (config: string) => pulumi.secret(`canary-${config}`);
    return deploy(() => delivery(paris(), DeliveryArgs.parse(args), nothingBut(secrets)));
}

interface Pod {
    serviceAccountName: string;
    automountServiceAccountToken: boolean;
    securityContext: Record<string, unknown>;
    containers: {
        name: string;
        image: string;
        command: string[];
        env: { name: string; value: string }[];
        volumeMounts: { name: string; mountPath: string }[];
        securityContext: unknown;
        readinessProbe?: unknown;
    }[];
    volumes: Record<string, unknown>[];
}

async function deploymentOf(args: Said) {
    const { inputs, dependsOn } = the(await put(args), "kubernetes:apps/v1:Deployment");
    const { metadata, spec } = inputs as {
        metadata: { annotations: Record<string, string> };
        spec: { replicas: number; strategy: unknown; template: { metadata: unknown; spec: Pod } };
    };
    const told = spec.template.spec.containers.map(({ env }) =>
        Object.fromEntries(env.map((one) => [one.name, one.value])),
    );
    return { metadata, spec, pod: spec.template.spec, told, dependsOn };
}

describe("Deployer", () => {
    it("is not there for none", async () => {
        assert.deepEqual(listed(await put({ kind: "none" })), []);
        assert.deepEqual(deliveryCharts({ kind: "none" }), []);
        assert.deepEqual(deliveryCharts(DeliveryArgs.parse(said())), []);
    });

    it("is a pod and an account without cluster rights, and a namespace with a Role for each that it is given", async () => {
        const resources = await put(said({ namespaces: { shop: {}, blog: { podSecurity: "baseline" } } }));
        const given = (namespace: string) => [
            `kubernetes:core/v1:LimitRange ${name}-${namespace}-limits`,
            `kubernetes:core/v1:Namespace ${name}-${namespace}-namespace`,
            `kubernetes:core/v1:ResourceQuota ${name}-${namespace}-quota`,
            `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-${namespace}-namespace-flows`,
            `kubernetes:rbac.authorization.k8s.io/v1:Role ${name}-${namespace}-role`,
            `kubernetes:rbac.authorization.k8s.io/v1:RoleBinding ${name}-${namespace}-role`,
            `samestack:delivery:DeliveredNamespace ${name}-${namespace}`,
            `samestack:index:Namespace ${name}-${namespace}-namespace`,
        ];
        assert.deepEqual(
            listed(resources),
            [
                ...given("blog"),
                ...given("shop"),
                `kubernetes:apps/v1:Deployment ${name}`,
                `kubernetes:core/v1:ConfigMap ${name}-script`,
                `kubernetes:core/v1:Namespace ${name}-namespace`,
                `kubernetes:core/v1:ServiceAccount ${name}-account`,
                `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-namespace-flows`,
                `samestack:delivery:Deployer ${name}`,
                `samestack:index:Namespace ${name}-namespace`,
            ].sort(),
        );
        const levels = ["deployer", "shop", "blog"].map((namespace) => {
            const one = resources.find(
                ({ type, inputs }) =>
                    type === "kubernetes:core/v1:Namespace" && (inputs.metadata as { name: string }).name === namespace,
            );
            const { labels } = one?.inputs.metadata as { labels: Record<string, string> };
            return [labels["samestack.dev/role"], labels["pod-security.kubernetes.io/enforce"]];
        });
        assert.deepEqual(levels, [
            ["delivery", "restricted"],
            ["application", "restricted"],
            ["application", "baseline"],
        ]);
    });

    it("may only touch the namespaces it is given, and there neither its rights nor its limits", async () => {
        const resources = await put(said());
        const { inputs } = the(resources, "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding");
        assert.deepEqual(inputs.subjects, [{ kind: "ServiceAccount", name: "deployer", namespace: "deployer" }]);
        const { roleRef, metadata } = inputs as { roleRef: { kind: string }; metadata: { namespace: string } };
        assert.deepEqual([roleRef.kind, metadata.namespace], ["Role", "shop"]);
        const { rules } = the(resources, "kubernetes:rbac.authorization.k8s.io/v1:Role").inputs;
        assert.deepEqual(rules, applicationRights);
        const granted = applicationRights.flatMap(({ resources: kinds }) => kinds as string[]);
        for (const kind of ["roles", "rolebindings", "resourcequotas", "limitranges", "namespaces", "pods/exec", "*"]) {
            assert.ok(!granted.includes(kind), kind);
        }
        assert.ok(granted.length > 20);
    });

    it("is limited in what its namespaces may take from the others", async () => {
        const words = { cpu: 2.5, memory: 6, storage: 20, pods: 12, loadBalancers: 1 };
        const { spec } = the(
            await put(said({ namespaces: { shop: words } })),
            "kubernetes:core/v1:ResourceQuota",
        ).inputs;
        assert.deepEqual(spec, {
            hard: {
                "requests.cpu": "2.5",
                "requests.memory": "6Gi",
                "requests.storage": "20Gi",
                pods: "12",
                "services.loadbalancers": "1",
            },
        });
    });

    it("opens an application to the ingress, to Prometheus and to its database's operator, and lets it ask for names", async () => {
        const policy = the(
            await put(said()),
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
            `${name}-shop-namespace-flows`,
        );
        const { ingress, egress } = policy.inputs.spec as { ingress: unknown; egress: { to: unknown }[] };
        const from = (role: string) => ({
            from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": role } } }],
        });
        assert.deepEqual(ingress, [
            { from: [{ podSelector: {} }] },
            from("ingress"),
            from("monitoring"),
            from("databases"),
        ]);
        assert.equal(egress.length, 2);
        assert.deepEqual(egress[1], { to: [{ podSelector: {} }] });
    });

    it("is one pod that is replaced and not doubled, restricted, on a root that nobody writes to", async () => {
        const { metadata, spec, pod } = await deploymentOf(said());
        assert.equal(spec.replicas, 1);
        assert.deepEqual(spec.strategy, { type: "Recreate" });
        assert.equal(metadata.annotations["pulumi.com/skipAwait"], "true");
        assert.equal(pod.securityContext.runAsNonRoot, true);
        for (const { securityContext } of pod.containers) {
            assert.deepEqual(securityContext, {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
            });
        }
        assert.deepEqual(
            pod.containers.map(({ image, command }) => [image.split(":")[0], command.at(-1)]),
            [
                ["docker.io/alpine/git", "pull"],
                ["docker.io/alpine/k8s", "apply"],
            ],
        );
    });

    it("gives the repository's key to one container, and the cluster's to the other", async () => {
        const { pod } = await deploymentOf(said({ credentials: { kind: "token", secret: "repositoryToken" } }));
        assert.equal(pod.automountServiceAccountToken, false);
        const mounts = pod.containers.map(({ volumeMounts }) => volumeMounts.map((mount) => mount.name));
        assert.deepEqual(mounts, [
            ["work", "script", "credentials"],
            ["work", "script", "account"],
        ]);
    });

    it("tells its script what the environment says", async () => {
        const namespaces = { shop: { path: "deploy/shop" }, blog: {} };
        const { told } = await deploymentOf(said({ namespaces, branch: "release/1.2", intervalSeconds: 30 }));
        assert.deepEqual(told, [
            { INTERVAL: "30", REPOSITORY: https, BRANCH: "release/1.2", HOME: "/work/git" },
            { INTERVAL: "30", NAMESPACES: "shop=deploy/shop blog=blog", HOME: "/work/kubectl" },
        ]);
        const script = fs.readFileSync(path.join(root, "components/delivery/deployer.sh"), "utf8");
        const { data } = the(await put(said()), "kubernetes:core/v1:ConfigMap").inputs;
        assert.deepEqual(data, { "deployer.sh": script });
    });

    const kept: [string, object, string[]][] = [
        ["a token", { credentials: { kind: "token", secret: "repositoryToken" } }, ["token", "username"]],
        ["a key and the server's", { repository: ssh, credentials: key }, ["key", "known_hosts"]],
        ["an authority", { certificateAuthority: authority }, ["ca.crt"]],
    ];
    for (const [what, words] of kept) {
        it(`keeps ${what} in a Secret, from which the pod has its files`, async () => {
            const resources = await put(said(words));
            const secret = the(resources, "kubernetes:core/v1:Secret");
            assert.equal(secret.inputs.stringData, "[secret]");
            assert.doesNotMatch(JSON.stringify(resources.map(({ inputs }) => inputs)), /canary/);
            const { told, dependsOn } = await deploymentOf(said(words));
            assert.equal(told[0]?.CREDENTIALS, "/credentials");
            assert.ok(dependsOn.includes(`${name}-credentials`));
        });
    }

    it("has no Secret for a repository that everybody may read", async () => {
        assert.ok(!(await put(said())).some(({ type }) => type === "kubernetes:core/v1:Secret"));
    });

    const ways: [string, string, number[]][] = [
        ["https", https, []],
        ["https at another port", "https://git.example.org:8443/team/deploy.git", [8443]],
        ["ssh", ssh, [22]],
        ["ssh at another port", "ssh://git@git.example.org:2222/team/deploy.git", [2222]],
        ["ssh by its URL", "ssh://git@git.example.org/team/deploy.git", [22]],
    ];
    for (const [way, repository, ports] of ways) {
        it(`may go out to the API, and to a repository by ${way}; nobody may come in`, async () => {
            const resources = await put(said({ repository }));
            const policy = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", `${name}-namespace-flows`);
            const { ingress, egress } = policy.inputs.spec as {
                ingress?: unknown;
                egress: { ports: { port: number }[] }[];
            };
            assert.equal(ingress, undefined);
            assert.deepEqual(
                egress.map((rule) => rule.ports.map(({ port }) => port)),
                [[53, 53], [443, 6443], ...(ports.length > 0 ? [ports] : [])],
            );
        });
    }

    it("protects the namespaces it is given, and what is in them, unless the environment consents", async () => {
        const guarded = (await put(said())).filter(({ protect }) => protect).map((one) => one.name);
        assert.ok(guarded.includes(`${name}-shop-namespace`));
        assert.ok(!guarded.includes(name));
        assert.ok(!(await put(said({ allowDestroy: true }))).some(({ protect }) => protect));
    });

    it("raises an alert when the branch is not applied for a quarter of an hour", () => {
        const [alert, ...others] = deployerDashboard.alerts ?? [];
        assert.deepEqual(others, []);
        assert.equal(alert?.name, "DeployerNotApplied");
        assert.equal(
            alert.query,
            'kube_deployment_status_replicas_available{namespace="deployer",deployment="deployer"} == 0',
        );
        assert.equal(alert.for, "15m");
    });
});

describe("what an environment may say of a deployer", () => {
    it("looks at main once a minute, and lets an application have what a small one needs", () => {
        assert.deepEqual(DeliveryArgs.parse(said()), {
            kind: "deployer",
            repository: https,
            branch: "main",
            intervalSeconds: 60,
            namespaces: {
                shop: { podSecurity: "restricted", cpu: 4, memory: 8, storage: 50, pods: 50, loadBalancers: 0 },
            },
            allowDestroy: false,
        });
    });

    const refused: [string, object, string][] = [
        ["repository", { repository: "http://git.example.org/deploy.git" }, "custom"],
        ["repository", { repository: "https://user:token@git.example.org/deploy.git" }, "custom"],
        ["repository", { repository: "/srv/deploy.git" }, "custom"],
        ["branch", { branch: "-x" }, "custom"],
        ["branch", { branch: "a b" }, "custom"],
        ["intervalSeconds", { intervalSeconds: 5 }, "too_small"],
        ["namespaces", { namespaces: {} }, "custom"],
        ["namespaces.Shop", { namespaces: { Shop: {} } }, "invalid_key"],
        ["namespaces.shop.path", { namespaces: { shop: { path: "../other" } } }, "custom"],
        ["namespaces.shop.path", { namespaces: { shop: { path: "/etc" } } }, "custom"],
        ["namespaces.shop.path", { namespaces: { shop: { path: "a b" } } }, "custom"],
        ["namespaces.shop.podSecurity", { namespaces: { shop: { podSecurity: "privileged" } } }, "invalid_value"],
        ["credentials.knownHosts", { credentials: { kind: "sshKey", secret: "k", knownHosts: [] } }, "too_small"],
        ["certificateAuthority", { certificateAuthority: "./ca.crt" }, "invalid_format"],
        ["", { url: https }, "unrecognized_keys"],
    ];
    for (const [at, words, code] of refused) {
        it(`is refused at ${at === "" ? "the top" : at}: ${JSON.stringify(words)}`, () => {
            const { error } = DeliveryArgs.safeParse(said(words));
            assert.deepEqual(
                error?.issues.map((issue) => [issue.path.join("."), issue.code]),
                [[at, code]],
            );
        });
    }
});
