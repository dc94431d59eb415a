import { z } from "zod";

import { configOf, patiently, statusCodeOf, whyOf } from "./api";
import type { UnfinishedObject } from "./state";
import { Refusal } from "../terminal";

const Live = z.looseObject({
    metadata: z.looseObject({
        managedFields: z
            .array(z.looseObject({ manager: z.string(), operation: z.string(), time: z.coerce.string().optional() }))
            .default([]),
    }),
});

/**
 * The name under which the dead run applied an object that it was creating; undefined where the object is not there, or
 * is somebody else's. The provider makes up such a name for each object it creates, and only who applies under that name
 * may change its fields: whatever the API server writes otherwise than it was said, as an empty map that it drops, is
 * refused to everybody else as a conflict.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
 */
export async function managerOf(object: UnfinishedObject): Promise<string | undefined> {
    const { apiVersion, kind, name, namespace } = object;
    const { KubernetesObjectApi } = await import("@kubernetes/client-node");
    const api = KubernetesObjectApi.makeApiClient(await configOf(object));
    try {
        const live = await patiently(() => api.read({ apiVersion, kind, metadata: { name, namespace } }));
        const applied = Live.parse(live)
            .metadata.managedFields.filter(
                ({ manager, operation }) => operation === "Apply" && /^pulumi-kubernetes-[0-9a-f]{8}$/.test(manager),
            )
            .sort((one, other) => ((one.time ?? "") < (other.time ?? "") ? -1 : 1));
        return applied.at(-1)?.manager;
    } catch (error) {
        if (statusCodeOf(error) === 404 || isUnserved(error)) return undefined;
        const title = `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
        throw new Refusal(`${title} cannot be read from its cluster: ${whyOf(error, "read it")}. Nothing was changed`);
    }
}

// The client looks a kind up before it asks for an object of it.
function isUnserved(error: unknown): boolean {
    return error instanceof Error && error.message.startsWith("Unrecognized API version and kind");
}
