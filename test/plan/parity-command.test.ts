import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as path from "node:path";

import { root } from "../environments";

interface Ended {
    code: number;
    stdout: string;
    stderr: string;
}

function parity(...words: string[]): Promise<Ended> {
    return new Promise((resolve) => {
        const args = ["--import", "tsx", path.join(root, "commands", "parity.ts"), ...words];
        execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) => {
            resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
        });
    });
}

describe("npm run parity", function () {
    this.timeout(60_000);

    it("is called wrongly with an environment that is not there, or one of a single place", async () => {
        const [unknown, single] = await Promise.all([parity("atlantis"), parity("on-premise")]);
        assert.deepEqual([unknown.code, single.code], [2, 2]);
        assert.match(unknown.stderr, /there is no environment atlantis; there are aws, /);
        assert.match(single.stderr, /on-premise has no two places: name two environments, as in on-premise aws\n/);
    });

    it("looks at the cluster of a single place, and says in one sentence why it cannot", async () => {
        const { code, stdout } = await parity("on-premise", "--live");
        assert.match(stdout, /^Live: on-premise, paris\nNot looked at: paris: [^\n]*paris\.kubeconfig[^\n]*\.\n$/);
        assert.equal(code, 3);
    });
});
