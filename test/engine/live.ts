import { specialSigKey } from "@pulumi/pulumi/runtime/rpc";

import type { KubernetesObject } from "../../commands/sandbox/objects";
import { isMapping } from "../../stacks/mapping";

/** What an object says, without what the API server and controllers note on it. */
export function contentOf(object: KubernetesObject | undefined): string {
    if (object === undefined) return "";
    const { name, namespace, labels, annotations, ownerReferences } = object.metadata;
    const metadata = { name, namespace, labels, annotations, ownerReferences };
    return JSON.stringify({ ...object, status: undefined, metadata });
}

/**
 * Where a live object lacks something that was wanted: paths of fields. What the cluster added is its own affair, and so
 * is a status that somebody asks for.
 */
export function lacks(want: KubernetesObject, live: KubernetesObject): string[] {
    return lacking({ ...want, status: undefined }, live, "");
}

function lacking(want: unknown, live: unknown, path: string): string[] {
    if (want === null || want === undefined || isSecret(want)) return [];
    // The API server leaves these out.
    if (live === undefined && (want === false || want === 0 || want === "")) return [];
    if (Array.isArray(want)) {
        if (!Array.isArray(live)) return want.length === 0 ? [] : [path];
        return want.flatMap((one, index) => lacking(one, live[index], `${path}[${index}]`));
    }
    if (isMapping(want)) {
        if (!isMapping(live)) return Object.keys(want).length === 0 ? [] : [path];
        return Object.entries(want).flatMap(([key, inner]) =>
            // Written once, then kept elsewhere by the API server.
            key === "stringData" || key === "creationTimestamp" ? [] : lacking(inner, live[key], `${path}.${key}`),
        );
    }
    return quantity(want) === quantity(live) ? [] : [path];
}

function isSecret(value: unknown): boolean {
    return isMapping(value) && specialSigKey in value;
}

// The API server writes quantities in its own way: 0.5 of a core as 500m.
function quantity(value: unknown): string {
    if (typeof value !== "string" && typeof value !== "number") return String(value);
    const text = String(value);
    const cores = /^(\d*\.\d+|\d+)$/.exec(text);
    return cores && text.includes(".") ? `${Math.round(Number(text) * 1000)}m` : text;
}
