import { z } from "zod";

import type { EnvironmentPlan } from "../plan/compare";
import { Refusal } from "../terminal";

/** What `pulumi preview --json` says, without any value: those may be secrets. */
const Preview = z.object({
    steps: z
        .array(
            z.object({
                op: z.string(),
                urn: z.string(),
                replaceReasons: z.array(z.string()).nullish(),
                diffReasons: z.array(z.string()).nullish(),
                detailedDiff: z.record(z.string(), z.unknown()).nullish(),
            }),
        )
        .nullish(),
    diagnostics: z.array(z.object({ message: z.string().optional(), severity: z.string().optional() })).nullish(),
});
export type Preview = z.infer<typeof Preview>;

/** Something that only the cluster, the cloud or the state could tell. */
export interface Finding {
    /** `AwsVpc ireland-vpc` as the engine has it: type and name. */
    resource: string;
    sentence: string;
}

const did: Record<string, string> = {
    create: "created",
    update: "changed in place",
    replace: "replaced",
    delete: "deleted",
    read: "read",
    import: "imported",
    refresh: "otherwise there than in the state",
};

/** Reads what the engine printed. Whatever lines stand before its JSON, warnings for one, are left out. */
export function previewIn(printed: string): Preview {
    const from = printed.search(/^\{/m);
    try {
        return Preview.parse(JSON.parse(printed.slice(Math.max(0, from))));
    } catch {
        throw new Refusal("pulumi preview --json printed no JSON: run it yourself, its words are above");
    }
}

/**
 * What a preview says beyond the plan: another thing done to a resource, or one that the plan does not name. What both
 * say alike is left out, and what the plan says and the preview does not is told, for then it is so already.
 */
export function beyond({ steps }: Preview, plan: EnvironmentPlan): Finding[] {
    const done = new Map<string, { what: string; fields: Set<string> }>();
    for (const { op, urn, replaceReasons, diffReasons, detailedDiff } of steps ?? []) {
        const key = keyOf(urn);
        const what = meaning(op);
        if (key === undefined || what === undefined) continue;
        const known = done.get(key) ?? { what, fields: new Set<string>() };
        const fields = replaceReasons?.length ? replaceReasons : (diffReasons ?? Object.keys(detailedDiff ?? {}));
        for (const field of fields) known.fields.add(field);
        done.set(key, known);
    }
    // A chart by `Chart` is no more than a name to the engine, and its objects are told by the plan.
    const planned = new Map(
        plan.changes.filter(({ type }) => !isGroup(type)).map(({ type, name, what }) => [`${type} ${name}`, what]),
    );
    const more = [...done].flatMap(([resource, { what, fields }]) => {
        const expected = planned.get(resource);
        if (expected === what) return [];
        const by = fields.size === 0 ? "" : ` (${[...fields].sort().join(", ")})`;
        const instead = expected === undefined ? "not in the plan" : `the plan says ${did[expected] ?? expected}`;
        return [{ resource, sentence: `${did[what] ?? what}${by}; ${instead}` }];
    });
    const already = [...planned].flatMap(([resource, what]) =>
        done.has(resource) || what === "rename" || what === "keep"
            ? []
            : [{ resource, sentence: `nothing is done; the plan says ${did[what] ?? what}` }],
    );
    return [...more, ...already].sort((one, other) => (one.resource < other.resource ? -1 : 1));
}

/** What an operation of the engine does; undefined where it changes nothing. */
export function meaning(op: string): string | undefined {
    if (["same", "read", "discard", "discard-replaced"].includes(op)) return undefined;
    if (/replace/.test(op)) return "replace";
    return op;
}

/** Type and name of a resource; undefined for what the plan names otherwise or not at all: see below. */
function keyOf(urn: string): string | undefined {
    const [, , types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
    const [type = "", ...above] = types.split("$").reverse();
    // Components are only names for what is in them; objects of a `Chart` are in the plan with their chart.
    if (type.startsWith("samestack:") || type === "pulumi:pulumi:Stack" || isGroup(type) || above.some(isGroup)) {
        return undefined;
    }
    // The SDK makes it by itself.
    if (type.startsWith("pulumi:providers:") && name[0]?.startsWith("default")) return undefined;
    return `${type} ${name.join("::")}`;
}

function isGroup(type: string): boolean {
    return type === "kubernetes:helm.sh/v4:Chart" || type.startsWith("kubernetes:yaml/");
}
