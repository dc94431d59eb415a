import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { manifestText, pull } from "../../../commands/facts/source";
import { Refusal } from "../../../commands/terminal";
import { chartRepository } from "../../standins/charts/serve";
import { temporaryFolder } from "../../folder";

describe("getting charts and bundles", () => {
    const folder = temporaryFolder();

    const bundle = { name: "kinds", version: "v1.0.0", url: "https://example.org/kinds.yaml" };

    it("takes an archive of this machine as it is, and says which is missing", async () => {
        folder.write({ "web-1.2.3.tgz": "" });
        const chart = path.join(folder.path, "web-1.2.3.tgz");
        assert.equal(await pull("web", { chart, version: "1.2.3" }, "no-helm", folder.path), chart);
        const missing = path.join(folder.path, "web-1.2.4.tgz");
        await assert.rejects(
            pull("web", { chart: missing, version: "1.2.4" }, "no-helm", folder.path),
            refusal(`web 1.2.4 cannot be had: no ${missing}`),
        );
    });

    it("says the last words of a helm that cannot pull", async () => {
        const helm = path.join(folder.path, "helm");
        folder.write({
            helm: "#!/bin/sh\necho 'level=warning' >&2\necho 'Error: looks like it is not there' >&2\nexit 1\n",
        });
        fs.chmodSync(helm, 0o755);
        const repositoryOpts = { repo: "https://charts.example.org" };
        await assert.rejects(
            pull("web", { chart: "web", version: "1.2.3", repositoryOpts }, helm, folder.path),
            refusal("web 1.2.3 cannot be had from https://charts.example.org: looks like it is not there"),
        );
    });

    it("reads a bundle from a directory and from a mirror, by its name and version", async () => {
        folder.write({ "kinds-v1.0.0.yaml": "kind: Thing\n" });
        assert.equal(await manifestText(bundle, folder.path, "no-helm", folder.path), "kind: Thing\n");
        const repository = await chartRepository(folder.path);
        try {
            assert.equal(await manifestText(bundle, `${repository.url}/`, "no-helm", folder.path), "kind: Thing\n");
            await assert.rejects(
                manifestText({ ...bundle, version: "v1.0.1" }, repository.url, "no-helm", folder.path),
                refusal(`kinds v1.0.1 cannot be had from ${repository.url}/kinds-v1.0.1.yaml: 404 Not Found`),
            );
        } finally {
            await repository.close();
        }
    });

    it("says why a mirror does not answer", async () => {
        const repository = await chartRepository(folder.path);
        await repository.close();
        await assert.rejects(
            manifestText(bundle, repository.url, "no-helm", folder.path),
            refusal(/^kinds v1\.0\.0 cannot be had from http:.*: connect ECONNREFUSED/),
        );
    });
});

function refusal(message: string | RegExp): (error: unknown) => boolean {
    return (error) => {
        assert.ok(error instanceof Refusal, String(error));
        if (typeof message === "string") assert.equal(error.message, message);
        else assert.match(error.message, message);
        return true;
    };
}
