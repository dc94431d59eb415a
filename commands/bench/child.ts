import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { parse } from "yaml";
import { z } from "zod";

import { Refusal } from "../terminal";

const root = path.join(__dirname, "..", "..");

const Project = z.object({ runtime: z.object({ options: z.object({ nodeargs: z.string() }) }) });

/** Arguments with which `pulumi` starts Node for this project. */
export function nodeArguments(): string[] {
    const { runtime } = Project.parse(parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")));
    return runtime.options.nodeargs.split(/\s+/);
}

/** How long a process may take to end in order when it is interrupted, in milliseconds. */
const patience = 20_000;

/**
 * Runs one of the scripts beside this file in a fresh process, which is started as `pulumi` starts the program. The
 * script reads `input` from its standard input, where secrets do not show, and prints its answer as JSON on its last
 * line. Throws a Refusal with what it complained of when it fails.
 */
export async function ask<T>(
    script: "program" | "engine",
    input: unknown,
    answer: z.ZodType<T>,
    signal: AbortSignal,
): Promise<T> {
    signal.throwIfAborted();
    // A group of its own: what ends it must reach the engine as well.
    const child = spawn(process.execPath, [...nodeArguments(), path.join(__dirname, `${script}.ts`)], {
        cwd: root,
        detached: true,
        stdio: ["pipe", "pipe", "pipe"],
    });
    let printed = "";
    let complaint = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint = (complaint + text).slice(-20_000)));
    child.stdin.on("error", () => undefined).end(JSON.stringify(input));
    const ended = new Promise<number | null>((resolve, reject) => {
        child.on("error", reject).on("close", resolve);
    });
    const stop = () => void interrupt(child.pid, ended);
    signal.addEventListener("abort", stop);
    const code = await ended;
    signal.removeEventListener("abort", stop);
    signal.throwIfAborted();
    if (code !== 0) throw new Refusal(`${script} failed: ${complaint.trim()}`);
    return answer.parse(JSON.parse(printed.trim().split("\n").at(-1) ?? ""));
}

// As by Ctrl-C: the engine ends its plugins, which are in groups of their own. By force if that takes too long.
async function interrupt(group: number | undefined, ended: Promise<unknown>): Promise<void> {
    if (group === undefined) return;
    kill(group, "SIGINT");
    const late = await Promise.race([ended.then(() => false), sleep(patience, true, { ref: false })]);
    if (late) kill(group, "SIGKILL");
}

function kill(group: number, signal: "SIGINT" | "SIGKILL"): void {
    try {
        process.kill(-group, signal);
    } catch {
        // It ended meanwhile.
    }
}
