import type { Draft, PlaceArgs } from "../environment";
import type { Path } from "../refusals";

/** A place of a draft, with its name and where it is said. */
export interface Seen {
    name: string;
    at: Path;
    place: Partial<PlaceArgs>;
}

/** The places of a draft, in its order. */
export function places(draft: Draft): Seen[] {
    return Object.entries(draft.places).map(([name, place]) => ({ name, at: ["places", name], place }));
}

/** Each pair of things whose keys are the same, the later with the earlier. */
export function repeated<T>(things: readonly T[], keyOf: (thing: T) => string): { later: T; earlier: T }[] {
    const first = new Map<string, T>();
    return things.flatMap((later) => {
        const earlier = first.get(keyOf(later));
        if (earlier !== undefined) return [{ later, earlier }];
        first.set(keyOf(later), later);
        return [];
    });
}
