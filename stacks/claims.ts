import type { Claim } from "../components/claim";
import { databasesClaims } from "../components/databases";
import { deliveryClaims } from "../components/delivery";
import { loggingClaims } from "../components/logging";
import { monitoringClaims } from "../components/monitoring";
import { objectsAreInside, objectStorageClaims } from "../components/object-storage";
import { storageClaims } from "../components/storage";
import type { PlaceArgs } from "./environment";

/** Every claim that the systems of a place make, in the order of the roles. */
export function claimsOf(place: Partial<PlaceArgs>): Claim[] {
    return claimsByRole(place).flatMap(({ claims }) => claims);
}

/** The same, each role's by itself, under the word by which an environment speaks of it. */
export function claimsByRole(place: Partial<PlaceArgs>): { role: keyof PlaceArgs; claims: Claim[] }[] {
    const { cluster, storage, objectStorage, monitoring, logging, databases, delivery } = place;
    const nodes = cluster?.kind === "eks" ? cluster.nodes.count : (cluster?.nodes ?? 0);
    const copied = objectStorage !== undefined && objectStorage.kind !== "none";
    return [
        { role: "storage", claims: storage ? storageClaims(storage, nodes) : [] },
        { role: "objectStorage", claims: objectStorage ? objectStorageClaims(objectStorage) : [] },
        { role: "monitoring", claims: monitoring ? monitoringClaims(monitoring) : [] },
        { role: "logging", claims: logging ? loggingClaims(logging, nodes) : [] },
        { role: "databases", claims: databases ? databasesClaims(databases, { copied }) : [] },
        { role: "delivery", claims: delivery ? deliveryClaims(delivery) : [] },
    ];
}

/** Something that copies a claim, again and again. */
export interface Copy {
    /** Who, and which of its schedules: `Velero nightly`. */
    by: string;
    /** When, as cron says it, in UTC. */
    schedule: string;
    kept: string;
    /** Whether the copy lies in the cluster that holds what it is a copy of, and is lost with it. */
    inside: boolean;
}

/** All that copies a claim of a place; nothing where it may be lost, or where nobody thought of it. */
export function copiesOf(claim: Claim, place: Pick<PlaceArgs, "backup" | "objectStorage" | "storage">): Copy[] {
    return [...ownCopies(claim, place), ...copiesByVelero(claim, place), ...copiesByLonghorn(claim, place)];
}

function ownCopies({ kept }: Claim, { objectStorage }: Pick<PlaceArgs, "objectStorage">): Copy[] {
    if (kept.by !== "own") return [];
    const { schedule, retentionDays } = kept;
    return [{ by: "its own", schedule, kept: days(retentionDays), inside: objectsAreInside(objectStorage) }];
}

// Velero leaves out what is kept otherwise: see its policies.
function copiesByVelero(
    { kept, namespace }: Claim,
    { backup, objectStorage }: Pick<PlaceArgs, "backup" | "objectStorage">,
): Copy[] {
    if (kept.by !== "volume" || backup.kind !== "velero") return [];
    return Object.entries(backup.schedules)
        .filter(([, { namespaces }]) => namespaces === undefined || namespaces.includes(namespace))
        .map(([name, { schedule, retentionDays }]) => ({
            by: `Velero ${name}`,
            schedule,
            kept: days(retentionDays),
            inside: objectsAreInside(objectStorage),
        }));
}

// Longhorn copies every volume of its own, whatever is on it.
function copiesByLonghorn({ storageClass }: Claim, { storage }: Pick<PlaceArgs, "storage">): Copy[] {
    const systems = [{ className: "block", ...storage }, ...storage.additional];
    return systems.flatMap((said) => {
        if (said.kind !== "longhorn" || !said.backup) return [];
        if (![said.className, "shared"].includes(storageClass)) return [];
        const { schedule, retain, endpoint } = said.backup;
        const inside = endpoint !== undefined && /\.svc(\.|:|\/|$)/.test(endpoint);
        return [{ by: "Longhorn backup", schedule, kept: `${retain} copies`, inside }];
    });
}

function days(count: number): string {
    return count === 1 ? "1 day" : `${count} days`;
}
