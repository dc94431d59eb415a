import * as zlib from "node:zlib";

import { z } from "zod";

const Packed = z.looseObject({
    metadata: z.looseObject({
        namespace: z.string().optional(),
        labels: z.record(z.string(), z.string()),
    }),
    data: z.looseObject({ release: z.string() }),
});

/**
 * What Helm remembers of a revision of a release, out of the Secret in which it keeps it: base64 by Helm, and once more
 * by Kubernetes.
 *
 * @see https://helm.sh/docs/topics/kubernetes_apis/
 */
export function unpacked(data: string): unknown {
    const packed = Buffer.from(Buffer.from(data, "base64").toString("utf8"), "base64");
    return JSON.parse(zlib.gunzipSync(packed).toString("utf8"));
}

const Record = z.looseObject({
    name: z.string(),
    namespace: z.string(),
    info: z.looseObject({ status: z.string() }),
    chart: z.looseObject({
        metadata: z.looseObject({ name: z.string(), version: z.string(), appVersion: z.string().optional() }),
    }),
});

/** A release as a cluster has it. */
export interface Running {
    name: string;
    namespace: string;
    chart: string;
    version: string;
    app?: string;
    /** Helm's word: `deployed`, `failed`, `pending-upgrade`. */
    status: string;
}

/** The newest revision of each release among Helm's Secrets; Secrets that are none are left out. */
export function runningIn(secrets: readonly unknown[]): Running[] {
    const newest = new Map<string, { revision: number; data: string }>();
    for (const secret of secrets) {
        const { success, data: found } = Packed.safeParse(secret);
        if (!success || found.metadata.labels.owner !== "helm") continue;
        const { name = "", version } = found.metadata.labels;
        const key = `${found.metadata.namespace ?? ""}/${name}`;
        const revision = Number(version);
        if ((newest.get(key)?.revision ?? 0) < revision) newest.set(key, { revision, data: found.data.release });
    }
    return [...newest.values()]
        .map(({ data }) => Record.parse(unpacked(data)))
        .map(({ name, namespace, info, chart: { metadata } }) => ({
            name,
            namespace,
            chart: metadata.name,
            version: metadata.version,
            ...(metadata.appVersion !== undefined && { app: metadata.appVersion }),
            status: info.status,
        }))
        .sort((one, other) => (`${one.namespace}/${one.name}` < `${other.namespace}/${other.name}` ? -1 : 1));
}
