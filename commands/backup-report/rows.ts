import { claimsOf, type Copy, copiesOf } from "../../stacks/claims";
import type { Environment, PlaceArgs } from "../../stacks/environment";

/** One line of the report: the claims of a system, and one thing that copies them, or why nothing does. */
export interface Row {
    place: string;
    namespace: string;
    claim: string;
    /** How many, and of what size: `3 × 10 GiB`. */
    size: string;
    /** `copied`, `disposable`, or `UNCOVERED`. */
    state: "copied" | "disposable" | "UNCOVERED";
    /** Who copies, when, and for how long; missing where nothing does. */
    by?: string;
    schedule?: string;
    kept?: string;
    /** Where the copy lies, or why there need be none. */
    note: string;
}

/** What copies each claim of an environment's places, with a line for each copy. */
export function rowsOf({ places }: Pick<Environment, "places">): Row[] {
    return Object.entries(places).flatMap(([place, said]) => rowsOfPlace(place, said));
}

function rowsOfPlace(place: string, said: PlaceArgs): Row[] {
    return claimsOf(said).flatMap((claim) => {
        const { namespace, what, count, gibibytes, kept } = claim;
        const common = { place, namespace, claim: what, size: `${count} × ${gibibytes} GiB` };
        const copies = copiesOf(claim, said).map((copy): Row => ({ ...common, ...shown(copy) }));
        if (copies.length > 0) return copies;
        if (kept.by === "disposable") {
            return [{ ...common, state: "disposable" as const, note: kept.reason }];
        }
        return [{ ...common, state: "UNCOVERED" as const, note: "lost with its disks" }];
    });
}

function shown({ by, schedule, kept, inside }: Copy) {
    const note = inside ? "IN THE SAME CLUSTER: lost with it" : "outside the cluster";
    return { state: "copied" as const, by, schedule, kept, note };
}

/** Sentences for what one should know of a whole place, beside its claims. */
export function notesOf({ places }: Pick<Environment, "places">): string[] {
    return Object.entries(places).flatMap(([place, { backup }]) =>
        backup.kind === "none"
            ? [`${place}: nothing copies volumes that applications claim, nor the cluster's objects (backup: none)`]
            : [],
    );
}
