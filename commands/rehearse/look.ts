import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";

import type { Kept } from "./state";
import { type EnvironmentPlan, objectsOf, type Planned, type Renderer } from "../plan/compare";
import { consentsIn, type Danger, dangersIn } from "../plan/danger";
import { differences } from "../plan/differences";
import { inside } from "../plan/inside";
import { meaning } from "../preview/steps";
import type { Registered } from "../render/registration";
import { causesAmong } from "../sandbox/up";
import { Refusal } from "../terminal";

/** What the engine would do to a stack. */
export interface Look {
    /** As `update paris-longhorn`, sorted. */
    steps: string[];
    /** What holds data and would be lost, without anybody's consent. */
    dangers: Danger[];
    /** Why the engine itself refuses. */
    failures: string[];
}

const Step = z.looseObject({
    op: z.string(),
    urn: z.string(),
    type: z.string(),
    keys: z.array(z.string()).nullish(),
    diffs: z.array(z.string()).nullish(),
    old: z
        .looseObject({ inputs: z.record(z.string(), z.unknown()).nullish(), protect: z.boolean().nullish() })
        .nullish(),
    new: z.looseObject({ inputs: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});
type Step = z.infer<typeof Step>;

/**
 * Has the engine tell what the present program would do to a stack that holds a kept state, and judges it as the plan
 * judges a change: what is a danger there is one here. What `plan-consents.yaml` consents to counts, however old.
 */
export async function look(
    stack: Stack,
    {
        environment,
        state,
        folder,
        renderer,
    }: { environment: string; state: readonly Kept[]; folder: string; renderer: Renderer },
): Promise<Look> {
    const steps = new Map<string, Step>();
    const errors: string[] = [];
    const onEvent = ({ resourcePreEvent, diagnosticEvent }: EngineEvent) => {
        if (diagnosticEvent?.severity === "error") errors.push(diagnosticEvent.message.trim());
        if (!resourcePreEvent) return;
        const step = Step.parse(resourcePreEvent.metadata);
        const what = meaning(step.op);
        // A replacement is told in several steps, of which the one that creates knows both sides.
        if (what !== undefined && !(steps.has(step.urn) && step.op.startsWith("delete"))) steps.set(step.urn, step);
    };
    try {
        await stack.preview({ color: "never", onEvent });
    } catch (error) {
        if (errors.length === 0) throw error;
    }
    const told = [...steps.values()].filter(({ type }) => !isName(type));
    const changes = await Promise.all(told.map((step) => plannedOf(step, state, renderer)));
    const plan: EnvironmentPlan = { name: environment, is: "there", changes: changes.flat(), domains: {} };
    return {
        steps: told.map(({ op, urn }) => `${meaning(op) ?? op} ${nameOf(urn)}`).sort(),
        dangers: dangersIn(plan, { before: [], now: consentsIn(folder), committed: "" }).filter(
            ({ consent }) => consent !== "given",
        ),
        failures: causesAmong(errors),
    };
}

// Components are only names for what is in them.
function isName(type: string): boolean {
    return (
        type === "pulumi:pulumi:Stack" || type.startsWith("samestack:") || type.startsWith("pulumi:providers:pulumi")
    );
}

async function plannedOf(step: Step, state: readonly Kept[], renderer: Renderer): Promise<Planned[]> {
    const { op, urn, type } = step;
    const kept = state.find((one) => one.urn === urn);
    const what = meaning(op);
    if ((what !== "replace" && what !== "delete" && what !== "update") || kept?.retainOnDelete) return [];
    const before = registered(step, step.old?.inputs ?? {}, step.old?.protect ?? kept?.protect ?? false);
    const after = what === "delete" ? undefined : registered(step, step.new?.inputs ?? {}, false);
    const change: Planned = {
        what,
        type,
        name: nameOf(urn),
        fields: after ? differences(before.inputs, after.inputs) : [],
        because: what === "replace" ? (step.keys ?? []) : [],
        takes: [],
        before,
        after,
        carries: 0,
        unknown: [],
    };
    if (type !== "kubernetes:helm.sh/v3:Release" || !after) return [change];
    try {
        const clusters = state.filter((one) => one.type.startsWith("samestack:cluster:")).map(asRegistered);
        const place = clusters
            .map(({ name }) => name.replace(/-cluster$/, ""))
            .find((one) => change.name.startsWith(`${one}-`));
        const [old, now] = await Promise.all([
            objectsOf(before, clusters, place, renderer),
            objectsOf(after, clusters, place, renderer),
        ]);
        return [{ ...change, inside: inside(old, now, false) }];
    } catch (error) {
        if (error instanceof Refusal) return [{ ...change, notRendered: error.message }];
        throw error;
    }
}

function asRegistered({ urn, type, inputs, protect }: Kept): Registered {
    return registered({ urn, type }, inputs, protect);
}

function registered(
    { urn, type }: Pick<Step, "urn" | "type">,
    inputs: Record<string, unknown>,
    protect: boolean,
): Registered {
    return {
        type,
        name: nameOf(urn),
        inputs,
        dependsOn: [],
        sources: {},
        protect,
        retainOnDelete: false,
        custom: true,
        aliases: [],
        replaceOnChanges: [],
        ignoreChanges: [],
        deleteBeforeReplace: false,
    };
}

function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}
