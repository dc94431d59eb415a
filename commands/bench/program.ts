// The program alone, in a process of its own: it is loaded, and registers everything against a pretend engine that
// answers at once. Reads { said, secrets } from its standard input; prints one line of JSON.
import * as fs from "node:fs";
import { json } from "node:stream/consumers";

import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { samestack } from "../../stacks/samestack";

const loaded = performance.now();

const Given = z.object({ said: z.unknown(), secrets: z.record(z.string(), z.string()) });

async function main(): Promise<void> {
    const { said, secrets } = Given.parse(await json(process.stdin));
    // What it took to be told is no part of the program's own time.
    const told = performance.now();
    let resources = 0;
    const charts: Record<string, unknown> = {};
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs, id }) => {
                resources += 1;
                if (type === "kubernetes:helm.sh/v4:Chart") charts[name] = inputs;
                const state: unknown = { ...inputs, ...outputs[type] };
                return {
                    id: id === undefined || id === "" ? name : id,
                    state: z.record(z.string(), z.unknown()).parse(state),
                };
            },
            call: ({ token }) => {
                throw new Error(`the program called ${token}, for which this measurement has no answer`);
            },
        },
        "samestack",
        "bench",
        true,
    );
    const hidden = Object.entries(secrets).map(([key, value]) => [`samestack:${key}`, value] as const);
    const config = Object.fromEntries([...hidden, ["samestack:environment", JSON.stringify(said)] as const]);
    pulumi.runtime.setAllConfig(
        config,
        hidden.map(([key]) => key),
    );
    await samestack();
    await pulumi.runtime.disconnect();
    const seconds = (loaded + performance.now() - told) / 1000;
    console.log(JSON.stringify({ seconds, megabytes: peakMemory(), resources, charts }));
}

/** Outputs that the program waits for, by type. */
const outputs: Record<string, object> = {
    "kubernetes:core/v1:Service": { status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } },
};

/** The most memory this process has had, in MB of 10^6 bytes. */
function peakMemory(): number {
    // On Linux `maxRSS` begins with what the parent process had when it started this one.
    const status = fs.existsSync("/proc/self/status") ? fs.readFileSync("/proc/self/status", "utf8") : "";
    const kibibytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
    return Math.round((kibibytes * 1024) / 1e6);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
