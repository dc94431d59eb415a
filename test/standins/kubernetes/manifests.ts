import * as fs from "node:fs";

import type { Cluster } from "./cluster";
import { idOf, refer } from "./naming";
import { objectsOf } from "./release-record";
import { isProperties, type Properties, textAt } from "../values";

/** One object of a manifest, and the places in the list of those that must exist before it. */
export interface Ordered {
    object: Properties;
    after: number[];
}

/** Reads manifests from files, from URLs and from texts. */
export async function readManifests(files: string[], text = ""): Promise<Properties[]> {
    const texts = await Promise.all(files.map(readText));
    return [...texts, text].flatMap(objectsOf);
}

async function readText(file: string): Promise<string> {
    if (!/^https?:\/\//.test(file)) return fs.promises.readFile(file, "utf8");
    const response = await fetch(file);
    if (!response.ok) throw new Error(`${file} answered ${response.status} ${response.statusText}.`);
    return response.text();
}

/** The objects in lists taken out of them, each with the namespace it will be in. */
export async function settleNamespaces(
    objects: Properties[],
    namespace: string,
    cluster: Cluster,
): Promise<Properties[]> {
    const single = objects.flatMap(expand);
    const defined = new Map(single.filter(isDefinition).flatMap((definition) => [scopeOf(definition)]));
    return Promise.all(
        single.map(async (object) => {
            const { apiVersion, kind, namespace: named, name } = refer(object, "");
            if (apiVersion === "" || kind === "" || name === "") {
                const start = JSON.stringify(object).slice(0, 100);
                throw new Error(`A Kubernetes object needs apiVersion, kind and metadata.name: ${start}`);
            }
            if (named !== undefined) return object;
            const group = apiVersion.split("/")[0] ?? "";
            const namespaced = defined.get(`${group}/${kind}`) ?? (await cluster.kind(apiVersion, kind))?.namespaced;
            const metadata = isProperties(object.metadata) ? object.metadata : {};
            return namespaced === true ? { ...object, metadata: { ...metadata, namespace } } : object;
        }),
    );
}

/** In an order in which each can be created: namespaces and definitions before what needs them. */
export function inOrder(objects: Properties[]): Ordered[] {
    const first = (object: Properties): number => (isDefinition(object) || object.kind === "Namespace" ? 0 : 1);
    const sorted = [...objects].sort((one, other) => first(one) - first(other));
    return sorted.map((object) => {
        const { apiVersion, kind, namespace } = refer(object, "");
        const group = apiVersion.split("/")[0] ?? "";
        const after = sorted.flatMap((other, index) => {
            if (other === object) return [];
            if (other.kind === "Namespace") return refer(other, "").name === namespace ? [index] : [];
            return isDefinition(other) && scopeOf(other)[0] === `${group}/${kind}` ? [index] : [];
        });
        return { object, after };
    });
}

/** The logical name under which an object is registered: `prefix:namespace/name`. */
export function logicalName(prefix: string, object: Properties): string {
    const name = idOf(refer(object, ""));
    return prefix === "" ? name : `${prefix}:${name}`;
}

function expand(object: Properties): Properties[] {
    if (!textAt(object, "kind").endsWith("List") || !Array.isArray(object.items)) return [object];
    return object.items.filter(isProperties).flatMap(expand);
}

function isDefinition(object: Properties): boolean {
    return object.kind === "CustomResourceDefinition";
}

function scopeOf(definition: Properties): [string, boolean] {
    const kind = `${textAt(definition, "spec", "group")}/${textAt(definition, "spec", "names", "kind")}`;
    return [kind, textAt(definition, "spec", "scope") === "Namespaced"];
}
