import assert from "node:assert/strict";

import { compare } from "../../../commands/plan/compare";
import { markdownOf } from "../../../commands/plan/markdown";
import type { Report } from "../../../commands/plan/report";
import { together } from "../../../commands/plan/together";
import { object } from "./registered";

/** A plan in which many Deployments change, each in a field of its own, and a class is replaced. */
async function report(count: number): Promise<Report> {
    const names = Array.from({ length: count }, (_, index) => `paris-web${index}`);
    const at = (replicas: number, type: string) => ({
        resources: [
            ...names.map((name, index) => object("Deployment", name, { spec: { replicas: replicas + index } })),
            object("StorageClass", "paris-block", { parameters: { type } }),
        ],
    });
    const environments = [await compare("one", at(1, "gp3"), at(count + 1, "io2"), undefined)];
    const danger = { environment: "one", sentence: "replace StorageClass paris-block", why: "it cannot be changed" };
    return {
        base: "a",
        head: "b",
        notes: ["a: note"],
        environments,
        dangers: [{ ...danger, consent: "none" }],
        entries: together(environments),
    };
}

describe("the plan as Markdown", () => {
    it("is whole where that is short enough", async () => {
        const plan = await report(3);
        const whole = markdownOf(plan);
        assert.equal(markdownOf(plan, whole.length), whole);
        assert.match(whole, /spec\.replicas/);
        assert.doesNotMatch(whole, /Summed up/);
    });

    it("is told without lines, then in numbers, then in a sentence, where it is too long: never cut", async () => {
        const plan = await report(30);
        const whole = markdownOf(plan);
        const titles = markdownOf(plan, whole.length - 1);
        assert.match(titles, /^> Summed up, .*what changes, without how\.$/m);
        assert.equal([...titles.matchAll(/^- `~ Deployment paris-web\d+`$/gm)].length, 30);
        assert.doesNotMatch(titles, /spec\.replicas|<details/);
        assert.match(titles, /replace StorageClass paris-block/);

        const numbers = markdownOf(plan, titles.length - 1);
        assert.match(numbers, /^### ⚠ 1 danger$/m);
        assert.match(numbers, /^- \*\*.*\*\* — one: 30 changes$/m);
        assert.doesNotMatch(numbers, /paris-web/);

        const sentence = markdownOf(plan, 1);
        assert.equal(
            sentence,
            "<!-- samestack plan -->\n## Plan: b against a\n\n1 of 1 environment change: 1 replaced, 30 changed.\n\n" +
                "> Summed up, for the whole is too long here.\n\n⚠ 1 danger.\n",
        );
        const lengths = [whole, titles, numbers, sentence].map(({ length }) => length);
        assert.deepEqual(
            lengths,
            [...lengths].sort((one, other) => other - one),
        );
        for (const limit of lengths) assert.ok(markdownOf(plan, limit).length <= limit);
    });
});
