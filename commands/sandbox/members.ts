import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Refusal } from "../terminal";
import type { Paths } from "./kwokctl";
import type { Tools } from "./pins";
import { type Process, processes, run } from "./process";

/** How many processes a cluster has: etcd, API server, controller manager, scheduler and KWOK. */
export const memberCount = 5;

/** The processes of a cluster that live. kwokctl starts each from the cluster's own folder, which nothing else does. */
export function membersOf(paths: Paths): Process[] {
    const bin = path.join(paths.workdir, "bin") + path.sep;
    return processes().filter(({ command }) => command.startsWith(bin));
}

/** Has kwokctl make a cluster, or start again the members that do not live. */
export async function startMembers(verb: "create" | "start", name: string, paths: Paths, tools: Tools): Promise<void> {
    if (verb === "start") forgetPids(paths);
    // Without the last, kwokctl would write into the user's own kubeconfig.
    const args = [verb, "cluster", `--name=${name}`, "--config", paths.config];
    if (verb === "create") args.push("--kubeconfig=");
    const stop = new AbortController();
    const watching = firstDeath(name, paths, stop);
    const ended = await run(tools.kwokctl, args, {
        // Not the user's surroundings: variables named KWOK_ change what it does. It works below its home, which, unlike
        // KWOK_WORKDIR, may have a blank in it.
        env: { PATH: process.env.PATH, HOME: paths.directory },
        signal: stop.signal,
    });
    stop.abort();
    const death = await watching;
    if (death !== undefined) throw new Refusal(death);
    if (ended.code !== 0) {
        throw new Refusal(
            `sandbox cluster ${name} did not start: ${lastLine(ended.output)}; ` +
                "npm run sandbox -- down removes it, to start anew",
        );
    }
}

/**
 * Ends the members of a cluster, and a kwokctl that outlived an interrupted start and would go on starting members. At
 * once: nothing of it is to be kept, so nothing is to be written before the end.
 */
export async function endMembers(name: string, paths: Paths, tools: Tools): Promise<void> {
    const starting = processes().filter(
        ({ command }) => command.startsWith(tools.kwokctl) && command.includes(paths.config),
    );
    const deadline = Date.now() + 10_000;
    for (let members = [...starting, ...membersOf(paths)]; members.length > 0; members = membersOf(paths)) {
        if (Date.now() > deadline) throw new Refusal(`the processes of sandbox cluster ${name} do not end`);
        for (const { pid } of members) kill(pid);
        await sleep(50);
    }
}

function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // It ended meanwhile.
    }
}

/** Otherwise kwokctl takes an id for its member's though it is another process's since the machine was restarted. */
function forgetPids(paths: Paths): void {
    for (const { file } of deadMembers(paths)) fs.rmSync(file);
}

/** The members that kwokctl has started and that do not live. */
function deadMembers(paths: Paths): { member: string; file: string }[] {
    const folder = path.join(paths.workdir, "pids");
    if (!fs.existsSync(folder)) return [];
    const started = fs.readdirSync(folder).map((entry) => {
        const file = path.join(folder, entry);
        return { member: path.basename(entry, ".pid"), file, pid: fs.readFileSync(file, "utf8").trim() };
    });
    // Looked at after the files: a process that is there before its file is no death.
    const alive = new Set(membersOf(paths).map(({ pid }) => String(pid)));
    return started.filter(({ pid }) => pid !== "" && !alive.has(pid));
}

/** While kwokctl waits for an API server: says when a member has ended, which kwokctl does not notice, and stops it. */
async function firstDeath(name: string, paths: Paths, stop: AbortController): Promise<string | undefined> {
    while (!stop.signal.aborted) {
        const [dead] = deadMembers(paths);
        if (dead !== undefined) {
            stop.abort();
            return causeOfDeath(dead.member, name, paths);
        }
        await sleep(500, undefined, { signal: stop.signal }).catch(() => undefined);
    }
    return undefined;
}

function causeOfDeath(member: string, name: string, paths: Paths): string {
    const log = path.join(paths.workdir, "logs", `${member}.log`);
    const said = fs.existsSync(log) ? fs.readFileSync(log, "utf8") : "";
    const port = /listen tcp [\d.]+:(\d+): bind: address already in use/.exec(said)?.[1];
    if (port !== undefined) {
        return (
            `${member} of sandbox cluster ${name} found its port ${port} taken by another process: ` +
            "start again to have another one chosen, or end that process"
        );
    }
    if (said.includes("no space left on device")) {
        return `the disk is full: sandbox cluster ${name} cannot write below ${paths.workdir}; free some space and start again`;
    }
    return `${member} of sandbox cluster ${name} ended as soon as it was started: ${lastLine(said)}; its log is ${log}`;
}

function lastLine(text: string): string {
    return text.trim().split("\n").at(-1)?.slice(0, 400) ?? "";
}
