import type { Claim } from "../../components/claim";
import { podAddresses } from "../../components/network";
import { claimsByRole } from "../claims";
import type { Draft, PlaceArgs } from "../environment";
import type { Objection, Path } from "../refusals";
import { places } from "./places";

type StorageArgs = PlaceArgs["storage"];

/** The storage systems of a place, the main one first, each with where it is said. */
export function systemsOf(storage: StorageArgs | undefined, place: Path) {
    if (!storage) return [];
    const additional = storage.additional.map((said, index) => ({
        at: [...place, "storage", "additional", index],
        said,
    }));
    return [{ at: [...place, "storage"], said: storage }, ...additional];
}

/** On EKS the control plane is no part of an overlay: its calls to Longhorn's webhooks, which cannot move, get lost. */
export function webhooksCanBeReached(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { cluster, network, storage } }) => {
        if (cluster?.kind !== "eks" || !network || !("mode" in network)) return [];
        if (podAddresses({ cluster, network }) === "vpc") return [];
        const instead = network.kind === "calico" ? "policy" : "eni";
        if (!systemsOf(storage, at).some(({ said }) => said.kind === "longhorn")) return [];
        return [
            {
                at: [...at, "network", "mode"],
                because: [
                    [...at, "cluster", "kind"],
                    [...at, "storage", "kind"],
                ],
                rule: "hides Longhorn's webhooks from EKS' control plane, and no volume could be made",
                allowed: `${instead} with longhorn; overlay with ebs`,
                fix: `remove it for the default on EKS, ${instead}, or write storage: { kind: ebs }`,
            },
        ];
    });
}

/** The nodes of EKS keep Longhorn's volumes on their second disk, where it is mounted, and nowhere else. */
export function disksAreThere(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { cluster, storage } }) => {
        if (cluster?.kind !== "eks") return [];
        return systemsOf(storage, at).flatMap(({ at: here, said }) => {
            if (said.kind !== "longhorn") return [];
            const disk = [...at, "cluster", "nodes", "storageDisk"];
            if (cluster.nodes.storageDisk === 0) {
                return [
                    {
                        at: disk,
                        because: [[...here, "kind"]],
                        rule: "leaves Longhorn without a disk to keep volumes on",
                        allowed: "GiB for each node; 0 where no storage of the place is longhorn",
                        fix: "remove it for the default, 200, or write storage: { kind: ebs }",
                    },
                ];
            }
            if (/^\/var\/lib\/longhorn\/?$/.test(said.dataPath)) return [];
            return [
                {
                    at: [...here, "dataPath"],
                    because: [disk],
                    rule: "is on the system disk: the nodes' disk for volumes is mounted at /var/lib/longhorn/",
                    allowed: "/var/lib/longhorn/ on EKS",
                    fix: "remove it for the default, /var/lib/longhorn/",
                },
            ];
        });
    });
}

/** Copies that must each have a node of their own wait for ever for a node that is not there. */
export function copiesHaveNodes(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { cluster, storage, objectStorage, monitoring, logging } }) => {
        if (!cluster) return [];
        const [nodes, where] = nodesOf(cluster);
        const because = [[...at, "cluster", ...where]];
        const few = `${nodes} ${nodes === 1 ? "node" : "nodes"}`;
        const volumes = systemsOf(storage, at).flatMap(({ at, said }) => {
            if (!("replicas" in said) || said.replicas <= nodes) return [];
            const rule = `asks for a copy of each volume on more nodes than the place has: ${few}`;
            return [{ at: [...at, "replicas"], because, rule }];
        });
        const servers =
            monitoring?.kind === "kube-prometheus-stack" && monitoring.replicas > nodes
                ? [
                      {
                          at: [...at, "monitoring", "replicas"],
                          because,
                          rule: `asks for a Prometheus on more nodes than the place has: ${few}`,
                      },
                  ]
                : [];
        const replicas = logging?.kind === "elasticsearch" ? (logging.replicas ?? 1) : 1;
        const logs =
            replicas > nodes
                ? [
                      {
                          at: [...at, "logging", "replicas"],
                          because,
                          rule: `asks for an Elasticsearch on more nodes than the place has: ${few}`,
                      },
                  ]
                : [];
        const objects =
            objectStorage?.kind === "seaweedfs" && objectStorage.replicas > nodes
                ? [
                      {
                          at: [...at, "objectStorage", "replicas"],
                          because,
                          rule: `asks for a volume server on more nodes than the place has: ${few}`,
                      },
                  ]
                : [];
        return [...volumes, ...servers, ...logs, ...objects].map((objection) => ({
            ...objection,
            allowed: nodes === 1 ? "1" : `1 to ${nodes}`,
            fix: `write replicas: ${nodes}, or have more nodes and say so: cluster.${where.join(".")}`,
        }));
    });
}

/** A claim that no disk has room for keeps its pod, and with it the whole run, waiting. */
export function volumesFitTheDisks(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place }) => {
        const { cluster, storage } = place;
        if (cluster?.kind !== "eks" || storage?.kind !== "longhorn") return [];
        const { count, storageDisk } = cluster.nodes;
        const claims = claimsByRole(place)
            .map(({ role, claims }) => ({ role, gibibytes: onBlock(claims) }))
            .filter(({ gibibytes }) => gibibytes > 0);
        const claimed = claims.reduce((sum, { gibibytes }) => sum + gibibytes, 0) * storage.replicas;
        if (storageDisk === 0 || claimed <= count * storageDisk) return [];
        const least = Math.ceil(claimed / count / 10) * 10;
        const terms = claims.map(({ role, gibibytes }) => `${role} ${gibibytes}`);
        return [
            {
                at: [...at, "cluster", "nodes", "storageDisk"],
                because: [
                    [...at, "cluster", "nodes", "count"],
                    [...at, "storage", "replicas"],
                    ...sizes.map((words) => [...at, ...words]),
                ],
                rule:
                    `gives Longhorn ${count * storageDisk} GiB on ${count} nodes, and ${claimed} are claimed: ` +
                    `${terms.join(" and ")}, each in ${storage.replicas} copies`,
                allowed: `${least} or more`,
                fix: `write storageDisk: ${least} or more, or claim less under ${claims.map(({ role }) => role).join(" or ")}`,
            },
        ];
    });
}

/** The words that say how many volumes of class `block` there are, and how large. */
const sizes: Path[] = [
    ["objectStorage", "replicas"],
    ["objectStorage", "disk"],
    ["objectStorage", "metadataDisk"],
    ["monitoring", "replicas"],
    ["monitoring", "prometheusDisk"],
    ["monitoring", "alertmanagerDisk"],
    ["logging", "replicas"],
    ["logging", "elasticsearchDisk"],
    ["databases", "postgres"],
    ["databases", "mariadb"],
    ["databases", "valkey"],
    ["delivery", "repositories"],
    ["delivery", "database"],
    ["delivery", "valkey"],
];

function onBlock(claims: Claim[]): number {
    return claims
        .filter(({ storageClass }) => storageClass === "block")
        .reduce((sum, { count, gibibytes }) => sum + count * gibibytes, 0);
}

/** How many worker nodes a cluster has, and the word that says so. */
export function nodesOf(cluster: PlaceArgs["cluster"]): [nodes: number, where: string[]] {
    return cluster.kind === "eks" ? [cluster.nodes.count, ["nodes", "count"]] : [cluster.nodes, ["nodes"]];
}
