import type { z } from "zod";

import { type Path, valueAt } from "./refusals";
import { isMapping } from "./mapping";

/** What is left of something said once all that its schema refuses is taken out, so that it can be judged further. */
export interface Salvaged<T> {
    /** Undefined where nothing can be made of it. */
    rest: T | undefined;
    /** Everything found on the way, with paths as in what was said. */
    issues: z.core.$ZodIssue[];
    /** What was taken out. What stands there now is a default that nobody chose. */
    lost: Path[];
    /** Where something of the rest was said: entries before it in a list may have been taken out. */
    originally: (path: Path) => Path;
}

/** More rounds than a schema is deep bring nothing new. */
const ROUNDS = 12;

/**
 * Parses; takes out what is refused, and puts a sample (`sampleAt`) where something is missing; parses again, since a
 * schema looks at a whole only once its parts are right. What is only a consequence of that is not reported.
 */
export function salvage<T>(
    said: unknown,
    first: z.core.$ZodIssue[],
    schema: z.ZodType<T>,
    sampleAt: (said: unknown, at: Path) => unknown,
): Salvaged<T> {
    const issues = [...first];
    const lost: Path[] = [];
    let left: Left = { said, gaps: [], filled: [] };
    for (let round = 0; round < ROUNDS; round++) {
        const parsed = schema.safeParse(left.said);
        const { gaps } = left;
        if (parsed.success) return { rest: parsed.data, issues, lost, originally: (path) => originally(path, gaps) };
        const found = parsed.error.issues.map((issue) => ({ ...issue, path: originally(keys(issue.path), gaps) }));
        issues.push(...found.filter(({ path }) => !lost.some((gone) => within(gone, path) || within(path, gone))));
        left = repaired(left, parsed.error.issues, lost, sampleAt);
    }
    return { rest: undefined, issues, lost, originally: (path) => path };
}

/** Whether a path is another or leads through it. */
export function within(inner: Path, outer: Path): boolean {
    return outer.every((key, depth) => inner[depth] === key);
}

/** What is left of what was said, with the paths, as first said, of what was done to it. */
interface Left {
    said: unknown;
    /** List entries taken out. */
    gaps: Path[];
    /** What was missing, and has a sample now. */
    filled: Path[];
}

function repaired(
    { said, gaps, filled }: Left,
    issues: z.core.$ZodIssue[],
    lost: Path[],
    sampleAt: (said: unknown, at: Path) => unknown,
): Left {
    const unknown = issues.flatMap((issue) =>
        issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...keys(issue.path), key]) : [],
    );
    const wrong = issues.filter(({ code }) => code !== "unrecognized_keys").map(({ path }) => keys(path));
    lost.push(...wrong.map((path) => originally(path, gaps)));

    const [there, missing] = divided(wrong, (path) => path.length === 0 || valueAt(said, path) !== undefined);
    const [hopeless, fillable] = divided(missing, (path) => {
        const was = originally(path, gaps);
        return filled.some((other) => other.length === was.length && within(other, was));
    });
    // Where even a sample is refused, no rule can judge what it would stand in.
    const out = outermost([...unknown, ...there, ...hopeless.map((path) => path.slice(0, -1))]);
    const full = fillable.reduce((whole, path) => put(whole, path, sampleAt(whole, path)), said);
    const entries = out.filter((path) => typeof path.at(-1) === "number");
    return {
        said: out.reduce<unknown>(without, full),
        gaps: [...gaps, ...entries.map((path) => originally(path, gaps))],
        filled: [...filled, ...fillable.map((path) => originally(path, gaps))],
    };
}

function divided<T>(all: T[], test: (one: T) => boolean): [passed: T[], failed: T[]] {
    return [all.filter(test), all.filter((one) => !test(one))];
}

// Each part once, and lists from their end, so that the entries before keep their numbers.
function outermost(paths: Path[]): Path[] {
    const once = new Map(paths.map((path) => [JSON.stringify(path), path]));
    const kept = [...once.values()];
    return kept.filter((path) => !kept.some((other) => other !== path && within(path, other))).sort(backwards);
}

function backwards(a: Path, b: Path): number {
    const depth = a.findIndex((key, index) => key !== b[index]);
    const [one, other] = [a[depth], b[depth]];
    if (typeof one === "number" && typeof other === "number") return other - one;
    return String(one) < String(other) ? -1 : 1;
}

function put(said: unknown, [key, ...rest]: Path, value: unknown): unknown {
    if (key === undefined) return value;
    if (Array.isArray(said)) {
        const entries: unknown[] = said;
        return entries.map((entry, index) => (index === key ? put(entry, rest, value) : entry));
    }
    return isMapping(said) ? { ...said, [key]: put(said[key], rest, value) } : said;
}

function without(said: unknown, [key, ...rest]: Path): unknown {
    if (key === undefined) return undefined;
    if (Array.isArray(said)) {
        const entries: unknown[] = said;
        if (rest.length === 0) return entries.filter((_, index) => index !== key);
        return entries.map((entry, index) => (index === key ? without(entry, rest) : entry));
    }
    if (!isMapping(said) || !(key in said)) return said;
    const entries = Object.entries(said).filter(([word]) => rest.length > 0 || word !== key);
    return Object.fromEntries(
        entries.map(([word, inner]) => [word, word === key ? without(inner, rest) : inner] as const),
    );
}

function originally(path: Path, gaps: Path[]): Path {
    return path.reduce<Path>((before, key) => {
        if (typeof key === "string") return [...before, key];
        const missing = gaps
            .filter((gap) => gap.length === before.length + 1 && within(gap, before))
            .map((gap) => Number(gap.at(-1)))
            .sort((a, b) => a - b);
        return [...before, missing.reduce((index, gap) => (gap <= index ? index + 1 : index), key)];
    }, []);
}

function keys(path: readonly PropertyKey[]): Path {
    return path.map((key) => (typeof key === "number" ? key : String(key)));
}
