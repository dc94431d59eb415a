import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import type { EnvironmentFile } from "./program";
import { Refusal } from "../terminal";

const StackFile = z.looseObject({ config: z.record(z.string(), z.unknown()).default({}) });
const Secret = z.strictObject({ secure: z.string() });

/**
 * The environments of a folder, in the order of their names, without those files that say none. A secret stands in such a
 * file encrypted: of it no more is kept than a hash, by which another one can be told.
 */
export function environmentsIn(folder: string): EnvironmentFile[] {
    return fs
        .readdirSync(folder)
        .flatMap((file) => {
            const name = /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1];
            return name === undefined ? [] : [{ name, config: configIn(path.join(folder, file)) }];
        })
        .filter(({ config }) => "samestack:environment" in config)
        .map(({ name, config }) => ({ name, said: config["samestack:environment"], secrets: secretsIn(config) }))
        .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Those of these names that are chosen; all, where none is. Throws a Refusal of a wrong call for one that is not there. */
export function chosenOf(names: readonly string[], chosen: readonly string[]): string[] {
    const unknown = chosen.find((name) => !names.includes(name));
    if (unknown !== undefined) {
        throw new Refusal(`there is no environment ${unknown}; there are ${names.join(", ")}`, 2);
    }
    return names.filter((name) => chosen.length === 0 || chosen.includes(name));
}

function configIn(file: string): Record<string, unknown> {
    const text = fs.readFileSync(file, "utf8");
    try {
        return StackFile.parse(parse(text)).config;
    } catch (error) {
        throw new Refusal(`${path.basename(file)} is no stack file of Pulumi: ${wordsOf(error)}`);
    }
}

function secretsIn(config: Record<string, unknown>): Record<string, string> {
    const entries = Object.entries(config).flatMap(([key, value]) => {
        const secret = Secret.safeParse(value);
        if (!secret.success || !key.startsWith("samestack:")) return [];
        const hash = createHash("sha256").update(secret.data.secure).digest("hex").slice(0, 16);
        return [[key.slice("samestack:".length), hash] as const];
    });
    return Object.fromEntries(entries);
}

function wordsOf(error: unknown): string {
    if (error instanceof z.ZodError) return z.prettifyError(error);
    return error instanceof Error ? error.message : String(error);
}
