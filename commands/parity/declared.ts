import type { Declared } from "../../components/difference";
import type { Canonical, PlaceRendered } from "./objects";
import { isSpoken, wordAt } from "./said";

/** One thing that a declaration lets differ. */
export interface Selector {
    declared: Declared;
    /** As the declaration writes it. */
    text: string;
}

/** A declaration that no longer occurs. */
export interface Stale {
    by: string;
    what: string;
    reason: string;
}

/** The declarations that count between two places, and which of them have been found. */
export class Declarations {
    readonly #open: Selector[];
    readonly #found = new Set<Selector>();

    constructor(
        all: readonly Declared[],
        readonly here: PlaceRendered,
        readonly there: PlaceRendered,
    ) {
        this.#open = all
            .filter(({ word, between }) => {
                const said = [wordAt(here.said, word), wordAt(there.said, word)];
                return said[0] !== said[1] && (between === undefined || said.every((one) => between.includes(one)));
            })
            .flatMap((declared) => declared.what.map((text) => ({ declared, text })));
    }

    /** The declaration that allows a system, an object or a field to differ, if one does. */
    of(system: { system: string } | { object: string; path?: string }): Declared | undefined {
        const subject =
            "system" in system
                ? system.system
                : [short(system.object), ...(system.path === undefined ? [] : [system.path])].join(" ");
        const selectors = this.#open.filter(({ text }) => matches(text, subject));
        for (const selector of selectors) this.#found.add(selector);
        return selectors[0]?.declared;
    }

    /** Those that were found. */
    occurred(): Selector[] {
        return [...this.#found];
    }

    /** Those that must occur between these two places, and did not. */
    stale(): Stale[] {
        return this.#open
            .filter((selector) => !this.#found.has(selector) && this.#mustOccur(selector))
            .map(({ declared: { by, reason }, text }) => ({ by, what: text, reason }));
    }

    #mustOccur({ declared: { by, word, between, unless }, text }: Selector): boolean {
        const said = [wordAt(this.here.said, word), wordAt(this.there.said, word)];
        if (!between?.every((one) => said.includes(one))) return false;
        const may = [unless ?? []].flat();
        if ([this.here, this.there].some(({ spoken }) => may.some((one) => isSpoken(spoken, one)))) return false;
        const [hasHere, hasThere] = [this.here, this.there].map(({ systems }) =>
            systems.some((one) => one.system === by),
        );
        const [, object] = split(text);
        if (object === undefined) return true;
        if (!object.includes("/")) return hasHere === true && hasThere === true;
        // Objects of others for a system: only where both have their namespace.
        const namespace = object.split("/")[0] ?? "";
        const both = [this.here, this.there].every(({ objects }) => objects.some((one) => isIn(one, namespace)));
        return both && (hasHere === true || hasThere === true);
    }
}

function isIn({ id }: Canonical, namespace: string): boolean {
    return short(id).split(" ")[1]?.startsWith(`${namespace}/`) ?? false;
}

// Without the API group: people and declarations name an object by its kind.
function short(id: string): string {
    const words = id.split(" ");
    return words.length > 2 ? words.slice(1).join(" ") : id;
}

function split(text: string): string[] {
    const [kind = "", object, ...path] = text.split(" ");
    return object === undefined ? [kind] : [kind, object, ...(path.length > 0 ? [path.join(" ")] : [])];
}

/** Part by part, so that what names an object names no field of it. */
function matches(selector: string, subject: string): boolean {
    const [wanted, given] = [split(selector), split(subject)];
    return wanted.length === given.length && wanted.every((part, index) => isLike(part, given[index] ?? ""));
}

function isLike(pattern: string, text: string): boolean {
    const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(text);
}
