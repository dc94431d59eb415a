import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import type { Api } from "./api";
import type { Stage } from "./stages";

/** What writes the objects of a cluster: kubectl, or what plays it in a test. */
export interface Writer {
    apply(manifests: readonly unknown[]): Promise<void>;
    /** Deletes Stages by name; one that is not there is no error. */
    deleteStages(names: readonly string[]): Promise<void>;
}

/** The annotation by which a Stage says which life of its kind it was made for. */
const madeFor = "sandbox.samestack.dev/made-for";
const touched = "sandbox.samestack.dev/touched";

const interval = 500;
/** For how long after a Stage was made KWOK is nudged to look at it again, in milliseconds. */
const nudging = 5_000;

const Discovery = z.looseObject({
    items: z.array(
        z.looseObject({
            metadata: z.looseObject({ name: z.string().optional() }),
            versions: z.array(
                z.looseObject({
                    version: z.string(),
                    resources: z
                        .array(
                            z.looseObject({
                                resource: z.string(),
                                responseKind: z.looseObject({ kind: z.string() }).optional(),
                            }),
                        )
                        .optional(),
                }),
            ),
        }),
    ),
});

const ObjectMeta = z.looseObject({
    metadata: z.looseObject({ uid: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
});

const Stages = z.looseObject({
    items: z.array(
        z.looseObject({
            metadata: z.looseObject({ name: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
        }),
    ),
});

/**
 * Keeps in a cluster exactly those Stages whose kind the API server serves.
 *
 * KWOK starts to watch a kind when a Stage for it appears and the kind is served; a Stage that came too early is looked
 * at again only when some Stage changes, and one whose CustomResourceDefinition was deleted and made anew goes on
 * watching the old one. So: a Stage is made when its kind is served, is deleted when it no longer is, is deleted and
 * made again for a new life of its definition, and for some seconds after that KWOK is nudged, as its own view of the
 * API lags behind.
 */
export class StageKeeper {
    readonly #api: Api;
    readonly #writer: Writer;
    readonly #stages: readonly Stage[];
    /** By name of a Stage in the cluster: what it was made for. */
    #present: Map<string, string> | undefined;
    /** Stages whose content this keeper has applied. */
    readonly #applied = new Set<string>();
    #etag: string | undefined;
    /** By kind, as "apps/v1 Deployment": the uid of its definition, or "built-in". */
    #served = new Map<string, string>();
    #nudgeUntil = 0;

    constructor(api: Api, writer: Writer, stages: readonly Stage[]) {
        this.#api = api;
        this.#writer = writer;
        this.#stages = stages;
    }

    /** One look at the cluster, and what follows from it. Gives whether all Stages are now as they should be. */
    async keep(now = Date.now()): Promise<boolean> {
        this.#present ??= await this.#readPresent();
        await this.#readServed();
        const apply: Stage[] = [];
        const remove: string[] = [];
        for (const stage of this.#stages) {
            const want = this.#served.get(`${stage.apiVersion} ${stage.kind}`);
            const have = this.#present.get(stage.name);
            // Deleted and made in one go, KWOK would not notice; the next look makes it.
            if (have !== undefined && have !== want) remove.push(stage.name);
            else if (want !== undefined && !this.#applied.has(stage.name)) apply.push(stage);
        }
        if (remove.length > 0) {
            await this.#writer.deleteStages(remove);
            for (const name of remove) {
                this.#present.delete(name);
                this.#applied.delete(name);
            }
        }
        if (apply.length > 0) {
            await this.#writer.apply(apply.map((stage) => this.#manifest(stage, {})));
            for (const stage of apply) {
                if (!this.#present.has(stage.name)) this.#nudgeUntil = now + nudging;
                this.#present.set(stage.name, this.#want(stage));
                this.#applied.add(stage.name);
            }
        } else if (now < this.#nudgeUntil) {
            // Any Stage will do.
            const [stage] = this.#stages.filter(({ name }) => this.#applied.has(name));
            if (stage) await this.#writer.apply([this.#manifest(stage, { [touched]: String(now) })]);
        }
        return remove.length === 0;
    }

    #want(stage: Stage): string {
        return this.#served.get(`${stage.apiVersion} ${stage.kind}`) ?? "";
    }

    #manifest(stage: Stage, annotations: Record<string, string>): unknown {
        const metadata = { ...stage.manifest.metadata, annotations: { [madeFor]: this.#want(stage), ...annotations } };
        return { ...stage.manifest, metadata };
    }

    async #readPresent(): Promise<Map<string, string>> {
        const answer = await this.#api.get("/apis/kwok.x-k8s.io/v1alpha1/stages");
        if (answer.status !== 200) throw new Error(`GET stages: ${answer.status} ${answer.body}`);
        const { items } = Stages.parse(JSON.parse(answer.body));
        return new Map(items.map(({ metadata }) => [metadata.name, metadata.annotations?.[madeFor] ?? ""]));
    }

    async #readServed(): Promise<void> {
        const answer = await this.#api.get("/apis", {
            headers: {
                accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
                ...(this.#etag === undefined ? {} : { "if-none-match": this.#etag }),
            },
        });
        if (answer.status === 304) return;
        if (answer.status !== 200) throw new Error(`GET /apis: ${answer.status} ${answer.body}`);
        const served = new Map(
            this.#stages
                .filter(({ apiVersion }) => !apiVersion.includes("/"))
                .map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, "built-in"]),
        );
        const wanted = new Set(this.#stages.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
        for (const { metadata, versions } of Discovery.parse(JSON.parse(answer.body)).items) {
            for (const { version, resources = [] } of versions) {
                for (const { resource, responseKind } of resources) {
                    const kind = `${metadata.name ?? ""}/${version} ${responseKind?.kind ?? ""}`;
                    if (wanted.has(kind))
                        served.set(kind, await this.#definition(`${resource}.${metadata.name ?? ""}`));
                }
            }
        }
        this.#served = served;
        this.#etag = answer.etag;
    }

    async #definition(name: string): Promise<string> {
        const answer = await this.#api.get(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`, {
            headers: { accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1" },
        });
        if (answer.status === 404) return "built-in";
        if (answer.status !== 200) throw new Error(`GET ${name}: ${answer.status} ${answer.body}`);
        return ObjectMeta.parse(JSON.parse(answer.body)).metadata.uid;
    }
}

/** Looks twice a second until `signal` aborts. An API server that does not answer for a while is waited for. */
export async function keepStages(keeper: StageKeeper, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
        await keeper.keep().catch(() => undefined);
        await sleep(interval, undefined, { signal }).catch(() => undefined);
    }
}
