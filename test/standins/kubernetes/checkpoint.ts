import {
    hasSecrets,
    isProperties,
    isSecret,
    keepSecrets,
    open,
    plain,
    plainProperties,
    type Properties,
    secret,
    type Value,
    without,
} from "../values";

/**
 * What the engine keeps of an object: its live form, and beside it the inputs it was made from, and under which name
 * we own its fields. The official provider keeps the same, so that either can continue where the other stopped.
 */
export interface Checkpoint {
    inputs: Properties;
    live: Properties;
    fieldManager?: string;
    apiVersion?: string;
}

export function writeCheckpoint(checkpoint: Required<Checkpoint>, marked: Properties): Properties {
    const secretly = (object: Properties): Properties => hideSecret(keepSecrets(underscored(object), marked));
    return {
        ...secretly(checkpoint.live),
        __inputs: secretly(checkpoint.inputs),
        __initialApiVersion: checkpoint.apiVersion,
        __fieldManager: checkpoint.fieldManager,
    };
}

export function readCheckpoint(state: Properties): Checkpoint {
    const { __inputs, __initialApiVersion, __fieldManager, ...live } = plainProperties(state);
    return {
        inputs: isProperties(__inputs) ? dashed(__inputs) : {},
        live: dashed(live),
        ...(typeof __fieldManager === "string" && { fieldManager: __fieldManager }),
        ...(typeof __initialApiVersion === "string" && { apiVersion: __initialApiVersion }),
    };
}

/** What a Secret holds is secret, whoever wrote it and wherever it came from. */
export function hideSecret(object: Properties): Properties {
    if (object.kind !== "Secret") return object;
    const hidden = { ...object };
    for (const name of ["data", "stringData"]) {
        const value = object[name];
        if (value !== undefined && !isSecret(value)) hidden[name] = secret(plain(value));
    }
    return hidden;
}

const serverOwned = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "uid",
];

/** The object as it is asked for: without what only the server writes, and as the server will answer it. */
export function normalize(object: Properties): Properties {
    const asked: Properties = { ...object };
    if (isProperties(object.metadata)) asked.metadata = without(object.metadata, ...serverOwned);
    if (asked.kind === "Secret" && asked.apiVersion === "v1") return foldStringData(asked);
    if (asked.kind === "CustomResourceDefinition") return without(asked, "status");
    return asked;
}

// The server never shows `stringData` again, so it is asked for as the `data` it becomes.
function foldStringData(object: Properties): Properties {
    const stringData = object.stringData === undefined ? undefined : open(object.stringData);
    const data = object.data === undefined ? {} : open(object.data);
    if (!isProperties(stringData) || !isProperties(data)) return object;
    const encode = (value: Value): Value => {
        const text = open(value);
        const encoded = typeof text === "string" ? Buffer.from(text).toString("base64") : text;
        return hasSecrets(value) ? secret(encoded) : encoded;
    };
    const added = Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, encode(value)]));
    return { ...without(object, "stringData"), data: { ...data, ...added } };
}

/**
 * What of `live` has a place in `shape`: the rest was added by the server and by others, and is theirs. What was asked
 * for as nothing, such as `false` or 0, and is not there, is as it was asked for: the server leaves it out.
 */
export function prune(live: Properties, shape: Properties): Properties {
    const kept: Properties = {};
    for (const [name, wanted] of Object.entries(shape)) {
        const found = live[name];
        if (wanted === null) continue;
        if (found !== undefined) kept[name] = pruneValue(found, wanted);
        else if (isNothing(wanted)) kept[name] = wanted;
    }
    return kept;
}

function isNothing(value: Value): boolean {
    if (Array.isArray(value)) return value.length === 0;
    if (isProperties(value)) return Object.keys(value).length === 0;
    return value === false || value === 0 || value === "";
}

function pruneValue(live: Value, shape: Value): Value {
    if (isProperties(live) && isProperties(shape)) return prune(live, shape);
    if (Array.isArray(live) && Array.isArray(shape)) {
        return live.slice(0, shape.length).map((item, index) => pruneValue(item, shape[index] ?? null));
    }
    return live;
}

// Schemas use names like `x-kubernetes-int-or-string`, which the typed SDK spells with underscores.
const dashes = /^x-kubernetes-/;
const underscores = /^x_kubernetes_/;

export function underscored(object: Properties): Properties {
    return rename(object, (name) => (dashes.test(name) ? name.replaceAll("-", "_") : name));
}

export function dashed(object: Properties): Properties {
    return rename(object, (name) => (underscores.test(name) ? name.replaceAll("_", "-") : name));
}

function rename(object: Properties, to: (name: string) => string): Properties {
    const walk = (value: Value): Value => {
        if (Array.isArray(value)) return value.map(walk);
        return isProperties(value) ? rename(value, to) : value;
    };
    return Object.fromEntries(Object.entries(object).map(([name, value]) => [to(name), walk(value)]));
}
