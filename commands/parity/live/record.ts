import { z } from "zod";

import { documents } from "../../facts/yaml";
import type { LiveObject } from "./api";
import { KubernetesObject } from "../../render/chart";
import { unpacked } from "../../versions/release-record";

/** What Helm wrote down of a release: what it was given, and every object that it made of it. */
export interface HelmRecord {
    namespace: string;
    name: string;
    revision: number;
    /** `deployed`, where it is whole. */
    status: string;
    version: string;
    values: Record<string, unknown>;
    objects: KubernetesObject[];
    hooks: KubernetesObject[];
}

const TYPE = "helm.sh/release.v1";

const Release = z.looseObject({
    name: z.string(),
    namespace: z.string(),
    version: z.number(),
    info: z.looseObject({ status: z.string() }),
    chart: z.looseObject({ metadata: z.looseObject({ version: z.string() }) }),
    config: z
        .record(z.string(), z.unknown())
        .nullish()
        .transform((config) => config ?? {}),
    manifest: z.string(),
    hooks: z
        .array(z.looseObject({ manifest: z.string() }))
        .nullish()
        .transform((hooks) => hooks ?? []),
});
const Secret = z.looseObject({ type: z.literal(TYPE), data: z.looseObject({ release: z.string() }) });

/**
 * The newest record of each release, by `<namespace>/<name>`.
 *
 * @see https://helm.sh/docs/topics/advanced/#storage-backends
 */
export function recordsIn(secrets: readonly LiveObject[]): Map<string, HelmRecord> {
    const newest = new Map<string, HelmRecord>();
    for (const secret of secrets) {
        const kept = Secret.safeParse(secret);
        if (!kept.success) continue;
        const record = read(kept.data.data.release);
        const title = `${record.namespace}/${record.name}`;
        if ((newest.get(title)?.revision ?? 0) < record.revision) newest.set(title, record);
    }
    return newest;
}

/** Whether an object is one of Helm's own notes. */
export function isRecord(object: LiveObject): boolean {
    return object.kind === "Secret" && object.type === TYPE;
}

function objectsIn(text: string): KubernetesObject[] {
    return documents(text).flatMap((one) => {
        const object = KubernetesObject.safeParse(one);
        return object.success ? [object.data] : [];
    });
}

function read(text: string): HelmRecord {
    const { name, namespace, version, info, chart, config, manifest, hooks } = Release.parse(unpacked(text));
    return {
        name,
        namespace,
        revision: version,
        status: info.status,
        version: chart.metadata.version,
        values: config,
        objects: objectsIn(manifest),
        hooks: hooks.flatMap((hook) => objectsIn(hook.manifest)),
    };
}
