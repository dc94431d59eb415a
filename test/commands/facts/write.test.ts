import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import type { ChartFacts, Read } from "../../../commands/facts/chart";
import type { Definition } from "../../../commands/facts/objects";
import { checkDirectory, writeFacts } from "../../../commands/facts/write";
import { Refusal } from "../../../commands/terminal";
import { temporaryFolder } from "../../folder";

describe("the directory of facts", () => {
    const folder = temporaryFolder();

    const facts: ChartFacts = {
        chart: "web",
        version: "1.2.3",
        appVersion: "1.0",
        kubeVersion: "",
        repository: "https://charts.example.org",
        renderedWith: [],
        objects: [{ apiVersion: "v1", kind: "Service", name: "web" }],
        crds: ["things.example.org"],
        images: [],
        defaults: { replicas: 1 },
    };
    const definition: Definition = {
        group: "example.org",
        kind: "Thing",
        plural: "things",
        scope: "Cluster",
        chart: "web",
        chartVersion: "1.2.3",
        versions: [],
    };
    const read: Read = { facts, definitions: [definition], schema: { type: "object" } };

    const at = (file: string) => fs.readFileSync(path.join(folder.path, file), "utf8");
    const all = () =>
        fs
            .readdirSync(folder.path, { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".json"))
            .sort();

    it("holds a file for each chart, schema and definition", () => {
        const bundled = { ...definition, plural: "routes", chart: "routes" };
        writeFacts(folder.path, [read], [bundled]);
        assert.deepEqual(all(), [
            "charts/web.json",
            "crds/routes.example.org.json",
            "crds/things.example.org.json",
            "values-schemas/web.json",
        ]);
        assert.equal(at("charts/web.json"), JSON.stringify(facts, null, 1));
        assert.equal(at("values-schemas/web.json"), '{\n "type": "object"\n}');
        assert.equal(at("crds/things.example.org.json"), JSON.stringify(definition));
    });

    it("holds nothing of an earlier day", () => {
        folder.write({ "charts/old.json": "{}", "crds/old.json": "{}" });
        writeFacts(folder.path, [{ facts, definitions: [] }], []);
        assert.deepEqual(all(), ["charts/web.json"]);
    });

    it("tells a definition of the chart that was made for it, where several bring it", () => {
        const apart: Read = {
            facts: { ...facts, chart: "web-crds", objects: [] },
            definitions: [{ ...definition, chart: "web-crds" }],
        };
        for (const charts of [
            [read, apart],
            [apart, read],
        ]) {
            writeFacts(folder.path, charts, []);
            assert.match(at("crds/things.example.org.json"), /"chart":"web-crds"/);
        }
    });

    it("is refused where it holds something else, and may be new, empty or of facts", () => {
        folder.write({ "empty/.keep": "", "facts/charts/web.json": "{}", "photos/me.jpg": "", file: "" });
        fs.rmSync(path.join(folder.path, "empty", ".keep"));
        for (const name of ["new", "empty", "facts"]) checkDirectory(path.join(folder.path, name));
        const photos = path.join(folder.path, "photos");
        assert.throws(
            () => {
                checkDirectory(photos);
            },
            new Refusal(`${photos} holds me.jpg, which is not facts: name a new directory, or one of facts`),
        );
        const file = path.join(folder.path, "file");
        assert.throws(
            () => {
                checkDirectory(file);
            },
            new Refusal(`${file} is not a directory: name another`),
        );
    });
});
