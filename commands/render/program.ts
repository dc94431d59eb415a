import { spawn } from "node:child_process";
import * as path from "node:path";
import { createInterface } from "node:readline";

import { z } from "zod";

import type { Registered } from "./registration";
import { Refusal } from "../terminal";

/** An environment as its file says it. */
export interface EnvironmentFile {
    name: string;
    said: unknown;
    /** Keys of the secrets that stand in the file, each with a hash of its encrypted text. */
    secrets: Record<string, string>;
}

/** What an environment comes down to, or why it is refused. */
export type Outcome = { resources: Registered[] } | { refused: string };

const Resources: z.ZodType<Registered[]> = z.array(
    z.object({
        type: z.string(),
        name: z.string(),
        inputs: z.record(z.string(), z.unknown()),
        parent: z.string().optional(),
        parentType: z.string().optional(),
        dependsOn: z.array(z.string()),
        sources: z.record(z.string(), z.array(z.object({ type: z.string(), name: z.string() }))),
        provider: z.string().optional(),
        protect: z.boolean(),
        retainOnDelete: z.boolean(),
        deletedWith: z.string().optional(),
        custom: z.boolean(),
        aliases: z.array(
            z.object({
                name: z.string().optional(),
                type: z.string().optional(),
                parent: z.string().optional(),
                parentType: z.string().optional(),
                noParent: z.literal(true).optional(),
            }),
        ),
        replaceOnChanges: z.array(z.string()),
        ignoreChanges: z.array(z.string()),
        deleteBeforeReplace: z.boolean(),
    }),
);
const Line = z.union([
    z.object({ name: z.string(), resources: Resources }),
    z.object({ name: z.string(), refused: z.string() }),
]);

const script = path.join(__dirname, "register.ts");

/**
 * What the program in a folder registers for each environment, by its name. In a process of its own, which reaches
 * nobody: see register.ts. Throws a Refusal with the program's own words where it fails.
 */
export async function registered(
    folder: string,
    environments: readonly EnvironmentFile[],
): Promise<Map<string, Outcome>> {
    const child = spawn(process.execPath, ["--import", "tsx", script], {
        // Where tsx and its settings are.
        cwd: path.join(__dirname, "..", ".."),
        stdio: ["pipe", "pipe", "pipe"],
    });
    const outcomes = new Map<string, Outcome>();
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint = (complaint + text).slice(-20_000)));
    child.stdin.on("error", () => undefined).end(JSON.stringify({ folder, environments }));
    const ended = new Promise<number | null>((resolve, reject) => {
        child.on("error", reject).on("close", resolve);
    });
    for await (const line of createInterface({ input: child.stdout })) {
        // What the program itself logs, of systems that are unmaintained for one, is nobody's answer.
        if (!line.startsWith("{")) continue;
        const { name, ...outcome } = Line.parse(JSON.parse(line));
        outcomes.set(name, outcome);
    }
    if ((await ended) !== 0) throw new Refusal(`the program in ${folder} fails: ${complaint.trim()}`);
    return outcomes;
}
