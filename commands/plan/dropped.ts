import { type ChartObject, KubernetesObject } from "../render/chart";
import type { Registered } from "../render/registration";
import { Refusal } from "../terminal";
import { type Dropped, droppedOf, droppedWords } from "../versions/dropped";
import type { Planned } from "./compare";
import { isInstalled } from "./replacement";

/** Something that the Kubernetes of its place does not serve, so that a run would fail at it. */
export interface Unserved {
    sentence: string;
    why: string;
}

/** What of objects that are new or changed Kubernetes drops, at the minor of their place. */
export function droppedIn(objects: readonly KubernetesObject[], kubernetes: string): Dropped[] {
    return objects.flatMap((object) => droppedOf(object, kubernetes) ?? []);
}

/** What a resource says for itself, where it is a Kubernetes object. */
export function itself(resource: Registered | undefined): KubernetesObject[] {
    const object = KubernetesObject.safeParse(resource?.inputs);
    return resource?.type.startsWith("kubernetes:") && object.success ? [object.data] : [];
}

/** The minor of a place's Kubernetes. */
export function kubernetesOf(all: readonly Registered[], place: string | undefined): string | undefined {
    const cluster = all.find(
        ({ type, name }) => type.startsWith("samestack:cluster:") && name === `${place ?? ""}-cluster`,
    );
    const { version } = cluster?.inputs ?? {};
    return typeof version === "string" ? version : undefined;
}

/** What a run would fail at: of what changes, and of all that is in a place whose Kubernetes is another one now. */
export async function unservedIn(
    planned: readonly Omit<Planned, "carries">[],
    { old, now, objectsIn }: { old: readonly Registered[]; now: readonly Registered[]; objectsIn: Inside },
): Promise<Unserved[]> {
    const changed = planned.flatMap(({ name, dropped = [] }) => dropped.map((one) => ({ name, one })));
    const risen = now.flatMap((cluster) => {
        const place = /^(.*)-cluster$/.exec(cluster.name)?.[1];
        if (!cluster.type.startsWith("samestack:cluster:") || place === undefined) return [];
        const [before, after] = [kubernetesOf(old, place), kubernetesOf(now, place)];
        return before !== undefined && after !== undefined && before !== after ? [{ place, after }] : [];
    });
    const elsewhere = await Promise.all(
        risen.map(async ({ place, after }) => {
            const there = now.filter(({ name }) => name.startsWith(`${place}-`));
            const found = await Promise.all(
                there.map(async (resource) => ({
                    name: resource.name,
                    dropped: droppedIn(await objectsOf(resource, place, objectsIn), after),
                })),
            );
            return found.flatMap(({ name, dropped }) => dropped.map((one) => ({ name, one })));
        }),
    );
    const all = [...changed, ...elsewhere.flat()]
        .filter(({ one }) => !one.served)
        .map(({ name, one }) => ({ sentence: `fail ${one.object} of ${name}`, why: droppedWords(one) }));
    return [...new Map(all.map((one) => [one.sentence, one])).values()];
}

/** What a chart or a bundle makes in a place. */
type Inside = (resource: Registered, place: string) => Promise<ChartObject[]>;

async function objectsOf(resource: Registered, place: string, objectsIn: Inside): Promise<KubernetesObject[]> {
    if (!isInstalled(resource.type)) return itself(resource);
    try {
        return (await objectsIn(resource, place)).map(({ object }) => object);
    } catch (error) {
        // That its objects are not told is said where the chart itself changes, and by npm run versions.
        if (error instanceof Refusal) return [];
        throw error;
    }
}
