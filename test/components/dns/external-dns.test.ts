import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

import type { Cluster, Identity } from "../../../components/cluster";
import { dns, DnsArgs, dnsCharts, ownerId } from "../../../components/dns";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const name = "paris-external-dns";
const rfc2136 = {
    kind: "rfc2136",
    host: "ns1.example.org",
    zone: "example.org",
    tsigKeyName: "samestack",
    tsigSecret: "tsigSecret",
} as const;
const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "route53Secret" };

function put(said: z.input<typeof DnsArgs>, cluster: Partial<Cluster> = {}) {
    const secrets = (key: string) => pulumi.secret(`canary-${key}`);
    return deploy(() => dns(paris(cluster), DnsArgs.parse(said), { secrets }));
}

/** An identity as EKS gives it, which shows what it was asked for. */
const identity: Identity = (granted, to, policy, opts) =>
    new k8s.core.v1.ConfigMap(granted, { data: { to: JSON.stringify(to), policy: JSON.stringify(policy) } }, opts);

const chart = (resources: Awaited<ReturnType<typeof put>>) => the(resources, "kubernetes:helm.sh/v4:Chart");

describe("ExternalDns", () => {
    it("is not there for none, which is what nothing said means", async () => {
        assert.deepEqual(DnsArgs.parse(undefined), { kind: "none" });
        assert.deepEqual(listed(await put({ kind: "none" })), []);
        assert.deepEqual(dnsCharts({ kind: "none" }), []);
    });

    it("is the chart as objects, for its definition in crds/, in a closed namespace", async () => {
        const resources = await put(rfc2136);
        assert.deepEqual(listed(resources), [
            `kubernetes:core/v1:Namespace ${name}-namespace`,
            `kubernetes:core/v1:Secret ${name}-credentials`,
            `kubernetes:helm.sh/v4:Chart ${name}`,
            `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-namespace-flows`,
            `samestack:dns:ExternalDns ${name}`,
            `samestack:index:Namespace ${name}-namespace`,
        ]);
        const { inputs, dependsOn } = chart(resources);
        assert.equal(inputs.version, "1.21.1");
        assert.equal(inputs.namespace, "external-dns");
        assert.ok(dependsOn.includes(`${name}-credentials`));
        assert.deepEqual(
            dnsCharts(DnsArgs.parse(rfc2136)).map((one) => `${one.name} ${one.version}`),
            ["external-dns 1.21.1"],
        );
    });

    it("signs updates with a key that stands in a Secret alone", async () => {
        const resources = await put({ ...rfc2136, port: 5353, algorithm: "hmac-sha512" });
        assert.deepEqual(chart(resources).inputs.values, {
            provider: { name: "rfc2136" },
            sources: ["service", "ingress", "gateway-httproute"],
            policy: "upsert-only",
            domainFilters: ["paris.example.org"],
            registry: "txt",
            txtOwnerId: "samestack-paris-paris.example.org",
            txtPrefix: "external-dns-%{record_type}.",
            env: [
                {
                    name: "EXTERNAL_DNS_RFC2136_TSIG_SECRET",
                    valueFrom: { secretKeyRef: { name: "external-dns", key: "EXTERNAL_DNS_RFC2136_TSIG_SECRET" } },
                },
            ],
            extraArgs: {
                "txt-wildcard-replacement": "wildcard",
                "rfc2136-host": "ns1.example.org",
                "rfc2136-port": 5353,
                "rfc2136-zone": "example.org",
                "rfc2136-tsig-keyname": "samestack",
                "rfc2136-tsig-secret-alg": "hmac-sha512",
                "rfc2136-tsig-axfr": true,
            },
            resources: { requests: { cpu: "20m", memory: "64Mi" } },
            serviceMonitor: { enabled: true },
        });
        assert.deepEqual(the(resources, "kubernetes:core/v1:Secret").inputs.stringData, "[secret]");
        assert.doesNotMatch(JSON.stringify(resources.map(({ inputs }) => inputs)), /canary/);
    });

    it("asks EKS for the right to change records, and starts once it has it", async () => {
        const resources = await put({ kind: "route53", hostedZoneIds: ["Z1", "Z2"] }, { identity });
        const { data } = the(resources, "kubernetes:core/v1:ConfigMap", `${name}-identity`).inputs;
        const asked = data as Record<string, string>;
        assert.deepEqual(JSON.parse(asked.to ?? ""), { namespace: "external-dns", serviceAccount: "external-dns" });
        assert.deepEqual(JSON.parse(asked.policy ?? ""), {
            statements: [
                {
                    Effect: "Allow",
                    Action: [
                        "route53:ChangeResourceRecordSets",
                        "route53:ListResourceRecordSets",
                        "route53:ListTagsForResources",
                    ],
                    Resource: ["arn:aws:route53:::hostedzone/Z1", "arn:aws:route53:::hostedzone/Z2"],
                },
                { Effect: "Allow", Action: "route53:ListHostedZones", Resource: "*" },
            ],
        });
        const { inputs, dependsOn } = chart(resources);
        assert.ok(dependsOn.includes(`${name}-identity`));
        const { provider, env, extraArgs } = inputs.values as Record<string, unknown>;
        assert.deepEqual(provider, { name: "aws" });
        assert.deepEqual(env, [{ name: "AWS_REGION", value: "us-east-1" }]);
        assert.deepEqual(extraArgs, {
            "txt-wildcard-replacement": "wildcard",
            "aws-zone-type": "public",
            "zone-id-filter": ["Z1", "Z2"],
        });
        assert.ok(!resources.some(({ type }) => type === "kubernetes:core/v1:Secret"));
    });

    it("uses an access key where one is said, and then no identity", async () => {
        const resources = await put({ kind: "route53", credentials, zoneType: "private" }, { identity });
        const { env, extraArgs } = chart(resources).inputs.values as Record<string, unknown>;
        assert.deepEqual(env, [
            { name: "AWS_REGION", value: "us-east-1" },
            { name: "AWS_ACCESS_KEY_ID", value: "AKIAIOSFODNN7EXAMPLE" },
            {
                name: "AWS_SECRET_ACCESS_KEY",
                valueFrom: { secretKeyRef: { name: "external-dns", key: "AWS_SECRET_ACCESS_KEY" } },
            },
        ]);
        assert.deepEqual(extraArgs, { "txt-wildcard-replacement": "wildcard", "aws-zone-type": "private" });
        assert.ok(!resources.some((one) => one.name === `${name}-identity`));
        assert.doesNotMatch(JSON.stringify(resources.map(({ inputs }) => inputs)), /canary/);
    });

    it("refuses Route 53 where nothing gives it the right to change records", async () => {
        await assert.rejects(put({ kind: "route53" }), (error: unknown) => {
            assert.ok(error instanceof pulumi.ResourceError);
            assert.equal(
                error.message,
                "places.paris.dns is route53 without credentials, and the place's cluster has no cloud around it " +
                    "that gives pods rights; add credentials: { accessKeyId: …, secret: … }, " +
                    "the second the name of a config key",
            );
            return true;
        });
    });

    const ways: [string, z.input<typeof DnsArgs>, Partial<Cluster>, number[][]][] = [
        ["to the API for Route 53 with a key", { kind: "route53", credentials }, {}, [[443, 6443]]],
        ["to the node's agent as well for an identity", { kind: "route53" }, { identity }, [[443, 6443], [80]]],
        ["to the API for a server at port 53", rfc2136, {}, [[443, 6443]]],
        ["to the server's own port", { ...rfc2136, port: 5353 }, {}, [[443, 6443], [5353]]],
    ];
    for (const [way, said, cluster, ports] of ways) {
        it(`may go out for DNS, and ${way}; only Prometheus may come in`, async () => {
            const policy = the(await put(said, cluster), "kubernetes:networking.k8s.io/v1:NetworkPolicy");
            const { ingress, egress } = policy.inputs.spec as {
                ingress: unknown;
                egress: { ports: { port: number }[] }[];
            };
            assert.deepEqual(
                egress.map((rule) => rule.ports.map(({ port }) => port)),
                [[53, 53], ...ports],
            );
            assert.deepEqual(ingress, [
                {
                    from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "monitoring" } } }],
                    ports: [{ port: 7979, protocol: "TCP" }],
                },
            ]);
        });
    }
});

describe("the owner id of a place's records", () => {
    it("follows from the place's name and domain", () => {
        assert.equal(ownerId(DnsArgs.parse(rfc2136), "paris", "example.org"), "samestack-paris-example.org");
    });

    it("is the one that is said", () => {
        assert.equal(ownerId(DnsArgs.parse({ ...rfc2136, ownerId: "old" }), "paris", "example.org"), "old");
    });

    it("is not there where nothing is written", () => {
        assert.equal(ownerId({ kind: "none" }, "paris", "example.org"), undefined);
    });

    it("is the one that ExternalDNS is given", async () => {
        const resources = await put({ ...rfc2136, ownerId: "old" });
        assert.equal((chart(resources).inputs.values as Record<string, unknown>).txtOwnerId, "old");
    });
});

describe("what an environment may say of dns", () => {
    it("leaves records alone that it did not make, and never deletes one, unless it says so", () => {
        assert.deepEqual(DnsArgs.parse({ kind: "route53" }), {
            kind: "route53",
            policy: "upsert-only",
            zoneType: "public",
        });
        assert.deepEqual(DnsArgs.parse(rfc2136), {
            ...rfc2136,
            policy: "upsert-only",
            port: 53,
            algorithm: "hmac-sha256",
        });
    });

    const refused: [string, unknown, string][] = [
        ["kind", { kind: "cloudflare" }, "invalid_union"],
        ["policy", { ...rfc2136, policy: "delete" }, "invalid_value"],
        ["ownerId", { ...rfc2136, ownerId: "two words" }, "custom"],
        ["domains", { ...rfc2136, domains: [] }, "too_small"],
        ["domains.0", { ...rfc2136, domains: ["*.example.org"] }, "custom"],
        ["host", { ...rfc2136, host: "https://ns1.example.org" }, "custom"],
        ["zone", { ...rfc2136, zone: "example..org" }, "custom"],
        ["port", { ...rfc2136, port: 70000 }, "too_big"],
        ["algorithm", { ...rfc2136, algorithm: "hmac-md5" }, "invalid_value"],
        ["zoneType", { kind: "route53", zoneType: "any" }, "invalid_value"],
        ["credentials.secret", { kind: "route53", credentials: { accessKeyId: "AKIA" } }, "invalid_type"],
        ["", { kind: "none", policy: "sync" }, "unrecognized_keys"],
        ["", { ...rfc2136, server: "192.0.2.53" }, "unrecognized_keys"],
    ];
    for (const [path, said, code] of refused) {
        it(`is refused at ${path === "" ? "the top" : path}: ${JSON.stringify(said)}`, () => {
            const { error } = DnsArgs.safeParse(said);
            assert.deepEqual(
                error?.issues.map((issue) => [issue.path.join("."), issue.code]),
                [[path, code]],
            );
        });
    }
});
