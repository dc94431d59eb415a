import { spawn } from "node:child_process";
import * as path from "node:path";

/** How a run that was to be killed ended. */
export interface Ended {
    killed: boolean;
    /** Resources that were done when it ended. */
    done: number;
    output: string;
}

/**
 * Runs `up` in a process group of its own, and kills the whole group with -9 when it has been at work for some time: the
 * program and the engine die at once. Plugins are in groups of their own: stand-ins end with their engine, the official
 * provider goes on. A run that ends before is not killed.
 */
export function killedAfter(milliseconds: number, args: object): Promise<Ended> {
    return new Promise((resolve, reject) => {
        const script = path.join(__dirname, "up.ts");
        const child = spawn(process.execPath, ["--import", "tsx", script, JSON.stringify(args)], { detached: true });
        let output = "";
        let killed = false;
        let timer: NodeJS.Timeout | undefined;
        const urns = new Set<string>();
        child.stdout.on("data", (chunk: Buffer) => {
            for (const line of chunk.toString().split("\n")) if (line.startsWith("urn:")) urns.add(line);
            // Counted from the first resource on, so that a slow start is no kill of nothing.
            timer ??= setTimeout(() => {
                killed = true;
                if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
            }, milliseconds);
        });
        child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
        child.on("error", reject);
        child.on("close", () => {
            clearTimeout(timer);
            // The engine and the stand-ins are not ours to wait for; they are gone in a moment.
            setTimeout(() => {
                resolve({ killed, done: urns.size, output });
            }, 500);
        });
    });
}
