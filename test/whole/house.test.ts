import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as path from "node:path";

import { deploy } from "../deploy";
import { root } from "../environments";
import { rules } from "../house/rules";
import { type Stack, stacks } from "../stacks";
import { sources } from "../../commands/facts/pins";

describe("everything that environments register", () => {
    let all: Stack[];

    before(async function () {
        this.timeout(120_000);
        all = await stacks();
        console.log(
            `      ${all.map(({ environment, resources }) => `${environment} ${resources.length}`).join(", ")}`,
        );
    });

    for (const { says, what, about, objects, broken } of rules) {
        it(says, () => {
            let examined = 0;
            const against: string[] = [];
            for (const { environment, resources } of all) {
                for (const one of resources.filter(about)) {
                    const objection = objects(one, resources);
                    if (objection !== undefined) against.push(`${environment}: ${one.type} ${one.name} ${objection}`);
                    examined += 1;
                }
                for (const one of resources.filter(about).slice(0, 10)) {
                    const wrong = broken(one, resources);
                    const stack = resources.map((other) => (other === one ? wrong : other));
                    assert.ok(objects(wrong, stack), `the rule does not find its own mistake in ${one.name}`);
                }
            }
            assert.deepEqual(against, []);
            assert.ok(examined > 0, `there are no ${what}`);
            console.log(`      ${examined} ${what}`);
        });
    }
});

describe("importing components", () => {
    const load = createRequire(__filename);

    /** What loading files registers. They are loaded anew, and afterwards those loaded before are put back. */
    async function registeredBy(files: string[]) {
        const loaded = files.map((file) => [file, load.cache[file]] as const);
        for (const file of files) Reflect.deleteProperty(load.cache, file);
        try {
            return await deploy(() => {
                for (const file of files) load(file);
            });
        } finally {
            for (const [file, module] of loaded) {
                if (module) load.cache[file] = module;
            }
        }
    }

    it("registers nothing", async () => {
        const folder = path.join(root, "components");
        const files = sources(folder).map((file) => path.join(folder, file));
        assert.deepEqual(await registeredBy(files), []);
        assert.ok(files.length > 0);
        console.log(`      ${files.length} files`);
    });

    it("would be found if it did", async () => {
        const registered = await registeredBy([path.join(root, "test", "fixtures", "registers-at-import.ts")]);
        assert.deepEqual(
            registered.map(({ name }) => name),
            ["registered-at-import"],
        );
    });
});
