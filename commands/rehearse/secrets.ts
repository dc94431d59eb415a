// Prints, as one line of JSON, every text that the present program keeps secret in an environment: registered against a
// pretend engine, in a process of its own. Reads { said, secrets } from its standard input; only for throw-away secrets.
import { json } from "node:stream/consumers";

import * as pulumi from "@pulumi/pulumi";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";

import { watch } from "../render/registration";
import { readEnvironment } from "../../stacks/environment";
import { isMapping } from "../../stacks/mapping";
import { putInPlaces } from "../../stacks/samestack";

const Given = z.object({ environment: z.string(), said: z.unknown(), secrets: z.record(z.string(), z.string()) });
const Inputs = z.record(z.string(), z.unknown());

async function main(): Promise<void> {
    const { environment, said, secrets } = Given.parse(await json(process.stdin));
    // Pulumi takes a stack trace for every promise; to find their lines in the sources costs more than all the rest.
    Error.stackTraceLimit = 0;
    const found = new Set<string>();
    await pulumi.runtime.setMocks(
        {
            newResource: ({ inputs }) => ({ id: undefined, state: Inputs.parse(inputs) }),
            call: ({ token }) => {
                throw new Error(`the program asks for ${token}, which nobody answers here`);
            },
        },
        "samestack",
        environment,
        true,
    );
    watch([], (value) => {
        collect(value, false, found);
        return value;
    });
    putInPlaces(readEnvironment(said), (key) => pulumi.secret(secrets[key] ?? ""));
    await pulumi.runtime.disconnect();
    console.log(JSON.stringify([...found]));
}

function collect(value: unknown, secret: boolean, found: Set<string>): void {
    if (typeof value === "string" && secret) found.add(value);
    if (Array.isArray(value)) for (const one of value) collect(one, secret, found);
    if (!isMapping(value)) return;
    const isSecret = value[specialSigKey] === specialSecretSig;
    for (const inner of Object.values(isSecret ? { value: value.value } : value))
        collect(inner, secret || isSecret, found);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
