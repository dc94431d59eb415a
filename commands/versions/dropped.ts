import { minorOf, readRemovals, type Removals } from "./removals";
import { titleOf } from "../render/title";
import type { KubernetesObject } from "../render/chart";

/** An object whose API a Kubernetes drops. */
export interface Dropped {
    /** As the plan names objects: `policy PodDisruptionBudget web/web`. */
    object: string;
    /** `policy/v1beta1 PodDisruptionBudget` */
    api: string;
    /** The first minor that does not serve it. */
    removed: string;
    /** What is served in its place. */
    instead?: string;
    /** Whether the place's own minor serves it still. */
    served: boolean;
}

let known: Removals | undefined;

/** What is said of an object's API at a minor of Kubernetes; undefined where nobody plans to drop it. */
export function droppedOf(object: KubernetesObject, kubernetes: string): Dropped | undefined {
    known ??= readRemovals();
    const found = known.removals.find(
        ({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind,
    );
    if (!found) return undefined;
    const { removed, instead } = found;
    return {
        object: titleOf(object),
        api: `${found.apiVersion} ${found.kind}`,
        removed,
        ...(instead !== undefined && { instead }),
        served: minorOf(kubernetes) < minorOf(removed),
    };
}

/** As in `policy/v1beta1 PodDisruptionBudget is not served from Kubernetes 1.25 on; write policy/v1 PodDisruptionBudget`. */
export function droppedWords({ api, removed, instead }: Dropped): string {
    const other = instead === undefined ? "look for a later version of it" : `write ${instead}`;
    return `${api} is not served from Kubernetes ${removed} on; ${other}`;
}
