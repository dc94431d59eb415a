// Registers the program of one folder, environment by environment, against a pretend engine: in a process of its own,
// for the folder may be another revision with other packages. Reads { folder, environments } from its standard input;
// prints one line of JSON for each environment. Needs no cluster, account, passphrase or secret.
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";
import { json } from "node:stream/consumers";

import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { readEnvironment } from "../../stacks/environment";
import type { putInPlaces } from "../../stacks/samestack";
import { namedAgain, standInKubeconfigs } from "./kubeconfigs";
import { hashed, type Registered, watch } from "./registration";

const Given = z.object({
    folder: z.string(),
    environments: z.array(z.object({ name: z.string(), said: z.unknown(), secrets: z.record(z.string(), z.string()) })),
});
type Environment = z.infer<typeof Given>["environments"][number];

const isFunction = (value: unknown) => typeof value === "function";
const Reader = z.object({ readEnvironment: z.custom<typeof readEnvironment>(isFunction) });
const Program = z.object({ putInPlaces: z.custom<typeof putInPlaces>(isFunction) });
const Sdk = z.object({
    runtime: z.custom<typeof pulumi.runtime>(),
    secret: z.custom<(value: string) => pulumi.Output<string>>(isFunction),
    RunError: z.custom<typeof pulumi.RunError>(isFunction),
});
const Settings = z.object({ getMonitor: z.custom<() => unknown>(isFunction) });

async function main(): Promise<void> {
    const { folder, environments } = Given.parse(await json(process.stdin));
    // The folder's own packages: with another copy of Pulumi's SDK beside it nothing of what it registers would be seen.
    const there = createRequire(path.join(folder, "package.json"));
    const sdk = Sdk.parse(there("@pulumi/pulumi"));
    const settings = Settings.parse(there("@pulumi/pulumi/runtime/settings"));
    const { readEnvironment } = Reader.parse(there("./stacks/environment"));
    const { putInPlaces } = Program.parse(there("./stacks/samestack"));
    // Pulumi takes a stack trace for every promise; to find their lines in the sources costs more than all the rest.
    Error.stackTraceLimit = 0;
    const kubeconfigs = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-nowhere-"));

    const register = async ({ name, said, secrets }: Environment): Promise<Registered[]> => {
        const environment = readEnvironment(standInKubeconfigs(said, kubeconfigs));
        const found: Registered[] = [];
        await sdk.runtime.setMocks(pretend, "samestack", name, true);
        watch(found, hashed, settings.getMonitor());
        // As long as a seed must be. What the file says of a secret is its text, encrypted: another one, another secret.
        putInPlaces(environment, (key) => sdk.secret(`${key} ${secrets[key] ?? ""}`.padEnd(64, "-")));
        await sdk.runtime.disconnect();
        return found.map((one) => ({ ...one, inputs: Inputs.parse(namedAgain(one.inputs, said, kubeconfigs)) }));
    };

    try {
        for (const environment of environments) {
            const { name } = environment;
            try {
                console.log(JSON.stringify({ name, resources: await register(environment) }));
            } catch (error) {
                if (!sdk.RunError.isInstance(error)) throw error;
                console.log(JSON.stringify({ name, refused: error.message }));
            }
        }
    } finally {
        fs.rmSync(kubeconfigs, { recursive: true });
    }
}

const Inputs = z.record(z.string(), z.unknown());

/** The engine as a preview sees it: what a resource was given is known, what it becomes is not. */
const pretend: pulumi.runtime.Mocks = {
    newResource: ({ inputs }) => ({ id: undefined, state: Inputs.parse(inputs) }),
    call: ({ token }) => {
        throw new Error(`the program asks for ${token}, which nobody can answer without an account`);
    },
};

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
