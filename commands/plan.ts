import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { door } from "./door";
import { helmRenderer } from "./plan/compare";
import { jsonOf } from "./plan/json";
import { exitCodeOf, makePlan } from "./plan/make";
import { markdownOf } from "./plan/markdown";
import type { Report } from "./plan/report";
import { mergeBase, type Revision, revision, workingTree } from "./plan/revision";
import { textOf } from "./plan/text";
import { findTools } from "./sandbox/tools";
import { Progress, Refusal } from "./terminal";

const help = `npm run plan -- [environment…] [--base <revision>] [--head <revision>] [--markdown | --json] [--output <folder>]

What a change does to every environment, without cluster, account, passphrase or login: resources of the program field
by field, and the objects inside every chart, at the place's version of Kubernetes. What would be replaced or deleted
comes first; what is the same in several places is said once. By default the working tree against where it left the main
branch.

What holds data and would be lost is a danger. Then the exit code is 3, unless plan-consents.yaml consents to exactly
that in the same change. 0: no danger; 1: an environment is refused, or the plan could not be made; 2: called wrongly.

  --base <revision>  compare with that one
  --head <revision>  look at that one and not at the working tree
  --markdown         for a comment on a pull request
  --json             for a script
  --output <folder>  writes plan.md, the whole, and summary.md, which no host finds too long for a comment

Examples
  npm run plan
  npm run plan -- on-premise mixed
  npm run plan -- --base v1.2.0 --head main --markdown > comment.md`;

const root = path.join(__dirname, "..");

door(help, async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            base: { type: "string" },
            head: { type: "string" },
            markdown: { type: "boolean", default: false },
            json: { type: "boolean", default: false },
            output: { type: "string" },
        },
    });
    if (values.markdown && values.json) throw new Refusal("say --markdown or --json, not both", 2);
    const helm = findTools().find(({ name }) => name === "helm")?.path;
    const report = await makePlan(await revisions(values), positionals, {
        renderer: helm === undefined ? undefined : helmRenderer(helm),
        progress: new Progress(),
    });
    const text = values.json ? jsonOf(report) : values.markdown ? markdownOf(report) : textOf(report, process.stdout);
    process.stdout.write(text);
    if (values.output !== undefined) writeTo(values.output, report);
    process.exitCode = exitCodeOf(report);
});

/** Comments of GitHub hold 65 536 characters, and what is said below the plan must fit too. */
const SUMMARY = 60_000;

function writeTo(folder: string, report: Report): void {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "plan.md"), markdownOf(report));
    fs.writeFileSync(path.join(folder, "summary.md"), markdownOf(report, SUMMARY));
}

/** The two revisions that are asked for, each in a folder. */
async function revisions(said: { base?: string; head?: string }): Promise<{ base: Revision; head: Revision }> {
    const [base, head] = await Promise.all([
        revision(root, said.base ?? (await mergeBase(root)), process.env),
        said.head === undefined ? workingTree(root) : revision(root, said.head, process.env),
    ]);
    return { base, head };
}
