import { sized } from "./sizes";
import { isMapping } from "./mapping";

/** The system that plays a role where nobody chose one. */
const kinds = {
    network: "calico",
    storage: "longhorn",
    ingress: "traefik",
    certificates: "cert-manager",
    dns: "none",
    access: "dex",
    monitoring: "kube-prometheus-stack",
    logging: "elasticsearch",
    databases: "cloudnative-pg",
    delivery: "none",
    startPage: "nginx",
    admission: "kubernetes",
};

/**
 * Adds the roles that a place does not speak of, the kind where it is the usual one of such a cluster, and what the size
 * says of it.
 */
export function usual(raw: unknown): unknown {
    if (!isMapping(raw) || !isMapping(raw.places)) return raw;
    const places = Object.entries(raw.places).map(
        ([name, place]) => [name, isMapping(place) ? usualIn(place, raw.size) : place] as const,
    );
    return { ...raw, places: Object.fromEntries<unknown>(places) };
}

function usualIn(place: Record<string, unknown>, size: unknown): Record<string, unknown> {
    const all = {
        ...kinds,
        objectStorage: store(place),
        loadBalancing: balancer(place),
        backup: copier(place),
    };
    const roles = Object.entries(all).map(([role, kind]) => {
        const said = place[role] ?? (role in place ? null : {});
        return [role, isMapping(said) ? { kind, ...said } : said] as const;
    });
    return sized(withoutDisks({ ...place, ...Object.fromEntries<unknown>(roles) }), place.size ?? size);
}

// Nodes of EKS have a disk for Longhorn, which costs as much when nobody keeps anything on it.
function withoutDisks(place: Record<string, unknown>): Record<string, unknown> {
    const { cluster, storage } = place;
    if (!isMapping(cluster) || cluster.kind !== "eks" || !isMapping(storage)) return place;
    const additional: unknown[] = Array.isArray(storage.additional) ? storage.additional : [];
    if ([storage, ...additional].some((system) => isMapping(system) && system.kind === "longhorn")) return place;
    const nodes = cluster.nodes ?? {};
    if (!isMapping(nodes)) return place;
    return { ...place, cluster: { ...cluster, nodes: { storageDisk: 0, ...nodes } } };
}

function store({ cluster }: Record<string, unknown>): string {
    const kind = isMapping(cluster) ? cluster.kind : undefined;
    if (kind === "eks") return "s3";
    return kind === "existing" ? "seaweedfs" : "none";
}

// Where there is nowhere to copy to nothing is copied.
function copier(place: Record<string, unknown>): string {
    const { objectStorage } = place;
    const said = isMapping(objectStorage) ? objectStorage.kind : undefined;
    return (said ?? store(place)) === "none" ? "none" : "velero";
}

function balancer({ cluster, loadBalancing }: Record<string, unknown>): string {
    const kind = isMapping(cluster) ? cluster.kind : undefined;
    if (kind === "eks") return "aws";
    // Where the cluster itself is in doubt, nobody is asked for the addresses that MetalLB would need.
    return kind === "existing" || isMapping(loadBalancing) ? "metallb" : "existing";
}
