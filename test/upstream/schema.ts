import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import Ajv2019 from "ajv/dist/2019";
import Ajv2020 from "ajv/dist/2020";
import { isMapping } from "../../stacks/mapping";

/**
 * Compiles a chart's schema for values in its own dialect. Parts that refer to documents elsewhere accept anything:
 * Helm fetches those, a test does not. Annotations of other tools are left unread.
 */
export function compile(schema: Record<string, unknown>): ValidateFunction {
    const dialect = typeof schema.$schema === "string" ? schema.$schema : "";
    const options = { strict: false, allErrors: true, validateFormats: false };
    // The dialects' names are written with and without their last character, and by http and https.
    const local = withoutRemote({ ...schema, $schema: undefined });
    if (dialect.includes("2020-12")) return new Ajv2020(options).compile(local);
    if (dialect.includes("2019-09")) return new Ajv2019(options).compile(local);
    return new Ajv(options).compile(local);
}

export function sentence({ instancePath, message = "is wrong", params }: ErrorObject): string {
    return `${instancePath === "" ? "/" : instancePath} ${message} ${JSON.stringify(params)}`;
}

function withoutRemote(schema: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(schema)
            .filter(
                ([key, value]) =>
                    value !== undefined && (key !== "$ref" || (typeof value === "string" && value.startsWith("#"))),
            )
            .map(([key, value]) => [key, deep(value)]),
    );
}

function deep(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(deep);
    return isMapping(value) ? withoutRemote(value) : value;
}

/** All schemas that a value must or may follow where one schema stands: itself, what it refers to, and its choices. */
export function alternatives(schema: unknown, whole: Record<string, unknown>, depth = 0): Record<string, unknown>[] {
    // Deeper than any chart goes, but not for ever where a schema contains itself.
    if (!isMapping(schema) || depth > 20) return [];
    const referred = typeof schema.$ref === "string" ? [pointed(schema.$ref, whole)] : [];
    const choices = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((some): unknown[] =>
        Array.isArray(some) ? some : [],
    );
    return [schema, ...[...referred, ...choices].flatMap((one) => alternatives(one, whole, depth + 1))];
}

function pointed(reference: string, whole: Record<string, unknown>): unknown {
    if (!reference.startsWith("#/")) return undefined;
    return reference
        .slice(2)
        .split("/")
        .map((word) => decodeURIComponent(word).replaceAll("~1", "/").replaceAll("~0", "~"))
        .reduce<unknown>((at, word) => (isMapping(at) ? at[word] : undefined), whole);
}
