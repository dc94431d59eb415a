import assert from "node:assert/strict";

import { differences } from "./difference";
import { parseQuantity } from "./quantity";
import { unknown } from "./values";

describe("differences", () => {
    const paths = (...given: Parameters<typeof differences>) =>
        differences(...given).map(({ path, kind, replace }) => `${kind}${replace ? " and replace" : ""} ${path}`);

    it("name each property that is added, deleted or updated, and none that stays", () => {
        const old = { a: 1, b: { c: [1, 2], "d.e": "x" }, gone: true, same: { x: [{}] } };
        const wanted = { a: 2, b: { c: [1, 3, 4], "d.e": "y" }, come: { f: 1 }, same: { x: [{}] } };
        assert.deepEqual(paths(old, wanted), [
            "update a",
            "update b.c[1]",
            "add b.c[2]",
            'update b["d.e"]',
            "delete gone",
            "add come",
        ]);
    });

    it("take nothing and null for the same", () => {
        assert.deepEqual(paths({ a: null }, { b: null }), []);
    });

    it("hold a value to come for a change", () => {
        assert.deepEqual(paths({ a: unknown }, { a: unknown }), ["update a"]);
    });

    it("compare quantities by amount where Kubernetes means amounts, and by letter elsewhere", () => {
        const limits = (cpu: string, memory: string) => ({ resources: { limits: { cpu, memory } } });
        assert.deepEqual(paths(limits("500m", "1Gi"), limits("0.5", "1024Mi")), []);
        assert.deepEqual(paths(limits("500m", "1Gi"), limits("0.5", "1000Mi")), ["update resources.limits.memory"]);
        assert.deepEqual(paths({ env: [{ value: "1000m" }] }, { env: [{ value: "1" }] }), ["update env[0].value"]);
    });

    it("replace for what cannot change: itself, below it, and when it comes or goes with what contains it", () => {
        const immutable = ["spec.selector", "items[*].image"];
        assert.deepEqual(paths({ spec: { selector: { a: 1 } } }, { spec: { selector: { a: 2 } } }, immutable), [
            "update and replace spec.selector.a",
        ]);
        assert.deepEqual(paths({}, { spec: { selector: 1, other: 2 } }, immutable), ["add and replace spec"]);
        assert.deepEqual(paths({}, { spec: { other: 2 } }, immutable), ["add spec"]);
        assert.deepEqual(
            paths({ items: [{ image: "a" }, {}] }, { items: [{ image: "b" }, { name: "c" }] }, immutable),
            ["update and replace items[0].image", "add items[1].name"],
        );
    });

    it("leave out what is to be ignored, and all below it", () => {
        const changed = [
            { spec: { replicas: 1, template: { a: 1 } } },
            { spec: { replicas: 2, template: { a: 2 } } },
        ] as const;
        assert.deepEqual(paths(...changed, [], ["spec.replicas", "spec.template"]), []);
        assert.deepEqual(paths(...changed, [], ["spec.repl"]), ["update spec.replicas", "update spec.template.a"]);
    });
});

describe("quantities", () => {
    it("are read in each spelling of Kubernetes", () => {
        const table: [unknown, number | undefined][] = [
            ["500m", 0.5],
            ["0.5", 0.5],
            [".5", 0.5],
            [2, 2],
            ["1e3", 1000],
            ["1Ki", 1024],
            ["1.5Gi", 1610612736],
            ["100M", 1e8],
            ["-1", -1],
            ["1Q", undefined],
            ["two", undefined],
            ["", undefined],
            [true, undefined],
        ];
        for (const [text, amount] of table) assert.equal(parseQuantity(text), amount, String(text));
        assert.equal(table.length, 13);
    });
});
