import * as fs from "node:fs";
import * as path from "node:path";

import { output } from "./program";
import { type ChartSource, type Located, locateManifest, type Manifest } from "../../components/chart";
import { Refusal } from "../terminal";

/** A chart's archive, brought into `folder` unless it is a file already. */
export async function pull(name: string, located: Located, helm: string, folder: string): Promise<string> {
    const { chart, version, repositoryOpts } = located;
    if (chart.endsWith(".tgz")) {
        if (!fs.existsSync(chart)) throw new Refusal(`${name} ${version} cannot be had: no ${chart}`);
        return chart;
    }
    await output(
        helm,
        [
            ...["pull", chart, "--version", version, "--destination", folder],
            ...(repositoryOpts ? ["--repo", repositoryOpts.repo] : []),
        ],
        `${name} ${version} cannot be had from ${repositoryOpts?.repo ?? chart}`,
    );
    const archive = fs.readdirSync(folder).find((file) => file.endsWith(".tgz"));
    if (archive === undefined) throw new Error(`helm pull left nothing of ${name} in ${folder}`);
    return path.join(folder, archive);
}

/** The YAML of a manifest bundle. */
export async function manifestText(
    manifest: Manifest,
    source: ChartSource,
    helm: string,
    folder: string,
): Promise<string> {
    const { name, version } = manifest;
    if (source.startsWith("oci://")) {
        // Such a mirror holds charts only, and a chart's version has no v.
        const chart = `${source.replace(/\/$/, "")}/${name}`;
        const archive = await pull(name, { chart, version: version.replace(/^v/, "") }, helm, folder);
        return output(helm, ["template", name, archive, "--include-crds"], `${name} ${version} does not render`);
    }
    const local = locateManifest(manifest, source);
    if (/^https?:/.test(local)) return download(local, `${name} ${version}`);
    if (!fs.existsSync(local)) throw new Refusal(`${name} ${version} cannot be had: no ${local}`);
    return fs.readFileSync(local, "utf8");
}

async function download(url: string, what: string): Promise<string> {
    try {
        const response = await fetch(url, { signal: AbortSignal.timeout(180_000) });
        if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
        return await response.text();
    } catch (error) {
        throw new Refusal(`${what} cannot be had from ${url}: ${reason(error)}`);
    }
}

// What fetch throws says only that it failed; why is in its cause.
function reason(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    return error.cause instanceof Error ? error.cause.message : error.message;
}
