import assert from "node:assert/strict";

import { z } from "zod";

import type { Api } from "../../../commands/sandbox/api";
import { keepStages, StageKeeper, type Writer } from "../../../commands/sandbox/simulate";
import type { Stage } from "../../../commands/sandbox/stages";

const stage = (name: string, apiVersion: string, kind: string): Stage => ({
    name,
    apiVersion,
    kind,
    manifest: { kind: "Stage", metadata: { name } },
});
const stages = [stage("pod", "v1", "Pod"), stage("issuer", "cert-manager.io/v1", "ClusterIssuer")];

const Manifest = z.looseObject({
    metadata: z.object({ name: z.string(), annotations: z.record(z.string(), z.string()) }),
});

/** A cluster that serves what it is told to, and remembers its Stages and what was asked and written. */
class Cluster implements Api, Writer {
    server = "https://127.0.0.1:1";
    /** By "group/version Kind": the uid of its definition. */
    served = new Map<string, string>();
    revision = 1;
    stages = new Map<string, Record<string, string>>();
    asked: string[] = [];
    written: string[] = [];

    serve(kind: string, uid: string | undefined): void {
        if (uid === undefined) this.served.delete(kind);
        else this.served.set(kind, uid);
        this.revision += 1;
    }

    get: Api["get"] = (path, { headers = {} } = {}) => {
        this.asked.push(path);
        const etag = `"${this.revision}"`;
        const answer = (status: number, body: unknown) =>
            Promise.resolve({ status, body: JSON.stringify(body), etag: path === "/apis" ? etag : undefined });
        if (path === "/apis/kwok.x-k8s.io/v1alpha1/stages") {
            const items = [...this.stages].map(([name, annotations]) => ({ metadata: { name, annotations } }));
            return answer(200, { items });
        }
        if (path === "/apis") {
            if (headers["if-none-match"] === etag) return answer(304, "");
            const items = [...this.served.keys()].map((key) => {
                const [group = "", version = "", kind = ""] = key.split(/[/ ]/);
                const resources = [{ resource: `${kind.toLowerCase()}s`, responseKind: { kind } }];
                return { metadata: { name: group }, versions: [{ version, resources }] };
            });
            return answer(200, { items });
        }
        const name = /customresourcedefinitions\/(\w+)s\.(.*)$/.exec(path);
        const found = [...this.served].find(([key]) => {
            const [group, , kind = ""] = key.split(/[/ ]/);
            return group === name?.[2] && kind.toLowerCase() === name?.[1];
        });
        return found ? answer(200, { metadata: { uid: found[1] } }) : answer(404, {});
    };

    apply: Writer["apply"] = (manifests) => {
        for (const manifest of manifests) {
            const { metadata } = Manifest.parse(manifest);
            const nudge = Object.keys(metadata.annotations).length > 1;
            this.written.push(`${nudge ? "nudge" : "apply"} ${metadata.name}`);
            this.stages.set(metadata.name, metadata.annotations);
        }
        return Promise.resolve();
    };

    deleteStages: Writer["deleteStages"] = (names) => {
        for (const name of names) {
            this.written.push(`delete ${name}`);
            this.stages.delete(name);
        }
        return Promise.resolve();
    };

    close(): void {
        this.asked.push("close");
    }

    take(): string[] {
        return this.written.splice(0);
    }
}

const issuer = "cert-manager.io/v1 ClusterIssuer";

describe("keeping the Stages of a cluster", () => {
    let cluster: Cluster;
    let keeper: StageKeeper;
    beforeEach(() => {
        cluster = new Cluster();
        keeper = new StageKeeper(cluster, cluster, stages);
    });

    it("makes at once what is for built-in kinds, and the rest when its kind is served", async () => {
        assert.equal(await keeper.keep(0), true);
        assert.deepEqual(cluster.take(), ["apply pod"]);
        await keeper.keep(10_000);
        assert.deepEqual(cluster.take(), []);
        cluster.serve(issuer, "uid-1");
        await keeper.keep(20_000);
        assert.deepEqual(cluster.take(), ["apply issuer"]);
        assert.deepEqual(cluster.stages.get("issuer"), { "sandbox.samestack.dev/made-for": "uid-1" });
    });

    it("nudges KWOK for five seconds after it made a Stage, then is silent", async () => {
        await keeper.keep(0);
        cluster.take();
        await keeper.keep(500);
        await keeper.keep(4_900);
        assert.deepEqual(cluster.take(), ["nudge pod", "nudge pod"]);
        await keeper.keep(5_100);
        assert.deepEqual(cluster.take(), []);
    });

    it("deletes a Stage when its kind is no longer served", async () => {
        cluster.serve(issuer, "uid-1");
        await keeper.keep(0);
        cluster.take();
        cluster.serve(issuer, undefined);
        assert.equal(await keeper.keep(10_000), false);
        assert.deepEqual(cluster.take(), ["delete issuer"]);
        assert.equal(await keeper.keep(20_000), true);
        assert.deepEqual(cluster.take(), []);
    });

    it("makes a Stage anew, in two looks, for a kind whose definition was made anew", async () => {
        cluster.serve(issuer, "uid-1");
        await keeper.keep(0);
        cluster.take();
        cluster.serve(issuer, "uid-2");
        await keeper.keep(10_000);
        assert.deepEqual(cluster.take(), ["delete issuer"]);
        await keeper.keep(10_500);
        assert.deepEqual(cluster.take(), ["apply issuer"]);
        assert.deepEqual(cluster.stages.get("issuer"), { "sandbox.samestack.dev/made-for": "uid-2" });
    });

    it("takes over what an earlier run has left, and brings its content up to date without making it anew", async () => {
        cluster.serve(issuer, "uid-1");
        await keeper.keep(0);
        cluster.take();
        const next = new StageKeeper(cluster, cluster, stages);
        await next.keep(60_000);
        assert.deepEqual(cluster.take(), ["apply pod", "apply issuer"]);
        await next.keep(60_500);
        assert.deepEqual(cluster.take(), [], "nothing was made, so nobody is nudged");
    });

    it("deletes what an earlier run has left for a definition that is gone or another one", async () => {
        cluster.stages.set("issuer", { "sandbox.samestack.dev/made-for": "uid-0" });
        cluster.serve(issuer, "uid-1");
        await keeper.keep(0);
        assert.deepEqual(cluster.take(), ["delete issuer", "apply pod"]);
        await keeper.keep(500);
        assert.deepEqual(cluster.take(), ["apply issuer"]);
    });

    it("asks for definitions only when what is served has changed", async () => {
        cluster.serve(issuer, "uid-1");
        await keeper.keep(0);
        cluster.asked = [];
        for (const now of [500, 1_000, 1_500]) await keeper.keep(now);
        assert.deepEqual(cluster.asked, ["/apis", "/apis", "/apis"]);
    });

    it("leaves Stages that are not its own alone", async () => {
        cluster.stages.set("mine", {});
        await keeper.keep(0);
        assert.ok(cluster.stages.has("mine"));
    });

    it("goes on after an API server that did not answer, and ends when it is told to", async () => {
        const stop = new AbortController();
        const get = cluster.get;
        let failures = 0;
        cluster.get = (path, options) => {
            if (failures < 1) {
                failures += 1;
                return Promise.reject(new Error("connection refused"));
            }
            if (path === "/apis") stop.abort();
            return get(path, options);
        };
        await keepStages(keeper, stop.signal);
        assert.equal(failures, 1);
        assert.deepEqual(cluster.take(), ["apply pod"]);
    });
});
