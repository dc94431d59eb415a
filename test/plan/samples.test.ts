import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";

import { baseRevision, changedRevision, nextChart, Sample } from "./sample";
import { findPins } from "../../commands/facts/pins";
import { helmRenderer } from "../../commands/plan/compare";
import { exitCodeOf, makePlan } from "../../commands/plan/make";
import { markdownOf } from "../../commands/plan/markdown";
import type { Revision } from "../../commands/plan/revision";
import { findTools } from "../../commands/sandbox/tools";
import { Progress } from "../../commands/terminal";
import { gatewayApi } from "../../components/ingress";
import { writeCharts, writeGatewayApi } from "../standins/charts/write";

const here = (...words: string[]) => path.join(__dirname, ...words);
const samples = fs.readdirSync(here("fixtures")).map((file) => path.basename(file, ".yaml"));

describe("the plan of a sample change", () => {
    let work: string;
    let helm: string;
    let base: Revision;

    before(async () => {
        work = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-samples-"));
        helm =
            findTools().find(({ name }) => name === "helm")?.path ?? assert.fail("helm is neither on PATH nor built");
        const charts = path.join(work, "charts");
        await writeCharts(
            charts,
            findPins().charts.map(({ pin }) => pin),
            helm,
        );
        writeGatewayApi(charts, gatewayApi);
        base = baseRevision(path.join(work, "base"), charts);
    });
    after(() => {
        fs.rmSync(work, { recursive: true });
    });

    for (const name of samples) {
        const sample = Sample.parse(parse(fs.readFileSync(here("fixtures", `${name}.yaml`), "utf8")));
        it(`is right: ${sample.says}`, async () => {
            for (const chart of sample.charts) nextChart(chart, path.join(work, "charts"), helm);
            const head = changedRevision(base, sample, path.join(work, name));
            const report = await makePlan({ base, head }, [], {
                renderer: helmRenderer(helm),
                progress: new Progress({ write: () => undefined }),
            });
            assert.equal(exitCodeOf(report), sample.exit);
            const comment = markdownOf(report).replaceAll(path.join(work, "charts"), "/charts");
            const file = here("golden", `${name}.md`);
            const golden = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
            if (comment === golden) return;
            fs.writeFileSync(file, comment);
            assert.fail(`the plan is another now; ${path.relative(process.cwd(), file)} is rewritten: read its diff`);
        });
    }

    it("is there for at least 25 changes, and each has its golden comment", () => {
        assert.deepEqual(
            fs.readdirSync(here("golden")).map((file) => path.basename(file, ".md")),
            samples,
        );
        console.log(`      ${samples.length} sample changes`);
    });
});
