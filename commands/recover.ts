import { parseArgs } from "node:util";

import { recover } from "./recover/index";
import { door } from "./door";
import { Refusal } from "./terminal";

const help = `npm run recover -- <stack> [--run-is-dead] [--forget <urn>]

Makes a stack usable after \`pulumi up\` was killed: releases its lock, ends providers that outlived it on this machine,
puts Helm's records right, drops what was left open. Changes nothing in the cluster; \`pulumi up\` afterwards does the
rest.

  --run-is-dead   you have made sure that the run which holds the lock is not alive (it ran on another machine)
  --forget <urn>  a cloud resource whose creation was cut off: you have looked, and imported or deleted it

Examples
  npm run recover -- on-premise
  npm run recover -- aws --run-is-dead`;

door(help, async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: { "run-is-dead": { type: "boolean" }, forget: { type: "string", multiple: true } },
    });
    const [stack, ...rest] = positionals;
    if (stack === undefined || rest.length > 0) {
        throw new Refusal(`recover takes one stack, got ${positionals.length}: npm run recover -- on-premise`, 2);
    }
    const done = await recover({
        stack,
        cwd: process.cwd(),
        variables: process.env,
        runIsDead: values["run-is-dead"],
        forget: values.forget,
    });
    for (const sentence of done) console.log(sentence);
    console.log(done.length === 0 ? `${stack}: nothing to recover` : `${stack}: ready; run pulumi up -s ${stack}`);
});
