import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { withLock } from "../../../commands/sandbox/lock";

describe("a lock between processes", () => {
    let folder: string;
    let file: string;
    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "lock-"));
        file = path.join(folder, "deeper", "lock");
    });
    afterEach(() => {
        fs.rmSync(folder, { recursive: true, force: true });
    });
    const nobody = () => assert.fail("there was somebody to wait for");

    it("lets one work at a time, and says once who is waited for", async () => {
        const order: string[] = [];
        const holders: number[] = [];
        const first = withLock(file, nobody, async () => {
            order.push("first begins");
            await sleep(300);
            order.push("first ends");
        });
        await withLock(
            file,
            (holder) => holders.push(holder),
            () => Promise.resolve(order.push("second")),
        );
        await first;
        assert.deepEqual(order, ["first begins", "first ends", "second"]);
        assert.deepEqual(holders, [process.pid]);
    });

    it("is free again after work that failed", async () => {
        await assert.rejects(
            withLock(file, nobody, () => Promise.reject(new Error("no"))),
            /^Error: no$/,
        );
        assert.equal(await withLock(file, nobody, () => Promise.resolve("yes")), "yes");
        assert.deepEqual(fs.readdirSync(path.dirname(file)), []);
    });

    it("is taken over from a process that is gone", async () => {
        fs.mkdirSync(path.dirname(file));
        fs.writeFileSync(file, String(spawnSync(process.execPath, ["--version"]).pid));
        assert.equal(await withLock(file, nobody, () => Promise.resolve("taken")), "taken");
    });

    it("is taken over when its holder has not touched it for a minute", async () => {
        fs.mkdirSync(path.dirname(file));
        fs.writeFileSync(file, String(process.pid));
        const before = new Date(Date.now() - 61_000);
        fs.utimesSync(file, before, before);
        assert.equal(await withLock(file, nobody, () => Promise.resolve("taken")), "taken");
    });

    it("has one holder when many take over at once", async () => {
        fs.mkdirSync(path.dirname(file));
        fs.writeFileSync(file, String(spawnSync(process.execPath, ["--version"]).pid));
        let working = 0;
        let most = 0;
        const work = async () => {
            most = Math.max(most, ++working);
            await sleep(5);
            working -= 1;
        };
        await Promise.all(Array.from({ length: 5 }, () => withLock(file, () => undefined, work)));
        assert.equal(most, 1);
    });
});
