import { alternatives } from "./schema";
import { isMapping } from "../../stacks/mapping";

type Values = Record<string, unknown>;

/** What is known of a place in a chart's values: the default there, and the schemas for it, of one whole. */
interface Known {
    defaults: unknown;
    schemas: Values[];
    whole: Values;
}

/** The keys of values, by their paths. */
export interface Keys {
    known: string[][];
    unknown: string[][];
    /**
     * Mappings below which the chart asks for no particular keys: it passes what stands there to Kubernetes, or to a
     * program's own configuration.
     */
    passedOn: string[][];
}

/** Compares the keys of values with a chart's defaults and schema. */
export function compareKeys(values: Values, defaults: Values, schema: Values = {}): Keys {
    const keys: Keys = { known: [], unknown: [], passedOn: [] };
    walk(values, { defaults, schemas: alternatives(schema, schema), whole: schema }, [], keys);
    return keys;
}

function walk(values: Values, known: Known, path: string[], keys: Keys): void {
    for (const [key, value] of Object.entries(values)) {
        const at = [...path, key];
        const inside = below(known, key);
        if (inside === undefined) keys.unknown.push(at);
        else {
            keys.known.push(at);
            if (!isMapping(value) || Object.keys(value).length === 0) continue;
            if (isOpen(inside)) keys.passedOn.push(at);
            else walk(value, inside, at, keys);
        }
    }
}

function below({ defaults, schemas, whole }: Known, key: string): Known | undefined {
    const named = schemas.flatMap(({ properties }) =>
        isMapping(properties) && key in properties ? [properties[key]] : [],
    );
    const byDefault = isMapping(defaults) && key in defaults;
    if (named.length === 0 && !byDefault) return undefined;
    return {
        defaults: byDefault ? defaults[key] : undefined,
        schemas: named.flatMap((schema) => alternatives(schema, whole)),
        whole,
    };
}

// A key that neither defaults nor schemas name could be misspelt, or could be one of the user's own.
function isOpen({ defaults, schemas }: Known): boolean {
    const named = schemas.some(({ properties }) => isMapping(properties) && Object.keys(properties).length > 0);
    const byDefault = isMapping(defaults) && Object.keys(defaults).length > 0;
    const closed = schemas.some(({ additionalProperties }) => additionalProperties === false);
    return !named && !byDefault && !closed;
}
