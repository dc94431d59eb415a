import assert from "node:assert/strict";

import { chosenOf } from "../../../commands/render/environments";

describe("the environments that a command is called for", () => {
    const names = ["aws", "dev", "mixed"];

    it("are all where none is named, and otherwise those, in their own order", () => {
        assert.deepEqual(chosenOf(names, []), names);
        assert.deepEqual(chosenOf(names, ["mixed", "aws", "mixed"]), ["aws", "mixed"]);
    });

    it("are refused where one is none, with those that there are", () => {
        assert.throws(() => chosenOf(names, ["dev", "paris"]), {
            message: "there is no environment paris; there are aws, dev, mixed",
        });
    });
});
