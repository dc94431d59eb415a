import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { mendAttributes } from "../../../commands/recover/attributes";

describe("attributes beside the files of a state", () => {
    let directory: string;
    beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-attributes-"))));
    afterEach(() => {
        fs.rmSync(directory, { recursive: true });
    });

    it("are removed where they were cut off, and nothing else is", () => {
        const stacks = path.join(directory, ".pulumi", "stacks", "samestack");
        fs.mkdirSync(stacks, { recursive: true });
        const written: Record<string, string> = {
            "dev.json": "",
            "dev.json.attrs": "",
            "on-premise.json.attrs": '{"user.cache_contr',
            "aws.json.attrs": '{"user.cache_control":""}',
        };
        for (const [file, text] of Object.entries(written)) fs.writeFileSync(path.join(stacks, file), text);
        assert.deepEqual(
            mendAttributes(directory).sort(),
            ["dev.json.attrs", "on-premise.json.attrs"].map((file) => path.join(stacks, file)),
        );
        assert.deepEqual(fs.readdirSync(stacks).sort(), ["aws.json.attrs", "dev.json"]);
        assert.deepEqual(mendAttributes(directory), []);
    });

    it("are none where there is no state", () => {
        assert.deepEqual(mendAttributes(directory), []);
    });
});
