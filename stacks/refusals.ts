import * as pulumi from "@pulumi/pulumi";
import { isMapping } from "./mapping";

/** Where something is said: `["places", "paris", "loadBalancing", "addresses", 0]`. */
export type Path = (string | number)[];

/** What is wrong with one thing that an environment says, and what to write instead. */
export interface Objection {
    at: Path;
    /** What is wrong, as the end of a sentence that begins with the thing. */
    rule: string;
    /** What may stand there. */
    allowed?: string;
    /** What to write instead. */
    fix: string;
    /** Where else something stands without which this would not be wrong. */
    because?: Path[];
    /** Where it was probably meant to stand. */
    meant?: Path;
}

/** An objection as it is shown to people: the place written out, and the value that stands there, if it may be shown. */
export interface Refusal {
    path: string;
    /** Shortened, and hidden where it could be a secret; `nothing` where nothing is said. */
    value: string;
    rule: string;
    allowed?: string;
    fix: string;
}

/**
 * An environment that cannot come up as it is written. Its message lists every reason at once, each once and sorted by
 * place, so that one reading repairs them all; Pulumi prints it without a stack trace.
 */
export class EnvironmentRefused extends pulumi.RunError {
    readonly refusals: Refusal[];

    constructor(refusals: Refusal[]) {
        const once = new Map(refusals.map((refusal) => [`${refusal.path}\n${refusal.rule}`, refusal]));
        const sorted = [...once.values()].sort(
            (a, b) => order.compare(a.path, b.path) || order.compare(a.rule, b.rule),
        );
        super(listed(sorted));
        this.name = "EnvironmentRefused";
        this.refusals = sorted;
    }
}

/** Makes refusals of objections, with the value that `said` has there, or else the default that `whole` has. */
export function refuse(objections: Objection[], said: unknown, whole?: unknown): Refusal[] {
    return objections.map(({ at, rule, allowed, fix }) => {
        const value = shown(at, said) ?? byDefault(shown(at, whole));
        return { path: written(at), value, rule, allowed, fix };
    });
}

function byDefault(value: string | undefined): string {
    return value === undefined ? "nothing" : `${value} (the default)`;
}

/** The value at a path, or undefined where there is none. */
export function valueAt(said: unknown, at: Path): unknown {
    return at.reduce<unknown>((inside, key) => {
        if (Array.isArray(inside)) return typeof key === "number" ? (inside as unknown[])[key] : undefined;
        return isMapping(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined;
    }, said);
}

/** A path as people write it: `places.paris.loadBalancing.addresses[0]`; the environment itself where it is empty. */
export function written(at: Path): string {
    if (at.length === 0) return "samestack:environment";
    return at.reduce<string>((before, key) => {
        if (typeof key === "number") return `${before}[${key}]`;
        const name = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
        return before === "" ? name : `${before}.${name}`;
    }, "");
}

// By numbers where there are numbers: the tenth address after the second.
const order = new Intl.Collator("en", { numeric: true });

function listed(refusals: Refusal[]): string {
    const count = refusals.length === 1 ? "one reason" : `${refusals.length} reasons`;
    const blocks = refusals.map(({ path, value, rule, allowed, fix }) =>
        [
            `  ${path} = ${value}`,
            `    ${rule}`,
            ...(allowed === undefined ? [] : [`    allowed: ${allowed}`]),
            `    fix: ${fix}`,
        ].join("\n"),
    );
    return [`The environment is refused for ${count}; nothing was created or changed.`, ...blocks].join("\n\n");
}

/** Longer values are named by their length: what is long is a key, a certificate or a file pasted in. */
const LONGEST = 80;

// What stands under such a word, or has one inside, may be a secret, or the name of one: nothing is lost by hiding it.
const SECRET = /pass(word|phrase)|secret|token|credential|private|(^|access)key$/i;

function shown(at: Path, said: unknown): string | undefined {
    const value = valueAt(said, at);
    if (value === undefined) return undefined;
    if (value === null) return "nothing";
    if (isMapping(value)) return one(value);
    if (at.some((key) => typeof key === "string" && SECRET.test(key))) return "(not shown)";
    const text = Array.isArray(value) ? `[${value.map(one).join(", ")}]` : one(value);
    return text.length > LONGEST || text.includes("\n") || SECRET.test(text) ? `(${text.length} characters)` : text;
}

// Of a mapping the words alone: what it holds may be anything.
function one(value: unknown): string {
    if (isMapping(value)) return Object.keys(value).length === 0 ? "{}" : `{ ${Object.keys(value).join(", ")} }`;
    if (typeof value === "string") return value.replace(/\/\/[^/@\s]+@/, "//…@") || '""';
    return JSON.stringify(value);
}
