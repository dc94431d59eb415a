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
const both = { postgres: { shop: {} }, mariadb: { wiki: {} } };
const none = { kind: "none" };
const nodes = ["node-0", "node-1", "node-2"];
const rook = { kind: "rook-ceph", nodes: nodes.map((name) => ({ name, devices: ["/dev/vdb"] })) };
const kadalu = {
    kind: "kadalu",
    acceptUnmaintained: true,
    nodes: nodes.map((name) => ({ name, device: "/dev/vdb" })),
};
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
            startPage: none,
        },
    },
    consents: {
        berlin: { ...own("berlin", "192.0.2.40-192.0.2.50"), databases: both },
        oslo: {
            ...own("oslo", "192.0.2.60-192.0.2.70", apart),
            storage: { kind: "longhorn", allowDestroy: true },
            logging: { allowDestroy: true },
            databases: { ...both, mariadb: { wiki: { allowDestroy: true } }, allowDestroy: true },
        },
    },
    consentsOfCeph: {
        berlin: { ...own("berlin", "192.0.2.40-192.0.2.50"), storage: rook, objectStorage: { kind: "ceph" } },
        oslo: {
            ...own("oslo", "192.0.2.60-192.0.2.70", apart),
            storage: { ...rook, allowDestroy: true },
            objectStorage: { kind: "ceph", allowDestroy: true },
        },
    },
    consentsOfGluster: {
        berlin: { ...own("berlin", "192.0.2.40-192.0.2.50"), storage: kadalu },
        oslo: { ...own("oslo", "192.0.2.60-192.0.2.70", apart), storage: { ...kadalu, allowDestroy: true } },
    },
    consentsInAws: {
        ireland: eks,
        frankfurt: {
            cluster: { ...eks.cluster, region: "eu-central-1", cidr: "10.30.0.0/16", deletionProtection: false },
            objectStorage: { kind: "s3", allowDestroy: true },
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
        ireland: { cluster: { ...eks.cluster, nodes: { storageDisk: 300 } }, databases: both },
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
    signed: {
        berlin: own("berlin", "192.0.2.40-192.0.2.50"),
        oslo: { ...own("oslo", "192.0.2.60-192.0.2.70", apart), certificates: acme({ kind: "http01" }) },
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
            storage: kadalu,
        },
    },
};

/** Places, and pairs of places by a name. */
export interface Rendered {
    /** Every place of the repository's own environments. */
    ready: PlaceRendered[];
    /** Each of those with each of the others: `ceph rack, dev laptop`. */
    every: Record<string, [PlaceRendered, PlaceRendered]>;
    /** The two of `mixed`, those of `on-premise` and `aws`, and the two of each environment here. */
    pairs: Record<string, [PlaceRendered, PlaceRendered]>;
}

/** Registers the environments of the repository, and those here. */
export async function rendered(): Promise<Rendered> {
    const own = environmentsIn(root);
    const environments: EnvironmentFile[] = [
        ...own,
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
    const ready = all.filter(({ environment }) => own.some(({ name }) => name === environment));
    const named = ({ environment, name }: PlaceRendered) => `${environment} ${name}`;
    const every = ready.flatMap((here, index) =>
        ready
            .slice(index + 1)
            .map((there): [string, [PlaceRendered, PlaceRendered]] => [
                `${named(here)}, ${named(there)}`,
                [here, there],
            ]),
    );
    const two = Object.entries(more).map(([name, places]): [string, [PlaceRendered, PlaceRendered]] => {
        const [here = "", there = ""] = Object.keys(places);
        return [name, [of(name, here), of(name, there)]];
    });
    return {
        ready,
        every: Object.fromEntries(every),
        pairs: {
            mixed: [of("mixed", "paris"), of("mixed", "ireland")],
            across: [of("on-premise", "paris"), of("aws", "ireland")],
            ...Object.fromEntries(two),
        },
    };
}
