import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { endSurvivors } from "../../../commands/recover/survivors";
import { processes } from "../../../commands/sandbox/process";

describe("providers that outlived their engine", () => {
    let directory: string;
    const started: ChildProcess[] = [];

    /** A process that looks like a provider whose engine answers, or answered, at a port. */
    const provider = async (port: number): Promise<ChildProcess> => {
        const program = path.join(directory, "pulumi-resource-tried");
        if (!fs.existsSync(program)) fs.symlinkSync(process.execPath, program);
        const script = "console.log(1); setTimeout(() => {}, 60000)";
        const child = spawn(program, ["-e", script, `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "ignore"] });
        started.push(child);
        await once(child.stdout, "data");
        return child;
    };
    // Others on this machine are none of this test's business.
    const ours = () => processes().filter(({ pid }) => started.some((child) => child.pid === pid));
    const listening = async (): Promise<[net.Server, number]> => {
        const server = net.createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
        await once(server, "listening");
        const address = server.address();
        if (address === null || typeof address === "string") assert.fail("it listens at no port");
        return [server, address.port];
    };

    beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-survivors-"))));
    afterEach(() => {
        for (const child of started.splice(0)) child.kill("SIGKILL");
        fs.rmSync(directory, { recursive: true });
    });

    it("are ended and named; those of an engine that is alive are let be", async () => {
        const [engine, port] = await listening();
        const [gone, formerPort] = await listening();
        gone.close();
        await once(gone, "close");
        const [alive, survivor] = [await provider(port), await provider(formerPort)];
        const ended = once(survivor, "exit");
        assert.deepEqual(await endSurvivors(ours()), [
            `pulumi-resource-tried (process ${survivor.pid ?? 0}) had outlived the engine that started it, and is ended`,
        ]);
        assert.deepEqual(await ended, [null, "SIGKILL"]);
        assert.equal(alive.exitCode ?? alive.signalCode, null);
        assert.deepEqual(await endSurvivors(ours()), []);
        engine.close();
    });
});
