import assert from "node:assert/strict";

import * as fc from "fast-check";

import { meant, mistakes } from "../../stacks/spelling";

const words = [
    "cluster",
    "network",
    "storage",
    "loadBalancing",
    "ingress",
    "certificates",
    "dns",
    "monitoring",
    "domain",
];

describe("spelling", () => {
    const slips: [string, string | undefined][] = [
        ["storgae", "storage"],
        ["stroage", "storage"],
        ["Storage", "storage"],
        ["load-balancing", "loadBalancing"],
        ["load_balancer", "loadBalancing"],
        ["certs", undefined],
        ["cert", "certificates"],
        ["monitorring", "monitoring"],
        ["nds", "dns"],
        ["databases", undefined],
        ["x", undefined],
        ["", undefined],
        ["--", undefined],
    ];
    for (const [said, word] of slips) {
        it(`takes ${JSON.stringify(said)} for ${word ?? "nothing"}`, () => {
            assert.equal(meant(said, words), word);
        });
    }

    it("takes every word for itself", () => {
        assert.deepEqual(
            words.map((word) => meant(word, words)),
            words,
        );
    });

    const aWord = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    it("counts the same mistakes both ways, none only between equals, and never more than the longer has letters", () => {
        fc.assert(
            fc.property(aWord, aWord, (one, other) => {
                const count = mistakes(one, other);
                assert.equal(count, mistakes(other, one));
                assert.equal(count === 0, one === other);
                assert.ok(count <= Math.max(one.length, other.length));
                assert.ok(count >= Math.abs(one.length - other.length));
            }),
        );
    });

    it("counts a swap of neighbours as one mistake", () => {
        assert.equal(mistakes("abcd", "abdc"), 1);
        assert.equal(mistakes("abcd", "badc"), 2);
        assert.equal(mistakes("kitten", "sitting"), 3);
    });
});
