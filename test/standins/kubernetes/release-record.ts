import { z } from "zod";

import type { Cluster } from "./cluster";
import { idOf, refer } from "./naming";
import { isProperties, type Properties, toValue } from "../values";
import { documents } from "../../../commands/facts/yaml";
import { unpacked } from "../../../commands/versions/release-record";

const Record = z.looseObject({
    name: z.string(),
    namespace: z.string(),
    version: z.number(),
    info: z.looseObject({ status: z.string(), description: z.string().optional() }),
    chart: z.looseObject({
        metadata: z.looseObject({ name: z.string(), version: z.string(), appVersion: z.string().optional() }),
    }),
    config: z.record(z.string(), z.unknown()).nullish(),
    manifest: z.string().optional(),
});

/** What Helm remembers of a release's newest revision. */
export type ReleaseRecord = z.infer<typeof Record>;

const List = z.looseObject({
    items: z.array(
        z.looseObject({
            metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
            data: z.looseObject({ release: z.string() }),
        }),
    ),
});

/**
 * Reads Helm's record of a release from the Secret it keeps it in; undefined when Helm knows no such release.
 *
 * @see https://helm.sh/docs/topics/kubernetes_apis/
 */
export async function readRelease(
    cluster: Cluster,
    of: { namespace: string; name: string },
): Promise<ReleaseRecord | undefined> {
    const list = await cluster.client.ask({
        path: `/api/v1/namespaces/${of.namespace}/secrets`,
        query: { labelSelector: `owner=helm,name=${of.name}` },
    });
    const revisions = List.parse(list).items.sort(
        (one, other) => Number(other.metadata.labels.version) - Number(one.metadata.labels.version),
    );
    const newest = revisions[0];
    if (newest === undefined) return undefined;
    return Record.parse(unpacked(newest.data.release));
}

/** The names of a release's objects, by `Kind.group/apiVersion`, as the official provider lists them. */
export function resourceNames(manifest: string): Properties {
    const names = new Map<string, Set<string>>();
    for (const object of objectsOf(manifest)) {
        const { apiVersion, kind, namespace, name } = refer(object, "");
        const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0] ?? ""}` : "";
        const key = `${kind}${group}/${apiVersion}`;
        names.set(key, (names.get(key) ?? new Set()).add(idOf({ namespace, name })));
    }
    return Object.fromEntries([...names].map(([key, list]) => [key, [...list].sort()]));
}

/** The objects of a manifest, in its order and read as Helm reads it; empty documents are left out. */
export function objectsOf(manifest: string): Properties[] {
    return documents(manifest)
        .map(toValue)
        .flatMap((object) => (isProperties(object) && Object.keys(object).length > 0 ? [object] : []));
}
