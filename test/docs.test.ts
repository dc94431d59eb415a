import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { parseAllDocuments } from "yaml";
import { z } from "zod";

import { root } from "./environments";
import { findPins } from "../commands/facts/pins";
import { readStages } from "../commands/sandbox/stages";
import { gatewayApi } from "../components/ingress";
import { chartsOf, readEnvironment } from "../stacks/environment";
import { environmentFile } from "../stacks/file";

const pages = [
    "README.md",
    ...fs
        .readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
        .map((file) => path.join("docs", file)),
]
    .filter((file) => file.endsWith(".md"))
    .map((file) => ({ file, text: fs.readFileSync(path.join(root, file), "utf8") }));

const Mapping = z.record(z.string(), z.unknown());
const StackFile = z.object({ config: z.object({ "samestack:environment": z.unknown() }) });

/** The example in a page, as the environment it would be: a part is put into one that has both kinds of place. */
function environmentOf(example: Record<string, unknown>): unknown {
    const whole = StackFile.safeParse(example);
    return whole.success ? whole.data.config["samestack:environment"] : merged(environmentFile("mixed"), example);
}

// A word with a kind is another system, which the words of the former one do not suit.
function merged(base: unknown, over: unknown): unknown {
    const [below, above] = [Mapping.safeParse(base), Mapping.safeParse(over)];
    if (!below.success || !above.success || "kind" in above.data) return over;
    const words = Object.entries(above.data).map(([word, said]) => [word, merged(below.data[word], said)]);
    return { ...below.data, ...Object.fromEntries(words) };
}

describe("the pages", () => {
    it("show environments that are accepted", () => {
        let accepted = 0;
        for (const { file, text } of pages) {
            for (const [, block = ""] of text.matchAll(/```yaml\n([\s\S]*?)```/g)) {
                for (const document of parseAllDocuments(block)) {
                    const example = Mapping.parse(document.toJS());
                    if ("apiVersion" in example) continue;
                    assert.doesNotThrow(() => readEnvironment(environmentOf(example)), `${file}:\n${block}`);
                    accepted += 1;
                }
            }
        }
        assert.ok(accepted > 0);
        console.log(`      ${accepted} examples`);
    });

    it("link to what is there", () => {
        let followed = 0;
        for (const { file, text } of pages) {
            for (const [, target = ""] of text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/\]\(([^)]+)\)/g)) {
                if (/^https?:/.test(target)) continue;
                const [to = "", anchor] = target.split("#");
                const there = to === "" ? path.join(root, file) : path.join(root, path.dirname(file), to);
                assert.ok(fs.existsSync(there), `${file}: ${target}`);
                if (anchor !== undefined) assert.ok(anchorsOf(there).includes(anchor), `${file}: ${target}`);
                followed += 1;
            }
        }
        assert.ok(followed > 0);
        console.log(`      ${followed} links`);
    });

    it("name every chart with the version that is pinned", () => {
        const alternatives = fs.readFileSync(path.join(root, "test", "fixtures", "alternatives.yaml"), "utf8");
        const places = parseAllDocuments(alternatives).flatMap((one) =>
            Object.values(readEnvironment(one.toJS()).places),
        );
        const pinned = new Map([...places.flatMap(chartsOf), gatewayApi].map(({ name, version }) => [name, version]));
        const named = pages.flatMap(({ text }) => [...text.matchAll(/`([\w.-]+)` (v?\d+\.\d+\.\d+)/g)]);
        const said = new Map(
            named.filter(([, name = ""]) => pinned.has(name)).map(([, name, version]) => [name, version]),
        );
        assert.deepEqual([...said].sort(), [...pinned].sort());
        console.log(`      ${said.size} versions`);
    });

    it("list where every chart can be had, and what plays every operator of the sandbox", () => {
        const text = pages.find(({ file }) => file === "docs/sandbox.md")?.text ?? "";
        const charts = findPins().charts.map(({ pin }) => pin);
        for (const { name, version, repository } of charts) {
            const row = text.split("\n").find((line) => line.startsWith(`| \`${name}\` ${version} `));
            assert.ok(
                row?.includes(`| \`${repository}\` `),
                `docs/sandbox.md has no row of ${name} from ${repository}`,
            );
        }
        const stages = readStages();
        for (const { name } of stages) {
            const whole = [name, `${name.replace(/-[^-]*$/, "")}-…`];
            assert.ok(
                whole.some((one) => text.includes(`\`${one}\``)),
                `docs/sandbox.md does not say what the stage ${name} stands for`,
            );
        }
        console.log(`      ${charts.length} charts, ${stages.length} stages`);
    });
});

function anchorsOf(file: string): string[] {
    const headings = fs
        .readFileSync(file, "utf8")
        .replaceAll(/```[\s\S]*?```/g, "")
        .matchAll(/^#+ (.*)$/gm);
    return [...headings].map(([, heading = ""]) =>
        heading
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
            .trim()
            .replaceAll(/\s/g, "-"),
    );
}
