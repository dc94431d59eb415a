import * as http from "node:http";

/** What a request was, and with what it is to be answered. */
export interface Asked {
    method: string;
    /** With its query. */
    path: string;
    body: string;
    headers: http.IncomingHttpHeaders;
}
export type Answer = { code: number; body?: unknown; headers?: Record<string, string> } | "break";

export interface ApiServer {
    url: string;
    asked: Asked[];
    close(): Promise<void>;
}

/** An API server on loopback that answers as a test wants it to, for what no real one does on demand. */
export async function apiServer(answer: (asked: Asked, count: number) => Answer): Promise<ApiServer> {
    const asked: Asked[] = [];
    const server = http.createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
            const { method = "", url = "", headers } = request;
            const one = { method, path: url, body: Buffer.concat(chunks).toString("utf8"), headers };
            asked.push(one);
            const given = answer(one, asked.length);
            if (given === "break") {
                request.socket.destroy();
                return;
            }
            response.writeHead(given.code, { "content-type": "application/json", ...given.headers });
            response.end(JSON.stringify(given.body ?? {}));
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    return {
        url: `http://127.0.0.1:${address.port}`,
        asked,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

/** What `/api` and `/apis` answer when a server serves these kinds. */
export function discovery(path: string, kinds: [apiVersion: string, kind: string, plural: string, scope: string][]) {
    const core = path === "/api";
    const groups = kinds.filter(([apiVersion]) => apiVersion.includes("/") !== core);
    const items = groups.map(([apiVersion, kind, plural, scope]) => {
        const [version = "", group = ""] = apiVersion.split("/").reverse();
        const resources = [{ resource: plural, scope, responseKind: { kind } }];
        return { metadata: { name: group }, versions: [{ version, resources }] };
    });
    return { code: 200, body: { kind: "APIGroupDiscoveryList", items } };
}
