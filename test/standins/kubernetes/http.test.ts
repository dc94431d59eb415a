import assert from "node:assert/strict";

import { type Answer, apiServer, type ApiServer, type Asked, discovery } from "./api-server";
import { Cluster } from "./cluster";
import { connect, Refusal } from "./http";
import { creator } from "./ownership";
import { apply, create, insist } from "./verbs";
import type { Properties } from "../values";

const signal = new AbortController().signal;

describe("the Kubernetes API, as the stand-in asks it", () => {
    const opened: ApiServer[] = [];
    const listen = async (answer: (asked: Asked, count: number) => Answer) => {
        const server = await apiServer(answer);
        opened.push(server);
        const authorization = () => Promise.resolve("Bearer token");
        const client = connect(
            { server: server.url, namespace: "default", tls: {}, authorization, kubeconfig: "" },
            10,
        );
        return { server, client, cluster: new Cluster(client) };
    };
    afterEach(async () => {
        await Promise.all(opened.splice(0).map((server) => server.close()));
    });

    const status = (code: number, reason: string): Answer => ({
        code,
        body: { kind: "Status", reason, message: `it said ${reason}` },
    });

    it("is asked again when it is busy, stumbles or breaks off, and then answers", async () => {
        const faults: Answer[] = [
            { code: 429, headers: { "retry-after": "0" } },
            { code: 500 },
            "break",
            { code: 503 },
        ];
        const { client, server } = await listen((_, count) => faults[count - 1] ?? { code: 200, body: { done: true } });
        assert.deepEqual(await client.ask({ path: "/x", method: "PUT", body: { a: 1 } }), { done: true });
        assert.equal(server.asked.length, 5);
        assert.ok(server.asked.every(({ body, method }) => body === '{"a":1}' && method === "PUT"));
        assert.ok(server.asked.every(({ headers }) => headers.authorization === "Bearer token"));
    });

    it("waits as long as it says", async () => {
        const { client } = await listen((_, count) =>
            count === 1 ? { code: 429, headers: { "retry-after": "1" } } : { code: 200 },
        );
        const began = Date.now();
        await client.ask({ path: "/x" });
        assert.ok(Date.now() - began >= 990);
    });

    it("is taken at its word when it refuses", async () => {
        const { client, server } = await listen(() => status(422, "Invalid"));
        await assert.rejects(
            client.ask({ path: "/x" }),
            (error) => error instanceof Refusal && error.reason === "Invalid" && error.message === "it said Invalid",
        );
        assert.equal(server.asked.length, 1);
    });

    it("is not asked twice whether it is there", async () => {
        const { client, server } = await listen(() => ({ code: 200 }));
        await server.close();
        const began = Date.now();
        await assert.rejects(client.ask({ path: "/version", first: true }), /ECONNREFUSED/);
        assert.ok(Date.now() - began < 150);
    });

    const serving = (rest: (asked: Asked, count: number) => Answer) => (asked: Asked, count: number) =>
        /^\/apis?$/.test(asked.path)
            ? discovery(asked.path, [
                  ["v1", "ConfigMap", "configmaps", "Namespaced"],
                  ["example.org/v1", "Thing", "things", "Cluster"],
              ])
            : rest(asked, count);
    const of = { apiVersion: "v1", kind: "ConfigMap", namespace: "there", name: "cm" };
    const manner = { preview: false, signal };

    it("names the place of each kind that it serves", async () => {
        const { cluster, server } = await listen(serving(() => ({ code: 404 })));
        assert.equal(await cluster.path(of), "/api/v1/namespaces/there/configmaps/cm");
        assert.equal(
            await cluster.path({ apiVersion: "example.org/v1", kind: "Thing", namespace: "there", name: "t" }),
            "/apis/example.org/v1/things/t",
        );
        assert.equal(server.asked.length, 2);
        assert.equal(await cluster.path({ ...of, kind: "Unheard" }), undefined);
        assert.equal(server.asked.length, 4, "a kind that is missing may have come since");
        assert.deepEqual(await cluster.served(), ["v1", "example.org/v1", "v1/ConfigMap", "example.org/v1/Thing"]);
    });

    it("is asked to create strictly, and to preview without doing", async () => {
        const { cluster, server } = await listen(serving(() => ({ code: 201, body: { created: true } })));
        await create(cluster, of, {}, manner);
        await create(cluster, of, {}, { ...manner, preview: true });
        const [real, dry] = server.asked.slice(2).map(({ method, path }) => `${method} ${path}`);
        assert.equal(real, `POST /api/v1/namespaces/there/configmaps?fieldManager=${creator}&fieldValidation=Strict`);
        assert.equal(dry, `${real}&dryRun=All`);
    });

    it("is asked to apply as one owner, strictly", async () => {
        const { cluster, server } = await listen(serving(() => ({ code: 200, body: { applied: true } })));
        await apply(cluster, of, { data: {} }, { ...manner, manager: "us", force: false });
        const asked = server.asked[2];
        assert.equal(asked?.method, "PATCH");
        assert.equal(
            asked.path,
            "/api/v1/namespaces/there/configmaps/cm?fieldManager=us&force=false&fieldValidation=Strict",
        );
        assert.equal(asked.headers["content-type"], "application/apply-patch+yaml");
    });

    it("explains a conflict of owners", async () => {
        const { cluster } = await listen(serving(() => status(409, "Conflict")));
        await assert.rejects(
            apply(cluster, of, {}, { ...manner, manager: "us", force: false }),
            /field manager "us" had an apply conflict.*ignoreChanges/s,
        );
    });

    const live = (managedBy: string, age: number): Properties => ({
        metadata: {
            creationTimestamp: new Date(Date.now() - age).toISOString(),
            managedFields: [{ manager: managedBy }],
        },
    });
    const createAfterFault = async (found: Properties) => {
        let posts = 0;
        const { cluster } = await listen(
            serving(({ method }) => {
                if (method === "GET") return { code: 200, body: found };
                posts += 1;
                return posts === 1 ? "break" : status(409, "AlreadyExists");
            }),
        );
        return create(cluster, of, {}, manner);
    };

    it("may have created an object although its answer was lost: it is ours then", async () => {
        assert.deepEqual(Object.keys(await createAfterFault(live(creator, 0))), ["metadata"]);
    });

    it("has another's object where its creator or its age is not ours", async () => {
        await assert.rejects(createAfterFault(live("kubectl-create", 0)), /already exists.*upsertExistingObjects/s);
        await assert.rejects(createAfterFault(live(creator, 60_000)), /already exists/);
    });

    it("is asked again for what lacks its namespace or its definition, and for nothing else", async () => {
        const reports: string[] = [];
        const patience = { signal, report: (message: string) => reports.push(message) };
        let tries = 0;
        const late = () => {
            tries += 1;
            return tries < 3
                ? Promise.reject(new Refusal(404, "NotFound", "no namespace", false))
                : Promise.resolve({ ok: true });
        };
        assert.deepEqual(await insist(late, patience, 10), { ok: true });
        assert.deepEqual(reports, [
            "Retry #0; creation failed: no namespace",
            "Retry #1; creation failed: no namespace",
        ]);
        tries = 0;
        const refused = () => {
            tries += 1;
            return Promise.reject(new Refusal(403, "Forbidden", "no", false));
        };
        await assert.rejects(insist(refused, patience, 10), /^Error: no$/);
        assert.equal(tries, 1);
    });
});
