import assert from "node:assert/strict";

import { causesAmong } from "../../../commands/sandbox/up";

describe("what a run that failed says", () => {
    const cause = "Release 'laptop-traefik' has a problem: no such chart";
    const consequence = "ConfigFile 'laptop-gateway-api' has a problem: grpc: the client connection is closing";

    it("is each cause once, and not what was broken off because of it", () => {
        assert.deepEqual(causesAmong([consequence, cause, cause]), [cause]);
    });

    it("is what there is, where nothing else tells", () => {
        assert.deepEqual(causesAmong([consequence]), [consequence]);
    });
});
