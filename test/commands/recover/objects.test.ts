import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { managerOf } from "../../../commands/recover/objects";
import type { UnfinishedObject } from "../../../commands/recover/state";

describe("an object that a dead run was creating", () => {
    const servers: http.Server[] = [];
    afterEach(() => {
        for (const server of servers.splice(0)) server.close();
    });

    /** A ConfigMap in a cluster that answers with it, or with a status and nothing. */
    const dashboard = async (answer: object | number): Promise<UnfinishedObject> => {
        const server = http.createServer((request, response) => {
            const isDiscovery = request.url === "/api/v1";
            const kinds = { resources: [{ name: "configmaps", kind: "ConfigMap", namespaced: true, verbs: ["get"] }] };
            response.statusCode = !isDiscovery && typeof answer === "number" ? answer : 200;
            response.setHeader("content-type", "application/json");
            response.end(JSON.stringify(isDiscovery ? kinds : answer));
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
        const named = { apiVersion: "v1", kind: "ConfigMap", name: "dashboard", namespace: "monitoring" };
        return { urn: "urn:dashboard", ...named, kubeconfig };
    };
    const appliedBy = (...managers: [manager: string, operation: string, time: string][]) =>
        dashboard({
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: {
                name: "dashboard",
                managedFields: managers.map(([manager, operation, time]) => ({ manager, operation, time })),
            },
        });

    it("is known by the name that it was applied under, the last one where a run died twice", async () => {
        const object = await appliedBy(
            ["pulumi-kubernetes-22222222", "Apply", "2026-11-25T12:00:00Z"],
            ["pulumi-kubernetes-11111111", "Apply", "2026-11-24T12:00:00Z"],
            ["kubectl", "Update", "2026-11-26T12:00:00Z"],
        );
        assert.equal(await managerOf(object), "pulumi-kubernetes-22222222");
    });

    it("is nobody's of ours where it is not there, or was made by somebody else", async () => {
        assert.equal(await managerOf(await dashboard(404)), undefined);
        assert.equal(
            await managerOf(await appliedBy(["helm", "Apply", ""], ["pulumi-kubernetes", "Update", ""])),
            undefined,
        );
        const unserved = await appliedBy(["pulumi-kubernetes-22222222", "Apply", "2026-11-25T12:00:00Z"]);
        assert.equal(await managerOf({ ...unserved, kind: "Dashboard" }), undefined);
    });

    it("is named where its cluster does not let it be read", async () => {
        await assert.rejects(managerOf(await dashboard(403)), {
            message:
                "ConfigMap monitoring/dashboard cannot be read from its cluster: the API server answers 403: " +
                "get a credential for it that is not expired and may read it. Nothing was changed",
        });
    });
});
