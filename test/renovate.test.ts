import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

import { findPins, sources } from "../commands/facts/pins";
import type { Chart, Image, Manifest } from "../components/chart";

/** What Renovate reads of one pin. */
interface Found {
    file: string;
    datasource: string;
    depName: string;
    registryUrl?: string;
    currentValue: string;
    currentDigest?: string;
}

const Renovate = z.looseObject({
    customManagers: z.tuple([
        z.looseObject({
            customType: z.literal("regex"),
            managerFilePatterns: z.tuple([z.string()]),
            matchStrings: z.tuple([z.string()]),
        }),
    ]),
});

const root = path.join(__dirname, "..");
const settings = Renovate.parse(JSON.parse(fs.readFileSync(path.join(root, "renovate.json"), "utf8")));
const [manager] = settings.customManagers;
const [pattern] = manager.matchStrings;
const files = sources(path.join(root, "components")).map((file) => `components/${file}`);

function find(text: string, file = ""): Found[] {
    return [...text.matchAll(new RegExp(pattern, "g"))].map(({ groups = {} }) => {
        const { datasource = "", depName = "", registryUrl, currentValue = "", currentDigest } = groups;
        return { file, datasource, depName, registryUrl, currentValue, ...(currentDigest && { currentDigest }) };
    });
}

function source(file: string): string {
    return fs.readFileSync(path.join(root, file), "utf8");
}

describe("the pattern of renovate.json", () => {
    const { charts, manifests, images } = findPins();
    const found = files.flatMap((file) => find(source(file), file));

    it("looks into every file of components", () => {
        const looked = /^\/(.*)\/$/.exec(manager.managerFilePatterns[0])?.[1];
        assert.ok(looked, "its pattern of files is not between slashes, so Renovate takes it for a glob");
        assert.deepEqual(
            files.filter((file) => !new RegExp(looked).test(file)),
            [],
        );
        assert.ok(files.length > 0);
        console.log(`      ${files.length} files`);
    });

    it("finds every chart, where it is published and at its version", () => {
        for (const { pin } of charts) {
            const [same, ...others] = found.filter((one) => isOf(one, pin));
            assert.ok(same, `no renovate line is for the chart ${pin.name}`);
            assert.deepEqual(others, []);
            assert.equal(same.currentValue, pin.version);
            if (pin.repository.endsWith(".tgz")) {
                // A packed chart of a release: its address says the version, and not in letters of its own.
                assert.ok(isFrom(same, { url: pin.repository }), pin.repository);
                assert.ok(pin.repository.includes(pin.version));
                assert.ok(
                    !source(same.file).includes(pin.repository),
                    `${same.file} writes the version into the address`,
                );
                continue;
            }
            const published =
                same.datasource === "docker" ? `oci://${same.depName}` : `${same.registryUrl ?? ""} ${same.depName}`;
            const pinned = pin.repository.startsWith("oci://")
                ? `${pin.repository}/${pin.name}`
                : `${pin.repository} ${pin.name}`;
            assert.equal(published, pinned);
        }
        assert.ok(charts.length > 0);
        console.log(`      ${charts.length} charts`);
    });

    it("finds every manifest bundle, in the repository that its address names", () => {
        for (const { pin } of manifests) {
            const same = found.find((one) => isFrom(one, pin));
            assert.ok(same, `no renovate line is for ${pin.name} of ${pin.url}`);
            assert.equal(same.currentValue, pin.version);
            // An address that says the version itself would stay behind when the version moves.
            assert.ok(pin.url.includes(pin.version));
            assert.ok(!source(same.file).includes(pin.url), `${same.file} writes the version into the address`);
        }
        assert.ok(manifests.length > 0);
        console.log(`      ${manifests.length} manifest bundles`);
    });

    it("finds every image, in its registry", () => {
        for (const { pin } of images) {
            const [same, ...others] = found.filter((one) => isImage(one, pin));
            assert.ok(same, `no renovate line is for the image ${pin.name} ${pin.version}`);
            assert.deepEqual(others, []);
        }
        assert.ok(images.length > 0);
        console.log(`      ${images.length} images`);
    });

    it("finds nothing else", () => {
        const known = found.filter(
            (one) =>
                charts.some(({ pin }) => isOf(one, pin)) ||
                manifests.some(({ pin }) => isFrom(one, pin)) ||
                images.some(({ pin }) => isImage(one, pin)),
        );
        assert.deepEqual(
            found.filter((one) => !known.includes(one)),
            [],
        );
        assert.equal(found.length, charts.length + manifests.length + images.length);
    });

    it("finds every renovate line and every exact version that is written in components", () => {
        for (const file of files) {
            const text = source(file);
            const here = found.filter((one) => one.file === file).length;
            assert.equal(
                [...text.matchAll(/^\s*\/\/ renovate:/gm)].length,
                here,
                `${file}: a renovate line without pin`,
            );
            const versions = [...text.matchAll(/^\s*version:\s+"v?\d+\.\d+/gm)];
            assert.equal(versions.length, here, `${file}: a version without the renovate line directly above it`);
        }
    });

    it("finds every image that is written in components: none has its tag elsewhere", () => {
        for (const file of files) assert.deepEqual(imagesIn(source(file)), [], file);
        assert.deepEqual(imagesIn(`const PLUGIN = "docker.io/velero/velero-plugin-for-aws:v1.13.2";`), [
            "docker.io/velero/velero-plugin-for-aws:v1.13.2",
        ]);
        assert.deepEqual(imagesIn(`'    image = "alpine:3.22"',`), ["alpine:3.22"]);
        assert.deepEqual(imagesIn("16: `${REPOSITORY}/postgresql:16.15-standard@sha256:3df9`,"), [
            "/postgresql:16.15-standard",
        ]);
        assert.deepEqual(imagesIn("host: `http://localhost:9090`, // as alpine:3.22\n * or alpine:3.22`"), []);
    });

    it("would find the digest of an image, on the line below as well", () => {
        const line = "    // renovate: datasource=docker depName=ghcr.io/example/web\n";
        const [one] = find(`${line}    version:\n        "1.2-3@sha256:0af",\n`);
        assert.deepEqual([one?.currentValue, one?.currentDigest], ["1.2-3", "sha256:0af"]);
    });

    it("would not find a version that stands apart from its line", () => {
        const line = "    // renovate: datasource=helm registryUrl=https://charts.example.org depName=web\n";
        assert.deepEqual(find(`${line}    version: "1.2.3",\n`), [
            {
                file: "",
                datasource: "helm",
                registryUrl: "https://charts.example.org",
                depName: "web",
                currentValue: "1.2.3",
            },
        ]);
        assert.deepEqual(find(`${line}    name: "web",\n    version: "1.2.3",\n`), []);
        assert.deepEqual(find(`// renovate: depName=web\n    version: "1.2.3",\n`), []);
    });
});

function isOf({ datasource, depName }: Found, { name }: Chart): boolean {
    return (datasource === "helm" ? depName : depName.split("/").at(-1)) === name;
}

function isFrom({ datasource, depName }: Found, { url }: Pick<Manifest, "url">): boolean {
    return datasource === "github-releases" && url.startsWith(`https://github.com/${depName}/`);
}

function isImage(
    { datasource, depName, currentValue, currentDigest }: Found,
    { repository, name, version }: Image,
): boolean {
    const pinned = currentDigest === undefined ? currentValue : `${currentValue}@${currentDigest}`;
    return datasource === "docker" && depName === `${repository}/${name}` && pinned === version;
}

/** Images that are written with their tag, outside of comments, so that nobody raises them. */
function imagesIn(text: string): string[] {
    const code = text.replaceAll(/^ *(\/\/|\*|\/\*\*).*$/gm, "");
    return [...code.matchAll(/[\w./-]*[a-z0-9]:v?\d+\.\d+[\w.-]*(?=["'`@])/g)].map(([image]) => image);
}
