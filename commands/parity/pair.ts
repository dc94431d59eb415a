import type { Selector, Stale } from "./declared";
import type { PlaceRendered } from "./objects";
import type { SaidDifference } from "./said";

/** Something in which two places differ. */
export interface Found {
    role: string;
    /** The system that has it; of a declared difference the one that causes it. */
    system: string;
    /** `apps Deployment traefik/traefik`; undefined for a whole system. */
    object?: string;
    /** The field, undefined where the whole object is in one place alone. */
    path?: string;
    /** In which of the places, where it is not in both. */
    only?: "here" | "there";
    here?: unknown;
    there?: unknown;
    /** Why it may; none where nobody said so. */
    reasons: string[];
    /** How many objects are in it: those of a whole system. */
    objects: number;
}

/** How much of something is the same. */
export interface Figure {
    identical: number;
    declared: number;
    undeclared: number;
}

/** A role in both places. */
export interface RoleRow {
    role: string;
    here: string[];
    there: string[];
    objects: Figure;
    fields: Figure;
}

/** Two places, compared. */
export interface Pair {
    here: PlaceRendered;
    there: PlaceRendered;
    rows: RoleRow[];
    objects: Figure;
    fields: Figure;
    declared: Found[];
    undeclared: Found[];
    stale: Stale[];
    /** What was declared and is there. */
    occurred: Selector[];
    said: SaidDifference[];
    /** Charts of which only the values are compared, as their objects cannot be had here. */
    byValues: string[];
}

/** A figure of nothing yet. */
export function nothing(): Figure {
    return { identical: 0, declared: 0, undeclared: 0 };
}

/** All figures as one. */
export function total(figures: readonly Figure[]): Figure {
    return figures.reduce(
        (all, { identical, declared, undeclared }) => ({
            identical: all.identical + identical,
            declared: all.declared + declared,
            undeclared: all.undeclared + undeclared,
        }),
        nothing(),
    );
}
