import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { door } from "./door";
import { exitCodeOf, makeParity } from "./parity/make";
import { jsonOf } from "./parity/json";
import { kubeconfigsIn } from "./parity/live/reach";
import { pageOf } from "./parity/page";
import { textOf } from "./parity/text";
import { helmRenderer } from "./plan/compare";
import { findTools } from "./sandbox/tools";
import { Progress, Refusal } from "./terminal";
import { declaredDifferences } from "../stacks/differences";

const help = `npm run parity -- [environment…] [--live] [--json] [--html <file>]

What differs between two places, and why it may. Both are rendered to the objects that their clusters would hold, without
cluster or credential; a place's own name and domain are taken out; what systems declare that they make differ, each with
its reason, is subtracted, and what an environment itself says. Whatever is left is named, object and field, and fails; so
does a declaration that no longer occurs.

  (no name)                the places within each environment, and those of on-premise and aws with each other
  one environment          its places, each with each
  two or more              the places of each with those of the others

  --live         what the clusters really hold: each against its program, and those that answer with each other
  --json         for a script
  --html <file>  a page with a picture of the stack, whole in one file

0: the same but for what is declared; 1: something is undeclared, a declaration no longer occurs, or an environment is
refused, or a cluster is otherwise than its program says; 2: called wrongly; 3: nothing of that, but a cluster could not
be reached or not be looked at whole.

Examples
  npm run parity
  npm run parity -- mixed
  npm run parity -- on-premise aws --html parity.html
  npm run parity -- mixed --live`;

const root = path.join(__dirname, "..");

door(help, async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            live: { type: "boolean", default: false },
            json: { type: "boolean", default: false },
            html: { type: "string" },
        },
    });
    if (values.html === "") throw new Refusal("say a file with --html, as in --html parity.html", 2);
    const helm = findTools().find(({ name }) => name === "helm")?.path;
    const report = await makeParity(root, [...new Set(positionals)], declaredDifferences, {
        renderer: helm === undefined ? undefined : helmRenderer(helm),
        progress: new Progress(),
        live: values.live ? kubeconfigsIn(root) : undefined,
    });
    if (values.html !== undefined) fs.writeFileSync(values.html, pageOf(report));
    process.stdout.write(values.json ? jsonOf(report) : textOf(report, process.stdout));
    process.exitCode = exitCodeOf(report);
});
