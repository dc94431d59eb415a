import { randomBytes } from "node:crypto";

import { dashed, hideSecret, normalize, prune, readCheckpoint, writeCheckpoint } from "./checkpoint";
import type { Cluster, Reference } from "./cluster";
import { refusedWith } from "./http";
import { annotation, idOf, isPatch, parseId, refer } from "./naming";
import { isOurCreation, leaveAlone, mayForce, takeOver } from "./ownership";
import type { Given, Place } from "./place";
import * as verbs from "./verbs";
import { conditionOf, type Patience, secondsToWait, untilGone, untilReady } from "./wait";
import { NotReady, type State } from "../provider";
import {
    at,
    hasUnknowns,
    isProperties,
    keepSecrets,
    plainProperties,
    type Properties,
    textAt,
    without,
} from "../values";

export async function createObject(place: Place, given: Given<"create">): Promise<State> {
    const { preview } = given;
    const inputs = normalize(dashed(plainProperties(given.news)));
    const of = refer(inputs, given.type);
    // What the server cannot be asked about is shown as it was asked for.
    const asAsked = { id: "", outputs: given.news };
    const cluster = preview ? place.cluster : reachable(place);
    if (cluster === undefined || (preview && (isPatch(given.type) || (await unseeable(cluster, inputs, of)))))
        return asAsked;

    const manager = annotation(inputs, managerAnnotation) ?? `pulumi-kubernetes-${randomBytes(4).toString("hex")}`;
    const manner = { preview, signal: place.signal };
    const force = mayForce(inputs, place.configuration.patchForce) || preview;
    const send = (): Promise<Properties> =>
        place.configuration.upsert || isPatch(given.type)
            ? verbs.apply(cluster, of, inputs, { ...manner, manager, force })
            : verbs.create(cluster, of, inputs, manner);
    const checkpoint = (live: Properties): Properties =>
        writeCheckpoint({ inputs, live, apiVersion: of.apiVersion, fieldManager: manager }, given.news);
    try {
        if (preview) {
            return { id: "", outputs: checkpoint(without(await send(), "status")) };
        }
        const live = await verbs.insist(send, patience(place, given, inputs));
        if (of.kind === "CustomResourceDefinition") cluster.forget();
        const what = `resource "${given.urn}" was successfully created, but the Kubernetes API server reported that it`;
        const state = { id: idOf(refer(live, given.type)), outputs: checkpoint(live) };
        const ready = await settle(place, cluster, { ...given, inputs, live, id: state.id, checkpoint, what });
        return { ...state, outputs: checkpoint(ready) };
    } catch (error) {
        if (error instanceof NotReady) throw error;
        if (preview && hidesPreview(error)) return asAsked;
        throw new Error(
            `resource "${given.urn}" was not successfully created by the Kubernetes API server: ${sentence(error)}`,
        );
    }
}

export async function updateObject(place: Place, given: Given<"update">): Promise<Properties> {
    const { preview } = given;
    const inputs = normalize(dashed(plainProperties(given.news)));
    const old = readCheckpoint(given.olds);
    const of = { ...refer(inputs, given.type), ...parseId(given.id) };
    const cluster = preview ? place.cluster : reachable(place);
    if (cluster === undefined || (preview && (await unseeable(cluster, inputs, of)))) return given.news;

    const manager = annotation(inputs, managerAnnotation) ?? old.fieldManager ?? "pulumi-kubernetes-unknown";
    const apiVersion = old.apiVersion ?? of.apiVersion;
    const checkpoint = (live: Properties): Properties =>
        writeCheckpoint({ inputs, live, apiVersion, fieldManager: manager }, given.news);
    try {
        const live = await change(place, cluster, { ...given, inputs, of, manager });
        if (preview) return checkpoint(live);
        if (old.fieldManager !== undefined && old.fieldManager !== manager) {
            await verbs.relinquish(cluster, of, old.fieldManager, { preview, signal: place.signal });
        }
        const what = `the Kubernetes API server reported that "${given.id}"`;
        return checkpoint(await settle(place, cluster, { ...given, inputs, live, checkpoint, what }));
    } catch (error) {
        if (error instanceof NotReady) throw error;
        if (preview && refusedWith(error, "Forbidden")) return given.news;
        throw new Error(`update of resource "${given.urn}" failed: ${sentence(error)}`);
    }
}

async function change(
    place: Place,
    cluster: Cluster,
    given: Given<"update"> & { inputs: Properties; of: Reference; manager: string },
): Promise<Properties> {
    const { of, manager, inputs, preview } = given;
    const manner = { preview, manager, signal: place.signal };
    const live = await cluster.get(of, place.signal);
    if (live === undefined) throw new Error(`${of.kind} ${idOf(of)} no longer exists; refresh the stack.`);
    if (of.kind === "CustomResourceDefinition") {
        // A definition is put in place as a whole: applied field by field, versions left out of it would stay.
        const metadata = isProperties(inputs.metadata) ? inputs.metadata : {};
        const resourceVersion = textAt(live, "metadata", "resourceVersion");
        cluster.forget();
        return verbs.replace(cluster, of, { ...inputs, metadata: { ...metadata, resourceVersion } }, manner);
    }
    const handover = isPatch(given.type) ? undefined : takeOver(live, manager);
    if (handover !== undefined && !preview) await verbs.handOver(cluster, of, handover, manner);
    // A preview hands nothing over, so what we created ourselves would look like another owner's.
    const force = mayForce(inputs, place.configuration.patchForce) || (preview && isOurCreation(live));
    return verbs.apply(cluster, of, leaveAlone(inputs, live, manager, given.ignoreChanges), { ...manner, force });
}

export async function readObject(
    place: Place,
    given: Given<"read">,
): Promise<(State & { inputs: Properties }) | undefined> {
    if (place.cluster === undefined && place.configuration.deleteUnreachable) return undefined;
    const old = readCheckpoint(given.olds);
    const inputs = normalize(dashed(plainProperties(given.inputs)));
    const known = Object.keys(inputs).length > 0;
    const of = { ...refer(known ? inputs : old.live, given.type), ...parseId(given.id) };
    const live = await reachable(place).get(of, place.signal);
    if (live === undefined) return undefined;
    // What was never asked for by us is taken as a whole: an import, or a `get`.
    const seen = known ? prune(live, inputs) : normalize(without(live, "status"));
    const fieldManager = old.fieldManager ?? `pulumi-kubernetes-${randomBytes(4).toString("hex")}`;
    const apiVersion = old.apiVersion ?? of.apiVersion;
    return {
        id: given.id,
        outputs: writeCheckpoint({ inputs: seen, live, apiVersion, fieldManager }, given.inputs),
        inputs: hideSecret(keepSecrets(seen, given.inputs)),
    };
}

export async function deleteObject(place: Place, given: Given<"delete">): Promise<void> {
    if (place.cluster === undefined && place.configuration.deleteUnreachable) return;
    const cluster = reachable(place);
    const { inputs, live, fieldManager } = readCheckpoint(given.olds);
    const of = { ...refer(live, given.type), ...parseId(given.id) };
    const path = await cluster.path(of);
    if (path === undefined) return;
    if (isPatch(given.type)) {
        const manner = { preview: false, signal: place.signal };
        if ((await cluster.get(of)) !== undefined) await verbs.relinquish(cluster, of, fieldManager ?? "", manner);
        return;
    }
    const policies: Record<string, string> = { orphan: "Orphan", background: "Background" };
    const annotated = annotation(inputs, "pulumi.com/deletionPropagationPolicy") ?? "";
    const propagationPolicy = policies[annotated.toLowerCase()] ?? "Foreground";
    try {
        await cluster.client.ask({ method: "DELETE", path, body: { propagationPolicy }, signal: place.signal });
    } catch (error) {
        if (refusedWith(error, "NotFound")) return;
        throw error;
    }
    const leaving = await cluster.get(of, place.signal);
    // An object that is there and not leaving is another one, which took the name at once.
    if (at(leaving, "metadata", "deletionTimestamp") !== undefined && !leavesAlone(inputs)) {
        await untilGone(cluster, of, textAt(leaving, "metadata", "uid"), patience(place, given, inputs));
    }
    if (of.kind === "CustomResourceDefinition") cluster.forget();
}

const managerAnnotation = "pulumi.com/patchFieldManager";

// For these kinds the official provider takes "do not wait" to hold for their end as well.
const workloads = ["Namespace", "Pod", "ReplicationController", "DaemonSet", "Deployment", "StatefulSet", "Job"];

function leavesAlone(inputs: Properties): boolean {
    return annotation(inputs, "pulumi.com/skipAwait") === "true" && workloads.includes(textAt(inputs, "kind"));
}

function reachable(place: Place): Cluster {
    if (place.cluster !== undefined) return place.cluster;
    throw new Error(
        `configured Kubernetes cluster is unreachable: ${place.why.replace(/\.$/, "")}. If the cluster was deleted, ` +
            "PULUMI_K8S_DELETE_UNREACHABLE=true removes its resources from the state on refresh and destroy.",
    );
}

// A preview that the server cannot make: values to come, or a kind to come.
async function unseeable(cluster: Cluster, inputs: Properties, of: Reference): Promise<boolean> {
    return hasUnknowns(inputs) || (await cluster.kind(of.apiVersion, of.kind)) === undefined;
}

// Refusals of a dry run that say nothing about the real one: not allowed, its namespace to come, or its predecessor
// still to go, or a webhook that cannot be tried.
function hidesPreview(error: unknown): boolean {
    if (refusedWith(error, "Forbidden", "NotFound")) return true;
    return /already exists|does not support dry run/.test(sentence(error));
}

async function settle(
    place: Place,
    cluster: Cluster,
    given: {
        type: string;
        urn: string;
        id: string;
        timeoutSeconds: number;
        inputs: Properties;
        live: Properties;
        checkpoint: (live: Properties) => Properties;
        what: string;
    },
): Promise<Properties> {
    const of = refer(given.live, given.type);
    try {
        const condition = await conditionOf(cluster, given.inputs, given.live);
        if (condition === undefined) return given.live;
        const ready = await untilReady(cluster, of, condition, patience(place, given, given.inputs));
        place.host.status("", given.urn);
        return ready;
    } catch (error) {
        const last = (await cluster.get(of).catch(() => undefined)) ?? given.live;
        throw new NotReady(`${given.what} failed to fully initialize or become live: ${sentence(error)}`, {
            id: given.id,
            outputs: given.checkpoint(last),
        });
    }
}

function patience(place: Place, given: { urn: string; timeoutSeconds: number }, inputs: Properties): Patience {
    return {
        seconds: secondsToWait(inputs, given.timeoutSeconds),
        signal: place.signal,
        report: (message) => {
            place.host.status(message, given.urn);
        },
    };
}

function sentence(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
