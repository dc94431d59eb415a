import assert from "node:assert/strict";

import { cases } from "./cases";
import { rules } from "../../policy/rules";

describe("a rule", () => {
    for (const rule of rules) {
        const own = cases[rule.name] ?? [];

        it(`${rule.name} has a case that passes and one that does not`, () => {
            assert.ok(own.some(({ says }) => says.length === 0));
            assert.ok(own.some(({ says }) => says.length > 0));
            assert.match(rule.see, /^https:\/\//);
        });

        for (const { what, one, place = [], says } of own) {
            it(`${rule.name} ${says.length === 0 ? "lets through" : "refuses"} ${what}`, () => {
                assert.ok(rule.about(one), "the rule is not about it");
                assert.deepEqual(
                    rule.objections(one, [one, ...place]).map((objection) => objection.says),
                    says,
                );
            });
        }
    }

    it("is the only one of its name, and has no cases that are nobody's", () => {
        assert.deepEqual(Object.keys(cases).sort(), rules.map(({ name }) => name).sort());
    });
});
