import { z } from "zod";

import type { KubernetesObject } from "../render/chart";

const Definition = z.looseObject({
    kind: z.literal("CustomResourceDefinition"),
    spec: z.looseObject({
        versions: z.array(z.looseObject({ name: z.string(), served: z.boolean(), storage: z.boolean() })),
    }),
});

/** Versions in which objects of a definition could be asked for before, and can no longer. */
export function versionsUnserved(before: KubernetesObject, after: KubernetesObject): string[] {
    const served = new Set(versionsOf(after).flatMap(({ name, served }) => (served ? [name] : [])));
    return versionsOf(before)
        .filter(({ name, served: was }) => was && !served.has(name))
        .map(({ name }) => name);
}

/**
 * Fields of the versions in which objects of a definition were written down and which it no longer knows: the API server
 * refuses that as long as any may lie there.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#upgrade-existing-objects-to-a-new-stored-version
 */
export function storedVersionsGone(before: KubernetesObject, after: KubernetesObject): string[] {
    const known = new Set(versionsOf(after).map(({ name }) => name));
    return versionsOf(before)
        .filter(({ name, storage }) => storage && !known.has(name))
        .map(({ name }) => `spec.versions[${name}]`);
}

function versionsOf(object: KubernetesObject): z.infer<typeof Definition>["spec"]["versions"] {
    return Definition.safeParse(object).data?.spec.versions ?? [];
}
