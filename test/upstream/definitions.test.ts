import assert from "node:assert/strict";

import * as cloudNativePg from "../../components/databases/cloudnative-pg";
import { definitionName } from "../../components/definitions";
import * as eck from "../../components/logging/eck";
import * as kadalu from "../../components/storage/kadalu";
import { operator as rook } from "../../components/storage/rook-ceph";
import { definitions as ofRook } from "../../components/storage/rook-ceph-definitions";
import { charts as standins } from "../standins/charts/table";
import { type Facts, readFacts } from "./facts";

/** What charts leave behind, as their systems say. */
const left = [
    { chart: cloudNativePg.operator.name, definitions: cloudNativePg.definitions },
    { chart: cloudNativePg.backupPlugin.name, definitions: cloudNativePg.pluginDefinitions },
    { chart: eck.chart.name, definitions: eck.definitions },
    { chart: kadalu.chart.name, definitions: kadalu.definitions },
    { chart: rook.name, definitions: ofRook },
];

/** What goes with its chart, beside others that do not. */
const goes = /\.csi\.ceph\.io$/;

describe("definitions that charts leave behind", () => {
    let facts: Facts;
    before(() => (facts = readFacts()));

    it("are told by their systems, all of them, as they are", () => {
        for (const { chart, definitions } of left) {
            const real = facts.charts.get(chart)?.crds.filter((name) => !goes.test(name));
            assert.deepEqual(definitions.map(definitionName).sort(), real?.sort(), chart);
            for (const one of definitions) {
                const { group, kind, plural, scope } = facts.crds.get(definitionName(one)) ?? assert.fail(one.kind);
                assert.deepEqual(one, { group, kind, plural, scope });
            }
        }
        console.log(`      ${left.flatMap(({ definitions }) => definitions).length} of ${left.length} charts`);
    });

    it("are those of the stand-ins", () => {
        for (const { chart, definitions } of left) {
            const { crds = [], crdsApart, crdsKept = [] } = standins.find(({ name }) => name === chart) ?? {};
            assert.deepEqual(
                definitions.map(definitionName).sort(),
                [...crdsKept, ...(crdsApart ? crds : [])].sort(),
                chart,
            );
        }
        const kept = standins.filter(({ crdsKept }) => crdsKept).map(({ name }) => name);
        const untold = kept.filter((name) => !left.some(({ chart }) => chart === name));
        assert.deepEqual(untold, []);
        assert.ok(kept.length > 0);
        console.log(`      ${left.length} stand-ins, of which ${kept.length} keep theirs`);
    });
});
