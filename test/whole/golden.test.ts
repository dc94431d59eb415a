import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { stringify } from "yaml";

import type { Registered } from "../deploy";
import { environments, root } from "../environments";
import { stacks } from "../stacks";

/** Longer strings stand in a golden file by their hash: nobody reads a dashboard's JSON in a diff. */
const LONG = 400;

describe("golden", () => {
    for (const environment of environments) {
        it(`${environment} registers what its golden file says`, async () => {
            const file = path.join(root, "test", "golden", `${environment}.yaml`);
            const golden = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
            const stack = (await stacks()).find((one) => one.environment === environment);
            assert.ok(stack, `${environment} registered nothing`);
            const now = written(stack.resources);
            if (now === golden) return;
            fs.writeFileSync(file, now);
            assert.fail(
                `${environment} registers something else now; ${path.relative(root, file)} is rewritten: read its diff`,
            );
        });
    }
});

function written(resources: Registered[]): string {
    const blocks = resources.map((one): [string, unknown] => [
        `${one.type} ${one.name}`,
        {
            parent: one.parent,
            // What a component waits for stands with its children.
            ...(one.custom && { waitsFor: [...one.dependsOn].sort() }),
            ...(one.protect && { protect: true }),
            ...(one.retainOnDelete && { retainOnDelete: true }),
            inputs: shortened(one.inputs),
        },
    ]);
    return stringify(Object.fromEntries(blocks), {
        sortMapEntries: true,
        lineWidth: 120,
        aliasDuplicateObjects: false,
    });
}

function shortened(value: unknown): unknown {
    if (typeof value === "string" && value.length > LONG) {
        const hash = createHash("sha256").update(value).digest("hex").slice(0, 12);
        return `[${value.length} characters, sha256 ${hash}]`;
    }
    if (typeof value === "string") return value.replaceAll(root, ".");
    if (Array.isArray(value)) return value.map(shortened);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]));
}
