import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { z } from "zod";

import { Refusal } from "../terminal";

const run = promisify(execFile);

/** Longest answer that is waited for, in seconds: a chart is small, a registry may be far. */
const PATIENCE = 180;

const Failed = z.looseObject({ stderr: z.string().default(""), killed: z.boolean().default(false) });

/** What a program prints. When it fails: a refusal of the sentence `otherwise` and the program's last words. */
export async function output(command: string, args: string[], otherwise: string): Promise<string> {
    try {
        const { stdout } = await run(command, args, { timeout: PATIENCE * 1000, maxBuffer: 256 * 1024 * 1024 });
        return stdout;
    } catch (error) {
        throw new Refusal(`${otherwise}: ${lastWords(error)}`);
    }
}

function lastWords(error: unknown): string {
    const { stderr, killed } = Failed.parse(error);
    if (killed) return `no answer within ${PATIENCE} s`;
    const said = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Use --debug"));
    return said.at(-1)?.replace(/^Error: /, "") ?? String(error);
}
