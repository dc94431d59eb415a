import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { z } from "zod";

import { door } from "./door";
import { record, rehearse, stage, USUAL } from "./rehearse/rehearse";
import { exitCodeOf, textOf } from "./rehearse/report";
import { environmentsOf, releases } from "./rehearse/state";
import { Progress, Refusal } from "./terminal";

const Package = z.looseObject({ version: z.string() });
const { version } = Package.parse(JSON.parse(fs.readFileSync(path.join(__dirname, "..", "package.json"), "utf8")));

const help = `npm run rehearse -- [environment…] [--release <release>] [--json]
npm run rehearse -- --record [environment…]

Rehearses an upgrade: puts a sandbox into the state that the last release left, lets the present program at it on a real
engine, and looks. Nothing that holds data may be replaced or deleted, as the plan judges it, and the second run must have
nothing to do. What plan-consents.yaml consents to is let through.

  --release <release>  another release whose states are kept in test/upgrade
  --record             brings the present program up instead, and keeps the states as those of v${version}: for a release
  --json               for a script

0: as it should be; 1: the engine refuses, or the second run would change something; 2: called wrongly; 3: data would be
lost.

Examples
  npm run rehearse -- dev
  npm run rehearse -- --record`;

door(help, async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            record: { type: "boolean", default: false },
            release: { type: "string" },
            json: { type: "boolean", default: false },
        },
    });
    const release = values.record ? `v${version}` : (values.release ?? releases().at(-1));
    if (release === undefined || (!values.record && !releases().includes(release))) {
        throw new Refusal(
            `no states are kept of ${release ?? "any release"}; there are ${releases().join(", ") || "none"}`,
            2,
        );
    }
    const there = values.record ? USUAL : environmentsOf(release);
    const unknown = positionals.find((name) => !there.includes(name));
    if (unknown !== undefined)
        throw new Refusal(`no state of ${unknown} is kept of ${release}; there are ${there.join(", ")}`, 2);

    const progress = new Progress();
    const done = [];
    for (const environment of positionals.length > 0 ? positionals : there) {
        const directory = fs.mkdtempSync(path.join(os.tmpdir(), `samestack-rehearse-${environment}-`));
        const of = { release, environment };
        try {
            if (values.record) {
                const { file, resources } = await record(of, { directory, progress });
                console.log(
                    `${path.relative(process.cwd(), file)}: ${resources} resources, ${fs.statSync(file).size} bytes`,
                );
                continue;
            }
            const staged = await stage(of, { directory, progress });
            try {
                done.push(await rehearse(of, staged, progress));
            } finally {
                await staged.close();
            }
        } finally {
            fs.rmSync(directory, { recursive: true, force: true });
        }
    }
    if (values.record) return;
    process.stdout.write(values.json ? `${JSON.stringify(done, undefined, 2)}\n` : textOf(done, process.stdout));
    process.exitCode = exitCodeOf(done);
});
