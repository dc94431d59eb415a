import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { stringify } from "yaml";

import { manifest } from "./ingress";
import { temporaryFolder } from "../../folder";

const root = path.join(__dirname, "../../..");

describe("npm run migrate-ingress", function () {
    this.timeout(60_000);

    const run = (args: string[], input = "") => {
        const done = spawnSync(process.execPath, ["--import", "tsx", "commands/migrate-ingress.ts", ...args], {
            cwd: root,
            input,
            encoding: "utf8",
        });
        return { code: done.status, out: done.stdout, report: done.stderr };
    };
    const whole = stringify(manifest({ annotations: { "ssl-redirect": "true" } }));
    const half = stringify(manifest({ annotations: { "mirror-target": "https://x.example.org" } }));

    it("reads standard input, and tells by its exit code whether something is left", () => {
        const done = run(["-"], whole);
        assert.equal(done.code, 0, done.report);
        assert.match(done.out, /ingressClassName: public/);
        assert.match(done.report, /1 Ingress: 1 carried, 0 by hand, 0 left/);
        const left = run(["-", "--json"], half);
        assert.equal(left.code, 3);
        const [{ ingress, outcomes }] = JSON.parse(left.out) as [{ ingress: string; outcomes: { result: string }[] }];
        assert.deepEqual([ingress, outcomes.map(({ result }) => result)], ["shop", ["left"]]);
    });

    const temporary = temporaryFolder();

    it("replaces no file unasked, and where nobody can be asked, none", () => {
        const folder = temporary.path;
        const file = path.join(folder, "in/deep/shop.yaml");
        temporary.write({ "in/deep/shop.yaml": whole });
        const refused = run([path.join(folder, "in"), "--in-place"]);
        assert.equal(refused.code, 1);
        assert.match(refused.report, /^nothing was written: to change .*shop\.yaml, say --yes/);
        assert.equal(fs.readFileSync(file, "utf8"), whole);

        assert.equal(run([path.join(folder, "in"), "--output", path.join(folder, "out")]).code, 0);
        const copy = fs.readFileSync(path.join(folder, "out/deep/shop.yaml"), "utf8");
        assert.match(copy, /ingressClassName: public/);
        assert.match(run([path.join(folder, "in"), "--output", path.join(folder, "out")]).report, /say --yes/);

        assert.equal(run([path.join(folder, "in"), "--in-place", "--yes"]).code, 0);
        assert.equal(fs.readFileSync(file, "utf8"), copy);
        assert.deepEqual(fs.readdirSync(path.dirname(file)), ["shop.yaml"]);
    });

    it("says what was wrong with the call", () => {
        const nameless = whole
            .replace(/ *namespace: shop\n/, "")
            .replace("ssl-redirect", "app-root")
            .replace('"true"', "/start");
        for (const [args, input, sentence] of [
            [[], "", /say what to read/],
            [["-", "--to", "caddy"], "", /--to caddy is no controller/],
            [["-", "--in-place"], "", /standard input has no place/],
            [["-"], nameless, /these Ingresses do not: shop in -; say --namespace/],
        ] as const) {
            const { code, report } = run([...args], input);
            assert.equal(code, 2, report);
            assert.match(report, sentence);
        }
    });
});
