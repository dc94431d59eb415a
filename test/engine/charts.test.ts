import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { stringify } from "yaml";
import { z } from "zod";

import { documents } from "../../commands/facts/yaml";
import { findPins } from "../../commands/facts/pins";
import { findTools } from "../../commands/sandbox/tools";
import { locate } from "../../components/chart";
import { root } from "../environments";
import { ociRegistry, type Registry } from "../standins/charts/registry";
import { chartRepository, type ChartRepository } from "../standins/charts/serve";
import { writeCharts, writeGatewayApi } from "../standins/charts/write";
import { distinct, installations } from "../upstream/installed";

const run = promisify(execFile);
const Ended = z.looseObject({ code: z.number(), stdout: z.string(), stderr: z.string() });

describe("stand-in charts, through helm", function () {
    this.timeout(180_000);

    const { charts, manifests } = findPins();
    let helm: string;
    let folder: string;
    let directory: string;
    let repository: ChartRepository;
    let registry: Registry;
    let sources: Record<"directory" | "repository" | "registry", string>;

    before(async () => {
        const found = findTools().find(({ name }) => name === "helm")?.path;
        assert.ok(found, "helm is neither on PATH nor built: npm start builds it");
        helm = found;
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-charts-"));
        directory = path.join(folder, "charts");
        await writeCharts(
            directory,
            charts.map(({ pin }) => pin),
            helm,
        );
        for (const { pin } of manifests) writeGatewayApi(directory, pin);

        repository = await chartRepository(directory);
        registry = await ociRegistry();
        for (const file of fs.readdirSync(directory).filter((name) => name.endsWith(".tgz"))) {
            await run(helm, ["push", path.join(directory, file), registry.url]);
        }
        for (const { pin } of manifests) await pushManifest(pin);
        sources = { directory, repository: repository.url, registry: registry.url };
    });

    after(async () => {
        await repository.close();
        await registry.close();
        fs.rmSync(folder, { recursive: true });
    });

    /** A registry holds charts only, so a bundle is the templates of one. */
    async function pushManifest({ name, version }: { name: string; version: string }): Promise<void> {
        const chart = path.join(folder, name);
        fs.mkdirSync(path.join(chart, "templates"), { recursive: true });
        const described = { apiVersion: "v2", name, version: version.replace(/^v/, "") };
        fs.writeFileSync(path.join(chart, "Chart.yaml"), stringify(described));
        fs.copyFileSync(
            path.join(directory, `${name}-${version}.yaml`),
            path.join(chart, "templates", "definitions.yaml"),
        );
        await run(helm, ["package", chart, "--destination", folder]);
        await run(helm, ["push", path.join(folder, `${name}-${described.version}.tgz`), registry.url]);
    }

    it("render the same objects from a directory, a repository and a registry", async () => {
        let objects = 0;
        for (const { pin } of charts) {
            const rendered: Record<string, string> = {};
            for (const [kind, source] of Object.entries(sources)) {
                const { chart, version, repositoryOpts } = locate(pin, source);
                const repo = repositoryOpts ? ["--repo", repositoryOpts.repo] : [];
                const args = ["template", "here", chart, "--version", version, ...repo, "--include-crds"];
                rendered[kind] = (await run(helm, args, { maxBuffer: 1 << 26 })).stdout;
            }
            assert.equal(rendered.repository, rendered.directory, pin.name);
            assert.equal(rendered.registry, rendered.directory, pin.name);
            objects += documents(rendered.directory ?? "").filter((one) => one !== null).length;
        }
        assert.ok(objects > charts.length);
        assert.equal(repository.served.get("index.yaml"), charts.length);
        console.log(`      ${objects} objects of ${charts.length} charts, from three sources`);
    });

    it("render with the values of every environment", async () => {
        const values = path.join(folder, "values.json");
        let objects = 0;
        const installed = distinct(await installations());
        for (const { chart, version, release, namespace, values: said } of installed) {
            fs.writeFileSync(values, JSON.stringify(said));
            const archive = path.join(directory, `${chart}-${version}.tgz`);
            const args = ["template", release, archive, "--namespace", namespace, "--values", values];
            const rendered = documents((await run(helm, args, { maxBuffer: 1 << 26 })).stdout);
            assert.ok(JSON.stringify(rendered).includes(`${release}-values`), release);
            objects += rendered.filter((one) => one !== null).length;
        }
        console.log(`      ${objects} objects of ${installed.length} different installations`);
    });

    describe("as facts", () => {
        async function facts(out: string, source: string): Promise<z.infer<typeof Ended>> {
            const args = ["--import", "tsx", path.join("commands", "facts.ts"), out, "--charts", source];
            try {
                const { stdout, stderr } = await run(process.execPath, args, { cwd: root });
                return { code: 0, stdout, stderr };
            } catch (error) {
                return Ended.parse(error);
            }
        }

        function filesOf(out: string): Record<string, string> {
            const files = fs.readdirSync(out, { recursive: true, encoding: "utf8" }).sort();
            return Object.fromEntries(
                files
                    .filter((file) => file.endsWith(".json"))
                    .map((file) => [file, fs.readFileSync(path.join(out, file), "utf8")]),
            );
        }

        it("are the same from each source", async () => {
            const written: Record<string, string>[] = [];
            for (const [kind, source] of Object.entries(sources)) {
                const out = path.join(folder, `facts-${kind}`);
                const { code, stdout, stderr } = await facts(out, source);
                assert.equal(code, 0, stderr);
                assert.match(stdout, new RegExp(`facts of ${charts.length} charts and \\d+ definitions`));
                written.push(filesOf(out));
            }
            const [first = {}, ...others] = written;
            for (const other of others) assert.deepEqual(other, first);
            const count = Object.keys(first).length;
            assert.ok(count > charts.length);
            console.log(`      ${count} files, from three sources`);
        });

        it("name a chart that cannot be had, and are written of the others", async () => {
            const less = path.join(folder, "less");
            const [missing] = charts;
            assert.ok(missing);
            const archive = `${missing.pin.name}-${missing.pin.version}.tgz`;
            fs.cpSync(directory, less, { recursive: true });
            fs.rmSync(path.join(less, archive));
            const out = path.join(folder, "facts-less");
            const { code, stderr } = await facts(out, less);
            assert.equal(code, 1);
            const { name, version } = missing.pin;
            assert.ok(stderr.includes(`${name} ${version} cannot be had: no ${path.join(less, archive)}`), stderr);
            assert.ok(stderr.includes(`1 of ${charts.length + manifests.length} could not be had`), stderr);
            assert.equal(fs.readdirSync(path.join(out, "charts")).length, charts.length - 1);
        });

        it("leave what was there where nothing can be had", async () => {
            const out = path.join(folder, "facts-less");
            const before = filesOf(out);
            const { code, stderr } = await facts(out, path.join(folder, "nowhere"));
            assert.equal(code, 1);
            const count = charts.length + manifests.length;
            assert.ok(stderr.includes(`${count} of ${count} could not be had`), stderr);
            assert.deepEqual(filesOf(out), before);
        });
    });
});
