import assert from "node:assert/strict";

import { z } from "zod";

import { readFacts } from "./facts";
import { imagesOf } from "../../commands/bom/images";
import { parseReference, textOf } from "../../commands/bom/reference";

const Named = z.array(z.string()).default([]);

describe("the images of the real charts", () => {
    const { charts } = readFacts();
    const real = [...new Set([...charts.values()].flatMap(({ images }) => Named.parse(images)))].sort();

    it("are all read as references, and are the same again", () => {
        for (const image of real) {
            const whole = textOf(parseReference(image) ?? assert.fail(image));
            assert.equal(textOf(parseReference(whole) ?? assert.fail(whole)), whole);
        }
        assert.ok(real.length > 0);
        console.log(`      ${real.length} images`);
    });

    const sure = real.filter((image) => image.includes("/") && image.includes(":"));
    const ways: [string, string[], (image: string) => object][] = [
        ["containers", real, (image) => ({ spec: { containers: [{ image }] } })],
        ["arguments", sure, (image) => ({ args: ["--log-level=info", `--the-image=${image}`] })],
        ["environment variables", sure, (image) => ({ env: [{ name: "RELATED_IMAGE_X", value: image }] })],
        ["texts of ConfigMaps", sure, (image) => ({ data: { "config.yaml": `a:\n  image: ${image}\n  b: c\n` } })],
        [
            "repositories with tags",
            sure.filter((image) => !image.includes("@")),
            (image) => {
                const [, repository, tag] = /^(.*):([^:/]*)$/.exec(image) ?? [];
                return { spec: { image: { repository, tag } } };
            },
        ],
    ];
    for (const [what, images, hide] of ways) {
        it(`are found as ${what}, every one and nothing else`, () => {
            const expected = images.map((image) => textOf(parseReference(image) ?? assert.fail(image)));
            const found = images.flatMap((image) =>
                imagesOf({ kind: "Any", ...hide(image) }).images.map(({ reference }) => textOf(reference)),
            );
            assert.deepEqual(found, expected);
            console.log(`      ${found.length} images`);
        });
    }
});
