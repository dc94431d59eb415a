import { parseQuantity } from "./quantity";
import type { PropertyChange } from "./provider";
import { isProperties, isUnknown, type Properties, type Value } from "./values";

type Path = (string | number)[];

/**
 * What must change to turn an object into another, property by property. `immutable` names those that cannot change in
 * place, `ignored` those that the program told the engine to leave alone.
 */
export function differences(
    old: Properties,
    wanted: Properties,
    immutable: string[] = [],
    ignored: string[] = [],
): PropertyChange[] {
    const patterns = immutable.map(parsePath);
    const left = ignored.map(parsePath);
    return walk([], old, wanted)
        .filter(({ path }) => !left.some((pattern) => begins(path, pattern)))
        .map(({ path, kind, value }) => ({
            path: writePath(path),
            kind,
            replace: patterns.some((pattern) => touches(path, value, pattern)),
        }));
}

interface Change {
    path: Path;
    kind: PropertyChange["kind"];
    value: Value | undefined;
}

function walk(path: Path, old: Value | undefined, wanted: Value | undefined): Change[] {
    const before = old === null ? undefined : old;
    const after = wanted === null ? undefined : wanted;
    if (before === undefined && after === undefined) return [];
    if (before === undefined) return [{ path, kind: "add", value: after }];
    if (after === undefined) return [{ path, kind: "delete", value: undefined }];
    if (isProperties(before) && isProperties(after)) {
        const names = new Set([...Object.keys(before), ...Object.keys(after)]);
        return [...names].flatMap((name) => walk([...path, name], before[name], after[name]));
    }
    if (Array.isArray(before) && Array.isArray(after)) {
        const length = Math.max(before.length, after.length);
        return Array.from({ length }, (_, index) => walk([...path, index], before[index], after[index])).flat();
    }
    return same(path, before, after) ? [] : [{ path, kind: "update", value: after }];
}

// Only below these are texts quantities; elsewhere, as in a container's `env`, "1" and "1000m" are different words.
const quantities = new Set(["limits", "requests", "hard", "capacity", "sizeLimit", "metrics", "overhead", "divisor"]);

function same(path: Path, before: Value, after: Value): boolean {
    if (before === after) return !isUnknown(after);
    if (!path.some((part) => typeof part === "string" && quantities.has(part))) return false;
    const [one, other] = [parseQuantity(before), parseQuantity(after)];
    return one !== undefined && one === other;
}

function begins(path: Path, pattern: Path): boolean {
    return pattern.length <= path.length && pattern.every((part, index) => part === "*" || part === path[index]);
}

// Either the change lies within what cannot change, or it brings or takes away something that contains it.
function touches(path: Path, value: Value | undefined, pattern: Path): boolean {
    if (begins(path, pattern)) return true;
    if (!path.every((part, index) => pattern[index] === "*" || pattern[index] === part)) return false;
    return value === undefined || contains(value, pattern.slice(path.length));
}

function contains(value: Value, [first, ...rest]: Path): boolean {
    if (first === undefined) return true;
    if (Array.isArray(value)) return value.some((item) => contains(item, rest));
    const child = isProperties(value) ? value[String(first)] : undefined;
    return child !== undefined && contains(child, rest);
}

/** Reads `spec.ports[0]["a.b"]`. */
export function parsePath(text: string): Path {
    return [...text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) => {
        if (quoted !== undefined) return quoted.replaceAll('\\"', '"');
        if (index !== undefined) return index === "*" ? index : Number(index);
        return name ?? "";
    });
}

function writePath(path: Path): string {
    return path.reduce<string>((text, part) => {
        if (typeof part === "number") return `${text}[${part}]`;
        if (/[."[\]]/.test(part)) return `${text}["${part.replaceAll('"', '\\"')}"]`;
        return text === "" ? part : `${text}.${part}`;
    }, "");
}
