import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";

import * as pulumi from "@pulumi/pulumi";

import { door } from "../../commands/door";
import { Refusal } from "../../commands/terminal";

/** What a command printed, and how it ended. */
async function entered(main: () => Promise<void> | void, ...words: string[]): Promise<[string[], unknown]> {
    const before = { argv: process.argv, exitCode: process.exitCode, error: console.error, log: console.log };
    const printed: string[] = [];
    const print = (text: unknown) => void printed.push(text instanceof Error ? (text.stack ?? "") : String(text));
    try {
        process.argv = ["node", "command", ...words];
        process.exitCode = undefined;
        console.error = console.log = print;
        door("how it is called", main);
        // What it says of an error it says a moment later.
        for (let tries = 0; printed.length === 0 && tries < 20; tries += 1) await setTimeout(10);
        return [printed, endOf(process)];
    } finally {
        Object.assign(process, { argv: before.argv, exitCode: before.exitCode });
        Object.assign(console, { error: before.error, log: before.log });
    }
}

function endOf({ exitCode }: NodeJS.Process): unknown {
    return exitCode ?? 0;
}

describe("the door of a command", () => {
    const refuse = () => {
        throw new Refusal("there is no environment nope", 2);
    };

    it("says in a sentence what is refused, and ends as the refusal says", async () => {
        assert.deepEqual(await entered(refuse), [["there is no environment nope"], 2]);
        assert.deepEqual(await entered(() => Promise.resolve().then(refuse)), [["there is no environment nope"], 2]);
        const ofProgram = () => {
            throw new pulumi.RunError("the environment is refused");
        };
        assert.deepEqual(await entered(ofProgram), [["the environment is refused"], 1]);
    });

    it("shows how it is called, when asked, and when it is called wrongly", async () => {
        assert.deepEqual(await entered(refuse, "--help"), [["how it is called"], 0]);
        const wrongly = () => {
            throw Object.assign(new Error("Unknown option '--nope'"), { code: "ERR_PARSE_ARGS_UNKNOWN_OPTION" });
        };
        assert.deepEqual(await entered(wrongly), [["Unknown option '--nope'\n\nhow it is called"], 2]);
    });

    it("says that the disk is full, and shows where it broke for anything else", async () => {
        const full = Object.assign(new Error("ENOSPC: write"), { code: "ENOSPC" });
        const [[said], code] = await entered(() => Promise.reject(full));
        assert.equal(said, "the disk is full: ENOSPC: write; free some space and run it again");
        assert.equal(code, 1);
        const [[broken], broke] = await entered(() => Promise.reject(new Error("a fault of ours")));
        assert.match(broken ?? "", /a fault of ours\n +at /);
        assert.equal(broke, 1);
    });

    it("says nothing where all is well", async () => {
        assert.deepEqual(await entered(() => undefined), [[], 0]);
    });
});
