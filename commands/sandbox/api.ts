import * as fs from "node:fs";
import * as https from "node:https";

import { parse } from "yaml";
import { z } from "zod";

/** What reads the API of a cluster. */
export interface Api {
    server: string;
    /** The status code of an answer and its body. Rejects if the API server does not answer within `timeout` ms. */
    get(path: string, options?: { headers?: Record<string, string>; timeout?: number }): Promise<Answer>;
    close(): void;
}

export interface Answer {
    status: number;
    body: string;
    etag: string | undefined;
}

const Kubeconfig = z.object({
    clusters: z.tuple([
        z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.base64() }) }),
    ]),
    users: z.tuple([
        z.object({ user: z.object({ "client-certificate-data": z.base64(), "client-key-data": z.base64() }) }),
    ]),
});

/**
 * Opens the API of the one cluster of a kubeconfig that the sandbox has written. It only reads: what is written goes
 * through kubectl. For polling, one connection is many times cheaper than a process.
 */
export function openApi(kubeconfig: string): Api {
    const config = Kubeconfig.parse(parse(fs.readFileSync(kubeconfig, "utf8")));
    const { cluster } = config.clusters[0];
    const { user } = config.users[0];
    const decoded = (data: string) => Buffer.from(data, "base64");
    const agent = new https.Agent({
        keepAlive: true,
        ca: decoded(cluster["certificate-authority-data"]),
        cert: decoded(user["client-certificate-data"]),
        key: decoded(user["client-key-data"]),
    });
    return {
        server: cluster.server,
        get: (path, { headers = {}, timeout = 5_000 } = {}) =>
            new Promise((resolve, reject) => {
                const request = https.get(`${cluster.server}${path}`, { agent, headers, timeout }, (response) => {
                    let body = "";
                    response.setEncoding("utf8").on("data", (chunk: string) => {
                        body += chunk;
                    });
                    response.on("error", reject);
                    response.on("end", () => {
                        resolve({ status: response.statusCode ?? 0, body, etag: response.headers.etag });
                    });
                });
                request.on("error", reject).on("timeout", () => {
                    request.destroy(new Error(`${cluster.server} did not answer within ${timeout} ms`));
                });
            }),
        close: () => {
            agent.destroy();
        },
    };
}
