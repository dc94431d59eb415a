import { spawn } from "node:child_process";

import { Refusal } from "../terminal";

/** Whose `pulumi` is run, and about which stack. */
export interface Engine {
    stack: string;
    /** Folder with the `Pulumi.yaml`. */
    cwd: string;
    /** Environment of the `pulumi` that is run: backend, passphrase, PATH. */
    variables: NodeJS.ProcessEnv;
}

/** Runs the CLI without a question, and returns what it printed; its own words are the error when it fails. */
export function pulumi(words: string[], args: Engine, input?: string, ofStack = true): Promise<string> {
    const stack = ofStack ? ["--stack", args.stack] : [];
    return new Promise((resolve, reject) => {
        const child = spawn("pulumi", [...words, ...stack, "--non-interactive"], {
            cwd: args.cwd,
            env: args.variables,
        });
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
        child.on("error", () => {
            reject(new Refusal("pulumi is not on PATH: install it from https://www.pulumi.com/docs/install/"));
        });
        child.on("close", (code) => {
            if (code === 0) resolve(Buffer.concat(out).toString());
            else reject(new Refusal(`pulumi ${words.join(" ")}: ${Buffer.concat(err).toString().trim()}`));
        });
        child.stdin.end(input);
    });
}
