import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { baseRevision } from "./sample";
import { writeBundle } from "../../commands/bom/bundle";
import { helmCharts } from "../../commands/bom/collect";
import { cycloneDxOf } from "../../commands/bom/cyclonedx";
import { exitCodeOf, makeBom } from "../../commands/bom/make";
import { containerd, escapesOf } from "../../commands/bom/mirror";
import { findPins } from "../../commands/facts/pins";
import { findTools } from "../../commands/sandbox/tools";
import { Progress } from "../../commands/terminal";
import { gatewayApi } from "../../components/ingress";
import { writeCharts, writeGatewayApi } from "../standins/charts/write";

describe("the bill of materials of whole environments", () => {
    let work: string;
    let helm: string;
    let folder: string;

    before(async () => {
        work = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-bom-"));
        helm =
            findTools().find(({ name }) => name === "helm")?.path ?? assert.fail("helm is neither on PATH nor built");
        const pinned = findPins().charts.map(({ pin }) => pin);
        await writeCharts(path.join(work, "charts"), pinned, helm);
        writeGatewayApi(path.join(work, "charts"), gatewayApi);
        ({ folder } = baseRevision(path.join(work, "program"), path.join(work, "charts")));
    });
    after(() => {
        fs.rmSync(work, { recursive: true });
    });

    const make = () =>
        makeBom(folder, [], { charts: helmCharts(helm), progress: new Progress({ write: () => undefined }) });

    it("has every chart rendered, from the directory that the environments say, and is the same bytes again", async () => {
        const bom = await make();
        assert.equal(exitCodeOf(bom, []), 0);
        assert.deepEqual(bom.environments, ["both", "cloud", "own-servers"]);
        assert.deepEqual(
            bom.packages.filter(({ from, upstream }) => !from.startsWith(work) || upstream === undefined),
            [],
        );
        const names = bom.images.map(({ text }) => text.replace(/[:@].*/, ""));
        // Of a stand-in, of a Pod of ours, of a custom resource, of values of a chart.
        for (const name of [
            "registry.invalid/standin",
            "docker.io/nginxinc/nginx-unprivileged",
            "ghcr.io/cloudnative-pg/postgresql",
            "docker.io/velero/velero-plugin-for-aws",
        ]) {
            assert.ok(names.includes(name), name);
        }
        assert.equal(cycloneDxOf(await make()), cycloneDxOf(bom));
        console.log(`      ${bom.packages.length} charts, ${bom.images.length} images, ${bom.unread.length} unread`);
    });

    it("proves that nothing escapes a mirror by its own bundle, and finds the one image that is planted", async () => {
        const chosen = ["own-servers"];
        const how = { charts: helmCharts(helm), progress: new Progress({ write: () => undefined }) };
        const bom = await makeBom(folder, chosen, how);
        writeBundle(path.join(work, "bundle"), bom, "registry.example.org");
        const runtime = await containerd(path.join(work, "bundle", "certs.d"));
        assert.deepEqual(escapesOf(bom, "registry.example.org", runtime), []);

        const planted = path.join(work, "planted");
        fs.cpSync(folder, planted, { recursive: true, verbatimSymlinks: true });
        const file = path.join(planted, "components", "start-page", "nginx.ts");
        const text = fs.readFileSync(file, "utf8").replace("docker.io/nginxinc", "registry.example.com/nginxinc");
        fs.writeFileSync(file, text);
        const escapes = escapesOf(await makeBom(planted, chosen, how), "registry.example.org", runtime);
        assert.deepEqual(
            escapes.map(({ what }) => what.replace(/:.*/, "")),
            ["registry.example.com/nginxinc/nginx-unprivileged"],
        );
    });
});
