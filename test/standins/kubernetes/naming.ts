import { randomBytes } from "node:crypto";

import type { Reference } from "./cluster";
import { isProperties, isUnknown, type Properties } from "../values";

/** `namespace/name`, or `name` alone for what belongs to no namespace: a resource's id. */
export function idOf(of: { namespace?: string; name: string }): string {
    return of.namespace === undefined || of.namespace === "" ? of.name : `${of.namespace}/${of.name}`;
}

export function parseId(id: string): { namespace?: string; name: string } {
    const [first = "", second] = id.split("/");
    return second === undefined ? { name: first } : { namespace: first, name: second };
}

/** `kubernetes:core/v1:Pod` is a `v1` `Pod`. A `PodPatch` is a `Pod` too, of which it owns some fields. */
export function kindOfType(type: string): { apiVersion: string; kind: string } {
    const [, group = "", kind = ""] = type.split(":");
    return { apiVersion: group.replace(/^core\//, ""), kind: isPatch(type) ? kind.replace(/Patch$/, "") : kind };
}

/** The type token under which an object of a manifest is registered. */
export function typeOfKind(apiVersion: string, kind: string): string {
    return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

export function isPatch(type: string): boolean {
    return /[^:]Patch$/.test(type);
}

/** Names its object without asking the server; unknown parts of a preview count as absent. */
export function refer(object: Properties, type: string): Reference {
    const metadata = isProperties(object.metadata) ? object.metadata : {};
    const text = (value: unknown): string | undefined =>
        typeof value === "string" && value !== "" && !isUnknown(value) ? value : undefined;
    const fallback = kindOfType(type);
    return {
        apiVersion: text(object.apiVersion)?.replace(/^core\//, "") ?? fallback.apiVersion,
        kind: text(object.kind) ?? fallback.kind,
        namespace: text(metadata.namespace),
        name: text(metadata.name) ?? "",
    };
}

const autonamed = "pulumi.com/autonamed";

/**
 * Gives a nameless object the name it had before, or else one made of the resource's name and eight hexadecimal
 * digits, and marks it as named so.
 */
export function autoname(object: Properties, before: Properties, name: string, proposed?: string): Properties {
    const metadata = isProperties(object.metadata) ? object.metadata : {};
    if (typeof metadata.name === "string" && metadata.name !== "") return object;
    const kept = isAutonamed(before) && isProperties(before.metadata) ? before.metadata.name : undefined;
    const chosen = kept ?? proposed ?? `${name}-${randomBytes(4).toString("hex")}`;
    const annotations = isProperties(metadata.annotations) ? metadata.annotations : {};
    return {
        ...object,
        metadata: { ...metadata, name: chosen, annotations: { ...annotations, [autonamed]: "true" } },
    };
}

export function isAutonamed(object: Properties): boolean {
    return annotation(object, autonamed) === "true";
}

export function annotation(object: Properties, name: string): string | undefined {
    const annotations = isProperties(object.metadata) ? object.metadata.annotations : undefined;
    const value = isProperties(annotations) ? annotations[name] : undefined;
    return typeof value === "string" ? value : undefined;
}
