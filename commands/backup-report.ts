import { parseArgs } from "node:util";

import { notesOf, rowsOf } from "./backup-report/rows";
import { door } from "./door";
import { chosenOf } from "./render/environments";
import { Refusal, table } from "./terminal";
import { readEnvironment } from "../stacks/environment";
import { environmentFile, environmentNames } from "../stacks/file";

const help = `npm run backup-report -- <environment> [--place <name>] [--json]

Every claim of an environment's systems, and what copies it: when, for how long, and whether the copy lies in the same
cluster; or why it may be lost. Reads the environment's file alone: no cluster is asked, and nothing is changed. Ends
with 1 where a claim is neither copied nor disposable.

  --place <name>  one place only
  --json          the table as JSON

Examples
  npm run backup-report -- on-premise
  npm run backup-report -- mixed --place ireland --json`;

door(help, () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: { place: { type: "string" }, json: { type: "boolean", default: false } },
    });
    const [name, ...rest] = positionals;
    if (name === undefined || rest.length > 0) {
        throw new Refusal(`backup-report takes one environment: npm run backup-report -- on-premise`, 2);
    }
    chosenOf(environmentNames(), [name]);
    const { places } = readEnvironment(environmentFile(name));
    const chosen = Object.entries(places).filter(([place]) => values.place === undefined || place === values.place);
    if (chosen.length === 0) {
        throw new Refusal(`${name} has no place ${values.place ?? ""}; it has ${Object.keys(places).join(", ")}`, 2);
    }
    const environment = { places: Object.fromEntries(chosen) };
    const rows = rowsOf(environment);
    const notes = notesOf(environment);
    if (rows.some(({ state }) => state === "UNCOVERED")) process.exitCode = 1;
    if (values.json) {
        console.log(JSON.stringify({ environment: name, claims: rows, notes }, undefined, 2));
        return;
    }
    const columns = ["place", "namespace", "claim", "size", "state", "by", "schedule", "kept", "note"] as const;
    console.log(table(rows, { columns: chosen.length === 1 ? columns.slice(1) : columns }));
    for (const note of notes) console.log(`Note: ${note}.`);
});
