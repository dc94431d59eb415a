import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

import { KubernetesObject, objectOf, objectsIn, type Resource, resourcesOf, wanted } from "../sandbox/objects";
import type { Sandbox } from "../sandbox/open";
import { run } from "../sandbox/process";
import { Refusal } from "../terminal";

/** What one place of a stack comes down to, for those who would make it without the engine. */
export interface Rendered {
    /** Every object: the stack's own, what its charts render, and the definitions that charts keep in `crds/`. */
    objects: KubernetesObject[];
    /** The same for a script: charts in an order in which each finds what it needs, and our own objects between them. */
    steps: Step[];
}

export type Step = { apply: KubernetesObject[] } | { install: Installation };

/** A chart, as Helm's command line is told to install it. */
export interface Installation {
    release: string;
    namespace: string;
    /** A name in `repository`, `oci://…`, or a file. */
    chart: string;
    version: string;
    repository?: string;
    values: Record<string, unknown>;
    /** Whether Helm is to wait until its pods are ready, for as many seconds; as the stack has it. */
    wait: boolean;
    timeout: number;
}

/**
 * Reads what a place came down to from the state of a sandbox that is up. `charts` has the inputs of the charts that
 * the stack installs object by object, by name: the state does not keep those.
 */
export async function rendered(
    sandbox: Sandbox,
    place: string,
    charts: Readonly<Record<string, unknown>>,
): Promise<Rendered> {
    const steps = inTurn(await resourcesOf(sandbox, place), charts);
    const asked = await wanted(sandbox, place);
    const kept = await Promise.all(
        steps.flatMap((step) => ("install" in step ? [definitionsIn(step.install, sandbox.tools.helm)] : [])),
    );
    // A chart that is installed object by object has its definitions among them.
    const definitions = kept.flat().filter(({ metadata }) => !asked.some((one) => one.metadata.name === metadata.name));
    return { objects: [...definitions, ...asked.map(revealed)], steps };
}

/** The steps of a script that makes these resources, which are in an order in which they can be made. */
export function inTurn(resources: readonly Resource[], charts: Readonly<Record<string, unknown>>): Step[] {
    const byUrn = new Map(resources.map((one) => [one.urn, one]));
    const parentOf = (one: Resource) => (one.parent === undefined ? undefined : byUrn.get(one.parent));
    const isInside = (one: Resource, urn: string): boolean => {
        const parent = parentOf(one);
        return parent !== undefined && (parent.urn === urn || isInside(parent, urn));
    };
    // What a component waits for its children wait for; who waits for a component waits for all that is in it.
    const needs = (one: Resource, found = new Set<Resource>()): Set<Resource> => {
        const direct = one.dependencies.flatMap((urn) =>
            resources.filter((other) => other.urn === urn || isInside(other, urn)),
        );
        for (const need of direct) {
            if (found.has(need)) continue;
            found.add(need);
            needs(need, found);
        }
        const parent = parentOf(one);
        return parent === undefined ? found : needs(parent, found);
    };

    const installs = resources.filter(isChart);
    const own = resources.filter((one) => objectOf(one) && !installs.some((chart) => isInside(one, chart.urn)));
    const made = new Set<Resource>();
    const make = (some: readonly Resource[]): Step[] => {
        for (const one of some) made.add(one);
        const objects = some.map(objectOf).filter((object) => object !== undefined);
        return objects.length === 0 ? [] : [{ apply: objects.map(revealed) }];
    };
    const steps = installs.flatMap((chart): Step[] => {
        const before = needs(chart);
        const first = make(own.filter((one) => before.has(one) && !made.has(one)));
        return [...first, { install: installation(chart, charts) }];
    });
    return [...steps, ...make(own.filter((one) => !made.has(one)))];
}

const release = "kubernetes:helm.sh/v3:Release";
const chart = "kubernetes:helm.sh/v4:Chart";

function isChart({ type }: Resource): boolean {
    return type === release || type === chart;
}

const Inputs = z.looseObject({
    name: z.string(),
    namespace: z.string(),
    chart: z.string(),
    version: z.string(),
    repositoryOpts: z.looseObject({ repo: z.string().optional() }).nullish(),
    values: z.record(z.string(), z.unknown()).default({}),
    skipAwait: z.boolean().default(false),
    timeout: z.number().default(300),
});

function installation(one: Resource, charts: Readonly<Record<string, unknown>>): Installation {
    const inputs = Inputs.parse(one.type === chart ? charts[one.urn.split("::").at(-1) ?? ""] : one.inputs);
    return {
        release: inputs.name,
        namespace: inputs.namespace,
        chart: inputs.chart,
        version: inputs.version,
        repository: inputs.repositoryOpts?.repo,
        values: inputs.values,
        wait: !inputs.skipAwait,
        timeout: inputs.timeout,
    };
}

/** Where Helm finds a chart, in its own words. */
export function chartWords({ chart, version, repository }: Installation): string[] {
    return [chart, "--version", version, ...(repository === undefined ? [] : ["--repo", repository])];
}

async function definitionsIn(install: Installation, helm: string): Promise<KubernetesObject[]> {
    const { code, stdout, output } = await run(helm, ["show", "crds", ...chartWords(install)], { env: process.env });
    if (code !== 0) throw new Refusal(`helm show crds ${install.chart} failed: ${output.trim()}`);
    return objectsIn(stdout);
}

const Wrapped = z.object({ [specialSigKey]: z.literal(specialSecretSig), plaintext: z.string() });

/** With secrets as they are: the API server is to get them, and nobody else. */
function revealed(object: KubernetesObject): KubernetesObject {
    return KubernetesObject.parse(open(object));
}

function open(value: unknown): unknown {
    const wrapped = Wrapped.safeParse(value);
    if (wrapped.success) {
        const inner: unknown = JSON.parse(wrapped.data.plaintext);
        return inner;
    }
    if (Array.isArray(value)) return value.map(open);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
}
