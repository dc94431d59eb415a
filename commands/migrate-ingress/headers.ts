import type { Migration } from "./migration";
import { type Headers, headersOf } from "./snippet";

export type { Headers } from "./snippet";

/** Headers for answers that `custom-headers` takes from a ConfigMap, where that is among the manifests. */
export function customHeaders(migration: Migration): [annotation: string, headers: Headers][] {
    const said = migration.said("custom-headers");
    if (said === undefined) return [];
    const { namespace = "" } = migration.ingress.metadata;
    const response = migration.configMaps.get(said.includes("/") ? said : `${namespace}/${said}`);
    return response ? [["custom-headers", { request: {}, response }]] : [];
}

/** Headers that snippets set, where a snippet does nothing else. */
export function snippets(migration: Migration): [annotation: string, headers: Headers][] {
    return ["server-snippet", "configuration-snippet"].flatMap((annotation): [string, Headers][] => {
        const said = migration.said(annotation);
        const headers = said === undefined ? undefined : headersOf(said);
        return headers ? [[annotation, headers]] : [];
    });
}
