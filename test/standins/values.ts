import { specialOutputValueSig, specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";

/**
 * Property values as the engine sends them to a provider: JSON, in which a secret stands in an envelope and a value
 * not yet known is one of a few fixed strings.
 *
 * @see https://pulumi-developer-docs.readthedocs.io/latest/developer-docs/providers/implementers-guide.html
 */
export type Value = null | boolean | number | string | Value[] | Properties;
export interface Properties {
    [name: string]: Value;
}

/** The engine's mark for a string that is not yet known. */
export const unknown = unknownValue;
// For other types it has others, which Pulumi's SDK has no names for.
const unknowns = new Set([
    unknown,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isProperties(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What came over the wire, or out of a YAML file, as values: what JSON cannot say is left out. */
export function toValue(given: unknown): Value {
    if (Array.isArray(given)) return given.map(toValue);
    if (typeof given === "object" && given !== null) return toProperties(given);
    if (typeof given === "string" || typeof given === "number" || typeof given === "boolean") return given;
    return null;
}

export function toProperties(given: object | undefined): Properties {
    const into: Properties = {};
    for (const [name, value] of Object.entries(given ?? {})) {
        if (value !== undefined) into[name] = toValue(value);
    }
    return into;
}

export function secret(value: Value): Properties {
    return { [specialSigKey]: specialSecretSig, value };
}

export function isSecret(value: Value | undefined): boolean {
    if (!isProperties(value)) return false;
    return (
        value[specialSigKey] === specialSecretSig ||
        (value[specialSigKey] === specialOutputValueSig && value.secret === true)
    );
}

export function isUnknown(value: Value | undefined): boolean {
    return typeof value === "string" && unknowns.has(value);
}

/** The value without its envelope; an output that has no value yet becomes the unknown string. */
export function open(value: Value): Value {
    if (!isProperties(value)) return value;
    if (value[specialSigKey] === specialSecretSig) return open(value.value ?? null);
    if (value[specialSigKey] === specialOutputValueSig) return "value" in value ? open(value.value ?? null) : unknown;
    return value;
}

/** The value without any envelope at any depth. What was secret must be marked again before it leaves the provider. */
export function plain(value: Value): Value {
    const opened = open(value);
    if (Array.isArray(opened)) return opened.map(plain);
    return isProperties(opened) ? plainProperties(opened) : opened;
}

export function plainProperties(properties: Properties): Properties {
    return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, plain(value)]));
}

export function hasUnknowns(value: Value): boolean {
    return some(value, isUnknown);
}

export function hasSecrets(value: Value): boolean {
    return isSecret(value) || children(open(value)).some(hasSecrets);
}

/**
 * Marks in `outs` what is secret in `ins`, object by object; an array with a secret in it becomes secret as a whole,
 * since its order may have changed.
 */
export function keepSecrets(outs: Properties, ins: Properties): Properties {
    const marked = { ...outs };
    for (const [name, given] of Object.entries(ins)) {
        const out = outs[name];
        if (out === undefined || isSecret(out)) continue;
        if (isProperties(out) && isProperties(given) && !isSecret(given)) {
            marked[name] = keepSecrets(out, given);
        } else if (hasSecrets(given)) {
            marked[name] = secret(out);
        }
    }
    return marked;
}

function some(value: Value, test: (value: Value) => boolean): boolean {
    const opened = open(value);
    return test(opened) || children(opened).some((child) => some(child, test));
}

function children(value: Value): Value[] {
    if (Array.isArray(value)) return value;
    return isProperties(value) ? Object.values(value) : [];
}

/** What stands at a path; undefined where the path leads nowhere. */
export function at(value: Value | undefined, ...path: string[]): Value | undefined {
    return path.reduce<Value | undefined>((from, name) => (isProperties(from) ? from[name] : undefined), value);
}

/** The text at a path; empty where there is none. */
export function textAt(value: Value | undefined, ...path: string[]): string {
    const found = at(value, ...path);
    return typeof found === "string" ? found : "";
}

export function without(properties: Properties, ...names: string[]): Properties {
    return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}
