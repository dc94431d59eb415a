import assert from "node:assert/strict";
import * as zlib from "node:zlib";

import { compareWith, standing } from "../../../commands/versions/live";
import { runningIn } from "../../../commands/versions/release-record";

function secret(name: string, revision: number, version: string, status = "deployed") {
    const record = {
        name,
        namespace: "apps",
        version: revision,
        info: { status },
        chart: { metadata: { name: `${name}-chart`, version, appVersion: "9" } },
    };
    const packed = zlib.gzipSync(JSON.stringify(record)).toString("base64");
    return {
        metadata: { namespace: "apps", labels: { owner: "helm", name, version: String(revision) } },
        data: { release: Buffer.from(packed).toString("base64") },
    };
}

describe("what a cluster runs", () => {
    it("is the newest revision of each release, by number", () => {
        const secrets = [secret("web", 9, "1.9.0"), secret("web", 10, "1.10.0"), secret("db", 1, "2.0.0", "failed")];
        assert.deepEqual(runningIn(secrets), [
            { name: "db", namespace: "apps", chart: "db-chart", version: "2.0.0", app: "9", status: "failed" },
            { name: "web", namespace: "apps", chart: "web-chart", version: "1.10.0", app: "9", status: "deployed" },
        ]);
        assert.deepEqual(runningIn([{ metadata: { labels: { owner: "helm" } } }, {}]), []);
    });

    const ways: [pinned: string, runs: string, is: string][] = [
        ["1.12.1", "1.12.1", "same"],
        ["v1.12.1", "1.12.1", "same"],
        ["1.12.1", "1.12.0", "behind by patches"],
        ["1.12.1", "1.12.3", "ahead by patches"],
        ["1.12.1", "1.11.4", "behind by a minor"],
        ["1.12.1", "1.9.4", "behind by 3 minors"],
        ["1.12.1", "1.13.0", "ahead by a minor"],
        ["88.5.3", "86.0.0", "behind by 2 majors"],
        ["1.12.1", "main", "another"],
    ];
    for (const [pinned, runs, is] of ways) {
        it(`is ${is}: ${runs} where ${pinned} is pinned`, () => {
            assert.equal(standing(pinned, runs), is);
        });
    }

    it("is told by Helm's record, by a label where there is none, and otherwise not", () => {
        const pins = ["web-chart", "db-chart", "router", "silent"].map((name) => ({ name, version: "2.0.0" }));
        const running = runningIn([
            secret("web", 1, "1.0.0"),
            secret("db", 1, "2.0.0", "failed"),
            secret("other", 1, "1.0.0"),
        ]);
        assert.deepEqual(compareWith(pins, running, ["router-crds-1.0.0", "router-2.1.0"]), {
            compared: [
                { chart: "web-chart", pinned: "2.0.0", runs: "1.0.0", is: "behind by a major" },
                { chart: "db-chart", pinned: "2.0.0", runs: "2.0.0", is: "failed, same" },
                { chart: "router", pinned: "2.0.0", runs: "2.1.0", is: "ahead by a minor" },
                { chart: "silent", pinned: "2.0.0", is: "not told" },
            ],
            besides: ["apps/other (other-chart 1.0.0)"],
        });
    });
});
