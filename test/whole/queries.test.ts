import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import { root } from "../environments";
import { alerts, labelsIn, labelsKept, type Query, queries, reader } from "../queries";

const Known = z.array(z.strictObject({ program: z.string(), read: z.string(), metrics: z.array(z.string()).min(1) }));
const known = Known.parse(parse(fs.readFileSync(path.join(root, "test", "fixtures", "metrics.yaml"), "utf8")));

describe("queries of graphs and alerts", function () {
    this.timeout(120_000);

    let metricsOf: (one: Query) => string[];
    before(async () => (metricsOf = await reader()));

    it("are PromQL", async () => {
        const all = await queries();
        for (const one of all) assert.ok(metricsOf(one).length > 0 || one.query === "vector(1)", one.of);
        assert.ok(all.length > 0);
        console.log(`      ${all.length} queries`);
        for (const query of ["sum by (", "rate(up[5m]", "up ==", "sum(up) by node"]) {
            assert.throws(() => metricsOf({ of: "broken", query }), /is no PromQL/, query);
        }
    });

    it("name metrics that some program is known to expose, and all that are known are named", async () => {
        const named = new Map((await queries()).flatMap((one) => metricsOf(one).map((metric) => [metric, one.of])));
        const metrics = known.flatMap(({ metrics }) => metrics);
        const unknown = [...named].filter(([metric]) => !metrics.includes(metric));
        assert.deepEqual(
            unknown.map(([metric, of]) => `${metric} of ${of}: look it up, and add it to test/fixtures/metrics.yaml`),
            [],
        );
        assert.deepEqual(
            metrics.filter((metric) => !named.has(metric)),
            [],
        );
        assert.equal(new Set(metrics).size, metrics.length);
        console.log(`      ${named.size} metrics of ${known.length} programs`);
    });

    it("keep the labels that an alert's sentence speaks of", async () => {
        let spoken = 0;
        for (const { name, query, summary } of await alerts()) {
            const kept = labelsKept(query);
            const labels = labelsIn(summary);
            assert.deepEqual(
                labels.filter((label) => kept && !kept.includes(label)),
                [],
                name,
            );
            spoken += labels.length;
        }
        assert.ok(spoken > 0);
        assert.deepEqual(labelsKept("sum by (node, le) (up)"), ["node", "le"]);
        console.log(`      ${spoken} labels`);
    });
});
