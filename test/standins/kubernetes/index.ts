import { setMaxListeners } from "node:events";

import { Cluster } from "./cluster";
import { checkObject, diffObject } from "./compare";
import { construct } from "./components";
import { checkConfiguration, diffConfiguration, readConfiguration } from "./configuration";
import { Helm } from "./helm";
import { connect } from "./http";
import { type Access, openKubeconfig } from "./kubeconfig";
import { createObject, deleteObject, readObject, updateObject } from "./objects";
import type { Place } from "./place";
import * as releases from "./release";
import type { Host, Provider } from "../provider";
import { serve } from "../server";
import type { Properties } from "../values";

/**
 * Plays the Kubernetes provider where the official plugin cannot be had: the same types, inputs, outputs, ids and state
 * for what this project uses of it, so that neither program nor tests know which of the two they speak to.
 */
const cancelled = new AbortController();
setMaxListeners(0, cancelled.signal);
const helm = new Helm(cancelled.signal);
let configured: Place | undefined;

const provider: Provider = {
    // Not below what the SDK asks for, and yet not the official one's.
    version: "4.34.2+stand-in",
    checkConfig: (news, { urn }) => checkConfiguration(news, { urn, strict: strictMode() }),
    diffConfig: diffConfiguration,
    configure: async (inputs, host) => {
        configured = await openPlace(inputs, host);
        host.log("info", "The Kubernetes provider is samestack's stand-in, not the official plugin.");
    },
    check: (given) =>
        given.type === releases.releaseType ? releases.checkRelease(place(), helm, given) : checkObject(place(), given),
    diff: (given) => (given.type === releases.releaseType ? releases.diffRelease(given) : diffObject(place(), given)),
    create: (given) =>
        given.type === releases.releaseType
            ? releases.createRelease(place(), helm, given)
            : createObject(place(), given),
    read: (given) =>
        given.type === releases.releaseType ? releases.readReleaseState(place(), given) : readObject(place(), given),
    update: (given) =>
        given.type === releases.releaseType
            ? releases.updateRelease(place(), helm, given)
            : updateObject(place(), given),
    delete: (given) =>
        given.type === releases.releaseType
            ? releases.deleteRelease(place(), helm, given)
            : deleteObject(place(), given),
    invoke: (token) =>
        Promise.reject(new Error(`${token} is no function that the stand-in of the Kubernetes provider knows.`)),
    construct: (request) => construct(place(), helm, request),
    cancel: () => {
        cancelled.abort();
    },
};

async function openPlace(inputs: Properties, host: Host): Promise<Place> {
    const configuration = readConfiguration(inputs);
    const { namespace } = configuration.choice;
    const common = { configuration, host, signal: cancelled.signal };
    let access: Access | undefined;
    try {
        access = openKubeconfig(configuration.choice);
        const cluster = new Cluster(connect(access));
        await cluster.version(AbortSignal.any([cancelled.signal, AbortSignal.timeout(15_000)]));
        return { ...common, cluster, access, why: "", namespace: access.namespace };
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const server = access === undefined ? "" : `${access.server}: `;
        return { ...common, cluster: undefined, access, why: `${server}${why}`, namespace: namespace ?? "default" };
    }
}

function place(): Place {
    if (configured === undefined) throw new Error("The engine asked for something before it configured the provider.");
    return configured;
}

// The stack's own `kubernetes:strictMode`, which the engine hands to plugins in their environment.
function strictMode(): boolean {
    const config: unknown = JSON.parse(process.env.PULUMI_CONFIG ?? "{}");
    return typeof config === "object" && config !== null && "kubernetes:strictMode" in config
        ? config["kubernetes:strictMode"] === "true"
        : typeof config === "object" && config !== null && "strictMode" in config && config.strictMode === "true";
}

void serve(provider);
