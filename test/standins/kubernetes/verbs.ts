import { setTimeout as sleep } from "node:timers/promises";

import { type Cluster, type Reference } from "./cluster";
import { type Question, Refusal, refusedWith } from "./http";
import { idOf } from "./naming";
import { creator } from "./ownership";
import { at, isProperties, type Properties, textAt, type Value } from "../values";

/** What holds for every request of one operation. */
export interface Manner {
    /** Ask the server what it would do, without doing it. */
    preview: boolean;
    signal: AbortSignal;
}

/** The server does not serve this kind: perhaps its definition is still on the way. */
export class NoSuchKind extends Error {}

/** Creates an object that must not exist yet. Unknown and duplicate fields are refused. */
export async function create(cluster: Cluster, of: Reference, body: Properties, manner: Manner): Promise<Properties> {
    const { apiVersion, kind, namespace } = of;
    const began = Date.now();
    try {
        return await ask(
            cluster,
            { apiVersion, kind, namespace },
            { method: "POST", body, query: { fieldManager: creator } },
            manner,
        );
    } catch (error) {
        // The server may have obeyed a first try whose answer was lost; then the object is the one we asked for.
        const found = refusedWith(error, "AlreadyExists") && error.afterRetry ? await cluster.get(of) : undefined;
        const created = Date.parse(textAt(found, "metadata", "creationTimestamp"));
        // The server writes whole seconds, by its own clock.
        if (found !== undefined && created >= began - 2_000 && createdByUs(at(found, "metadata", "managedFields")))
            return found;
        throw refusedWith(error, "AlreadyExists") ? new Error(exists(of, error.message)) : error;
    }
}

/** Server-side apply: the object gets these fields, and `manager` owns them. */
export async function apply(
    cluster: Cluster,
    of: Reference,
    body: Properties,
    manner: Manner & { manager: string; force: boolean },
): Promise<Properties> {
    const query = { fieldManager: manner.manager, force: manner.force };
    const contentType = "application/apply-patch+yaml";
    try {
        return await ask(cluster, of, { method: "PATCH", body, query, contentType }, manner);
    } catch (error) {
        if (!refusedWith(error, "Conflict")) throw error;
        throw new Error(
            `The resource managed by field manager "${manner.manager}" had an apply conflict: ${error.message} ` +
                "Leave the field to its owner with ignoreChanges, or take it with the annotation pulumi.com/patchForce.",
        );
    }
}

/** Puts a whole object in the place of the one there is. */
export async function replace(
    cluster: Cluster,
    of: Reference,
    body: Properties,
    manner: Manner & { manager: string },
): Promise<Properties> {
    return ask(cluster, of, { method: "PUT", body, query: { fieldManager: manner.manager } }, manner);
}

/** Hands an object's fields over from those who created it, by the patch that `takeOver` makes. */
export async function handOver(cluster: Cluster, of: Reference, patch: Value, manner: Manner): Promise<Properties> {
    return ask(cluster, of, { method: "PATCH", body: patch, contentType: "application/json-patch+json" }, manner);
}

/** Gives up all fields that `manager` owns, and leaves the object to its other owners. */
export async function relinquish(cluster: Cluster, of: Reference, manager: string, manner: Manner): Promise<void> {
    const metadata = { name: of.name, ...(of.namespace !== undefined && { namespace: of.namespace }) };
    const body = { apiVersion: of.apiVersion, kind: of.kind, metadata };
    await apply(cluster, of, body, { ...manner, manager, force: false });
}

/** Tries to create again, up to five times in half a minute, what lacks its namespace or its definition. */
export async function insist(
    send: () => Promise<Properties>,
    patience: { signal: AbortSignal; report: (message: string) => void },
    pause = 500,
): Promise<Properties> {
    for (let attempt = 0; ; attempt++) {
        try {
            return await send();
        } catch (error) {
            const early = error instanceof NoSuchKind || refusedWith(error, "NotFound");
            if (!early || attempt === 5) throw error;
            patience.report(`Retry #${attempt}; creation failed: ${error.message}`);
            // Half a second at first, as definitions and namespaces follow each other closely in one run.
            await sleep(pause * 2 ** attempt, undefined, { signal: patience.signal });
        }
    }
}

async function ask(
    cluster: Cluster,
    of: Omit<Reference, "name"> & { name?: string },
    question: Omit<Question, "path">,
    manner: Manner,
): Promise<Properties> {
    const path = await cluster.path(of);
    if (path === undefined)
        throw new NoSuchKind(
            `no matches for kind "${of.kind}" in version "${of.apiVersion}"; verify that any required CRDs have been created`,
        );
    const query = {
        ...question.query,
        fieldValidation: question.contentType === "application/json-patch+json" ? undefined : "Strict",
        dryRun: manner.preview ? "All" : undefined,
    };
    const answer = await cluster.client.ask({ ...question, path, query, signal: manner.signal });
    if (!isProperties(answer)) throw new Refusal(200, "", `The API server answered ${path} without an object.`, false);
    return answer;
}

function createdByUs(managedFields: Value | undefined): boolean {
    return (
        Array.isArray(managedFields) && managedFields.some((entry) => isProperties(entry) && entry.manager === creator)
    );
}

function exists(of: Reference, message: string): string {
    return (
        `${message}\n${of.kind} ${idOf(of)} already exists in the cluster. Import it, change single fields of it with a ` +
        "Patch resource, or let the provider take it over with upsertExistingObjects."
    );
}
