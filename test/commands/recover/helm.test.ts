import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { settle } from "../../../commands/recover/helm";
import type { UnfinishedRelease } from "../../../commands/recover/state";

interface Api {
    /** What was asked of it, as `METHOD path`. */
    asked: string[];
    release: (doing: UnfinishedRelease["doing"]) => UnfinishedRelease;
}

/** Helm's record of a revision of Longhorn. */
const record = (revision: number, status: string) => ({
    metadata: { name: `sh.helm.release.v1.longhorn.v${revision}`, labels: { status, version: String(revision) } },
});

describe("Helm's records after a run that died", () => {
    const servers: http.Server[] = [];
    afterEach(() => {
        for (const server of servers.splice(0)) server.close();
    });

    /** An API server that holds these records; `stumble` answers a request by a status, or leaves it to the rest. */
    const serving = async (records: object[], stumble: () => number | undefined = () => undefined): Promise<Api> => {
        const asked: string[] = [];
        const server = http.createServer((request, response) => {
            asked.push(`${request.method ?? ""} ${request.url?.split("?")[0] ?? ""}`);
            response.statusCode = stumble() ?? 200;
            response.setHeader("content-type", "application/json");
            response.end(JSON.stringify(request.method === "GET" ? { items: records } : { kind: "Status" }));
        });
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const kubeconfig = JSON.stringify({
            clusters: [
                { name: "paris", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } },
            ],
            users: [{ name: "admin", user: {} }],
            contexts: [{ name: "paris", context: { cluster: "paris", user: "admin" } }],
            "current-context": "paris",
        });
        return {
            asked,
            release: (doing) => ({ doing, name: "longhorn", namespace: "longhorn-system", kubeconfig }),
        };
    };

    const secrets = "/api/v1/namespaces/longhorn-system/secrets";

    it("are removed of a release that was being created", async () => {
        const { asked, release } = await serving([record(1, "pending-install")]);
        assert.equal(
            await settle(release("creating")),
            "longhorn-system/longhorn: was being installed; 1 Helm record removed, its objects are taken over by the next run",
        );
        assert.deepEqual(asked, [`GET ${secrets}`, `DELETE ${secrets}/sh.helm.release.v1.longhorn.v1`]);
    });

    it("are left of one that Helm does not know yet, is removing, or has finished", async () => {
        const none = await serving([]);
        assert.match(await settle(none.release("creating")), /was about to be installed; Helm knows nothing of it/);
        const some = await serving([record(1, "superseded"), record(2, "deployed")]);
        assert.match(await settle(some.release("deleting")), /the next run removes the rest/);
        assert.match(await settle(some.release("updating")), /Helm finished; the next run finds it so/);
        assert.deepEqual([...none.asked, ...some.asked], Array(3).fill(`GET ${secrets}`));
    });

    it("refuse where an upgrade was cut off and no revision is whole", async () => {
        const { release } = await serving([record(1, "failed"), record(2, "pending-upgrade")]);
        await assert.rejects(settle(release("updating")), /no whole revision to go back to/);
    });

    it("are asked for again while the API server is busy or stumbles", async () => {
        const answers = [429, undefined, 500];
        const { asked, release } = await serving([record(1, "pending-install")], () => answers.shift());
        await settle(release("creating"));
        const removal = `DELETE ${secrets}/sh.helm.release.v1.longhorn.v1`;
        assert.deepEqual(asked, [`GET ${secrets}`, `GET ${secrets}`, removal, removal]);
    });

    it("are gone as well where the answer to an earlier removal was lost", async () => {
        const answers = [undefined, 500, 404];
        const { release } = await serving([record(1, "pending-install")], () => answers.shift());
        assert.match(await settle(release("creating")), /1 Helm record removed/);
    });

    it("name the cluster's refusal, and what to do about it", async () => {
        const { asked, release } = await serving([], () => 401);
        await assert.rejects(settle(release("creating")), {
            message:
                "Helm's records of longhorn-system/longhorn cannot be read from its cluster: the API server answers 401: " +
                "get a credential for it that is not expired and may change Secrets. Nothing was changed",
        });
        assert.equal(asked.length, 1);
        for (const server of servers.splice(0)) server.close();
        await assert.rejects(settle(release("creating")), /cannot be read from its cluster: .*ECONNREFUSED/);
    });
});
