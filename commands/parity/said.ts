import { differences, equal } from "../plan/differences";
import type { Word } from "../../components/difference";
import type { PlaceRendered } from "./objects";
import { isMapping } from "../../stacks/mapping";
import { sized } from "../../stacks/sizes";

/** A word by which two places differ. */
export interface SaidDifference {
    /** As in `loadBalancing.addresses`. */
    word: string;
    role: string;
    here: unknown;
    there: unknown;
    /** Whether one of the environments says it; otherwise it follows from the kind of the clusters. */
    spoken: boolean;
    /** What the environment says for it: the word itself, or the `size` that it follows from. */
    by: string;
    /** Names and texts in it that an environment writes itself, and no default. */
    names: string[];
    /** Those of them that people gave to something. */
    given: string[];
}

/** The words by which two places differ. Their domains are none: those are taken out of everything. */
export function saidDifferences(here: PlaceRendered, there: PlaceRendered): SaidDifference[] {
    const alike = wordAt(here.said, "cluster.kind") === wordAt(there.said, "cluster.kind");
    return differences(here.said, there.said)
        .filter(({ path }) => path !== "domain")
        .map(({ path, before, after }) => {
            const saysIt = [here, there].some(({ spoken }) => isSpoken(spoken, path));
            const follows = !saysIt && followsFromSize(path, here, there);
            const value = before ?? after;
            const role = path.split(/[.[]/)[0] ?? path;
            const written = (name: string) => writes((before === undefined ? there : here).spoken[role], name);
            return {
                word: path,
                role,
                here: before,
                there: after,
                spoken: alike || saysIt || follows,
                by: follows ? "size" : path,
                names: [lastKey(path), ...texts(value)].filter(written),
                given: givenIn(path, value).filter(written),
            };
        });
}

/** The names that people gave: of a thing, as in `databases.postgres.shop`, or of all of its kind, in `databases.postgres`. */
function givenIn(word: string, said: unknown): string[] {
    if (!isMapping(said)) return [];
    return word.split(".").length > 2 ? [lastKey(word)] : Object.keys(said).filter((name) => isMapping(said[name]));
}

/** Whether two places of different sizes differ in a word because one of them has what its size says of it. */
function followsFromSize(path: string, ...places: [PlaceRendered, PlaceRendered]): boolean {
    const [here, there] = places.map(({ spoken }) => spoken.size);
    if (here === there) return false;
    return places.some(({ said, spoken }) => {
        const bare = namesOf(said);
        const bySize = valueAt(sized(bare, spoken.size), path);
        return !equal(bySize, valueAt(bare, path)) && equal(bySize, valueAt(said, path));
    });
}

/** Of a place no more than its systems, and the names of its databases, for a size to say the rest. */
function namesOf(said: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(said).map(([role, words]) => {
            if (!isMapping(words)) return [role, words];
            const { kind, postgres, mariadb } = words;
            return [
                role,
                { kind, ...(role === "databases" && { postgres: emptied(postgres), mariadb: emptied(mariadb) }) },
            ];
        }),
    );
}

function emptied(named: unknown): unknown {
    return isMapping(named) ? Object.fromEntries(Object.keys(named).map((name) => [name, {}])) : named;
}

function writes(spoken: unknown, name: string): boolean {
    return name.length > 2 && spoken !== undefined && mentions(JSON.stringify(spoken), name);
}

/**
 * What a place says of a word; of one with words of its own, whether it says any of them; of a list its entries. `*` is any
 * name: whether all of them say yes.
 */
export function wordAt(said: Record<string, unknown>, path: string): Word {
    const [before = path, after] = path.split(".*.");
    const value = valueAt(said, before);
    if (after !== undefined) {
        const each = Object.values(isMapping(value) ? value : {}).map((one) => isMapping(one) && valueAt(one, after));
        return each.length > 0 ? each.every((one) => one === true) : undefined;
    }
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    if (Array.isArray(value)) return value.length > 0 ? (value.some(isMapping) ? true : value.join(", ")) : undefined;
    return isMapping(value) ? Object.keys(value).length > 0 : undefined;
}

function valueAt(said: Record<string, unknown>, path: string): unknown {
    let value: unknown = said;
    for (const key of keysIn(path)) value = isMapping(value) ? value[key] : undefined;
    return value;
}

function keysIn(path: string): string[] {
    return path.split(/[.[\]]+/).filter((key) => key !== "");
}

/** Whether the file itself says a word, or something of it. */
export function isSpoken(spoken: Record<string, unknown>, path: string): boolean {
    let value: unknown = spoken;
    for (const key of keysIn(path)) {
        if (!isMapping(value) || !(key in value)) return false;
        value = value[key];
    }
    return true;
}

/** The last key of a word: of `databases.postgres.shop` `shop`. */
export function lastKey(word: string): string {
    return keysIn(word).at(-1) ?? word;
}

function texts(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.flatMap(texts);
    return isMapping(value)
        ? Object.entries(value).flatMap(([key, one]) => (isMapping(one) ? [key, ...texts(one)] : texts(one)))
        : [];
}

/** Whether a text has a name in it, as a word of its own. */
export function mentions(text: string, name: string): boolean {
    const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`).test(text);
}
