import { createHash } from "node:crypto";
import * as http from "node:http";

/** An OCI registry on loopback that forgets everything; ends with `close`. */
export interface Registry {
    /** Where charts are pushed to and pulled from: `oci://127.0.0.1:<port>/charts`. */
    url: string;
    close(): Promise<void>;
}

/** What is stored under a path: blobs and manifests, by their digests, and manifests by tag too. */
interface Stored {
    body: Buffer;
    type: string;
}

/**
 * As much of a registry as pushing and pulling charts asks for: whole uploads, no deletion, no login.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export async function ociRegistry(): Promise<Registry> {
    const stored = new Map<string, Stored>();
    const server = http.createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("end", () => {
            answer(stored, request, Buffer.concat(parts), response);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the registry has no port");
    return {
        url: `oci://127.0.0.1:${address.port}/charts`,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

function answer(
    stored: Map<string, Stored>,
    request: http.IncomingMessage,
    body: Buffer,
    response: http.ServerResponse,
): void {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://registry");
    const type = request.headers["content-type"] ?? "application/octet-stream";
    const digest = digestOf(body);
    const base = pathname.replace(/\/(blobs|manifests)\/.*$/, "");
    const kind = pathname.includes("/manifests/") ? "manifests" : "blobs";
    const found = pathname === "/v2/" ? hello : stored.get(pathname);
    if (request.method === "POST") {
        response.writeHead(202, { Location: `${base}/blobs/uploads/one` }).end();
    } else if (request.method === "PUT" && [digest, null].includes(searchParams.get("digest"))) {
        stored.set(`${base}/${kind}/${digest}`, { body, type });
        if (kind === "manifests") stored.set(pathname, { body, type });
        response.writeHead(201, { Location: `${base}/${kind}/${digest}`, "Docker-Content-Digest": digest }).end();
    } else if (found) {
        response.writeHead(200, {
            "Content-Type": found.type,
            "Content-Length": found.body.length,
            "Docker-Content-Digest": digestOf(found.body),
        });
        response.end(request.method === "HEAD" ? undefined : found.body);
    } else {
        response.writeHead(404).end();
    }
}

const hello: Stored = { body: Buffer.from("{}"), type: "application/json" };

function digestOf(body: Buffer): string {
    return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}
