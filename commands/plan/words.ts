import { diffLines } from "diff";

import type { Difference } from "./differences";
import { isMapping } from "../../stacks/mapping";

/** Longer values are cut, with their size beside them. */
const LONGEST = 90;
/** More lines of a text are not shown. */
const MOST_LINES = 12;

const SECRET = /\[secret( [0-9a-f]{8})?\]/;

/** A difference in words: lines, the first one with the field's path. Never what was or is a secret. */
export function fieldWords({ path, before, after }: Difference): string[] {
    if (isSecret(before) || isSecret(after)) return [`${path}: ${secretWords(before, after)}`];
    if (typeof before === "string" && typeof after === "string" && (before + after).includes("\n")) {
        return [`${path}:`, ...textWords(before, after)];
    }
    if (before === undefined) return [`${path}: ${valueWords(after)} is new`];
    if (after === undefined) return [`${path}: ${valueWords(before)} goes`];
    return [`${path}: ${valueWords(before)} → ${valueWords(after)}`];
}

/** A value on one line, cut where it is long. */
export function valueWords(value: unknown): string {
    const text = typeof value === "string" ? quoted(value) : flow(value);
    const readable = text.replaceAll("[unknown]", "(known when it is made)");
    if (readable.length <= LONGEST) return readable;
    return `${readable.slice(0, LONGEST - 20)}… (${readable.length} characters)`;
}

function secretWords(before: unknown, after: unknown): string {
    if (before === undefined) return "a secret is new";
    if (after === undefined) return "a secret goes";
    if (!isSecret(before)) return "becomes a secret; what it was is not shown";
    if (!isSecret(after)) return "is no longer a secret; neither value is shown";
    return "another secret";
}

/** Whether a value is a secret, or holds one. */
export function isSecret(value: unknown): boolean {
    if (typeof value === "string") return SECRET.test(value);
    if (Array.isArray(value)) return value.some(isSecret);
    return isMapping(value) && Object.values(value).some(isSecret);
}

function textWords(before: string, after: string): string[] {
    const changed = diffLines(before, after)
        .filter(({ added, removed }) => added || removed)
        .flatMap(({ added, value }) =>
            value
                .replace(/\n$/, "")
                .split("\n")
                .map((line) => `${added ? "+" : "-"} ${valueWords(line).replace(/^"|"$/g, "")}`),
        );
    const shown = changed.slice(0, MOST_LINES);
    const more = changed.length - shown.length;
    return [...shown, ...(more > 0 ? [`… ${more} more lines`] : [])].map((line) => `  ${line}`);
}

// Text that reads as a number or as nothing is told from it by its quotes.
function quoted(text: string): string {
    return /^[A-Za-z/.‹[][^\n]*$/.test(text) && !/^(true|false|null)$/.test(text) ? text : JSON.stringify(text);
}

function flow(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
    if (!isMapping(value)) return typeof value === "string" ? quoted(value) : JSON.stringify(value);
    const entries = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
    return `{ ${entries.join(", ")} }`;
}
