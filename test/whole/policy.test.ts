import assert from "node:assert/strict";

import { type Stack, stacks } from "../stacks";
import { noCharts } from "../../commands/bom/collect";
import { look, type Seen } from "../../commands/policy/look";
import { examine } from "../../policy/examine";
import { readExceptions } from "../../policy/exceptions";
import { rules } from "../../policy/rules";

describe("the rules of policy/, over everything that environments register", () => {
    let all: Stack[];
    let seen: Seen[];

    before(async function () {
        this.timeout(120_000);
        all = await stacks();
        seen = await Promise.all(
            all.map(({ environment, resources }) =>
                look(environment, resources, noCharts("charts were not asked for")),
            ),
        );
    });

    const examined = () =>
        examine(
            rules,
            seen.flatMap(({ looked }) => looked),
            readExceptions(),
            // Whether an exception has expired is asked by the command: a test does not fail by the day.
            { whole: true, today: "2026-01-01" },
        );

    it("hold, but for exceptions, and no exception is unused", () => {
        const { findings, unused } = examined();
        const broken = findings.filter(({ exception }) => exception === undefined);
        assert.deepEqual(
            broken.map(({ environment, rule, title, says }) => `${environment}: ${rule}: ${title} ${says}`),
            [],
        );
        assert.deepEqual(unused, []);
    });

    it("each look at something", () => {
        const counts = Object.entries(examined().examined);
        assert.deepEqual(
            counts.filter(([, count]) => count === 0),
            [],
        );
        console.log(`      ${counts.map(([rule, count]) => `${rule} ${count}`).join(", ")}`);
    });

    it("name every chart as not looked at, where none could be had", () => {
        const charts = all.flatMap(({ resources }) =>
            resources.filter(({ type }) => /^kubernetes:(helm\.sh\/v[34]:(Release|Chart)|yaml\/v2:)/.test(type)),
        );
        const unseen = seen.flatMap((one) => one.unseen);
        assert.equal(unseen.length, charts.length);
        console.log(`      ${unseen.length} charts`);
    });
});
