import assert from "node:assert/strict";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Server } from "node:net";

import * as pulumi from "@pulumi/pulumi";

import { selfSigned } from "./certificate";
import { reach } from "../../../components/cluster/reach";

const ours = selfSigned("127.0.0.1", new Date("2999-01-01T00:00:00Z"));
const another = selfSigned("127.0.0.1", new Date("2999-01-01T00:00:00Z"));
const version = { major: "1", minor: "36+", gitVersion: "v1.36.1-eks-1234abc" };

describe("reaching a cluster", () => {
    const servers: Server[] = [];
    afterEach(() => {
        for (const server of servers.splice(0)) server.close();
    });

    it("tells what runs there, asked with the credential and over a connection that is verified", async () => {
        const asked: (string | undefined)[][] = [];
        const server = await serve(ours, (request, response) => {
            asked.push([request.url, request.headers.authorization]);
            response.end(JSON.stringify(request.url === "/version" ? version : { kind: "APIVersions" }));
        });
        assert.deepEqual(await reach("paris-cluster", kubeconfig(server)), {
            minor: "1.36",
            gitVersion: "v1.36.1-eks-1234abc",
        });
        assert.deepEqual(asked, [
            ["/version", "Bearer canary"],
            ["/api", "Bearer canary"],
        ]);
    });

    it("keeps the path of a server that stands behind one, as Rancher's do", async () => {
        const asked: (string | undefined)[] = [];
        const server = await serve(ours, (request, response) => {
            asked.push(request.url);
            response.end(JSON.stringify(version));
        });
        await reach("paris-cluster", kubeconfig(`${server}/k8s/clusters/c-1`));
        assert.deepEqual(asked, ["/k8s/clusters/c-1/version", "/k8s/clusters/c-1/api"]);
    });

    const statuses: [number, string][] = [
        [
            401,
            "does not accept the credential (401): it has expired, been revoked, or is another cluster's; take a new kubeconfig",
        ],
        [403, "knows the credential but allows it nothing (403); bind its user to the ClusterRole cluster-admin"],
        [503, "answers 503; check the health of the API server and of what stands before it"],
    ];
    for (const [status, cause] of statuses) {
        it(`says what ${status} means, though anybody may ask for the version`, async () => {
            const server = await serve(ours, (request, response) => {
                response.statusCode = request.url === "/version" ? 200 : status;
                response.end(JSON.stringify(version));
            });
            await fails(kubeconfig(server), `paris-cluster: ${server} (context paris) ${cause}`);
        });
    }

    it("refuses a server that another authority signed", async () => {
        const server = await serve(another, (_, response) => response.end());
        await fails(
            kubeconfig(server),
            `paris-cluster: ${server} (context paris) has a certificate that the kubeconfig's certificate-authority ` +
                "did not sign (DEPTH_ZERO_SELF_SIGNED_CERT); take a new kubeconfig from the cluster",
        );
    });

    it("refuses a server whose certificate has expired", async () => {
        const old = selfSigned("127.0.0.1", new Date("2002-01-01T00:00:00Z"));
        const server = await serve(old, (_, response) => response.end());
        await fails(
            kubeconfig(server, {}, old),
            `paris-cluster: ${server} (context paris) has a certificate that has expired; ` +
                "renew it (kubeadm: kubeadm certs renew all), and check this clock",
        );
    });

    it("refuses a server whose certificate is for another name", async () => {
        const server = (await serve(ours, (_, response) => response.end())).replace("127.0.0.1", "localhost");
        await fails(
            kubeconfig(server),
            `paris-cluster: ${server} (context paris) has a certificate for other names; ` +
                "use one of those in the kubeconfig, or name it by tls-server-name",
        );
    });

    it("says when nothing listens", async () => {
        const server = await serve(ours, (_, response) => response.end());
        const [listening] = servers.splice(0);
        await new Promise((closed) => listening?.close(closed));
        await fails(
            kubeconfig(server),
            `paris-cluster: ${server} (context paris) refuses the connection; ` +
                "check that the API server is up and listens on this port",
        );
    });

    it("says when the name cannot be resolved", async () => {
        await fails(
            kubeconfig("https://paris.invalid:6443"),
            "paris-cluster: https://paris.invalid:6443 (context paris) cannot be resolved; " +
                "check the host name and this machine's DNS",
        );
    });

    it("says when there is no answer in time", async () => {
        const server = await serve(ours, () => undefined);
        await fails(
            kubeconfig(server),
            `paris-cluster: ${server} (context paris) does not answer within 0.3 s; ` +
                "check that the server is up and that no firewall stands between",
            0.3,
        );
    });

    it("says when something else answers", async () => {
        const server = await serve(ours, (_, response) => response.end("<html>"));
        await fails(
            kubeconfig(server),
            `paris-cluster: ${server} (context paris) is not a Kubernetes API server; check the kubeconfig's server`,
        );
    });

    it("says when the plugin that should give the credential is missing", async () => {
        const exec = { apiVersion: "client.authentication.k8s.io/v1beta1", command: "/nowhere/aws" };
        await fails(
            kubeconfig("https://127.0.0.1:1", { exec }),
            "paris-cluster: https://127.0.0.1:1 (context paris) needs a credential that its plugin does not give: " +
                "spawn /nowhere/aws ENOENT; run the command of the kubeconfig's user yourself",
        );
    });

    it("gives no credential to a server without TLS", async () => {
        const asked: (string | undefined)[] = [];
        const server = http.createServer((request, response) => {
            asked.push(request.headers.authorization);
            response.end(JSON.stringify(version));
        });
        const address = (await listen(server)).replace("https", "http");
        assert.equal((await reach("paris-cluster", kubeconfig(address))).minor, "1.36");
        assert.deepEqual(asked, [undefined, undefined]);
    });

    async function serve(
        { certificate, key }: { certificate: string; key: string },
        answer: http.RequestListener,
    ): Promise<string> {
        return listen(https.createServer({ cert: certificate, key }, answer));
    }

    async function listen(server: Server): Promise<string> {
        servers.push(server);
        await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
        return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }
});

function kubeconfig(server: string, user: object = { token: "canary" }, { certificate } = ours): string {
    const authority = Buffer.from(certificate).toString("base64");
    return JSON.stringify({
        "current-context": "paris",
        clusters: [{ name: "paris", cluster: { server, "certificate-authority-data": authority } }],
        contexts: [{ name: "paris", context: { cluster: "paris", user: "admin" } }],
        users: [{ name: "admin", user }],
    });
}

async function fails(kubeconfig: string, sentence: string, seconds?: number): Promise<void> {
    const error: unknown = await reach("paris-cluster", kubeconfig, seconds).then(
        () => assert.fail("it was reached"),
        (reason: unknown) => reason,
    );
    // Any other error would be shown with its stack.
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    assert.equal(error.message, sentence);
    assert.doesNotMatch(error.message, /canary/);
}
