import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { stopCluster } from "../../commands/sandbox/cluster";
import { openSandbox, type Sandbox } from "../../commands/sandbox/open";
import { Progress } from "../../commands/terminal";
import { root, saidBy } from "../environments";

const { UPSTREAM_CHARTS: charts } = process.env;

interface Violation {
    policy: string;
    message: string;
}

describe("a preview with the policy pack", function () {
    this.timeout(300_000);

    let directory: string;
    let sandbox: Sandbox;
    const programs = process.env.PATH;

    before(async () => {
        // An engine that has a language host takes that.
        const shim = path.join(root, "test", "standins", "bin", "policy");
        process.env.PATH = [programs, shim].join(path.delimiter);
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-policy-"));
        const said = saidBy("dev");
        sandbox = await openSandbox({
            environment: "dev",
            said,
            directory,
            charts,
            progress: new Progress({ write: () => undefined }),
        });
        console.log(`      against: ${sandbox.standins.join("; ")}`);
    });

    after(async () => {
        process.env.PATH = programs;
        await stopCluster("dev-laptop", sandbox.tools, { directory });
        fs.rmSync(directory, { recursive: true, force: true });
    });

    /** What the pack reports, and whether the preview failed of it. */
    async function preview(): Promise<{ violations: Violation[]; failed: boolean }> {
        const violations: Violation[] = [];
        const onEvent: NonNullable<Parameters<typeof sandbox.stack.preview>[0]>["onEvent"] = ({ policyEvent }) => {
            if (policyEvent) violations.push({ policy: policyEvent.policyName, message: policyEvent.message });
        };
        const packs = [path.join(root, "policy")];
        const ended = await sandbox.stack.preview({ policyPacks: packs, color: "never", onEvent }).then(
            () => false,
            () => true,
        );
        return { violations, failed: ended };
    }

    it("refuses what breaks a rule, and nothing else: a database that may go, by allowDestroy, is let be", async () => {
        const { violations, failed } = await preview();
        // Charts that are installed object by object are seen by the engine. Stand-ins have the faults of a stand-in.
        const others = violations.filter(
            ({ message }) =>
                !/apps (Deployment|DaemonSet) (traefik\/traefik|velero\/(velero|node-agent)) /.test(message),
        );
        assert.deepEqual(others, []);
        if (charts === undefined) {
            assert.ok(violations.some(({ policy }) => policy === "requests"));
            assert.ok(violations.some(({ policy }) => policy === "disruption-budget"));
        } else assert.deepEqual(violations, []);
        assert.equal(failed, charts === undefined);
        console.log(`      ${violations.length} violations, all of stand-ins`);
    });
});
