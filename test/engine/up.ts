// One `up` in a process of its own, so that a test can kill it with all its children: `tsx up.ts <environment> <json>`.
// Prints a line for each resource that is done.
import { z } from "zod";

import { openStack } from "../../commands/engine";

const Args = z.object({
    environment: z.string(),
    directory: z.string(),
    said: z.unknown(),
    secrets: z.record(z.string(), z.string()),
    variables: z.record(z.string(), z.string()),
});

async function main(): Promise<void> {
    const args = Args.parse(JSON.parse(process.argv[2] ?? ""));
    process.env.PATH = args.variables.PATH;
    const stack = await openStack(args);
    await stack.up({
        color: "never",
        onEvent: (event) => {
            if (event.resOutputsEvent) console.log(event.resOutputsEvent.metadata.urn);
        },
    });
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
