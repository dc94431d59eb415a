import * as fs from "node:fs";
import * as path from "node:path";

import { parseAllDocuments } from "yaml";

import type { Registered } from "./deploy";
import { environments, register, root, saidBy } from "./environments";

/** What one environment registers. */
export interface Stack {
    environment: string;
    /** What it says, as it is written. */
    said: unknown;
    resources: Registered[];
}

let registered: Promise<Stack[]> | undefined;

/**
 * What the example environments register, and those of `fixtures/alternatives.yaml`, which make the choices that no
 * example makes. Registered once for all tests of a run.
 */
export function stacks(): Promise<Stack[]> {
    registered ??= registerAll();
    return registered;
}

async function registerAll(): Promise<Stack[]> {
    const text = fs.readFileSync(path.join(root, "test", "fixtures", "alternatives.yaml"), "utf8");
    const alternatives = parseAllDocuments(text).map((document, index): [string, unknown] => [
        `alternative ${index + 1}`,
        document.toJS(),
    ]);
    const all: Stack[] = [];
    // One after another: a pretend engine is the process's own.
    for (const [environment, said] of [
        ...environments.map((name): [string, unknown] => [name, saidBy(name)]),
        ...alternatives,
    ]) {
        all.push({ environment, said, resources: await register(said) });
    }
    return all;
}
