import assert from "node:assert/strict";

import { documents } from "../../../commands/facts/yaml";

describe("YAML as Helm reads it", () => {
    it("has YAML 1.1's words for true and false, octal numbers and merged mappings", () => {
        assert.deepEqual(documents("a: yes\nb: off\nc: 0644\nd: &d {e: 1}\nf: {<<: *d, g: 2}\n"), [
            { a: true, b: false, c: 420, d: { e: 1 }, f: { e: 1, g: 2 } },
        ]);
    });

    it("has no times and no numbers of base 60", () => {
        assert.deepEqual(documents("a: 2026-01-02\nb: 12:30:45\nc: 1:30\n"), [
            { a: "2026-01-02", b: "12:30:45", c: "1:30" },
        ]);
    });

    it("takes the later of two equal keys", () => {
        assert.deepEqual(documents("a: 1\na: 2\n"), [{ a: 2 }]);
    });

    it("is several documents, some of them empty", () => {
        assert.deepEqual(documents("---\na: 1\n---\n# nothing\n---\nb: 2\n"), [{ a: 1 }, null, { b: 2 }]);
    });

    it("is refused where it is broken", () => {
        assert.throws(() => documents("a: [1\n"), /^Error: not YAML: /);
    });
});
