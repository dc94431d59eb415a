import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { rehearse, stage, type Staged } from "../../commands/rehearse/rehearse";
import { environmentsOf, releases } from "../../commands/rehearse/state";
import { Progress } from "../../commands/terminal";
import { collect } from "../../commands/versions/collect";
import { lookAt } from "../../commands/versions/live";
import { environmentsIn } from "../../commands/render/environments";
import { registered } from "../../commands/render/program";
import { environmentFile } from "../../stacks/file";
import { root } from "../environments";

const [release = assert.fail("no state of any release is kept")] = releases().slice(-1);

/** The one in which a harmful change is tried, and in which a cluster is asked what it runs. */
const LOOKED_AT = "dev";

for (const environment of environmentsOf(release)) {
    describe(`an upgrade of ${environment} from ${release}`, function () {
        this.timeout(10 * 60_000);
        const progress = new Progress({ write: () => undefined });
        let directory: string;
        let staged: Staged;

        before(async () => {
            directory = fs.mkdtempSync(path.join(os.tmpdir(), `samestack-upgrade-${environment}-`));
            staged = await stage({ release, environment }, { directory, progress });
            console.log(`      against: ${staged.sandbox.standins.join("; ")}`);
        });
        after(async () => {
            // Undefined where it could not be staged.
            await (staged as Staged | undefined)?.close();
            fs.rmSync(directory, { recursive: true, force: true });
        });

        it("loses nothing that holds data, and has nothing to do the second time", async () => {
            const { first, second, resources } = await rehearse({ release, environment }, staged, progress);
            assert.deepEqual(first.dangers, []);
            assert.deepEqual(first.failures, []);
            assert.deepEqual(second, []);
            console.log(`      ${resources} resources, none changed the second time; the first:`);
            for (const step of first.steps) console.log(`        ${step}`);
        });

        if (environment !== LOOKED_AT) return;

        it("is stopped where a change would lose data: a database by another name", async () => {
            const said = environmentFile(environment) as { places: { laptop: object } };
            const databases = { postgres: { renamed: { allowDestroy: true } } };
            const changed = { ...said, places: { laptop: { ...said.places.laptop, databases } } };
            const harmed = { ...staged, look: () => staged.look(changed) };
            const { first, second } = await rehearse({ release, environment }, harmed, progress);
            assert.deepEqual(
                first.dangers.map(({ sentence }) => sentence),
                ["delete Cluster laptop-postgres-demo", "delete Namespace laptop-namespace-demo"],
            );
            assert.equal(second, undefined, "the harmful program was let at it");
        });

        it("leaves a cluster that runs what is pinned, as it says itself", async () => {
            const wanted = environmentsIn(root).filter(({ name }) => name === environment);
            const outcome = (await registered(root, wanted)).get(environment);
            assert.ok(outcome && "resources" in outcome);
            const { pins } = await collect([{ name: environment, ...outcome }], undefined);
            for (const [place, { kubeconfig }] of staged.sandbox.clusters) {
                const text = fs.readFileSync(kubeconfig, "utf8");
                const { compared, gitVersion } = await lookAt({ environment, place }, pins, text);
                const told = compared.filter(({ is }) => is !== "not told");
                assert.deepEqual(
                    told.filter(({ is }) => is !== "same"),
                    [],
                );
                assert.match(gitVersion, /^v1\.36\./);
                assert.ok(told.length > 10, "Helm's records were not found");
                console.log(`      ${told.length} of ${compared.length} charts, on Kubernetes ${gitVersion}`);
            }
        });
    });
}
