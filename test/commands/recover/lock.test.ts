import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { holders } from "../../../commands/recover/lock";

describe("the lock of a stack", () => {
    let directory: string;
    const lock = (holder: object, file = "a.json") => {
        const folder = path.join(directory, ".pulumi", "locks", "organization", "samestack", "dev");
        fs.mkdirSync(folder, { recursive: true });
        const written = { username: "ada", hostname: os.hostname(), timestamp: "2026-11-23T06:48:40Z", ...holder };
        fs.writeFileSync(path.join(folder, file), JSON.stringify(written));
    };
    const alive = () => holders(directory, "samestack", "dev").map((holder) => holder.alive);

    beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-lock-"))));
    afterEach(() => {
        fs.rmSync(directory, { recursive: true });
    });

    it("is nobody's when there is none", () => {
        assert.deepEqual(alive(), []);
    });

    it("is held by a run of this machine that is alive", () => {
        const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)", "pulumi", "up"]);
        try {
            lock({ pid: child.pid });
            assert.deepEqual(alive(), ["yes"]);
        } finally {
            child.kill();
        }
    });

    it("is left over from a run that is dead, or whose number is another program's by now", () => {
        const dead = spawnSync(process.execPath, ["-e", ""]).pid;
        lock({ pid: dead });
        assert.deepEqual(alive(), ["no"]);
        lock({ pid: process.ppid });
        assert.deepEqual(alive(), ["no"]);
    });

    it("may be held on another machine, which nobody can tell from here", () => {
        lock({ pid: 1, hostname: "elsewhere" });
        const [holder] = holders(directory, "samestack", "dev");
        assert.deepEqual(holder, {
            alive: "unknown",
            description: "process 1 of ada on elsewhere, since 2026-11-23T06:48:40Z",
        });
    });

    it("is not what the storage library keeps beside it", () => {
        lock({}, "a.json.attrs");
        assert.deepEqual(alive(), []);
    });
});
