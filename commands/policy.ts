import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { parseAllDocuments } from "yaml";

import { helmCharts, noCharts } from "./bom/collect";
import { door } from "./door";
import { jsonOf } from "./policy/json";
import { exitCodeOf, makeReport } from "./policy/make";
import { textOf } from "./policy/text";
import type { EnvironmentFile } from "./render/program";
import { findTools } from "./sandbox/tools";
import { Progress, Refusal } from "./terminal";
import { readExceptions } from "../policy/exceptions";

const help = `npm run policy -- [environment…] [--charts <source> | --without-charts] [--also <file>] [--json]

Whether the rules of policy/ hold for all that environments bring into clusters and accounts: what they register, and
what their charts make, so that a Release hides nothing. Needs no cluster, account, passphrase or login. What may break a
rule stands in policy/exceptions.yaml with its reason; one that has expired or that nothing needs fails too.

0: all rules hold; 1: one does not, an exception has expired or is unused, or an environment is refused; 2: called
wrongly; 3: nothing is wrong in what was looked at, but some charts could not be had, or only stand-ins for them.

  --charts <source>   where charts come from, instead of what environments say: upstream, a mirror or a directory
  --without-charts    looks at what is registered alone, and names every chart that it did not look at
  --also <file>       the environments in the documents of a YAML file too
  --json              for a script

Examples
  npm run policy
  npm run policy -- on-premise --charts ./charts
  npm run --silent policy -- --json > policy.json`;

const root = path.join(__dirname, "..");

door(help, async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            charts: { type: "string" },
            "without-charts": { type: "boolean", default: false },
            also: { type: "string" },
            json: { type: "boolean", default: false },
        },
    });
    const withoutCharts = values["without-charts"];
    if (withoutCharts && values.charts !== undefined) {
        throw new Refusal("say --charts or --without-charts, not both", 2);
    }
    const helm = findTools().find(({ name }) => name === "helm")?.path;
    const report = await makeReport(root, {
        chosen: [...new Set(positionals)],
        also: values.also === undefined ? [] : environmentsOf(values.also),
        source: values.charts,
        charts: withoutCharts
            ? noCharts("charts were not asked for")
            : helm === undefined
              ? noCharts("helm is neither on PATH nor built")
              : helmCharts(helm),
        exceptions: readExceptions(),
        today: new Date().toISOString().slice(0, 10),
        progress: new Progress(),
    });
    process.stdout.write(values.json ? jsonOf(report) : textOf(report, process.stdout));
    process.exitCode = exitCodeOf(report, { withoutCharts });
});

function environmentsOf(file: string): EnvironmentFile[] {
    if (!fs.existsSync(file)) throw new Refusal(`there is no ${file}`, 2);
    return parseAllDocuments(fs.readFileSync(file, "utf8")).map((document, index) => ({
        name: `${path.basename(file)} ${index + 1}`,
        said: document.toJS() as unknown,
        secrets: {},
    }));
}
