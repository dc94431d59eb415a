import * as https from "node:https";

import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { z } from "zod";

import { reach } from "../../../components/cluster";
import { Refusal } from "../../terminal";

/** A kind that an API server serves. */
export interface ServedKind {
    apiVersion: string;
    kind: string;
    namespaced: boolean;
    /** Where all objects of it are. */
    path: string;
}

/** The objects of a cluster, to read. */
export interface LiveApi {
    /** Every kind that can be listed, in each version that is served, the preferred one first. */
    kinds: ServedKind[];
    /** All objects of a kind; undefined where whoever asks may not list it, or nobody answers for it. */
    list(kind: ServedKind): Promise<LiveObject[] | undefined>;
}

/** An object as its API server keeps it. */
export const LiveObject = z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({
        name: z.string(),
        namespace: z.string().optional(),
        labels: z.record(z.string(), z.string()).optional(),
        annotations: z.record(z.string(), z.string()).optional(),
        ownerReferences: z.array(z.unknown()).default([]),
        managedFields: z
            .array(z.looseObject({ manager: z.string().default("somebody"), fieldsV1: z.unknown() }))
            .default([]),
    }),
});
export type LiveObject = z.infer<typeof LiveObject>;

const Discovery = z.looseObject({
    items: z.array(
        z.looseObject({
            metadata: z.looseObject({ name: z.string().default("") }).default({ name: "" }),
            versions: z.array(
                z.looseObject({
                    version: z.string(),
                    resources: z
                        .array(
                            z.looseObject({
                                resource: z.string(),
                                responseKind: z.looseObject({ kind: z.string() }).optional(),
                                scope: z.string(),
                                verbs: z.array(z.string()).default([]),
                            }),
                        )
                        .default([]),
                }),
            ),
        }),
    ),
});
const List = z.looseObject({
    metadata: z.looseObject({ continue: z.string().optional() }).default({}),
    items: z
        .array(z.looseObject({}))
        .nullish()
        .transform((items) => items ?? []),
});

const AT_ONCE = 500;
const SECONDS = 60;

/**
 * Opens a cluster with a kubeconfig of one context. Reads only. Throws one sentence, `reach`'s, where it cannot be
 * reached.
 */
export async function openLive(place: string, kubeconfig: string): Promise<LiveApi> {
    await reach(place, kubeconfig);
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    const get = getter(config);

    const accept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList," +
        "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
    const answers = await Promise.all(["api", "apis"].map((path) => get(path, accept)));
    const kinds = answers.flatMap(({ status, body }) => {
        if (status !== 200) throw new Refusal(`${place} does not say what it serves: it answers ${status}`);
        return Discovery.parse(JSON.parse(body)).items.flatMap(kindsOf);
    });
    return {
        kinds,
        list: async ({ apiVersion, kind, path }) => {
            const found: LiveObject[] = [];
            let next = "";
            do {
                const { status, body } = await get(`${path}?limit=${AT_ONCE}${next}`);
                if (status !== 200) return undefined;
                const { metadata, items } = List.parse(JSON.parse(body));
                found.push(...items.map((item) => LiveObject.parse({ apiVersion, kind, ...item })));
                next = metadata.continue ? `&continue=${encodeURIComponent(metadata.continue)}` : "";
            } while (next !== "");
            return found;
        },
    };
}

type Group = z.infer<typeof Discovery>["items"][number];

function kindsOf({ metadata: { name }, versions }: Group): ServedKind[] {
    return versions.flatMap(({ version, resources }) =>
        resources
            .filter(({ verbs }) => verbs.includes("list"))
            .map(({ resource, responseKind, scope }) => ({
                apiVersion: name === "" ? version : `${name}/${version}`,
                kind: responseKind?.kind ?? resource,
                namespaced: scope === "Namespaced",
                path: `${name === "" ? "api" : `apis/${name}`}/${version}/${resource}`,
            })),
    );
}

interface Answer {
    status: number;
    body: string;
}

function getter(config: KubeConfig): (path: string, accept?: string) => Promise<Answer> {
    const agent = { current: undefined as https.Agent | undefined };
    return async (path, accept = "application/json") => {
        const server = config.getCurrentCluster()?.server ?? "";
        const options: https.RequestOptions = {};
        await config.applyToHTTPSOptions(options);
        agent.current ??= new https.Agent({ keepAlive: true, maxSockets: 8, ...certificatesOf(options) });
        const url = new URL(path, server.endsWith("/") ? server : `${server}/`);
        const signal = AbortSignal.timeout(SECONDS * 1000);
        return new Promise((resolve, reject) => {
            const asking = https.request(url, { ...options, agent: agent.current, signal }, (response) => {
                let body = "";
                response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
                response.on("end", () => {
                    resolve({ status: response.statusCode ?? 0, body });
                });
                response.on("error", reject);
            });
            asking.setHeader("accept", accept);
            asking.on("error", reject);
            asking.end();
        });
    };
}

function certificatesOf({ ca, cert, key, rejectUnauthorized, servername }: https.RequestOptions): https.AgentOptions {
    return { ca, cert, key, rejectUnauthorized, servername };
}
