import assert from "node:assert/strict";

import { at, hasSecrets, hasUnknowns, isSecret, keepSecrets, plain, secret, toProperties, unknown } from "./values";

describe("property values", () => {
    // As the engine sends an output that is known, secret, or neither.
    const output = (rest: object) =>
        toProperties({ "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...rest });

    it("lose their envelopes at every depth, and only those", () => {
        const given = { a: secret({ b: [secret("c")] }), d: output({ value: 1, secret: true }), e: null };
        assert.deepEqual(plain(given), { a: { b: ["c"] }, d: 1, e: null });
    });

    it("are unknown as the engine's own marks and as an output without value, inside secrets too", () => {
        assert.equal(hasUnknowns({ a: [secret({ b: unknown })] }), true);
        assert.equal(hasUnknowns({ a: output({}) }), true);
        assert.equal(hasUnknowns({ a: output({ value: "known" }), b: "04da6b54" }), false);
    });

    it("tell a secret from an output that is none", () => {
        assert.equal(isSecret(secret(1)), true);
        assert.equal(isSecret(output({ value: 1, secret: true })), true);
        assert.equal(isSecret(output({ value: 1 })), false);
        assert.equal(hasSecrets([{ a: output({ value: { b: secret(1) } }) }]), true);
        assert.equal(hasSecrets([{ a: "no" }]), false);
    });

    it("keep what was secret secret in outputs, property by property, and a whole list for one in it", () => {
        const outs = { data: { a: "1", b: "2" }, list: ["x", "y"], plain: 1 };
        const ins = { data: { a: secret("1"), b: "2" }, list: ["x", secret("y")], plain: 1, absent: secret(2) };
        assert.deepEqual(keepSecrets(outs, ins), {
            data: { a: secret("1"), b: "2" },
            list: secret(["x", "y"]),
            plain: 1,
        });
    });

    it("are found by path, or not at all", () => {
        assert.equal(at({ a: { b: 0 } }, "a", "b"), 0);
        assert.equal(at({ a: [1] }, "a", "b"), undefined);
    });
});
