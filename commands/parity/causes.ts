import { equal } from "../plan/differences";
import { isMapping } from "../../stacks/mapping";
import { lastKey, mentions, type SaidDifference } from "./said";

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
    if (own.length > 0) return own.map(({ by }) => by);
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
    if (named.length > 0) return named.map(({ by }) => by);
    const text = JSON.stringify([at.path, only]);
    const alone = said
        .filter(({ spoken }) => spoken)
        .filter((word) => word[which === "there" ? "here" : "there"] === undefined);
    const causes = alone.filter(({ role, names, given }) =>
        role === at.role
            ? names.some((name) => mentions(text, name))
            : // What people gave a name, as a database, has others' things for it by that name.
              given.some((name) => mentions(text, name)),
    );
    return causes.length > 0 ? [...new Set(causes.map(({ by }) => by))].sort() : undefined;
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
        used.add(word.by);
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
            used.add(word.by);
            return `‹${word.word}›`;
        });
    }, text);
}

function isNamed(path: string, word: string): boolean {
    return path.toLowerCase().includes(lastKey(word).toLowerCase());
}
