import * as path from "node:path";
import { parseArgs } from "node:util";

import { door } from "./door";
import { gitlabPipeline } from "./environments/gitlab";
import { listed } from "./environments/order";
import { Refusal, table } from "./terminal";

const help = `npm run environments -- [--json | --github | --gitlab preview|up]

The environments that a pipeline may bring up, from their files, in the order in which it does: each behind those that it
names in samestack:after, otherwise by name. One whose cluster is this machine's sandbox is left out. With npm's own
lines kept away by --silent it is a pipeline's input.

  --json                 for a script
  --github               for a workflow's GITHUB_OUTPUT: a line matrix=…
  --gitlab preview|up    a child pipeline, with a job for each

Examples
  npm run environments
  npm run --silent environments -- --json`;

door(help, () => {
    const { values } = parseArgs({
        options: {
            json: { type: "boolean", default: false },
            github: { type: "boolean", default: false },
            gitlab: { type: "string" },
        },
    });
    const { gitlab } = values;
    if (gitlab !== undefined && gitlab !== "preview" && gitlab !== "up") {
        throw new Refusal("--gitlab is preview or up", 2);
    }
    const all = listed(path.join(__dirname, ".."));
    if (gitlab !== undefined) process.stdout.write(gitlabPipeline(gitlab, all));
    else if (values.github) console.log(`matrix=${JSON.stringify({ include: all })}`);
    else if (values.json) console.log(JSON.stringify(all, undefined, 2));
    else {
        const rows = all.map(({ environment, kinds, after }) => ({
            environment,
            places: kinds.join(", "),
            ...(after.length > 0 && { after: after.join(", ") }),
        }));
        console.log(table(rows, { columns: ["environment", "places", "after"] }));
    }
});
