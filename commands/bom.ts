import * as path from "node:path";
import { parseArgs } from "node:util";

import { writeBundle } from "./bom/bundle";
import { helmCharts, noCharts } from "./bom/collect";
import { cycloneDxOf } from "./bom/cyclonedx";
import { exitCodeOf, makeBom } from "./bom/make";
import { containerd, escapesOf, plainRuntime } from "./bom/mirror";
import { mirrorText, textOf } from "./bom/text";
import { door } from "./door";
import { findTools } from "./sandbox/tools";
import { Progress, Refusal } from "./terminal";

const help = `npm run bom -- [environment…] [--json] [--mirror <registry> [--runtime <folder>] [--bundle <folder>]]

The bill of materials: every chart and every image that environments bring into their clusters, with version, digest,
licence where known, and which system brought it. Charts are rendered; images are found in pods, custom resources,
arguments, environment variables and the texts of ConfigMaps. Needs no cluster, account, passphrase or login.

0: done; 1: an environment is refused or a chart could not be rendered, so the list is not whole; 2: called wrongly;
3: something escapes the mirror, or nobody can tell.

  --json                CycloneDX 1.6, the same bytes for the same list
  --mirror <registry>   proves that everything comes from that registry (with or without a path), or says what does not
  --runtime <folder>    containerd's folder of hosts.toml on the nodes, which may lead other registries to the mirror
  --bundle <folder>     writes the list, a script that copies all of it to the mirror, and such a folder of hosts.toml

Examples
  npm run bom
  npm run --silent bom -- on-premise --json > bom.json
  npm run bom -- on-premise --mirror registry.example.org --bundle bundle
  npm run bom -- on-premise --mirror registry.example.org --runtime bundle/certs.d`;

const root = path.join(__dirname, "..");

door(help, async () => {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            json: { type: "boolean", default: false },
            mirror: { type: "string" },
            runtime: { type: "string" },
            bundle: { type: "string" },
        },
    });
    const mirror = values.mirror === undefined ? undefined : registryOf(values.mirror);
    if (mirror === undefined && (values.runtime !== undefined || values.bundle !== undefined)) {
        throw new Refusal("say the mirror too: --mirror registry.example.org", 2);
    }
    const runtime = values.runtime === undefined ? plainRuntime : await containerd(values.runtime);
    const helm = findTools().find(({ name }) => name === "helm")?.path;
    const charts = helm === undefined ? noCharts("helm is neither on PATH nor built") : helmCharts(helm);
    const bom = await makeBom(root, positionals, { charts, progress: new Progress() });

    process.stdout.write(values.json ? cycloneDxOf(bom) : textOf(bom, process.stdout));
    const escapes = mirror === undefined ? [] : escapesOf(bom, mirror, runtime);
    if (mirror !== undefined) process.stderr.write(mirrorText(bom, mirror, escapes));
    if (mirror !== undefined && values.bundle !== undefined) {
        const files = writeBundle(values.bundle, bom, mirror);
        process.stderr.write(`${files.length} files in ${values.bundle}; run ${path.join(values.bundle, "copy.sh")}\n`);
    }
    process.exitCode = exitCodeOf(bom, escapes);
});

/** A registry as people write it, with or without a scheme. */
function registryOf(said: string): string {
    const registry = said.replace(/^\w+:\/\//, "").replace(/\/+$/, "");
    if (/^[\w.-]+(:\d+)?(\/[a-z0-9._-]+)*$/.test(registry)) return registry;
    throw new Refusal(
        `--mirror ${said} is no registry; write for example registry.example.org or registry.example.org/k8s`,
        2,
    );
}
