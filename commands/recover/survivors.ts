import * as fs from "node:fs";
import * as net from "node:net";
import { setTimeout } from "node:timers/promises";

import { processes } from "../sandbox/process";

const PLUGIN = /(?:^|\/)(pulumi-resource-[\w-]+)\s.*?127\.0\.0\.1:(\d+)/;

/**
 * Ends providers that outlived the engine which started them. Each goes on for minutes with what it was told to do, as to
 * install a chart, and would change things beneath the next run. That its engine is dead is seen where nobody answers at
 * the address by which it was to call back; providers of runs that are alive are let be.
 *
 * @returns what was done, a sentence each.
 */
export async function endSurvivors(among = processes()): Promise<string[]> {
    const done: string[] = [];
    for (const { pid, command } of among) {
        const [, plugin, port] = PLUGIN.exec(command) ?? [];
        if (plugin === undefined || !isOfThisNetwork(pid) || (await answers(Number(port))) || !end(pid)) continue;
        while (processes().some((one) => one.pid === pid && one.command === command)) await setTimeout(50);
        done.push(`${plugin} (process ${pid}) had outlived the engine that started it, and is ended`);
    }
    return done;
}

/** Whether its addresses are those of this process: in a container 127.0.0.1 is another one's. */
function isOfThisNetwork(pid: number): boolean {
    if (process.platform !== "linux") return true;
    try {
        return fs.readlinkSync(`/proc/${pid}/ns/net`) === fs.readlinkSync("/proc/self/ns/net");
    } catch {
        // It is another user's, or ended meanwhile.
        return false;
    }
}

/** Whether somebody may answer: only where the connection is refused nobody does. */
function answers(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = net.connect({ port, host: "127.0.0.1" });
        const told = (alive: boolean) => {
            socket.destroy();
            resolve(alive);
        };
        socket.on("connect", () => {
            told(true);
        });
        socket.on("error", (error) => {
            told(!("code" in error) || error.code !== "ECONNREFUSED");
        });
    });
}

function end(pid: number): boolean {
    try {
        process.kill(pid, "SIGKILL");
        return true;
    } catch {
        // It is another user's, or ended meanwhile.
        return false;
    }
}
