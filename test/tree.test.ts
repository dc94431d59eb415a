import assert from "node:assert/strict";

import { fileAt, filesBelow, importsOf } from "./house/files";
import { insides, long, treeRules } from "./house/tree-rules";

describe("the tree", () => {
    const files = [...filesBelow("commands", "components", "docs", "stacks", "test"), fileAt("index.ts")];

    for (const { says, what, about, objects, broken } of treeRules) {
        it(says, () => {
            const examined = files.filter(about);
            assert.deepEqual(
                examined.flatMap((file) => objects(file, files).map((objection) => `${file.name} ${objection}`)),
                [],
            );
            assert.ok(examined.length > 0, `there are no ${what}`);
            assert.ok(about(broken) && objects(broken, files).length > 0, "the rule does not find its own mistake");
            console.log(`      ${examined.length} ${what}`);
        });
    }

    it("has no exception that is not needed any more", () => {
        const imported = files.flatMap(importsOf).map(({ to }) => to);
        assert.deepEqual(
            Object.keys(insides).filter((inside) => !imported.includes(inside)),
            [],
        );
        const names = files.map(({ name }) => name);
        assert.deepEqual(
            Object.keys(long).filter((name) => !names.includes(name)),
            [],
        );
    });

    it("is read with its imports, of values and of types", () => {
        const text = [
            'import * as aws from "@pulumi/aws";',
            'import { MetalLB } from "../load-balancing/metallb";',
            'import type { Console } from "./console";',
            "import {",
            "    type PlaceArgs,",
            "    type Other,",
            '} from "../../stacks/environment";',
            'import { root, type Other } from "../../index";',
            'export { x } from "..";',
        ].join("\n");
        assert.deepEqual(importsOf({ name: "components/ingress/web.ts", text }), [
            { to: "@pulumi/aws", typesOnly: false },
            { to: "components/load-balancing/metallb", typesOnly: false },
            { to: "components/ingress/console", typesOnly: true },
            { to: "stacks/environment", typesOnly: true },
            { to: "index", typesOnly: false },
            { to: "components", typesOnly: false },
        ]);
    });
});
