import { setTimeout as sleep } from "node:timers/promises";

import type { Cluster, Reference } from "./cluster";
import { Refusal } from "./http";
import { annotation, idOf } from "./naming";
import { type Condition, parseWaitFor, readinessOfKind } from "./readiness";
import { at, isProperties, type Properties, textAt } from "../values";

export interface Patience {
    /** How long to wait at most, in seconds. */
    seconds: number;
    /** Ends when the engine wants to stop. */
    signal: AbortSignal;
    /** Told what the object waits for, whenever that changes. */
    report(message: string): void;
}

/**
 * How long to wait for an object, in seconds: as its resource's `customTimeouts` say, or else its annotation
 * `pulumi.com/timeoutSeconds`, or else ten minutes (five for a volume).
 */
export function secondsToWait(inputs: Properties, customTimeout: number): number {
    if (customTimeout > 0) return customTimeout;
    const annotated = Number(annotation(inputs, "pulumi.com/timeoutSeconds"));
    if (Number.isInteger(annotated) && annotated > 0) return annotated;
    return textAt(inputs, "kind").startsWith("PersistentVolume") ? 300 : 600;
}

/** What to wait for, as the object's annotations say, or else its kind. Undefined: nothing. */
export async function conditionOf(
    cluster: Cluster,
    inputs: Properties,
    live: Properties,
): Promise<Condition | undefined> {
    if (annotation(inputs, "pulumi.com/skipAwait") === "true") return undefined;
    const waitFor = annotation(inputs, "pulumi.com/waitFor");
    if (waitFor !== undefined) return parseWaitFor(waitFor);
    const kind = `${textAt(live, "apiVersion")}/${textAt(live, "kind")}`;
    if (kind === "v1/PersistentVolumeClaim" && (await waitsForConsumer(cluster, live))) return undefined;
    return readinessOfKind[kind];
}

// Such a claim stays unbound until a pod uses it, which may well depend on it.
async function waitsForConsumer(cluster: Cluster, claim: Properties): Promise<boolean> {
    const name = textAt(claim, "spec", "storageClassName");
    if (name === "") return false;
    const storageClass = await cluster.get({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name });
    return storageClass?.volumeBindingMode === "WaitForFirstConsumer";
}

/** Waits until the object is ready, and gives it as it then is; throws a sentence when it fails or time is up. */
export async function untilReady(
    cluster: Cluster,
    of: Reference,
    condition: Condition,
    patience: Patience,
): Promise<Properties> {
    let last = "";
    for await (const live of observe(cluster, of, patience)) {
        if (live === undefined) throw new Error(`${of.kind} ${idOf(of)} disappeared while it was waited for.`);
        const readiness = condition(live);
        if (readiness.is === "ready") return live;
        if (readiness.is === "failed") throw new Error(`${of.kind} ${idOf(of)}: ${readiness.because}`);
        if (readiness.for !== last) patience.report(`waiting for ${readiness.for}`);
        last = readiness.for;
    }
    throw stopped(of, patience, `is not ready after ${patience.seconds} s; it still waits for ${last}`);
}

/** Waits until the object is gone, or another has taken its name. */
export async function untilGone(cluster: Cluster, of: Reference, uid: string, patience: Patience): Promise<void> {
    let holds = "";
    for await (const live of observe(cluster, of, patience)) {
        if (textAt(live, "metadata", "uid") !== uid) return;
        const held = at(live, "metadata", "finalizers");
        const finalizers = Array.isArray(held) ? held.map((finalizer) => textAt(finalizer)) : [];
        holds = finalizers.length === 0 ? "" : `; its finalizers hold it: ${finalizers.join(", ")}`;
        patience.report(`waiting until it is gone${holds}`);
    }
    throw stopped(of, patience, `still exists ${patience.seconds} s after its deletion${holds}`);
}

function stopped(of: Reference, patience: Patience, what: string): Error {
    const why = patience.signal.aborted ? "was still being waited for when the run was cancelled" : what;
    return new Error(`${of.kind} ${idOf(of)} ${why}.`);
}

// The object now, and after each change, until time is up. Undefined is: not there.
async function* observe(
    cluster: Cluster,
    of: Reference,
    patience: Patience,
): AsyncGenerator<Properties | undefined, void, void> {
    const deadline = AbortSignal.timeout(patience.seconds * 1_000);
    const signal = AbortSignal.any([deadline, patience.signal]);
    while (!signal.aborted) {
        try {
            const live = await cluster.get(of, signal);
            yield live;
            if (live === undefined) continue;
            for await (const event of watch(cluster, of, live, signal)) yield event;
        } catch (error) {
            if (error instanceof Refusal && error.code === 403) throw error;
            // A watch that broke off, or one too old to go on, is begun again.
        }
        await sleep(200, undefined, { signal }).catch(() => undefined);
    }
}

async function* watch(
    cluster: Cluster,
    of: Reference,
    live: Properties,
    signal: AbortSignal,
): AsyncGenerator<Properties | undefined, void, void> {
    const { name, ...collection } = of;
    const path = await cluster.path(collection);
    const resourceVersion = textAt(live, "metadata", "resourceVersion");
    if (path === undefined) return;
    const query = { watch: true, fieldSelector: `metadata.name=${name}`, resourceVersion, timeoutSeconds: "60" };
    for await (const event of cluster.client.lines({ path, query, signal })) {
        if (!isProperties(event) || !isProperties(event.object) || event.type === "ERROR") return;
        yield event.type === "DELETED" ? undefined : event.object;
    }
}
