import { differences, equal } from "../plan/differences";
import type { Word } from "../../components/difference";
import type { PlaceRendered } from "./objects";
import { isMapping } from "../../stacks/mapping";

/** A word by which two places differ. */
export interface SaidDifference {
    /** As in `loadBalancing.addresses`. */
    word: string;
    role: string;
    here: unknown;
    there: unknown;
    /** Whether one of the environments says it; otherwise it follows from the kind of the clusters. */
    spoken: boolean;
}

/** The words by which two places differ. Their domains are none: those are taken out of everything. */
export function saidDifferences(here: PlaceRendered, there: PlaceRendered): SaidDifference[] {
    const alike = wordAt(here.said, "cluster.kind") === wordAt(there.said, "cluster.kind");
    return differences(here.said, there.said)
        .filter(({ path }) => path !== "domain")
        .map(({ path, before, after }) => ({
            word: path,
            role: path.split(/[.[]/)[0] ?? path,
            here: before,
            there: after,
            spoken: alike || isSpoken(here.spoken, path) || isSpoken(there.spoken, path),
        }));
}

/** What a place says of a word; of one with words of its own, whether it says any of them. */
export function wordAt(said: Record<string, unknown>, path: string): Word {
    let value: unknown = said;
    for (const key of path.split(".")) value = isMapping(value) ? value[key] : undefined;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    return isMapping(value) ? Object.keys(value).length > 0 : undefined;
}

/** Whether the file itself says a word, or something of it. */
export function isSpoken(spoken: Record<string, unknown>, path: string): boolean {
    let value: unknown = spoken;
    for (const key of path.split(/[.[\]]+/).filter((key) => key !== "")) {
        if (!isMapping(value) || !(key in value)) return false;
        value = value[key];
    }
    return true;
}

/** Where a field is, for words that count only in their own role. */
export interface At {
    role: string;
    path: string;
}

/**
 * The words that make a field of two places differ: with each of them taken out of either side nothing is left that
 * differs. Undefined where something is. A number or a yes counts only in the role that it is a word of.
 */
export function saidBy(said: readonly SaidDifference[], at: At, before: unknown, after: unknown): string[] | undefined {
    const words = said.filter(
        ({ spoken, here, there, role }) => spoken && (role === at.role || (isTelling(here) && isTelling(there))),
    );
    // Another system is another in all that it has, and wherever it is named.
    const kinds = said.filter(({ spoken, word, role }) => spoken && word === `${role}.kind`);
    const own = kinds.filter(({ role }) => role === at.role);
    if (own.length > 0) return own.map(({ word }) => word);
    const used = new Set<string>();
    const [here, there] = [
        taken(before, words, at, ({ here }) => here, used),
        taken(after, words, at, ({ there }) => there, used),
    ];
    if (used.size > 0 && equal(here, there)) return [...used].sort();
    // What one place alone says, and therefore alone has.
    const [only, which] = before === undefined ? [after, "there" as const] : [before, "here" as const];
    if (before !== undefined && after !== undefined) return undefined;
    const named = kinds.filter((word) => mentions(at.path, String(word[which])));
    if (named.length > 0) return named.map(({ word }) => word);
    const text = JSON.stringify([at.path, only]);
    const alone = said
        .filter(({ spoken }) => spoken)
        .filter((word) => word[which === "there" ? "here" : "there"] === undefined);
    const causes = alone.filter(({ word, role, [which]: said }) =>
        role === at.role
            ? [lastKey(word), ...texts(said)].some((name) => name.length > 2 && mentions(text, name))
            : // What people gave a name, as a database, has others' things for it by that name.
              namesIn(word, said).some((name) => mentions(text, name)),
    );
    return causes.length > 0 ? causes.map(({ word }) => word).sort() : undefined;
}

/** The names that people gave: of a thing, as in `databases.postgres.shop`, or of all of its kind, in `databases.postgres`. */
function namesIn(word: string, said: unknown): string[] {
    if (!isMapping(said)) return [];
    return word.split(".").length > 2 ? [lastKey(word)] : Object.keys(said).filter((name) => isMapping(said[name]));
}

// Short texts and numbers stand anywhere by chance.
function isTelling(value: unknown): boolean {
    return typeof value === "string"
        ? value.length > 3
        : Array.isArray(value) && value.length > 0 && value.every(isTelling);
}

function taken(
    value: unknown,
    words: readonly SaidDifference[],
    at: At,
    side: (word: SaidDifference) => unknown,
    used: Set<string>,
): unknown {
    for (const word of words) {
        const said = side(word);
        if (said === undefined || !equal(said, value)) continue;
        if (typeof said === "boolean" && !isNamed(at.path, word.word)) continue;
        used.add(word.word);
        return `‹${word.word}›`;
    }
    if (Array.isArray(value)) return value.map((one) => taken(one, words, at, side, used));
    if (isMapping(value)) {
        return Object.fromEntries(
            Object.entries(value).map(([key, one]) => [
                key,
                taken(one, words, { ...at, path: `${at.path}.${key}` }, side, used),
            ]),
        );
    }
    return typeof value === "string" ? inText(value, words, side, used) : value;
}

function inText(
    text: string,
    words: readonly SaidDifference[],
    side: (word: SaidDifference) => unknown,
    used: Set<string>,
): string {
    const longest = [...words].sort((one, other) => String(side(other)).length - String(side(one)).length);
    return longest.reduce((left, word) => {
        const said = side(word);
        if (typeof said !== "string" && typeof said !== "number") return left;
        const edge = typeof said === "number" ? "[0-9.]" : "[A-Za-z0-9]";
        const escaped = String(said).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
        return left.replaceAll(new RegExp(`(?<!${edge})${escaped}(?!${edge})`, "g"), () => {
            used.add(word.word);
            return `‹${word.word}›`;
        });
    }, text);
}

function isNamed(path: string, word: string): boolean {
    return path.toLowerCase().includes(lastKey(word).toLowerCase());
}

function lastKey(word: string): string {
    return (
        word
            .split(/[.[\]]+/)
            .filter((key) => key !== "")
            .at(-1) ?? word
    );
}

function texts(value: unknown): string[] {
    if (typeof value === "string") return [value];
    if (Array.isArray(value)) return value.flatMap(texts);
    return isMapping(value)
        ? Object.entries(value).flatMap(([key, one]) => (isMapping(one) ? [key, ...texts(one)] : texts(one)))
        : [];
}

function mentions(text: string, name: string): boolean {
    const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`).test(text);
}
