import { z } from "zod";

import { type Objection, type Path, valueAt, written } from "./refusals";
import { meant } from "./spelling";
import { example, flow, formats, kindsOf, named, type Schema, schemaAt, wordsOf } from "./words";
import { isMapping } from "./mapping";

type Issue = z.core.$ZodIssue;

/** What a schema's own check (`refine`) may say beside its sentence: what is allowed, and what to write instead. */
const Advice = z.object({ allowed: z.string().optional(), fix: z.string() });

/**
 * Says what zod found wrong in sentences, each with its fix. `schema` is what may be said, `said` what was, and `raw`
 * the same without what was added to it unasked.
 */
export function objectionsTo(
    issues: readonly Issue[],
    { said, raw }: { said: unknown; raw: unknown },
    schema: Schema,
): Objection[] {
    const all = issues.flatMap((issue) => {
        const at = pathOf(issue);
        const asked = schemaAt(schema, said, at);
        return objections(issue, { at, value: valueAt(said, at), said, raw, asked, schema });
    });
    // A word that stands elsewhere, or misspelt, is not missing as well.
    const elsewhere = all.flatMap(({ meant }) => (meant ? [written(meant)] : []));
    return all.filter(({ at }) => valueAt(said, at) !== undefined || !elsewhere.includes(written(at)));
}

/** The path of what an issue is about, as ours are. */
export function pathOf(issue: Issue): Path {
    return issue.path.map((key) => (typeof key === "number" ? key : String(key)));
}

interface Context {
    at: Path;
    value: unknown;
    said: unknown;
    raw: unknown;
    /** What the schema asks for there. */
    asked: Schema | undefined;
    schema: Schema;
}

function objections(issue: Issue, context: Context): Objection[] {
    const { at, value, asked } = context;
    const allowed = named(asked);
    switch (issue.code) {
        case "unrecognized_keys":
            return issue.keys.map((key) => unknownWord(key, context));
        case "invalid_type":
            if (value === undefined) return [missing(context)];
            if (value === null) return [{ at, rule: "is left empty", allowed, fix: write(context, example(asked)) }];
            return [{ at, rule: own(issue) ?? isA(context), allowed, fix: write(context, retyped(context)) }];
        case "invalid_value":
            return [notAmong(issue.values.map(String), issue, context)];
        case "invalid_union":
            return issue.errors.length > 0
                ? nearest(issue.errors, context)
                : [notAmong(discriminators(issue), issue, context)];
        case "too_small":
        case "too_big":
            return [outOfBounds(issue, context)];
        case "not_multiple_of": {
            const rule = own(issue) ?? `is not a multiple of ${issue.divisor}`;
            return [{ at, rule, allowed: `multiples of ${issue.divisor}`, fix: write(context, String(issue.divisor)) }];
        }
        case "invalid_format": {
            const format = formats[issue.format];
            const rule = own(issue) ?? `is not ${format?.name ?? "written as it must be"}`;
            return [
                { at, rule, allowed: format?.name ?? allowed, fix: write(context, format?.example ?? example(asked)) },
            ];
        }
        case "invalid_key":
            return issue.issues.flatMap((inner) => advised(inner, at, "choose another name"));
        case "invalid_element":
            return issue.issues.flatMap((inner) => advised(inner, at, write(context, example(asked))));
        case "custom":
            return advised(issue, at, write(context, example(asked)));
    }
}

function unknownWord(key: string, { at, value, asked, said, raw, schema }: Context): Objection {
    const words = wordsOf(asked, value);
    const objection = { at: [...at, key], rule: "is an unknown word here", allowed: words.join(", ") };
    const spoken = valueAt(raw, at);
    const near = meant(
        key,
        words.filter((word) => !isMapping(spoken) || !(word in spoken)),
    );
    if (near !== undefined) return { ...objection, fix: `write ${near}`, meant: [...at, near] };

    const others = kindsOf(asked).filter(({ words }) => words.includes(key));
    if (others.length > 0) {
        const kinds = others.map(({ kind }) => kind).join(" or ");
        return { ...objection, fix: `write kind: ${kinds}, whose word it is, or remove it` };
    }

    const inside = words.find((word) =>
        wordsOf(schemaAt(schema, said, [...at, word]), valueAt(said, [...at, word])).includes(key),
    );
    if (inside !== undefined) return { ...objection, fix: `write it inside ${inside}`, meant: [...at, inside, key] };

    const above = at.slice(0, -1);
    const outside = at.length > 0 && wordsOf(schemaAt(schema, said, above), valueAt(said, above)).includes(key);
    return { ...objection, fix: outside ? `write it beside ${String(at.at(-1))}, not inside` : "remove it" };
}

function missing({ at, asked }: Context): Objection {
    const word = at.at(-1) ?? "";
    const under = written(at.slice(0, -1));
    return { at, rule: "is missing", allowed: named(asked), fix: `add under ${under}: ${word}: ${example(asked)}` };
}

function notAmong(options: string[], issue: Issue, context: Context): Objection {
    const { at, value } = context;
    const allowed = options.join(", ");
    if (value === undefined)
        return {
            ...missing(context),
            allowed,
            fix: `add under ${written(at.slice(0, -1))}: ${at.at(-1) ?? ""}: ${options.join(" or ")}`,
        };
    const near = typeof value === "string" ? meant(value, options) : undefined;
    return {
        at,
        rule: own(issue) ?? "is none of the allowed values",
        allowed,
        fix: write(context, near ?? options.join(" or ")),
    };
}

/** Of several ways to say something, objects by the one that the value comes nearest to. */
function nearest(errors: Issue[][], context: Context): Objection[] {
    const { at, asked } = context;
    const tried = errors.filter(
        (issues) => !issues.some((issue) => issue.path.length === 0 && issue.code === "invalid_type"),
    );
    const [best] = tried.sort((a, b) => a.length - b.length);
    if (!best) return [{ at, rule: isA(context), allowed: named(asked), fix: write(context, example(asked)) }];
    return objectionsTo(
        best.map((issue) => ({ ...issue, path: [...at, ...issue.path] })),
        context,
        context.schema,
    );
}

function outOfBounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, context: Context): Objection {
    const { at, asked } = context;
    const small = issue.code === "too_small";
    const bound = Number(small ? issue.minimum : issue.maximum);
    const limit = issue.inclusive === false ? bound + (small ? 1 : -1) : bound;
    const sized = { at, allowed: named(asked), fix: write(context, example(asked)) };
    if (issue.origin === "string") {
        const rule = small && limit === 1 ? "is empty" : `is ${small ? "shorter" : "longer"} than ${limit} characters`;
        return { ...sized, rule: own(issue) ?? rule };
    }
    if (issue.origin === "array") {
        const rule =
            small && limit === 1 ? "is an empty list" : `has ${small ? "fewer" : "more"} than ${limit} entries`;
        return { ...sized, rule: own(issue) ?? rule };
    }
    const rule = own(issue) ?? `is ${small ? "less" : "more"} than ${limit}`;
    return { at, rule, allowed: named(asked), fix: write(context, String(limit)) };
}

function advised(issue: Issue, at: Path, fix: string): Objection[] {
    const advice = issue.code === "custom" ? Advice.safeParse(issue.params).data : undefined;
    return [{ at, rule: issue.message, allowed: advice?.allowed, fix: advice?.fix ?? fix }];
}

/** What a schema says in a sentence of its own, which is better than what can be said of any. */
function own(issue: Issue): string | undefined {
    return /^(Invalid|Too (small|big)|Unrecognized)\b/.test(issue.message) ? undefined : issue.message;
}

function write({ at, asked }: Context, better: string): string {
    const word = at.at(-1);
    const what = typeof word === "string" ? `${word}: ${better}` : better;
    const usual = asked?.default === undefined ? undefined : flow(asked.default);
    if (usual === undefined) return `write ${what}`;
    return usual === better ? `write ${what}, the default` : `write ${what}, or remove it for the default, ${usual}`;
}

function isA({ value, asked }: Context): string {
    if (Array.isArray(value)) return "is a list";
    if (isMapping(value)) return "is a mapping";
    if (typeof value === "number") return asked?.type === "integer" ? "is not a whole number" : "is a number";
    return typeof value === "string" ? "is text" : "is a truth value";
}

/** The same value as the type that is asked for, where that is all that is wrong. */
function retyped({ value, asked }: Context): string {
    if (kindsOf(asked).some(({ kind }) => kind === value)) return `{ kind: ${String(value)} }`;
    if (typeof value === "string" && (asked?.type === "integer" || asked?.type === "number") && /^-?\d+$/.test(value))
        return `${value} without quotes`;
    if (typeof value === "string" && asked?.type === "boolean" && /^(true|false)$/i.test(value))
        return `${value.toLowerCase()} without quotes`;
    if (typeof value === "number" && asked?.type === "string") return `"${value}" in quotes`;
    if (!isMapping(value) && !Array.isArray(value) && asked?.type === "array") return `[${flow(value)}]`;
    return example(asked);
}

function discriminators(issue: z.core.$ZodIssueInvalidUnion): string[] {
    return "options" in issue ? (issue.options ?? []).map(String) : [];
}
