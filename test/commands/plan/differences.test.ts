import assert from "node:assert/strict";

import { differences } from "../../../commands/plan/differences";

describe("differences", () => {
    const cases: [string, unknown, unknown, unknown[]][] = [
        ["are none between the same, in whatever order its keys stand", { a: 1, b: [1] }, { b: [1], a: 1 }, []],
        ["are told by the deepest field", { a: { b: 1 } }, { a: { b: 2 } }, [{ path: "a.b", before: 1, after: 2 }]],
        ["are told of a field that is new", {}, { a: { b: 1 } }, [{ path: "a", before: undefined, after: { b: 1 } }]],
        ["are told of a field that goes", { a: 1 }, {}, [{ path: "a", before: 1, after: undefined }]],
        [
            "quote a key that is no word",
            { "app.kubernetes.io/name": "x" },
            { "app.kubernetes.io/name": "y" },
            [{ path: '["app.kubernetes.io/name"]', before: "x", after: "y" }],
        ],
        [
            "are told by the name of an entry, wherever it stands",
            { containers: [{ name: "web", image: "a" }] },
            {
                containers: [
                    { name: "log", image: "l" },
                    { name: "web", image: "b" },
                ],
            },
            [
                { path: "containers[web].image", before: "a", after: "b" },
                { path: "containers[log]", before: undefined, after: { name: "log", image: "l" } },
            ],
        ],
        [
            "are told of the one entry without a name that is otherwise, and not of those that moved",
            [{ host: "a" }, { host: "b" }, { host: "c" }],
            [{ host: "c" }, { host: "a" }, { host: "x" }],
            [{ path: "[…].host", before: "b", after: "x" }],
        ],
        [
            "are told of another order alone",
            [{ a: 1 }, { a: 2 }],
            [{ a: 2 }, { a: 1 }],
            [{ path: "", before: [{ a: 1 }, { a: 2 }], after: [{ a: 2 }, { a: 1 }] }],
        ],
        [
            "take a list of plain values as a whole",
            { a: [1, 2] },
            { a: [1] },
            [{ path: "a", before: [1, 2], after: [1] }],
        ],
        [
            "look into a script among arguments",
            ["-c", "a\nb"],
            ["-c", "a\nc"],
            [{ path: "[1]", before: "a\nb", after: "a\nc" }],
        ],
        ["tell null from nothing", { a: null }, {}, [{ path: "a", before: null, after: undefined }]],
    ];
    for (const [says, before, after, expected] of cases) {
        it(says, () => {
            assert.deepEqual(differences(before, after), expected);
        });
    }
});
