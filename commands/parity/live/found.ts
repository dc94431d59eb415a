import { isMapping } from "../../../stacks/mapping";

/**
 * What was asked for, with everything in it that the cluster has otherwise: the same where nothing drifted. What the API
 * server or a controller adds, nobody asked for, and it is not in it; in a mapping that is somebody's own whole, as a
 * ConfigMap's data, and in a list, what is there besides is.
 */
export function asFound(asked: unknown, found: unknown, path: readonly string[] = []): unknown {
    if (isUnknown(asked) || isDigest(asked, path) || isOthers(path)) return asked;
    const isGone = found === undefined || found === null;
    if (isGone && isMapping(asked)) return inMapping(asked, {}, path);
    if (isGone) return isNothing(asked) ? asked : undefined;
    if (Array.isArray(asked)) return Array.isArray(found) ? inList(asked, found, path) : found;
    if (isMapping(asked)) return isMapping(found) ? inMapping(asked, found, path) : found;
    return same(asked, found, path) ? asked : found;
}

/** What is kept, with what was asked for wherever nobody knew that before it was made. */
export function withUnknowns(asked: unknown, kept: unknown): unknown {
    if (isUnknown(asked)) return asked;
    if (Array.isArray(asked) && Array.isArray(kept)) {
        return kept.map((one: unknown, index) => withUnknowns(asked[index], one));
    }
    if (!isMapping(asked) || !isMapping(kept)) return kept;
    return Object.fromEntries(Object.entries(kept).map(([key, one]) => [key, withUnknowns(asked[key], one)]));
}

function inMapping(asked: Record<string, unknown>, found: Record<string, unknown>, path: readonly string[]) {
    const closed = path.length === 1 && CLOSED.includes(path[0] ?? "");
    const keys = new Set([...Object.keys(asked), ...(closed ? Object.keys(found) : [])]);
    return Object.fromEntries(
        [...keys].flatMap((key) => {
            const value = key in asked ? asFound(asked[key], found[key], [...path, key]) : found[key];
            return value === undefined ? [] : [[key, value] as const];
        }),
    );
}

function inList(asked: unknown[], found: unknown[], path: readonly string[]): unknown[] {
    // Rules that are put together from elsewhere, addresses that are handed out.
    if (asked.length === 0) return asked;
    if (!asked.every(isMapping)) return JSON.stringify(asked) === JSON.stringify(found) ? asked : found;
    const [mine, theirs] = [byName(asked), byName(found)];
    const inside = (one: unknown, other: unknown) => asFound(one, other, [...path, "[]"]);
    if (mine && theirs) {
        const both = [...mine].flatMap(([name, one]) => (theirs.has(name) ? [inside(one, theirs.get(name))] : []));
        return [...both, ...[...theirs].flatMap(([name, other]) => (mine.has(name) ? [] : [other]))];
    }
    return found.map((other, index) => (index < asked.length ? inside(asked[index], other) : other));
}

function byName(list: readonly unknown[]): Map<string, unknown> | undefined {
    const named = new Map<string, unknown>();
    for (const one of list) {
        if (!isMapping(one) || typeof one.name !== "string" || named.has(one.name)) return undefined;
        named.set(one.name, one);
    }
    return named;
}

/** Mappings at an object's root that are whole: what is in them and nobody asked for, somebody put there. */
const CLOSED = ["data", "binaryData"];

/** What others write: the API server, controllers, whoever signs for a webhook, the engine itself. */
function isOthers(path: readonly string[]): boolean {
    const [first, second, third] = path;
    if (path.at(-1) === "caBundle") return true;
    if (path.length === 1) return first === "status" || first === "apiVersion";
    if (first !== "metadata") return false;
    if (path.length === 2) return notes.includes(second ?? "");
    return second === "annotations" && /^(pulumi\.com|meta\.helm\.sh|helm\.sh)\//.test(third ?? "");
}

const notes = ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "finalizers", "selfLink"];

/** What nobody knows before it is made, and what is secret. */
function isUnknown(asked: unknown): boolean {
    return (
        typeof asked === "string" && /\[(unknown|resource|secret( [0-9a-f]{8})?|made up at each render)\]/.test(asked)
    );
}

// A digest of secrets as well, which nobody here knows: what it is made of is compared itself, as far as it can be.
function isDigest(asked: unknown, path: readonly string[]): boolean {
    return typeof asked === "string" && /^samestack\.dev\//.test(path.at(-1) ?? "") && /^[0-9a-f]{16}$/.test(asked);
}

/** What the API server leaves out. */
function isNothing(asked: unknown): boolean {
    if (Array.isArray(asked)) return asked.length === 0;
    if (isMapping(asked)) return Object.values(asked).every(isNothing);
    return asked === undefined || asked === null || asked === false || asked === 0 || asked === "";
}

function same(asked: unknown, found: unknown, path: readonly string[]): boolean {
    if (asked === found) return true;
    if (!path.some((part) => QUANTITIES.has(part))) return false;
    const [one, other] = [quantity(asked), quantity(found)];
    return one !== undefined && one === other;
}

// Only below these are texts quantities; elsewhere, as in a container's `env`, "1" and "1000m" are different words.
const QUANTITIES = new Set(["limits", "requests", "hard", "capacity", "sizeLimit", "default", "defaultRequest"]);

const sizes: Record<string, number> = { n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
function quantity(value: unknown): number | undefined {
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    const [, digits = "", suffix = ""] = /^([+-]?[0-9.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(String(value)) ?? [];
    const factor = suffix === "" ? 1 : binary.includes(suffix) ? 1024 ** (binary.indexOf(suffix) + 1) : sizes[suffix];
    // Thousandths of thousandths are not told apart.
    return factor === undefined || digits === "" ? undefined : Number((Number(digits) * factor).toPrecision(12));
}
