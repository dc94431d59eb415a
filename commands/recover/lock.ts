import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { z } from "zod";

import { processes } from "../sandbox/process";

const Lock = z.looseObject({ pid: z.number(), username: z.string(), hostname: z.string(), timestamp: z.string() });

/** A run that holds the stack, and whether it can still be alive. */
export interface Holder {
    description: string;
    /** `unknown`: it ran on another machine, so only a person can say. */
    alive: "yes" | "no" | "unknown";
}

/**
 * Who holds a stack of a file backend: Pulumi leaves a file for each run, which says its process and machine.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/state-and-backends/
 */
export function holders(stateDirectory: string, project: string, stack: string): Holder[] {
    const folder = path.join(stateDirectory, ".pulumi", "locks", "organization", project, stack);
    if (!fs.existsSync(folder)) return [];
    // Beside each lock stands a file of attributes, which the storage library keeps.
    const locks = fs.readdirSync(folder).filter((file) => file.endsWith(".json"));
    return locks.map((file) => {
        const lock = Lock.parse(JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")));
        return {
            description: `process ${lock.pid} of ${lock.username} on ${lock.hostname}, since ${lock.timestamp}`,
            alive: lock.hostname !== os.hostname() ? "unknown" : isRunning(lock.pid) ? "yes" : "no",
        };
    });
}

// A number alone may meanwhile be another program's; one that is dead but not yet buried has no command any more.
function isRunning(pid: number): boolean {
    return processes().some((one) => one.pid === pid && one.command.includes("pulumi"));
}
