import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

import { canaryOf, searchForSecrets } from "./canaries";
import type { KubernetesObject } from "../../commands/sandbox/objects";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const derived = "e5b337595caa0932d5abd9050958ab8a7945201964695e58ebda2bcd2d7703b6";
const secret = (name: string, data: Record<string, string>, type = "Opaque"): KubernetesObject => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name },
    type,
    data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64(text)])),
});
const configMap = (text: string): KubernetesObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "it" },
    data: { it: text },
});
const release = (text: string) => secret("it", { release: gzipSync(text).toString("base64") }, "helm.sh/release.v1");

describe("a secret in the wrong place", () => {
    let folder: string;
    beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-canaries-"))));
    afterEach(() => {
        fs.rmSync(folder, { recursive: true });
    });
    const search = (objects: KubernetesObject[], printed: string[] = []) =>
        searchForSecrets({
            objects: [secret("ours", { password: canaryOf("adminPassword"), cookie: derived }), ...objects],
            folders: [folder],
            printed,
        });

    it("is found in another object, in clear and wherever base64 splits it", () => {
        assert.deepEqual(search([configMap("nothing")]).found, []);
        for (const text of [canaryOf("adminPassword"), derived]) {
            for (const before of ["", "x", "xx", "xxx"]) {
                assert.deepEqual(search([configMap(before + text)]).found, ["objects: ConfigMap it"]);
                assert.deepEqual(search([configMap(base64(`${before}${text}yz`))]).found, ["objects: ConfigMap it"]);
            }
        }
    });

    it("is found in Helm's record of a release, a file of the engine, and what it printed", () => {
        assert.deepEqual(search([release(`{"config":{"password":"${derived}"}}`)]).found, [
            "Helm's records: Secret it",
        ]);
        fs.writeFileSync(path.join(folder, "state.json"), canaryOf("seed"));
        assert.deepEqual(search([], ["fine", canaryOf("x")]).found, [
            `files of the engine: ${path.join(folder, "state.json")}`,
            "outputs: of run 2",
        ]);
    });

    it("is looked for, and it is said where", () => {
        fs.writeFileSync(path.join(folder, "state.json"), "{}");
        assert.deepEqual(search([configMap("nothing"), release("{}")], ["fine"]), {
            looked: { objects: 1, "Helm's records": 1, "files of the engine": 1, outputs: 1 },
            found: [],
            derived: 1,
        });
    });
});
