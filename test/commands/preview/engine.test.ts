import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { askEngine } from "../../../commands/preview/engine";
import { temporaryFolder } from "../../folder";

const step = { op: "update", urn: "urn:pulumi:aws::samestack::a:b:C::c", oldState: { inputs: { a: "canary" } } };

describe("asking the engine for a preview", () => {
    const folder = temporaryFolder();
    const ask = (script: string) => {
        folder.write({ pulumi: `#!/bin/sh\necho "$@" > ${folder.path}/words\n${script}\n` });
        const pulumi = path.join(folder.path, "pulumi");
        fs.chmodSync(pulumi, 0o755);
        return askEngine(pulumi, "aws", { cwd: folder.path, env: { PATH: process.env.PATH } });
    };
    const print = (said: object) => `cat <<'EOF'\n${JSON.stringify(said, undefined, 2)}\nEOF`;

    it("takes its steps, without the values in them, and changes nothing", async () => {
        const preview = await ask(`echo 'warning: a plugin is old'\n${print({ steps: [step] })}`);
        assert.deepEqual(preview, { steps: [{ op: step.op, urn: step.urn }] });
        const words = fs.readFileSync(path.join(folder.path, "words"), "utf8");
        assert.equal(words, "preview --json --non-interactive --stack aws\n");
    });

    const failures: [string, string, string][] = [
        ["before there is anything to tell", "echo 'error: no stack named aws' >&2", "error: no stack named aws"],
        [
            "on the way, by its complaints alone",
            print({
                steps: [step],
                diagnostics: [
                    { message: "a note", severity: "info" },
                    { message: "the API server refuses the connection\n", severity: "error" },
                ],
            }),
            "the API server refuses the connection",
        ],
        ["without a word", print({ steps: [step] }), "it names no reason; run it yourself"],
    ];
    for (const [when, script, told] of failures) {
        it(`says why where it fails ${when}`, async () => {
            await assert.rejects(ask(`${script}\nexit 255`), {
                name: "Refusal",
                message: `pulumi preview of aws fails:\n${told}`,
            });
        });
    }
});
