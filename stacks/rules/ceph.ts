import type { Draft } from "../environment";
import type { Objection } from "../refusals";
import { places, repeated } from "./places";
import { systemsOf } from "./storage";

/** Ceph keeps its data on devices that are named, or on EKS on volumes of EBS; never on what it finds. */
export function cephHasDisks(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at: place, place: { cluster, storage } }) => {
        const systems = systemsOf(storage, place);
        return systems.flatMap(({ at, said }): Objection[] => {
            if (!cluster || said.kind !== "rook-ceph") return [];
            const because = [
                [...place, "cluster", "kind"],
                [...at, "replicas"],
            ];
            const { nodes, claims, replicas } = said;
            if (cluster.kind === "existing") {
                const unsuited = claims && {
                    at: [...at, "claims"],
                    because,
                    rule: "are of volumes of EBS, and this cluster is not EKS",
                    fix: "remove claims, and name nodes with their devices",
                };
                const missing = (nodes?.length ?? 0) < replicas && {
                    at: [...at, "nodes"],
                    because,
                    rule: `are ${nodes?.length ?? "none"}, and each of ${replicas} copies needs a node of its own with devices`,
                    allowed: `${replicas} or more nodes, each with the devices that Ceph may take whole`,
                    fix: "write for example nodes: [{ name: node-1, devices: [/dev/disk/by-id/nvme-1] }, …]",
                };
                const twice = repeated(
                    (nodes ?? []).map(({ name }, index) => ({ name, at: [...at, "nodes", index, "name"] })),
                    ({ name }) => name,
                ).map(({ later, earlier }) => ({
                    at: later.at,
                    because: [earlier.at],
                    rule: "is a node that is named already",
                    allowed: "each node once",
                    fix: "put all its devices in one list",
                }));
                return [...(unsuited ? [unsuited] : []), ...(missing ? [missing] : []), ...twice];
            }
            const objections: Objection[] = [];
            if (nodes) {
                objections.push({
                    at: [...at, "nodes"],
                    because,
                    rule: "name machines that come and go, and their devices with them",
                    allowed: "claims on EKS",
                    fix: "remove nodes, and write for example claims: { count: 3, disk: 200 }",
                });
            }
            if (!systems.some((other) => other.said.kind === "ebs")) {
                objections.push({
                    at: [...at, "kind"],
                    because,
                    rule: "has no volumes to keep its data on: on EKS they are of EBS",
                    allowed: "rook-ceph with ebs beside it, longhorn, ebs",
                    fix: "add additional: [{ kind: ebs, className: disk }]",
                });
            }
            if (claims && claims.count < replicas) {
                objections.push({
                    at: [...at, "claims", "count"],
                    because,
                    rule: `is fewer than one volume for each of ${replicas} copies`,
                    allowed: `${replicas} or more`,
                    fix: `write count: ${replicas}`,
                });
            }
            return objections;
        });
    });
}

/** Ceph's gateway is one to the Ceph that keeps the place's volumes. */
export function cephKeepsObjects(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { storage, objectStorage } }) => {
        if (objectStorage?.kind !== "ceph" || !storage) return [];
        if (systemsOf(storage, at).some(({ said }) => said.kind === "rook-ceph")) return [];
        return [
            {
                at: [...at, "objectStorage", "kind"],
                because: [[...at, "storage", "kind"]],
                rule: "is an object store of Ceph, and no storage of this place is Ceph",
                allowed: "ceph with storage: { kind: rook-ceph, … }; seaweedfs, s3 on EKS, existing, none",
                fix: "remove objectStorage for the default, or write storage: { kind: rook-ceph, … }",
            },
        ];
    });
}
