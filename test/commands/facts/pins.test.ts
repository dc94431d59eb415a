import assert from "node:assert/strict";
import * as path from "node:path";

import { findPins } from "../../../commands/facts/pins";
import { temporaryFolder } from "../../folder";

describe("pins", () => {
    const folder = temporaryFolder();

    const chart = (name: string, version: string) =>
        `{ repository: "https://charts.example.org", name: "${name}", version: "${version}", kubernetes: { from: "1.32", to: "1.36" } }`;

    it("are all charts, manifest bundles and images that files export, each once", () => {
        folder.write({
            "ingress/web.ts": `export const web = ${chart("web", "1.2.3")}; export const other = { name: "web" };`,
            "ingress/index.ts": `export { web } from "./web"; export function ingress() {}`,
            "storage/kinds.ts": `export const kinds = { url: "https://example.org", name: "kinds", version: "v1.0.0" };`,
            "network/mesh.ts": `export const mesh = { repository: "docker.io/example", name: "mesh", version: "2.9.0" };`,
            "storage/nothing.ts": `export type Nothing = undefined;`,
            "storage/notes.md": `export const no = ${chart("no", "1.0.0")}`,
        });
        const kubernetes = { from: "1.32", to: "1.36" };
        const web = { repository: "https://charts.example.org", name: "web", version: "1.2.3", kubernetes };
        assert.deepEqual(findPins(folder.path), {
            charts: [{ file: path.join("ingress", "index.ts"), pin: web }],
            manifests: [
                {
                    file: path.join("storage", "kinds.ts"),
                    pin: { url: "https://example.org", name: "kinds", version: "v1.0.0" },
                },
            ],
            images: [
                {
                    file: path.join("network", "mesh.ts"),
                    pin: { repository: "docker.io/example", name: "mesh", version: "2.9.0" },
                },
            ],
        });
    });

    it("are refused where one name has two versions", () => {
        folder.write({
            "a.ts": `export const web = ${chart("web", "1.2.3")};`,
            "b.ts": `export const web = ${chart("web", "1.2.4")};`,
        });
        assert.throws(() => findPins(folder.path), {
            message: "web is pinned twice, to 1.2.3 in a.ts and 1.2.4 in b.ts: pin it once",
        });
    });

    const image = (version: string) => `{ repository: "docker.io/example", name: "db", version: "${version}" }`;

    it("are one of each major of an image, by their digest where they have one", () => {
        folder.write({ "db.ts": `export const a = ${image("17.2@sha256:1")}; export const b = ${image("18.1-3")};` });
        assert.deepEqual(
            findPins(folder.path).images.map(({ pin }) => pin.version),
            ["17.2@sha256:1", "18.1-3"],
        );
        folder.write({ "more.ts": `export const c = ${image("18.2")};` });
        assert.throws(() => findPins(folder.path), { message: /^db is pinned twice, to 18\.1-3 in db\.ts and 18\.2 / });
    });
});
