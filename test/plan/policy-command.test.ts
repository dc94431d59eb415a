import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as path from "node:path";

import { root } from "../environments";

interface Ended {
    code: number;
    stdout: string;
    stderr: string;
}

function policy(...words: string[]): Promise<Ended> {
    return new Promise((resolve) => {
        const args = ["--import", "tsx", path.join(root, "commands", "policy.ts"), ...words];
        execFile(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
            resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
        });
    });
}

describe("npm run policy", function () {
    this.timeout(120_000);

    it("is called wrongly with an environment or a file that is not there, or with and without charts at once", async () => {
        const ended = await Promise.all([
            policy("atlantis"),
            policy("--also", "nowhere.yaml"),
            policy("--charts", "./charts", "--without-charts"),
        ]);
        assert.deepEqual(
            ended.map(({ code }) => code),
            [2, 2, 2],
        );
        assert.match(ended[0].stderr, /there is no environment atlantis; there are aws, /);
        assert.match(ended[1].stderr, /there is no nowhere\.yaml\n/);
        assert.match(ended[2].stderr, /say --charts or --without-charts, not both\n/);
    });

    it("looks at every environment, and names every chart that it did not look at", async () => {
        const { code, stdout } = await policy("--without-charts");
        assert.equal(code, 0, stdout);
        assert.match(stdout, /\nNOT LOOKED AT\n(.*\n)* {2}longhorn: charts were not asked for \(.*on-premise paris/);
        assert.doesNotMatch(stdout, /\n(Broken|Expired|Unused)/);
    });

    it("takes a chart that cannot be had for no success", async () => {
        const { code, stdout } = await policy("on-premise", "--charts", "/nowhere", "--json");
        assert.equal(code, 3);
        assert.match(stdout, /"why": "(it cannot be had here|helm is neither on PATH nor built)"/);
    });
});
