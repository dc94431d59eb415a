import { setTimeout as sleep } from "node:timers/promises";

import { patience, reach, workloadsReady } from "./ready";
import type { SandboxCluster } from "../sandbox/cluster";
import { type KubernetesObject, titleOf } from "../sandbox/objects";
import { Refusal } from "../terminal";
import type { Cluster } from "../../test/standins/kubernetes/cluster";
import { toValue } from "../../test/standins/values";

/**
 * Applies objects all at once, in no order: whatever the API server does not accept yet, for want of its namespace or
 * its definition, is tried again until it does. Then waits until every workload is ready.
 */
export async function applyTogether(
    cluster: SandboxCluster,
    objects: readonly KubernetesObject[],
    signal: AbortSignal,
): Promise<void> {
    const api = reach(cluster);
    const deadline = Date.now() + patience;
    let left = objects;
    let last = "";
    while (left.length > 0) {
        if (Date.now() > deadline) {
            throw new Refusal(`${left.length} of ${objects.length} objects are not accepted: ${last}`);
        }
        api.forget();
        const served = new Set(await api.served());
        const refused = await Promise.all(
            left.map(async (object) => {
                try {
                    if (!served.has(`${object.apiVersion}/${object.kind}`)) throw new Error("its kind is not served");
                    await apply(api, object, signal);
                    return [];
                } catch (error) {
                    signal.throwIfAborted();
                    last = `${titleOf(object)}: ${error instanceof Error ? error.message : String(error)}`;
                    return [object];
                }
            }),
        );
        left = refused.flat();
        if (left.length > 0) await sleep(50, undefined, { signal });
    }
    await workloadsReady(api, signal);
}

async function apply(api: Cluster, object: KubernetesObject, signal: AbortSignal): Promise<void> {
    const { apiVersion, kind, metadata } = object;
    const path = await api.path({ apiVersion, kind, namespace: metadata.namespace, name: metadata.name });
    if (path === undefined) throw new Error("its kind is not served");
    const query = { fieldManager: "samestack-bench", force: true };
    const contentType = "application/apply-patch+yaml";
    await api.client.ask({ method: "PATCH", path, query, contentType, body: toValue(object), signal });
}
