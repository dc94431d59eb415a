import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { CertificatesArgs, certificatesCharts } from "../../../components/certificates";
import { CertManager } from "../../../components/certificates/cert-manager";
import type { Cluster, Identity } from "../../../components/cluster";
import { deploy, type Registered, the } from "../../deploy";
import { paris } from "../../place";

class Stub extends pulumi.CustomResource {
    constructor(name: string, asked: object, opts?: pulumi.CustomResourceOptions) {
        super("test:index:Stub", name, { ...asked }, opts);
    }
}

const identity: Identity = (name, to, policy, opts) => new Stub(name, { to, policy }, opts);

let manager: CertManager;
let asked: string[];

const put = (issuer?: object, cluster: Partial<Cluster> = {}) => {
    asked = [];
    return deploy(() => {
        manager = new CertManager("paris-cert-manager", {
            place: paris(cluster),
            said: CertificatesArgs.parse({ kind: "cert-manager", ...(issuer && { issuer }) }),
            secrets: (key) => {
                asked.push(key);
                return pulumi.secret(`canary-${key}`);
            },
        });
    });
};

const acme = { kind: "acme", email: "ops@example.org" };
const byRecord = (more: object = {}) => ({ ...acme, solver: { kind: "route53", ...more } });

describe("cert-manager", () => {
    it("is a Release in a closed namespace, and signs with a CA of the place's own", async () => {
        const resources = await put();
        assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).sort(), [
            "kubernetes:cert-manager.io/v1:Certificate paris-cert-manager-root",
            "kubernetes:cert-manager.io/v1:ClusterIssuer paris-cert-manager-issuer",
            "kubernetes:cert-manager.io/v1:ClusterIssuer paris-cert-manager-self-signed",
            "kubernetes:core/v1:Namespace paris-cert-manager-namespace",
            "kubernetes:helm.sh/v3:Release paris-cert-manager",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-cert-manager-namespace-flows",
            "pulumi:providers:kubernetes paris-cluster",
            "samestack:certificates:CertManager paris-cert-manager",
            "samestack:index:Namespace paris-cert-manager-namespace",
        ]);
        assert.equal(level(resources), "restricted");
        assert.deepEqual(asked, []);
    });

    it("has its kinds with its chart, two of each pod, and three of the webhook that all depends on", async () => {
        const pdb = { enabled: true, maxUnavailable: 1 };
        const spread = (component: string) => [
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: {
                    matchLabels: {
                        "app.kubernetes.io/instance": "cert-manager",
                        "app.kubernetes.io/component": component,
                    },
                },
            },
        ];
        assert.deepEqual(the(await put(), "kubernetes:helm.sh/v3:Release").inputs.values, {
            crds: { enabled: true, keep: false },
            global: { priorityClassName: "system-cluster-critical", leaderElection: { namespace: "cert-manager" } },
            config: {
                apiVersion: "controller.config.cert-manager.io/v1alpha1",
                kind: "ControllerConfiguration",
                gatewayAPI: { enabled: true },
            },
            replicaCount: 2,
            podDisruptionBudget: pdb,
            topologySpreadConstraints: spread("controller"),
            resources: { requests: { cpu: "50m", memory: "128Mi" } },
            cainjector: {
                replicaCount: 2,
                podDisruptionBudget: pdb,
                topologySpreadConstraints: spread("cainjector"),
                resources: { requests: { cpu: "20m", memory: "128Mi" } },
            },
            webhook: {
                replicaCount: 3,
                podDisruptionBudget: pdb,
                topologySpreadConstraints: spread("webhook"),
                resources: { requests: { cpu: "20m", memory: "64Mi" } },
            },
            startupapicheck: { resources: { requests: { cpu: "10m", memory: "32Mi" } } },
            prometheus: { servicemonitor: { enabled: true } },
        });
    });

    it("has its webhook on the nodes' network, beside the kubelet, where the API server does not reach pods", async () => {
        const resources = await put(undefined, { podsReachable: false, nodes: 2 });
        const { values } = the(resources, "kubernetes:helm.sh/v3:Release").inputs as {
            values: { webhook: Record<string, unknown> };
        };
        assert.deepEqual(
            [values.webhook.hostNetwork, values.webhook.securePort, values.webhook.replicaCount],
            [true, 10260, 2],
        );
        assert.deepEqual(values.webhook.strategy, {
            type: "RollingUpdate",
            rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
        });
        assert.equal(level(resources), "privileged");
    });

    it("reaches the authority, and what it must look at to know that a challenge is answered", async () => {
        const key = { credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "route53Key" } };
        const always = [53, 53, 443, 6443];
        assert.deepEqual(portsOut(await put()), always);
        assert.deepEqual(portsOut(await put(acme)), [...always, 443, 80, "every"]);
        assert.deepEqual(portsOut(await put(byRecord(), { identity })), [...always, 443, 80]);
        assert.deepEqual(portsOut(await put(byRecord(key))), [...always, 443]);
        const server = "https://ca.example.org:9000/acme/directory";
        assert.deepEqual(portsOut(await put({ ...byRecord(key), server })), [...always, 9000]);
    });

    it("looks at challenges through the ingress, whose own ports they arrive at", async () => {
        const policy = the(await put(acme), "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs.spec;
        const { egress } = policy as { egress: unknown[] };
        assert.deepEqual(egress.at(-1), {
            to: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "ingress" } } }],
        });
    });

    it("is the only chart of its role", () => {
        assert.deepEqual(
            certificatesCharts().map(({ name, version }) => `${name} ${version}`),
            ["cert-manager v1.21.1"],
        );
    });
});

describe("the issuer", () => {
    it("is a root of ten years that keeps its key, awaited until it can sign", async () => {
        const resources = await put();
        const ready = { "pulumi.com/waitFor": "condition=Ready" };
        assert.deepEqual(the(resources, "kubernetes:cert-manager.io/v1:Certificate").inputs, {
            apiVersion: "cert-manager.io/v1",
            kind: "Certificate",
            metadata: { name: "private-ca", namespace: "cert-manager", annotations: ready },
            spec: {
                isCA: true,
                commonName: "paris private CA",
                subject: { organizations: ["paris.example.org"] },
                secretName: "private-ca",
                duration: "87600h",
                privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
                issuerRef: { kind: "ClusterIssuer", name: "self-signed" },
            },
        });
        const issuer = the(resources, "kubernetes:cert-manager.io/v1:ClusterIssuer", "paris-cert-manager-issuer");
        assert.deepEqual(issuer.inputs, {
            apiVersion: "cert-manager.io/v1",
            kind: "ClusterIssuer",
            metadata: { name: "default", annotations: ready },
            spec: { ca: { secretName: "private-ca" } },
        });
        assert.ok(issuer.dependsOn.includes("paris-cert-manager-root"));
        assert.equal(await valueOf(manager.issuer), "default");
        assert.equal(manager.wildcards, true);
        assert.equal(manager.solver, undefined);
    });

    it("proves host names through the ingress, and then signs no wildcard", async () => {
        const resources = await put(acme);
        assert.deepEqual(issuerOf(resources), {
            acme: {
                email: "ops@example.org",
                server: "https://acme-v02.api.letsencrypt.org/directory",
                privateKeySecretRef: { name: "acme-account" },
                solvers: [{ http01: { ingress: { ingressClassName: "public" } } }],
            },
        });
        assert.equal(manager.wildcards, false);
        assert.deepEqual(manager.solver, { labels: { "acme.cert-manager.io/http01-solver": "true" }, port: 8089 });
        assert.ok(!resources.some(({ type }) => type.endsWith(":Certificate")));
    });

    it("proves them by records in Route 53 with the rights that the cluster's cloud gives", async () => {
        const resources = await put(byRecord({ hostedZoneId: "Z1" }), { identity });
        assert.deepEqual(solversOf(resources), [{ dns01: { route53: { region: "us-east-1", hostedZoneID: "Z1" } } }]);
        assert.deepEqual(the(resources, "test:index:Stub").inputs, {
            to: { namespace: "cert-manager", serviceAccount: "cert-manager" },
            policy: {
                statements: [
                    { Effect: "Allow", Action: "route53:GetChange", Resource: "arn:aws:route53:::change/*" },
                    {
                        Effect: "Allow",
                        Action: "route53:ListResourceRecordSets",
                        Resource: "arn:aws:route53:::hostedzone/Z1",
                    },
                    {
                        Effect: "Allow",
                        Action: "route53:ChangeResourceRecordSets",
                        Resource: "arn:aws:route53:::hostedzone/Z1",
                        Condition: {
                            "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
                        },
                    },
                ],
            },
        });
        const waiting = the(resources, "kubernetes:helm.sh/v3:Release").dependsOn;
        assert.ok(waiting.includes("paris-cert-manager-identity"), "its pods start before they have their rights");
        assert.equal(manager.wildcards, true);
    });

    it("may look for the zone by name only where its id is not said", async () => {
        const { policy } = the(await put(byRecord(), { identity }), "test:index:Stub").inputs as {
            policy: { statements: { Action: string; Resource: string }[] };
        };
        assert.deepEqual(
            policy.statements.map(({ Action, Resource }) => `${Action} ${Resource}`),
            [
                "route53:GetChange arn:aws:route53:::change/*",
                "route53:ListResourceRecordSets arn:aws:route53:::hostedzone/*",
                "route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/*",
                "route53:ListHostedZonesByName *",
            ],
        );
    });

    it("proves them with an access key whose secret half is in a Secret", async () => {
        const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "route53Key" };
        const resources = await put(byRecord({ credentials }), { identity });
        assert.deepEqual(solversOf(resources), [
            {
                dns01: {
                    route53: {
                        region: "us-east-1",
                        accessKeyID: "AKIAIOSFODNN7EXAMPLE",
                        secretAccessKeySecretRef: { name: "route53", key: "secret-access-key" },
                    },
                },
            },
        ]);
        const secret = the(resources, "kubernetes:core/v1:Secret").inputs;
        assert.deepEqual(
            [secret.metadata, secret.stringData],
            [{ name: "route53", namespace: "cert-manager" }, "[secret]"],
        );
        assert.deepEqual(asked, ["route53Key"]);
        assert.ok(!JSON.stringify(resources).includes("canary-"));
        assert.ok(!resources.some(({ type }) => type === "test:index:Stub"), "asks for rights that it does not use");
    });

    it("is refused Route 53 without credentials where no cloud gives rights", async () => {
        await assert.rejects(put(byRecord()), {
            message:
                "places.paris.certificates.issuer.solver is route53 without credentials, and the place's cluster has" +
                " no cloud around it that gives pods rights; add credentials: { accessKeyId: …, secret: … }, the" +
                " second the name of a config key",
        });
    });

    const refused: Record<string, object> = {
        "an authority without an address to write to": { kind: "acme" },
        "an address that is none": { kind: "acme", email: "ops" },
        "a server that is no URL": { ...acme, server: "letsencrypt" },
        "a solver that it has not": { ...acme, solver: { kind: "dns01" } },
        "an access key in clear": byRecord({ credentials: { accessKeyId: "AKIA", secretAccessKey: "hunter2" } }),
        "half a credential": byRecord({ credentials: { accessKeyId: "AKIA" } }),
        "words of another kind": { kind: "privateCa", email: "ops@example.org" },
    };
    for (const [what, issuer] of Object.entries(refused)) {
        it(`is refused with ${what}`, () => {
            assert.equal(CertificatesArgs.safeParse({ kind: "cert-manager", issuer }).success, false);
        });
    }
});

function issuerOf(resources: Registered[]): unknown {
    return the(resources, "kubernetes:cert-manager.io/v1:ClusterIssuer").inputs.spec;
}

function solversOf(resources: Registered[]): unknown {
    return (issuerOf(resources) as { acme: { solvers: unknown } }).acme.solvers;
}

function level(resources: Registered[]): unknown {
    const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs as {
        metadata: { labels: Record<string, string> };
    };
    return metadata.labels["pod-security.kubernetes.io/enforce"];
}

function portsOut(resources: Registered[]): unknown[] {
    const { egress } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs.spec as {
        egress: { ports?: { port: number }[] }[];
    };
    return egress.flatMap(({ ports }): unknown[] => ports?.map(({ port }) => port) ?? ["every"]);
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}
