import * as fs from "node:fs";
import * as path from "node:path";

import type { Read } from "./chart";
import { type Definition, nameOf } from "./objects";
import { Refusal } from "../terminal";

const folders = ["charts", "values-schemas", "crds"];

/** Refuses a directory that holds something other than facts, which writing would mix up or delete. */
export function checkDirectory(directory: string): void {
    if (!fs.existsSync(directory)) return;
    if (!fs.statSync(directory).isDirectory()) throw new Refusal(`${directory} is not a directory: name another`);
    const [other] = fs.readdirSync(directory).filter((name) => !folders.includes(name));
    if (other !== undefined) {
        throw new Refusal(`${directory} holds ${other}, which is not facts: name a new directory, or one of facts`);
    }
}

/** Writes facts in place of those that were there: what cannot be had today has no facts of another day. */
export function writeFacts(directory: string, charts: Read[], bundles: Definition[]): void {
    for (const folder of folders) {
        fs.rmSync(path.join(directory, folder), { recursive: true, force: true });
        fs.mkdirSync(path.join(directory, folder), { recursive: true });
    }
    for (const { facts, schema } of charts) {
        write(directory, "charts", facts.chart, JSON.stringify(facts, null, 1));
        if (schema) write(directory, "values-schemas", facts.chart, JSON.stringify(schema, null, 1));
    }
    for (const definition of [...ofCharts(charts), ...bundles]) {
        write(directory, "crds", nameOf(definition), JSON.stringify(definition));
    }
}

// A definition that several charts bring is told of the one that brings least besides: the chart made for it.
function ofCharts(charts: Read[]): Definition[] {
    const leastLast = [...charts].sort((a, b) => b.facts.objects.length - a.facts.objects.length);
    const byName = new Map(
        leastLast.flatMap(({ definitions }) => definitions.map((one): [string, Definition] => [nameOf(one), one])),
    );
    return [...byName.values()];
}

function write(directory: string, folder: string, name: string, text: string): void {
    fs.writeFileSync(path.join(directory, folder, `${name}.json`), text);
}
