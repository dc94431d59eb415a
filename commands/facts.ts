import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { door } from "./door";
import { type Read, readChart, readManifest } from "./facts/chart";
import type { Definition } from "./facts/objects";
import { findPins } from "./facts/pins";
import { checkDirectory, writeFacts } from "./facts/write";
import { findTools } from "./sandbox/tools";
import { Progress, Refusal } from "./terminal";
import { ChartSource } from "../components/chart";

const help = `npm run facts -- <directory> [--charts <source>]

Reads every pinned chart and manifest, from wherever charts can be had, and writes what is in them to a directory:
charts/<name>.json (objects, images, defaults), values-schemas/<name>.json, crds/<plural>.<group>.json. test:upstream
checks the program's values and custom resources against it. Needs helm and tar. A chart that cannot be had is named
and left out, and the exit code is 1. Facts that were in the directory are replaced.

  --charts <source>  upstream, a mirror (https://…, oci://…) or a directory of <name>-<version>.tgz; upstream unless said

Examples
  npm run facts -- ./facts && UPSTREAM_FACTS=./facts npm run test:upstream
  npm run facts -- ./facts --charts oci://registry.example.org/charts
  npm run facts -- ./facts --charts /mnt/charts`;

door(help, async () => {
    const { positionals, values } = parseArgs({
        allowPositionals: true,
        options: { charts: { type: "string", default: "upstream" } },
    });
    const [directory] = positionals;
    if (directory === undefined || positionals.length > 1) {
        throw new Refusal("say one directory to write to, for example: npm run facts -- ./facts", 2);
    }
    checkDirectory(directory);
    await facts(path.resolve(directory), sourceOf(values.charts));
});

function sourceOf(said: string): ChartSource {
    const source = ChartSource.safeParse(said);
    if (!source.success) {
        throw new Refusal(
            `--charts ${said} is neither upstream, nor a mirror, nor a directory: write upstream, https://…, oci://…, or a path that starts with / or ./`,
        );
    }
    return source.data;
}

async function facts(directory: string, source: ChartSource): Promise<void> {
    const helm = findTools().find((tool) => tool.name === "helm");
    if (helm?.path === undefined) {
        const unfit = (helm?.ignored ?? []).map((reason) => ` (${reason})`).join("");
        throw new Refusal(
            `helm is neither on PATH nor built${unfit}: install Helm 3, or run npm start once, which builds it`,
        );
    }
    const { charts, manifests } = findPins();
    const work = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-facts-"));
    const progress = new Progress();
    const failed: string[] = [];
    const { path: program } = helm;

    /** One pin in a folder of its own; a refusal is kept for the end. */
    async function read<Pin extends { name: string; version: string }, Result>(
        pin: Pin,
        how: (pin: Pin, source: ChartSource, helm: string, folder: string) => Promise<Result>,
    ): Promise<Result[]> {
        const step = progress.step(`${pin.name} ${pin.version}`);
        try {
            const result = await how(pin, source, program, fs.mkdtempSync(path.join(work, `${pin.name}-`)));
            step.done();
            return [result];
        } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            step.failed();
            failed.push(error.message);
            return [];
        }
    }

    try {
        const readCharts: Promise<Read[]>[] = charts.map(({ pin }) => read(pin, readChart));
        const readBundles: Promise<Definition[][]>[] = manifests.map(({ pin }) => read(pin, readManifest));
        const found = (await Promise.all(readCharts)).flat();
        const bundles = (await Promise.all(readBundles)).flat(2);
        if (failed.length < charts.length + manifests.length) {
            writeFacts(directory, found, bundles);
            const definitions = new Set(found.flatMap((one) => one.facts.crds)).size + bundles.length;
            console.log(`${directory}: facts of ${found.length} charts and ${definitions} definitions`);
        }
    } finally {
        fs.rmSync(work, { recursive: true, force: true });
    }
    if (failed.length > 0) {
        const count = charts.length + manifests.length;
        const rest = failed.length === count ? `${directory} is as it was` : "they have no facts";
        throw new Refusal([...failed, `${failed.length} of ${count} could not be had; ${rest}`].join("\n"));
    }
}
