import { stringify } from "yaml";
import type { z } from "zod";

import { type Path, valueAt } from "./refusals";
import { isMapping } from "./mapping";

/** What may be said, as data: the JSON Schema that zod makes of its own. */
export type Schema = z.core.JSONSchema.BaseSchema;

/** The schema of what stands at a path; where there is a choice, of what was chosen. Undefined past an unknown word. */
export function schemaAt(schema: Schema, said: unknown, at: Path): Schema | undefined {
    return at.reduce<Schema | undefined>(
        (inside, key, depth) => inside && step(chosen(inside, valueAt(said, at.slice(0, depth))), key),
        schema,
    );
}

/** The words a mapping may have. Of a choice not yet made, the words of every option. */
export function wordsOf(schema: Schema | undefined, value: unknown): string[] {
    if (!schema) return [];
    const one = chosen(schema, value);
    return [...new Set([one, ...optionsOf(one)].flatMap((option) => Object.keys(option.properties ?? {})))];
}

/** The kinds among which a mapping chooses, where its schema offers several; with the words of each. */
export function kindsOf(schema: Schema | undefined): { kind: string; words: string[] }[] {
    return optionsOf(schema).flatMap((option) => {
        const kind = property(option, "kind")?.const;
        return typeof kind === "string" ? [{ kind, words: Object.keys(option.properties ?? {}) }] : [];
    });
}

/** The option that a value follows: the one whose fixed words it has, or else whose type. */
function chosen(schema: Schema, value: unknown): Schema {
    const options = optionsOf(schema);
    return options.find((option) => isFixedAs(option, value)) ?? schema;
}

function isFixedAs(option: Schema, value: unknown): boolean {
    if (!isMapping(value)) return option.type === typeof value || (option.type === "array" && Array.isArray(value));
    if (option.type !== "object") return false;
    return Object.keys(option.properties ?? {}).every((word) => {
        const fixed = property(option, word)?.const;
        return fixed === undefined || fixed === value[word];
    });
}

function optionsOf(schema: Schema | undefined): Schema[] {
    return schema?.oneOf ?? schema?.anyOf ?? [];
}

function step(schema: Schema, key: string | number): Schema | undefined {
    if (typeof key === "number") return Array.isArray(schema.items) ? undefined : asSchema(schema.items);
    return property(schema, key) ?? asSchema(schema.additionalProperties);
}

function property(schema: Schema, word: string): Schema | undefined {
    return asSchema(schema.properties?.[word]);
}

function asSchema(schema: boolean | Schema | undefined): Schema | undefined {
    return typeof schema === "object" ? schema : undefined;
}

/** What a schema asks for, in words: `a whole number from 1 to 7`. */
export function named(schema: Schema | undefined): string | undefined {
    if (!schema) return undefined;
    const kinds = kindsOf(schema);
    if (kinds.length > 0) return `a mapping whose kind is ${kinds.map(({ kind }) => kind).join(" or ")}`;
    const options = optionsOf(schema);
    if (options.length > 0) return options.map((option) => named(option) ?? "anything").join(", or ");
    if (schema.const !== undefined) return String(schema.const);
    if (schema.enum) return schema.enum.map(String).join(", ");
    if (schema.type === "integer") return `a whole number${between(schema)}`;
    if (schema.type === "number") return `a number${between(schema)}`;
    if (schema.type === "boolean") return "true or false";
    if (schema.type === "string") {
        const { minLength, maxLength, format = "" } = schema;
        return formats[format]?.name ?? `text${counted(minLength, maxLength, " characters")}`;
    }
    if (schema.type === "array") return `a list${counted(schema.minItems, schema.maxItems, "")}`;
    if (schema.type !== "object") return undefined;
    return schema.properties ? `a mapping of ${Object.keys(schema.properties).join(", ")}` : "a mapping of names";
}

// Without a limit of its own a whole number has the limits of what JavaScript counts exactly, which help nobody.
function between({ minimum, maximum }: Schema): string {
    const low = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
    const high = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
    if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
    if (low !== undefined) return `, ${low} or more`;
    return high === undefined ? "" : `, ${high} or less`;
}

function counted(least = 0, most: number | undefined, what: string): string {
    if (most !== undefined) return ` of ${least} to ${most}${what}`;
    return least > 0 ? ` of ${least} or more${what}` : "";
}

/** Something that could be said there, as YAML on one line. */
export function example(schema: Schema | undefined): string {
    return flow(sample(schema));
}

/** Something that could be said there: what the schema gives as an example, or else the least that has its shape. */
export function sample(schema: Schema | undefined): unknown {
    if (!schema) return "…";
    if (schema.examples?.[0] !== undefined) return schema.examples[0];
    const empty = Array.isArray(schema.default) && schema.default.length === 0;
    if (schema.default !== undefined && !empty) return schema.default;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    const [option] = optionsOf(schema);
    if (option) return sample(option);
    if (schema.type === "integer" || schema.type === "number") return Math.max(schema.minimum ?? 1, 1);
    if (schema.type === "boolean") return true;
    if (schema.type === "array") return Array.isArray(schema.items) ? [] : [sample(asSchema(schema.items))];
    if (schema.type !== "object") return formats[schema.format ?? ""]?.example ?? "…";
    return Object.fromEntries((schema.required ?? []).map((word) => [word, sample(property(schema, word))]));
}

/** A value as YAML on one line. */
export function flow(value: unknown): string {
    // Quoted where YAML would otherwise read a number, or anything but the text.
    if (typeof value === "string") return stringify(value, { lineWidth: 0 }).trim();
    if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
    if (!isMapping(value)) return JSON.stringify(value);
    const entries = Object.entries(value).map(([word, inner]) => `${word}: ${flow(inner)}`);
    return entries.length === 0 ? "{ … }" : `{ ${entries.join(", ")} }`;
}

interface Format {
    name: string;
    example: string;
}

/** The formats of texts that environments have, in people's words. */
export const formats: Partial<Record<string, Format>> = {
    cidrv4: { name: "a block of IPv4 addresses", example: "10.20.0.0/16" },
    ipv4: { name: "an IPv4 address", example: "192.0.2.53" },
    email: { name: "an e-mail address", example: "you@your.domain" },
    url: { name: "a URL", example: "https://example.org" },
    uri: { name: "a URL", example: "https://example.org" },
    hostname: { name: "a host name", example: "host.example.org" },
};
