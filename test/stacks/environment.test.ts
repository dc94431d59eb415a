import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";

import { chartsOf, readEnvironment } from "../../stacks/environment";
import { environmentFile, environmentNames } from "../../stacks/file";
import { EnvironmentRefused } from "../../stacks/refusals";

/** The first document of a fixture: every refusal that the second, an environment, must get, and no other. */
const Expected = z.strictObject({
    expect: z.array(z.strictObject({ path: z.string(), value: z.string(), rule: z.string(), fix: z.string() })).min(1),
});

const rejected = path.join(__dirname, "rejected");
const fixtures = fs.readdirSync(rejected).filter((file) => file.endsWith(".yaml"));

function read(file: string): { expected: z.infer<typeof Expected>["expect"]; environment: unknown } {
    const documents = parseAllDocuments(fs.readFileSync(path.join(rejected, file), "utf8"));
    const [expected, environment, ...more] = documents.map((document) => z.unknown().parse(document.toJS()));
    assert.ok(environment !== undefined && more.length === 0, `${file} is not two documents`);
    return { expected: Expected.parse(expected).expect, environment };
}

function refused(environment: unknown): EnvironmentRefused {
    try {
        readEnvironment(environment);
    } catch (error) {
        if (error instanceof EnvironmentRefused) return error;
        throw error;
    }
    assert.fail("the environment was accepted");
}

describe("environments that are refused", () => {
    const reasons = new Set<string>();

    for (const file of fixtures) {
        it(path.basename(file, ".yaml").replaceAll("-", " "), () => {
            const { expected, environment } = read(file);
            const found = refused(environment).refusals.map(({ path, value, rule, fix }) => ({
                path,
                value,
                rule,
                fix,
            }));
            assert.deepEqual(found, expected);
            for (const { rule } of found) reasons.add(rule);
        });
    }

    it("are at least 40", () => {
        assert.ok(fixtures.length >= 40, `there are ${fixtures.length}`);
        console.log(`      ${fixtures.length} environments refused, for ${reasons.size} different reasons`);
    });

    it("hear everything at once, in one message without a stack trace", () => {
        const error = refused(read("five-mistakes-at-once.yaml").environment);
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(error.refusals.length, 5);
        assert.equal(
            error.message,
            [
                "The environment is refused for 5 reasons; nothing was created or changed.",
                "",
                "  domian = example.org",
                "    is an unknown word here",
                "    allowed: domain, size, charts, places",
                "    fix: write domain",
                "",
                "  places.ireland.cluster.publicAccess[0] = 0.0.0.0/0",
                "    opens the API server to the internet",
                "    allowed: public blocks of /8 or smaller",
                "    fix: name the addresses that deployers come from, such as 203.0.113.7/32",
                "",
                "  places.ireland.storage.replicas = 3",
                "    is text",
                "    allowed: a whole number from 1 to 5",
                "    fix: write replicas: 3 without quotes, or remove it for the default, 3",
                "",
                "  places.paris.loadBalancing.addresses[1] = 10.244.1.0/24",
                "    overlaps the pods of this place, 10.244.0.0/16: both have 10.244.1.0-10.244.1.255",
                "    allowed: addresses that no other network of the environment has",
                "    fix: set aside other addresses, which nothing else in that network uses",
                "",
                "  places.paris.storage.replicas = 3 (the default)",
                "    asks for a copy of each volume on more nodes than the place has: 2 nodes",
                "    allowed: 1 to 2",
                "    fix: write replicas: 2, or have more nodes and say so: cluster.nodes",
            ].join("\n"),
        );
    });

    it("never see a secret of theirs in a message", () => {
        const secrets = ["swordfish", "wJalrXUtnFEMI"];
        const texts = fixtures.map((file) => ({
            said: JSON.stringify(read(file).environment),
            shown: refused(read(file).environment).message,
        }));
        for (const secret of secrets) {
            assert.ok(
                texts.some(({ said }) => said.includes(secret)),
                `no fixture holds ${secret}`,
            );
            assert.ok(!texts.some(({ shown }) => shown.includes(secret)), `a message shows ${secret}`);
        }
    });
});

const own = { kind: "existing", kubeconfig: "./paris.kubeconfig" };
const eks = {
    kind: "eks",
    region: "eu-west-1",
    cidr: "10.20.0.0/16",
    deployers: ["arn:aws:iam::111122223333:role/ci"],
};
const loadBalancing = { addresses: ["192.0.2.10-192.0.2.30"] };

function place(said: Record<string, unknown>): unknown {
    return { domain: "example.org", places: { paris: said } };
}

describe("environments that are accepted", () => {
    const accepted: [what: string, environment: unknown][] = [
        ["two places of own servers whose Services have the same addresses", {
            domain: "example.org",
            places: {
                paris: { cluster: own, loadBalancing },
                lyon: {
                    cluster: { ...own, kubeconfig: "./lyon.kubeconfig", podCidr: "10.245.0.0/16" },
                    loadBalancing: { addresses: ["192.0.2.64/27"] },
                },
            },
        }],
        ["two contexts of one kubeconfig", {
            domain: "example.org",
            places: {
                paris: { cluster: { ...own, context: "paris" }, loadBalancing },
                lyon: { cluster: { ...own, context: "lyon", podCidr: "10.245.0.0/16" }, loadBalancing: { addresses: ["192.0.2.64/27"] } },
            },
        }],
        ["addresses beside each other", place({ cluster: own, loadBalancing: { addresses: ["192.0.2.10-192.0.2.15", "192.0.2.16/28"] } })],
        ["one node and one copy", place({ cluster: { ...own, nodes: 1 }, loadBalancing, storage: { replicas: 1 }, objectStorage: { replicas: 1 }, monitoring: { replicas: 1 } })],
        ["an overlay on EKS over its disks", place({ cluster: eks, network: { mode: "overlay" }, storage: { kind: "ebs" } })],
        ["EKS without disks for Longhorn, where nothing is Longhorn", place({ cluster: { ...eks, nodes: { storageDisk: 0 } }, storage: { kind: "ebs" } })],
        ["a VPC with the addresses that an overlay would have", place({ cluster: { ...eks, cidr: "172.16.0.0/16" } })],
        ["the oldest Kubernetes that every system supports", place({ cluster: { ...own, version: "1.34" }, loadBalancing })],
        ["MetalLB and Calico on different routers", place({
            cluster: own,
            network: { bgp: { peers: [{ address: "192.0.2.1", asNumber: 64513 }] } },
            loadBalancing: { ...loadBalancing, mode: { kind: "bgp", asNumber: 64512, peers: [{ address: "192.0.2.2", asNumber: 64513 }] } },
        })],
        ["Route 53 from own servers with an access key", place({
            cluster: own,
            loadBalancing,
            dns: { kind: "route53", credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "route53SecretAccessKey" } },
        })],
        ["a private authority that speaks ACME for a private name", {
            domain: "office.internal",
            places: {
                paris: {
                    cluster: own,
                    loadBalancing,
                    certificates: { issuer: { kind: "acme", email: "ops@office.internal", server: "https://ca.office.internal/acme" } },
                },
            },
        }],
        ["pod addresses too few for an overlay that is not there", place({ cluster: { ...eks, podCidr: "172.16.0.0/28" } })],
        ["a Gateway with a certificate for the place's own domain", place({ cluster: own, loadBalancing, ingress: { gatewayHosts: ["example.org", "www.example.org"] } })],
        ["a kubeconfig that is a secret", place({ cluster: { ...own, kubeconfig: { secret: "parisKubeconfig" } }, loadBalancing })],
    ]; // prettier-ignore
    for (const [what, environment] of accepted) {
        it(what, () => {
            assert.ok(Object.keys(readEnvironment(environment).places).length > 0);
        });
    }

    for (const name of environmentNames()) {
        it(`${name}, whole, and the same roles in each of its places`, () => {
            const { places } = readEnvironment(environmentFile(name));
            const roles = Object.values(places).map((place) => Object.keys(place).sort());
            assert.ok(roles.length > 0);
            for (const there of roles) {
                assert.deepEqual(there, [
                    "access",
                    "admission",
                    "backup",
                    "certificates",
                    "cluster",
                    "databases",
                    "delivery",
                    "dns",
                    "domain",
                    "ingress",
                    "loadBalancing",
                    "logging",
                    "monitoring",
                    "network",
                    "objectStorage",
                    "startPage",
                    "storage",
                ]);
            }
        });
    }
});

describe("what an environment leaves unsaid", () => {
    const kinds = (environment: unknown) =>
        Object.values(readEnvironment(environment).places).map((place) =>
            Object.fromEntries(
                Object.entries(place).flatMap(([role, said]) =>
                    typeof said === "object" && "kind" in said ? [[role, said.kind]] : [],
                ),
            ),
        );

    it("is the usual system of each role, in each kind of cluster", () => {
        const both = {
            network: "calico",
            storage: "longhorn",
            startPage: "nginx",
            admission: "kubernetes",
            ingress: "traefik",
            certificates: "cert-manager",
            delivery: "none",
            dns: "none",
            access: "dex",
            monitoring: "kube-prometheus-stack",
            logging: "elasticsearch",
            databases: "cloudnative-pg",
            backup: "velero",
        };
        assert.deepEqual(kinds(environmentFile("mixed")), [
            { ...both, cluster: "existing", objectStorage: "seaweedfs", loadBalancing: "metallb" },
            { ...both, cluster: "eks", objectStorage: "s3", loadBalancing: "aws" },
        ]);
    });

    it("is the kind, where the rest of a role is said", () => {
        const said = place({
            cluster: eks,
            loadBalancing: { scheme: "internal" },
            storage: { replicas: 2 },
            ingress: { replicas: 5 },
        });
        const { paris } = readEnvironment(said).places;
        assert.deepEqual(paris?.loadBalancing, { kind: "aws", scheme: "internal" });
        assert.equal(paris.storage.kind, "longhorn");
        assert.deepEqual([paris.ingress.kind, paris.ingress.replicas], ["traefik", 5]);
    });

    it("is the environment's domain in one place, and one below it in each of several", () => {
        const domains = (environment: unknown) =>
            Object.values(readEnvironment(environment).places).map(({ domain }) => domain);
        assert.deepEqual(domains(environmentFile("on-premise")), ["example.org"]);
        assert.deepEqual(domains(environmentFile("mixed")), ["paris.example.org", "ireland.example.org"]);
        const said = parse(`
            domain: example.org
            places:
              paris: { cluster: { kind: existing, kubeconfig: ./k }, loadBalancing: { addresses: [192.0.2.0/28] }, domain: example.com }
              ireland: { cluster: ${JSON.stringify(eks)} }
        `) as unknown;
        assert.deepEqual(domains(said), ["example.com", "ireland.example.org"]);
    });

    it("is that charts come from upstream", () => {
        assert.equal(readEnvironment(environmentFile("dev")).charts, "upstream");
    });
});

describe("the charts of a place", () => {
    it("are those of its systems, each once", () => {
        const charts = (environment: unknown) => {
            const { paris } = readEnvironment(environment).places;
            return paris ? chartsOf(paris).map(({ name }) => name) : [];
        };
        const everywhere = ["crd.projectcalico.org.v1", "tigera-operator", "snapshot-controller"];
        const after = ["cert-manager", "traefik"];
        const login = ["dex", "oauth2-proxy", "valkey"];
        const observed = ["prometheus-operator-crds", "metrics-server", "kube-prometheus-stack"];
        const kept = ["cloudnative-pg", "plugin-barman-cloud", "velero"];
        const last = [...observed, "eck-operator", "fluentd", "fluent-bit", ...kept];
        assert.deepEqual(charts(place({ cluster: own, loadBalancing })), [
            ...everywhere,
            "longhorn",
            "seaweedfs",
            "metallb",
            ...after,
            ...login,
            ...last,
        ]);
        assert.deepEqual(charts(place({ cluster: eks, storage: { kind: "ebs" }, dns: { kind: "route53" } })), [
            ...everywhere, "aws-ebs-csi-driver", "aws-load-balancer-controller", ...after, "external-dns", ...login, ...last,
        ]); // prettier-ignore
    });
});
