// One run of the real engine with the program inline, in a process of its own. Reads { what, stack } from its standard
// input; prints one line of JSON.
import { json } from "node:stream/consumers";

import type { EngineEvent } from "@pulumi/pulumi/automation";
import { z } from "zod";

import { openStack } from "../engine";

const loaded = performance.now();

const Given = z.object({
    what: z.enum(["up", "preview"]),
    stack: z.object({
        environment: z.string(),
        directory: z.string(),
        said: z.unknown(),
        secrets: z.record(z.string(), z.string()),
        variables: z.record(z.string(), z.string()),
    }),
});

async function main(): Promise<void> {
    const given = Given.parse(await json(process.stdin));
    // Ctrl-C is for the engine, which ends in order; then this process ends as well.
    process.on("SIGINT", () => undefined);
    process.env.PATH = given.stack.variables.PATH;
    const stack = await openStack(given.stack);

    const begun = performance.now();
    let ended = begun;
    const errors: string[] = [];
    const onEvent = (event: EngineEvent) => {
        // The engine's last word. After it the Automation API asks for outputs, which a user of the CLI does not wait for.
        if (event.cancelEvent) ended = performance.now();
        if (event.diagnosticEvent?.severity === "error") errors.push(event.diagnosticEvent.message.trim());
    };
    try {
        const changes =
            given.what === "up"
                ? (await stack.up({ color: "never", onEvent })).summary.resourceChanges
                : (await stack.preview({ color: "never", onEvent })).changeSummary;
        console.log(JSON.stringify({ seconds: (loaded + ended - begun) / 1000, changes }));
    } catch (error) {
        if (errors.length === 0) throw error;
        throw new Error(errors.join("\n"), { cause: error });
    }
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
