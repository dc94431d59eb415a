import type { EnvironmentFile, Outcome } from "../render/program";
import type { Registered } from "../render/registration";
import { type ChartObject, Installation, KubernetesObject, render } from "../render/chart";
import { manifestObjects } from "../render/manifest";
import { titleOf } from "../render/title";
import { Refusal } from "../terminal";
import type { Dropped } from "../versions/dropped";
import { type Change, changesOf } from "./changes";
import { droppedIn, itself, kubernetesOf, type Unserved, unservedIn } from "./dropped";
import { type Inside, inside } from "./inside";
import { hasUnknown, isInstalled } from "./replacement";

/** A change with what it means for the objects of a chart, where it is one. */
export interface Planned extends Change {
    inside?: Inside;
    /** Why the objects of the chart are not told. */
    notRendered?: string;
    /** How many resources are made anew with it: everything in a cluster that is another one now. */
    carries: number;
    /** Fields whose next values nobody knows before they are made. */
    unknown: string[];
    /** Objects that are new or changed, whose API Kubernetes drops. */
    dropped?: Dropped[];
}

/** What would change in one environment. */
export interface EnvironmentPlan {
    name: string;
    is: "added" | "removed" | "there";
    /** Why it is refused, where it is, as it is now. */
    refused?: string;
    changes: Planned[];
    /** Places with their domains, by which what is the same in several is told. */
    domains: Record<string, string>;
    /** What a run would fail at, for the place's Kubernetes does not serve it. */
    unserved?: Unserved[];
}

/** How charts are rendered; without, changes of charts are told by their values alone. */
export type Renderer = (installation: Installation, kubernetes: string) => Promise<ChartObject[]>;

/** The renderer that runs Helm. */
export function helmRenderer(helm: string): Renderer {
    return (installation, kubernetes) => render(installation, kubernetes, { helm });
}

/** Compares what an environment came down to with what it comes down to now. */
export async function compare(
    name: string,
    before: Outcome | undefined,
    after: Outcome | undefined,
    renderer: Renderer | undefined,
): Promise<EnvironmentPlan> {
    const is = before === undefined ? "added" : after === undefined ? "removed" : "there";
    const refused = after && "refused" in after ? after.refused : undefined;
    const [old, now] = [resourcesOf(before), resourcesOf(after)];
    // Nothing is deleted by a file that goes: the stack and all that it made are there until somebody destroys them.
    const changes =
        refused === undefined && is !== "removed" ? changesOf(old, now).filter(({ what }) => what !== "keep") : [];
    const given = { old, now, renderer };
    const planned = await Promise.all(
        changes.map(async (change) => ({
            ...(await detailed(change, given)),
            carries: changes.filter(({ carried }) => carried === change.name && isProvider(change.type)).length,
        })),
    );
    const objectsIn = (resource: Registered, place: string) => objectsOf(resource, now, place, renderer);
    const unserved =
        refused === undefined && is !== "removed" ? await unservedIn(planned, { old, now, objectsIn }) : [];
    return { name, is, refused, changes: planned, domains: { ...domainsOf(old), ...domainsOf(now) }, unserved };
}

/** Names of all environments of two revisions. */
export function namesOf(before: readonly EnvironmentFile[], after: readonly EnvironmentFile[]): string[] {
    return [...new Set([...before, ...after].map(({ name }) => name))].sort();
}

function resourcesOf(outcome: Outcome | undefined): Registered[] {
    // What was refused before was never there.
    return outcome && "resources" in outcome ? outcome.resources : [];
}

async function detailed(
    change: Change,
    { old, now, renderer }: { old: Registered[]; now: Registered[]; renderer: Renderer | undefined },
): Promise<Omit<Planned, "carries">> {
    const unknown = change.fields.filter(({ after }) => hasUnknown(after)).map(({ path }) => path);
    if (change.carried !== undefined) return { ...change, unknown };
    const kubernetes = kubernetesOf(now, change.place) ?? "1.36";
    if (!isInstalled(change.type)) return { ...change, unknown, ...droppedFrom(itself(change.after), kubernetes) };
    if (!renderer && !isBundle(change.type))
        return { ...change, unknown, notRendered: "helm is neither on PATH nor built" };
    try {
        const [before, after] = await Promise.all([
            objectsOf(change.before, old, change.place, renderer),
            objectsOf(change.after, now, change.place, renderer),
        ]);
        const collected = collectedIn(change.before?.provider, { old, now });
        const told = inside(before, after, !change.type.endsWith(":Release"), collected);
        const touched = new Set(told.objects.map(({ object }) => object));
        const objects = after.map(({ object }) => object).filter((object) => touched.has(titleOf(object)));
        return { ...change, unknown, inside: told, ...droppedFrom(objects, kubernetes) };
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        // Why may be told in words of this machine and moment; what it means is the same everywhere.
        const chart = Installation.safeParse((change.after ?? change.before)?.inputs).data?.chart ?? change.name;
        const reason = / does not render: /.test(error.message) ? error.message : `${chart} cannot be had here`;
        return { ...change, unknown, notRendered: reason };
    }
}

/** Names of the definitions of a cluster that go with a namespace which goes, as the program said before. */
function collectedIn(provider: string | undefined, { old, now }: Record<"old" | "now", Registered[]>): Set<string> {
    const there = new Set(now.map(({ name }) => name));
    return new Set(
        old
            .filter((one) => one.provider === provider && one.type.endsWith(":CustomResourceDefinitionPatch"))
            .filter(({ deletedWith }) => deletedWith !== undefined && !there.has(deletedWith))
            .map(({ inputs }) => KubernetesObject.parse(inputs).metadata.name),
    );
}

/** What a chart, at the Kubernetes version of its place, or a bundle makes. Throws a Refusal where it cannot be told. */
export async function objectsOf(
    resource: Registered | undefined,
    all: Registered[],
    place: string | undefined,
    renderer: Renderer | undefined,
): Promise<ChartObject[]> {
    if (!resource) return [];
    if (isBundle(resource.type)) return manifestObjects(String(resource.inputs.file));
    if (!renderer) throw new Refusal("helm is neither on PATH nor built");
    const installation = Installation.safeParse(resource.inputs);
    if (!installation.success) throw new Refusal(`${resource.name} names no chart that could be rendered`);
    return renderer(installation.data, kubernetesOf(all, place) ?? "1.36");
}

function droppedFrom(objects: KubernetesObject[], kubernetes: string): Pick<Planned, "dropped"> {
    const dropped = droppedIn(objects, kubernetes);
    return dropped.length === 0 ? {} : { dropped };
}

function isBundle(type: string): boolean {
    return type === "kubernetes:yaml/v2:ConfigFile";
}

function isProvider(type: string): boolean {
    return type.startsWith("pulumi:providers:");
}

function domainsOf(resources: Registered[]): Record<string, string> {
    const stacks = resources.filter(({ type }) => type === "samestack:stacks:Production");
    return Object.fromEntries(stacks.map(({ name, inputs }) => [name, String(inputs.domain)]));
}
