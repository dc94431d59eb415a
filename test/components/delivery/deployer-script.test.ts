import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { root } from "../../environments";

const run = promisify(execFile);
const script = path.join(root, "components", "delivery", "deployer.sh");

describe("the deployer's way to its repository", () => {
    let directory: string;
    let environment: Record<string, string>;

    beforeEach(async () => {
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-deployer-"));
        for (const folder of ["work", "credentials", "bin"]) fs.mkdirSync(path.join(directory, folder));
        environment = {
            PATH: `${path.join(directory, "bin")}:${process.env.PATH ?? ""}`,
            HOME: directory,
            WORK: path.join(directory, "work"),
            CREDENTIALS: path.join(directory, "credentials"),
            INTERVAL: "10",
            BRANCH: "main",
            // The machine's own settings are not the container's.
            GIT_CONFIG_NOSYSTEM: "1",
        };
        const repository = path.join(directory, "deploy.git");
        const author = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-C", repository];
        await run("git", ["init", "--quiet", "--initial-branch", "main", repository]);
        fs.writeFileSync(path.join(repository, "one.yaml"), "kind: ConfigMap\n");
        await run("git", [...author, "add", "--all"]);
        await run("git", [...author, "commit", "--quiet", "--message", "one"]);
    });
    afterEach(() => {
        fs.rmSync(directory, { recursive: true });
    });

    const credential = (name: string, text: string) => {
        fs.writeFileSync(path.join(directory, "credentials", name), text);
    };
    const pull = (repository: string) =>
        run("sh", [script, "pull", "once"], { env: { ...environment, REPOSITORY: repository } });

    it("shows a token to the server, and to nobody else", async () => {
        const server = await gitServer(directory);
        try {
            credential("username", "deploy");
            credential("token", "canary-token");
            const { stdout, stderr } = await pull(`${server.url}/deploy.git`);
            assert.match(stdout, /pulled [0-9a-f]{40}/);
            assert.equal(stderr, "");
            assert.deepEqual([...server.shown], [`Basic ${Buffer.from("deploy:canary-token").toString("base64")}`]);
            const kept = await run("grep", ["-rl", "canary-token", path.join(directory, "work")]).catch(
                (error: unknown) => error as { stdout: string },
            );
            assert.equal(kept.stdout, "");
        } finally {
            await server.close();
        }
    });

    it("fails where the server refuses the token, and asks nobody", async () => {
        const server = await gitServer(directory);
        try {
            credential("username", "deploy");
            credential("token", "another");
            await assert.rejects(pull(`${server.url}/deploy.git`), /Authentication failed/);
            assert.ok(!fs.existsSync(path.join(directory, "work", "commit")));
        } finally {
            await server.close();
        }
    });

    it("goes by ssh with its own key, to a server it knows", async () => {
        credential("key", "not a key\n");
        credential("known_hosts", "git.example.org ssh-ed25519 AAAA\n");
        const seen = path.join(directory, "seen");
        fs.writeFileSync(path.join(directory, "bin", "ssh"), `#!/bin/sh\necho "$@" > ${seen}\nexit 1\n`, {
            mode: 0o755,
        });
        await assert.rejects(pull("git@git.example.org:team/deploy.git"));
        const said = fs.readFileSync(seen, "utf8");
        const folder = path.join(directory, "credentials");
        assert.ok(said.includes(`-i ${folder}/key`), said);
        assert.ok(said.includes("IdentitiesOnly=yes"), said);
        assert.ok(said.includes("StrictHostKeyChecking=yes"), said);
        assert.ok(said.includes(`UserKnownHostsFile=${folder}/known_hosts`), said);
        assert.ok(said.includes("git@git.example.org"), said);
    });

    it("takes no other word, and says which there are", async () => {
        await assert.rejects(run("sh", [script, "push"], { env: environment }), /usage: deployer.sh pull\|apply/);
    });
});

interface GitServer {
    url: string;
    /** What was shown to it as credentials. */
    shown: Set<string>;
    close(): Promise<void>;
}

/** A git server on loopback that knows one token: git's own, behind the check. */
async function gitServer(directory: string): Promise<GitServer> {
    const shown = new Set<string>();
    const right = `Basic ${Buffer.from("deploy:canary-token").toString("base64")}`;
    const server = http.createServer((request, response) => {
        const { authorization } = request.headers;
        if (authorization !== undefined) shown.add(authorization);
        if (authorization !== right) {
            response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
            return;
        }
        const url = new URL(request.url ?? "", "http://git");
        const backend = spawn("git", ["http-backend"], {
            env: {
                PATH: process.env.PATH,
                GIT_PROJECT_ROOT: directory,
                GIT_HTTP_EXPORT_ALL: "1",
                PATH_INFO: url.pathname.replace(/\.git/, ".git/.git"),
                QUERY_STRING: url.searchParams.toString(),
                REQUEST_METHOD: request.method,
                CONTENT_TYPE: request.headers["content-type"],
                CONTENT_LENGTH: request.headers["content-length"],
                HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
                GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
            },
        });
        request.pipe(backend.stdin);
        const parts: Buffer[] = [];
        backend.stdout.on("data", (part: Buffer) => parts.push(part));
        backend.on("close", () => {
            const answer = Buffer.concat(parts);
            const end = answer.indexOf("\r\n\r\n");
            for (const line of answer.subarray(0, end).toString().split("\r\n")) {
                const [key = "", value = ""] = line.split(": ");
                if (key !== "Status") response.setHeader(key, value);
            }
            response.end(answer.subarray(end + 4));
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the git server has no port");
    return {
        url: `http://127.0.0.1:${address.port}`,
        shown,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}
