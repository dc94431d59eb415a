import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import * as path from "node:path";

import { parse, stringify } from "yaml";
import { z } from "zod";

/** An API server that fails now and then: a proxy on loopback before a real one. */
export interface FaultyApi {
    /** Kubeconfig that leads through it. */
    kubeconfig: string;
    /** How many requests it let through, and how many it refused, by status. */
    counts: { passed: number; refused: Record<number, number> };
    close(): Promise<void>;
}

const Kubeconfig = z.looseObject({
    clusters: z.tuple([z.looseObject({ cluster: z.looseObject({ server: z.string() }) })]),
    users: z.tuple([z.looseObject({ user: z.record(z.string(), z.string()) })]),
});

/**
 * Puts a proxy before an API server. Every `every`-th request is answered 429 or 500 in turn, and never reaches it.
 * The order is the order of arrival, so a run with retries cannot depend on which request it hits.
 */
export async function faulty(kubeconfig: string, every: number): Promise<FaultyApi> {
    const config = Kubeconfig.parse(parse(fs.readFileSync(kubeconfig, "utf8")));
    const server = new URL(config.clusters[0].cluster.server);
    const cluster = z.record(z.string(), z.unknown()).parse(config.clusters[0].cluster);
    const credentials = {
        ca: material(cluster, "certificate-authority", kubeconfig),
        cert: material(config.users[0].user, "client-certificate", kubeconfig),
        key: material(config.users[0].user, "client-key", kubeconfig),
    };
    const agent = new https.Agent({ keepAlive: true, ...credentials });
    const counts: FaultyApi["counts"] = { passed: 0, refused: {} };
    let arrived = 0;

    const proxy = http.createServer((request, response) => {
        arrived += 1;
        if (arrived % every === 0) {
            const status = (arrived / every) % 2 === 0 ? 429 : 500;
            counts.refused[status] = (counts.refused[status] ?? 0) + 1;
            response.writeHead(status, { "content-type": "application/json", "retry-after": "1" });
            response.end(
                JSON.stringify({
                    kind: "Status",
                    apiVersion: "v1",
                    status: "Failure",
                    code: status,
                    message: "a planted fault",
                }),
            );
            request.resume();
            return;
        }
        counts.passed += 1;
        const { hostname, port } = server;
        const onward = https.request(
            {
                agent,
                hostname,
                port,
                path: request.url,
                method: request.method,
                headers: { ...request.headers, host: server.host },
            },
            (answer) => {
                response.writeHead(answer.statusCode ?? 502, answer.headers);
                answer.pipe(response);
            },
        );
        onward.on("error", () => response.destroy());
        response.on("close", () => onward.destroy());
        request.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = proxy.address();
    if (address === null || typeof address === "string") throw new Error("the proxy has no port");

    const through = path.join(path.dirname(kubeconfig), `faulty-${path.basename(kubeconfig)}`);
    // Without TLS, and said so: some clients refuse plain HTTP otherwise.
    config.clusters[0].cluster = { server: `http://127.0.0.1:${address.port}`, "insecure-skip-tls-verify": true };
    config.users[0].user = {};
    fs.writeFileSync(through, stringify(config), { mode: 0o600 });
    return {
        kubeconfig: through,
        counts,
        close: () =>
            new Promise((resolve) => {
                proxy.close(() => {
                    agent.destroy();
                    resolve();
                });
                proxy.closeAllConnections();
            }),
    };
}

function material(from: Record<string, unknown>, key: string, kubeconfig: string): Buffer | undefined {
    const data = from[`${key}-data`];
    if (typeof data === "string") return Buffer.from(data, "base64");
    const file = from[key];
    return typeof file === "string" ? fs.readFileSync(path.resolve(path.dirname(kubeconfig), file)) : undefined;
}
