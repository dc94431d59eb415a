import { z } from "zod";

import { type Client, refusedWith } from "./http";
import { isProperties, type Properties } from "../values";

/** One object, by the words of its own manifest. */
export interface Reference {
    apiVersion: string;
    kind: string;
    namespace?: string;
    name: string;
}

/** Where the API server keeps objects of a kind. */
export interface Kind {
    plural: string;
    namespaced: boolean;
}

const Discovery = z.looseObject({
    items: z.array(
        z.looseObject({
            metadata: z.looseObject({ name: z.string().optional() }).optional(),
            versions: z.array(
                z.looseObject({
                    version: z.string(),
                    resources: z
                        .array(
                            z.looseObject({
                                resource: z.string(),
                                scope: z.string(),
                                responseKind: z.looseObject({ kind: z.string() }).nullish(),
                            }),
                        )
                        .nullish(),
                }),
            ),
        }),
    ),
});

const Version = z.looseObject({ gitVersion: z.string() });

/** What one API server serves: looked up once, and again when a kind is missing. */
export class Cluster {
    readonly client: Client;
    private known: Promise<Map<string, Kind>> | undefined;

    constructor(client: Client) {
        this.client = client;
    }

    /** As the server names it, for example `v1.36.3`. */
    async version(signal?: AbortSignal): Promise<string> {
        return Version.parse(await this.client.ask({ path: "/version", signal, first: true })).gitVersion;
    }

    /** Undefined when the server does not serve this kind, or not yet. */
    async kind(apiVersion: string, kind: string): Promise<Kind | undefined> {
        const key = `${apiVersion}/${kind}`;
        const found = (await this.kinds()).get(key);
        if (found !== undefined) return found;
        this.forget();
        return (await this.kinds()).get(key);
    }

    /** Every `apiVersion/kind` served, as Helm wants them for its `Capabilities`. */
    async served(): Promise<string[]> {
        const kinds = [...(await this.kinds()).keys()];
        return [...new Set(kinds.map((key) => key.slice(0, key.lastIndexOf("/")))), ...kinds];
    }

    /** Ask anew next time: a CustomResourceDefinition has come or gone. */
    forget(): void {
        this.known = undefined;
    }

    /** The path of an object, or, without a name, of its collection. Undefined when its kind is not served. */
    async path(of: Omit<Reference, "name"> & { name?: string }): Promise<string | undefined> {
        const kind = await this.kind(of.apiVersion, of.kind);
        if (kind === undefined) return undefined;
        const root = of.apiVersion.includes("/") ? "/apis" : "/api";
        const namespace = kind.namespaced ? `/namespaces/${of.namespace ?? "default"}` : "";
        const name = of.name === undefined ? "" : `/${of.name}`;
        return `${root}/${of.apiVersion}${namespace}/${kind.plural}${name}`;
    }

    /** The object as it is now; undefined when there is none. */
    async get(of: Reference, signal?: AbortSignal): Promise<Properties | undefined> {
        const path = await this.path(of);
        if (path === undefined) return undefined;
        try {
            const live = await this.client.ask({ path, signal });
            return isProperties(live) ? live : undefined;
        } catch (error) {
            if (refusedWith(error, "NotFound")) return undefined;
            throw error;
        }
    }

    private kinds(): Promise<Map<string, Kind>> {
        this.known ??= this.discover().catch((error: unknown) => {
            this.known = undefined;
            throw error;
        });
        return this.known;
    }

    private async discover(): Promise<Map<string, Kind>> {
        // One answer for all groups; without it every group and version would be a request of its own.
        const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        const answers = await Promise.all(["/api", "/apis"].map((path) => this.client.ask({ path, accept })));
        const kinds = new Map<string, Kind>();
        for (const { items } of answers.map((answer) => Discovery.parse(answer))) {
            for (const { metadata, versions } of items) {
                const group = metadata?.name ?? "";
                for (const { version, resources } of versions) {
                    for (const { resource, scope, responseKind } of resources ?? []) {
                        if (responseKind === null || responseKind === undefined) continue;
                        const apiVersion = group === "" ? version : `${group}/${version}`;
                        const kind = { plural: resource, namespaced: scope === "Namespaced" };
                        kinds.set(`${apiVersion}/${responseKind.kind}`, kind);
                    }
                }
            }
        }
        return kinds;
    }
}
