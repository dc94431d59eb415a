import assert from "node:assert/strict";

import { fieldWords, valueWords } from "../../../commands/plan/words";

describe("what a plan says of a field", () => {
    const cases: [string, unknown, unknown, string[]][] = [
        ["a number", 2, 3, ["x: 2 → 3"]],
        ["a text that reads as a number", "2", "3", ['x: "2" → "3"']],
        ["something new", undefined, { a: [1] }, ["x: { a: [1] } is new"]],
        ["something gone", true, undefined, ["x: true goes"]],
        ["what is not known yet", "a", "[unknown]", ["x: a → (known when it is made)"]],
        ["another secret", "[secret 0a0a0a0a]", "[secret 0b0b0b0b]", ["x: another secret"]],
        ["what becomes a secret", "hunter2", "[secret 0b0b0b0b]", ["x: becomes a secret; what it was is not shown"]],
        [
            "what is no secret any more",
            { a: "[secret 0b0b0b0b]" },
            "hunter2",
            ["x: is no longer a secret; neither value is shown"],
        ],
        ["a text of several lines", "a\nb\nc\n", "a\nB\nc\n", ["x:", "  - b", "  + B"]],
    ];
    for (const [says, before, after, expected] of cases) {
        it(`is right of ${says}`, () => {
            assert.deepEqual(fieldWords({ path: "x", before, after }), expected);
        });
    }

    it("is cut where it is long, with its size", () => {
        const words = valueWords("a".repeat(500));
        assert.equal(words, `${"a".repeat(70)}… (500 characters)`);
    });

    it("shows no more than some lines of a text", () => {
        const before = Array.from({ length: 40 }, (_, index) => `old ${index}`).join("\n");
        const [, ...lines] = fieldWords({ path: "x", before, after: "new\n" });
        assert.equal(lines.length, 13);
        assert.equal(lines.at(-1), "  … 29 more lines");
    });
});
