import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";

import { baseRevision, changedRevision, nextChart, ownBase, Sample } from "./sample";
import { findPins } from "../../commands/facts/pins";
import { helmRenderer } from "../../commands/plan/compare";
import { exitCodeOf, makePlan } from "../../commands/plan/make";
import { jsonOf } from "../../commands/plan/json";
import { markdownOf } from "../../commands/plan/markdown";
import type { Report } from "../../commands/plan/report";
import type { Revision } from "../../commands/plan/revision";
import { textOf } from "../../commands/plan/text";
import { findTools } from "../../commands/sandbox/tools";
import { Progress } from "../../commands/terminal";
import { gatewayApi } from "../../components/ingress";
import { writeCharts, writeGatewayApi } from "../standins/charts/write";

const here = (...words: string[]) => path.join(__dirname, ...words);
const samples = fs.readdirSync(here("fixtures")).map((file) => path.basename(file, ".yaml"));

describe("the plan of a sample change, in an empty environment", () => {
    const surroundings = process.env;
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
        process.env = { PATH: surroundings.PATH };
    });
    after(() => {
        process.env = surroundings;
        fs.rmSync(work, { recursive: true });
    });

    const plan = (head: Revision, from = base): Promise<Report> =>
        makePlan({ base: from, head }, [], {
            renderer: helmRenderer(helm),
            progress: new Progress({ write: () => undefined }),
        });

    for (const name of samples) {
        const sample = Sample.parse(parse(fs.readFileSync(here("fixtures", `${name}.yaml`), "utf8")));
        it(`is right: ${sample.says}`, async () => {
            for (const chart of sample.charts) nextChart(chart, path.join(work, "charts"), helm);
            const from = ownBase(base, sample, path.join(work, `${name}-base`));
            const report = await plan(changedRevision(from, sample, path.join(work, name)), from);
            assert.equal(exitCodeOf(report), sample.exit);
            const comment = markdownOf(report).replaceAll(path.join(work, "charts"), "/charts");
            const file = here("golden", `${name}.md`);
            const golden = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
            if (comment === golden) return;
            fs.writeFileSync(file, comment);
            assert.fail(`the plan is another now; ${path.relative(process.cwd(), file)} is rewritten: read its diff`);
        });
    }

    it("is the same bytes on another host: another clock, language and home", async () => {
        const sample = Sample.parse(parse(fs.readFileSync(here("fixtures", "role-swapped.yaml"), "utf8")));
        const head = changedRevision(base, sample, path.join(work, "again"));
        const bytes = async () => {
            const report = await plan(head);
            return [markdownOf(report), jsonOf(report), textOf(report, { write: () => true })];
        };
        const once = await bytes();
        process.env = {
            PATH: surroundings.PATH,
            TZ: "Pacific/Apia",
            LC_ALL: "tr_TR.UTF-8",
            HOME: path.join(work, "home"),
        };
        try {
            assert.deepEqual(await bytes(), once);
        } finally {
            process.env = { PATH: surroundings.PATH };
        }
    });

    it("is there for at least 25 changes, and each has its golden comment", () => {
        assert.deepEqual(
            fs.readdirSync(here("golden")).map((file) => path.basename(file, ".md")),
            samples,
        );
        console.log(`      ${samples.length} sample changes`);
    });
});
