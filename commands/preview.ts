import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { door } from "./door";
import { helmRenderer } from "./plan/compare";
import { makePlan } from "./plan/make";
import { mergeBase, revision, workingTree } from "./plan/revision";
import { askEngine } from "./preview/engine";
import { previewMarkdown } from "./preview/markdown";
import { beyond } from "./preview/steps";
import { findTools } from "./sandbox/tools";
import { Progress, Refusal } from "./terminal";

const help = `npm run preview -- <environment> [--base <revision>] [--output <folder>]

Asks the engine, with your credentials, what a run would do to an environment (pulumi preview), and tells what of it the
plan could not know: what AWS replaces and does not change in place, what is otherwise there than the program left it,
what is so already. Resources and fields are named, values never. Changes nothing.

  --base <revision>  what the plan compares with; where the working tree left the main branch, unless said
  --output <folder>  writes <environment>.md there, for a comment on a pull request

Examples
  npm run preview -- aws
  npm run preview -- aws --output preview`;

const root = path.join(__dirname, "..");

door(help, async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: { base: { type: "string" }, output: { type: "string" } },
    });
    const [name, ...rest] = positionals;
    if (name === undefined || rest.length > 0) {
        throw new Refusal("preview takes one environment: npm run preview -- aws", 2);
    }
    const progress = new Progress();
    const tools = findTools();
    const at = (tool: string) => tools.find((one) => one.name === tool)?.path;
    const [base, head] = await Promise.all([
        revision(root, values.base ?? (await mergeBase(root)), process.env),
        workingTree(root),
    ]);
    const helm = at("helm");
    const renderer = helm === undefined ? undefined : helmRenderer(helm);
    const { environments } = await makePlan({ base, head }, [name], { renderer, progress });
    const [plan] = environments;
    if (!plan || plan.refused !== undefined) throw new Refusal(plan?.refused ?? `there is no environment ${name}`);

    const pulumi = at("pulumi");
    if (pulumi === undefined) throw new Refusal("pulumi is neither on PATH nor built: npm start builds it");
    const asking = progress.step(`asking the engine about ${name}`);
    const preview = await askEngine(pulumi, name, { cwd: root, env: process.env }).catch((error: unknown) => {
        asking.failed();
        throw error;
    });
    asking.done();
    const findings = beyond(preview, plan);
    const text = previewMarkdown(name, findings);
    for (const { resource, sentence } of findings) console.log(`${resource}: ${sentence}`);
    if (findings.length === 0) console.log(`${name}: as the plan says; cluster, cloud and state add nothing to it`);
    if (values.output === undefined) return;
    fs.mkdirSync(values.output, { recursive: true });
    fs.writeFileSync(path.join(values.output, `${name}.md`), text);
});
