import { isMapping } from "../../stacks/mapping";

/** One field that is not as it was. `before` or `after` is undefined where it was not there. */
export interface Difference {
    /** As in `spec.template.spec.containers[traefik].image`. */
    path: string;
    before?: unknown;
    after?: unknown;
}

/**
 * Every field in which two values differ, the deepest that can be named. Entries of a list that have names, as containers
 * and ports do, are compared by name; other lists of mappings by what is in them and then by their place, `[…]` where it is
 * one entry; and lists of plain values as a whole.
 */
export function differences(before: unknown, after: unknown, path = ""): Difference[] {
    if (equal(before, after)) return [];
    if (isMapping(before) && isMapping(after)) {
        const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
        return [...keys].sort().flatMap((key) => differences(before[key], after[key], below(path, key)));
    }
    if (Array.isArray(before) && Array.isArray(after)) return inLists(before, after, path);
    return [{ path, before, after }];
}

function inLists(before: unknown[], after: unknown[], path: string): Difference[] {
    const names = [...before, ...after].map(nameOf);
    if (names.every((name) => name !== undefined) && unique(before) && unique(after)) {
        const there = byName(before);
        const then = byName(after);
        return [...new Set(names)].flatMap((name) => differences(there.get(name), then.get(name), `${path}[${name}]`));
    }
    const all = [...before, ...after];
    // A command and its arguments, one of which may be a whole script.
    if (before.length === after.length && all.some((one) => typeof one === "string" && one.includes("\n"))) {
        return before.flatMap((one, index) => differences(one, after[index], `${path}[${index}]`));
    }
    if (!all.every(isMapping)) return [{ path, before, after }];
    // What stands unchanged in another place is the same.
    const gone = without(before, after);
    const fresh = without(after, before);
    if (gone.length + fresh.length === 0) return [{ path, before, after }];
    const single = gone.length <= 1 && fresh.length <= 1;
    return Array.from({ length: Math.max(gone.length, fresh.length) }).flatMap((_, index) =>
        differences(gone[index], fresh[index], `${path}[${single ? "…" : index}]`),
    );
}

function without(list: unknown[], other: unknown[]): unknown[] {
    const left = [...other];
    return list.filter((one) => {
        const at = left.findIndex((same) => equal(one, same));
        if (at >= 0) left.splice(at, 1);
        return at < 0;
    });
}

function byName(list: unknown[]): Map<string, unknown> {
    return new Map(list.map((one) => [nameOf(one) ?? "", one]));
}

function unique(list: unknown[]): boolean {
    return new Set(list.map(nameOf)).size === list.length;
}

function nameOf(entry: unknown): string | undefined {
    return isMapping(entry) && typeof entry.name === "string" ? entry.name : undefined;
}

/** Whether two values say the same, in whatever order their keys stand. */
export function equal(one: unknown, other: unknown): boolean {
    if (one === other) return true;
    if (Array.isArray(one) || Array.isArray(other)) {
        return (
            Array.isArray(one) &&
            Array.isArray(other) &&
            one.length === other.length &&
            one.every((inner, index) => equal(inner, other[index]))
        );
    }
    if (!isMapping(one) || !isMapping(other)) return false;
    const keys = Object.keys(one);
    return (
        keys.length === Object.keys(other).length && keys.every((key) => key in other && equal(one[key], other[key]))
    );
}

/** The path of what stands under a key. */
export function below(path: string, key: string): string {
    if (!/^[A-Za-z0-9_$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
    return path === "" ? key : `${path}.${key}`;
}
