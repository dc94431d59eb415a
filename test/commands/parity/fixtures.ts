import { placesOf, type PlaceRendered } from "../../../commands/parity/objects";
import { registered } from "../../../commands/render/program";
import { environmentsIn } from "../../../commands/render/environments";
import type { EnvironmentFile } from "../../../commands/render/program";
import { root } from "../../environments";

const own = (place: string, addresses: string, said: object = {}) => ({
    cluster: { kind: "existing", kubeconfig: `./${place}.kubeconfig`, context: `admin@${place}`, ...said },
    loadBalancing: { addresses: [addresses] },
});
const eks = {
    cluster: {
        kind: "eks",
        region: "eu-west-1",
        cidr: "10.20.0.0/16",
        deployers: ["arn:aws:iam::111122223333:role/deployer"],
    },
};

const apart = { podCidr: "10.42.0.0/16", serviceCidr: "10.43.0.0/16" };
const none = { kind: "none" };
const acme = (solver: object) => ({
    kind: "cert-manager",
    issuer: { kind: "acme", email: "ops@samestack.test", server: "https://acme.samestack.test", solver },
});

/** Environments beside those of the repository: two of own servers, and both kinds with other systems. */
const more: Record<string, Record<string, object>> = {
    twins: {
        berlin: own("berlin", "192.0.2.40-192.0.2.50"),
        oslo: own("oslo", "192.0.2.60-192.0.2.70", apart),
    },
    sizes: {
        berlin: { ...own("berlin", "192.0.2.40-192.0.2.50"), size: "small" },
        oslo: { ...own("oslo", "192.0.2.60-192.0.2.70", apart), size: "large" },
    },
    disks: {
        berlin: own("berlin", "192.0.2.40-192.0.2.50"),
        oslo: { ...own("oslo", "192.0.2.60-192.0.2.70", apart), size: "large" },
    },
    days: {
        berlin: own("berlin", "192.0.2.40-192.0.2.50"),
        oslo: {
            ...own("oslo", "192.0.2.60-192.0.2.70", apart),
            logging: { kind: "elasticsearch", retentionDays: 20 },
        },
    },
    data: {
        berlin: {
            ...own("berlin", "192.0.2.40-192.0.2.50"),
            databases: { postgres: { shop: {} }, valkey: { queue: {} }, mariadb: { wiki: {} } },
        },
        oslo: own("oslo", "192.0.2.60-192.0.2.70", apart),
    },
    clouds: {
        ireland: eks,
        frankfurt: { cluster: { ...eks.cluster, region: "eu-central-1", cidr: "10.30.0.0/16" } },
    },
    others: {
        berlin: { ...own("berlin", "192.0.2.40-192.0.2.50"), network: { kind: "cilium" }, ingress: { kind: "nginx" } },
        oslo: { ...eks, network: { kind: "cilium" }, ingress: { kind: "nginx" } },
    },
    kinds: {
        berlin: { ...own("berlin", "192.0.2.40-192.0.2.50"), network: { kind: "cilium" }, ingress: { kind: "nginx" } },
        oslo: own("oslo", "192.0.2.60-192.0.2.70", apart),
    },
    chosen: {
        berlin: own("berlin", "192.0.2.40-192.0.2.50"),
        oslo: { ...eks, storage: { kind: "ebs" }, dns: { kind: "route53" } },
    },
    bare: {
        berlin: {
            ...own("berlin", "192.0.2.40-192.0.2.50"),
            databases: { kind: "cloudnative-pg", mariadb: {} },
        },
        oslo: {
            ...own("oslo", "192.0.2.60-192.0.2.70", apart),
            objectStorage: none,
            access: none,
            monitoring: none,
            logging: none,
            databases: none,
            backup: none,
        },
    },
    solved: {
        berlin: {
            ...own("berlin", "192.0.2.40-192.0.2.50"),
            certificates: acme({ kind: "http01" }),
        },
        oslo: {
            ...own("oslo", "192.0.2.60-192.0.2.70", apart),
            certificates: acme({
                kind: "route53",
                hostedZoneId: "Z0123456789ABCDEFGHIJ",
                credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "zoneKey" },
            }),
            storage: {
                kind: "kadalu",
                acceptUnmaintained: true,
                nodes: ["node-0", "node-1", "node-2"].map((name) => ({ name, device: "/dev/vdb" })),
            },
        },
    },
};

/** Two places of each of these environments, or of two: the repository's `mixed`, `on-premise` and `aws`, and more. */
export async function rendered(): Promise<Record<string, [PlaceRendered, PlaceRendered]>> {
    const files = environmentsIn(root).filter(({ name }) => ["mixed", "on-premise", "aws"].includes(name));
    const environments: EnvironmentFile[] = [
        ...files,
        ...Object.entries(more).map(([name, places]) => ({
            name,
            said: { domain: "example.org", places },
            secrets: {},
        })),
    ];
    const outcomes = await registered(root, environments);
    const all = environments.flatMap(({ name, said }) => {
        const outcome = outcomes.get(name);
        if (!outcome || "refused" in outcome) throw new Error(`${name}: ${outcome?.refused ?? "nothing"}`);
        return placesOf(name, said, outcome.resources);
    });
    const of = (environment: string, place: string) => {
        const found = all.find((one) => one.environment === environment && one.name === place);
        if (!found) throw new Error(`there is no ${place} in ${environment}`);
        return found;
    };
    return {
        mixed: [of("mixed", "paris"), of("mixed", "ireland")],
        across: [of("on-premise", "paris"), of("aws", "ireland")],
        twins: [of("twins", "berlin"), of("twins", "oslo")],
        sizes: [of("sizes", "berlin"), of("sizes", "oslo")],
        disks: [of("disks", "berlin"), of("disks", "oslo")],
        days: [of("days", "berlin"), of("days", "oslo")],
        data: [of("data", "berlin"), of("data", "oslo")],
        clouds: [of("clouds", "ireland"), of("clouds", "frankfurt")],
        others: [of("others", "berlin"), of("others", "oslo")],
        kinds: [of("kinds", "berlin"), of("kinds", "oslo")],
        chosen: [of("chosen", "berlin"), of("chosen", "oslo")],
        bare: [of("bare", "berlin"), of("bare", "oslo")],
        solved: [of("solved", "berlin"), of("solved", "oslo")],
    };
}
