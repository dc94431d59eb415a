import type { Renderer } from "../../plan/compare";
import { titleOf } from "../../render/title";
import { Installation, KubernetesObject } from "../../render/chart";
import { manifestObjects } from "../../render/manifest";
import { Refusal } from "../../terminal";
import type { Canonical, PlaceRendered } from "../objects";
import type { ServedKind } from "./api";
import type { HelmRecord } from "./record";

/** An object that a place's cluster must hold. */
export interface Asked {
    object: KubernetesObject;
    /** Of the program itself, or of the chart that it is in. */
    of: Canonical;
    /** Whether the program asks for it itself. */
    own: boolean;
}

/** All that a cluster must hold, by `titleOf`. */
export interface AllAsked {
    objects: Map<string, Asked>;
    /** Names of hooks: they come and go. */
    hooks: Set<string>;
    /** What nobody can tell here, a sentence each. */
    untold: string[];
}

/**
 * What the program asks of a place's cluster: its own objects; those of a Release by what Helm wrote down in the cluster,
 * and of a chart whose objects are the program's by rendering it.
 */
export async function askedOf(
    place: PlaceRendered,
    records: ReadonlyMap<string, HelmRecord>,
    kinds: readonly ServedKind[],
    renderer: Renderer | undefined,
): Promise<AllAsked> {
    const all: AllAsked = { objects: new Map(), hooks: new Set(), untold: [] };
    const clusterWide = new Set(kinds.filter(({ namespaced }) => !namespaced).map(keyOf));
    const put = (object: KubernetesObject, of: Canonical, own: boolean, namespace?: string) => {
        const placed = inNamespace(object, clusterWide.has(keyOf(object)), namespace);
        all.objects.set(titleOf(placed), { object: placed, of, own });
    };
    for (const one of place.objects) {
        if (!one.chart) {
            const object = KubernetesObject.safeParse(one.inputs);
            // What is AWS's own is not in the cluster.
            if (object.success) put(object.data, one, true);
            continue;
        }
        const { namespace, name } = one.chart.inputs;
        if (one.chart.type.includes("v3:Release")) {
            const record = records.get(`${String(namespace)}/${String(name)}`);
            for (const object of record?.objects ?? []) put(object, one, false, record?.namespace);
            for (const object of record?.hooks ?? [])
                all.hooks.add(titleOf(inNamespace(object, clusterWide.has(keyOf(object)), record?.namespace)));
            continue;
        }
        const made = await madeBy(one, place.kubernetes, renderer);
        if (typeof made === "string") all.untold.push(made);
        else for (const object of made) put(object, one, false, typeof namespace === "string" ? namespace : undefined);
    }
    return all;
}

/** What a chart whose objects are the program's comes to, or why nobody can tell. */
async function madeBy(
    { id, chart }: Canonical,
    kubernetes: string,
    renderer: Renderer | undefined,
): Promise<KubernetesObject[] | string> {
    const file = chart?.inputs.file;
    const installation = Installation.safeParse(chart?.inputs);
    try {
        if (typeof file === "string") return (await manifestObjects(file)).map(({ object }) => object);
        if (!renderer || !installation.success) return `${id} is not rendered: helm is neither on PATH nor built`;
        return (await renderer(installation.data, kubernetes)).map(({ object }) => object);
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return `${id} cannot be had or rendered here`;
    }
}

/** A kind, of whatever version. */
export function keyOf({ apiVersion, kind }: { apiVersion: string; kind: string }): string {
    return `${apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : ""} ${kind}`;
}

// An object that names no namespace is in the release's own, and one that cannot be in any names none.
function inNamespace(object: KubernetesObject, isClusterWide: boolean, fallback: string | undefined): KubernetesObject {
    const { namespace, ...metadata } = object.metadata;
    if (isClusterWide) return { ...object, metadata };
    return { ...object, metadata: { ...metadata, namespace: namespace ?? fallback ?? "default" } };
}
