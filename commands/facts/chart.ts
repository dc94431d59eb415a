import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

import { aboutChart, defaultsOf } from "./defaults";
import { type Definition, nameOf, type ObjectFacts, readObjects, terse } from "./objects";
import { output } from "./program";
import { manifestText, pull } from "./source";
import { type Chart, type ChartSource, locate, type Manifest } from "../../components/chart";

/** The form of `charts/<name>.json`. */
export interface ChartFacts {
    chart: string;
    version: string;
    appVersion: string;
    /** The chart's own condition on Kubernetes, as it is written. */
    kubeVersion: string;
    repository: string;
    /** Values without which it renders nothing, or not all. */
    renderedWith: string[];
    objects: ObjectFacts[];
    /** Names of the definitions it brings. */
    crds: string[];
    images: string[];
    /** With the subcharts' defaults under their names. */
    defaults: Record<string, unknown>;
}

export interface Read {
    facts: ChartFacts;
    definitions: Definition[];
    /** Its JSON schema for values, if it has one. */
    schema?: Record<string, unknown>;
}

/** Charts that render only with values, and the values; the names in them are arbitrary. */
const settings: Partial<Record<string, string[]>> = {
    "aws-load-balancer-controller": ["clusterName=c", "region=eu-west-1", "vpcId=vpc-1"],
    "cert-manager": ["crds.enabled=true"],
    "external-dns": ["provider.name=aws"],
};

/**
 * Gets a chart from wherever charts come from, and reads its facts: what it renders for a release that is named as
 * itself, in a namespace `ns`. Works in `folder`. Refuses, in a sentence, when the chart cannot be had or rendered.
 */
export async function readChart(chart: Chart, source: ChartSource, helm: string, folder: string): Promise<Read> {
    const archive = await pull(chart.name, locate(chart, source), helm, folder);
    await output("tar", ["-xzf", archive, "-C", folder], `${path.basename(archive)} cannot be unpacked`);
    const unpacked = path.join(folder, chart.name);

    const renderedWith = settings[chart.name] ?? [];
    const text = await output(
        helm,
        [
            ...["template", chart.name.replaceAll(".", "-"), unpacked, "--namespace", "ns", "--include-crds"],
            ...["--kube-version", chart.kubernetes.to],
            ...renderedWith.flatMap((value) => ["--set", value]),
        ],
        `${chart.name} ${chart.version} does not render`,
    );
    const { objects, definitions, images } = readObjects(text, chart);
    const { appVersion, kubeVersion } = aboutChart(unpacked);
    return {
        facts: {
            chart: chart.name,
            version: chart.version,
            appVersion: appVersion ?? "",
            kubeVersion: kubeVersion ?? "",
            repository: chart.repository.startsWith("oci://") ? locate(chart, "upstream").chart : chart.repository,
            renderedWith,
            objects,
            crds: definitions.map(nameOf),
            images,
            defaults: defaultsOf(unpacked),
        },
        definitions,
        schema: schemaOf(unpacked),
    };
}

/** Gets a manifest bundle and reads the definitions in it; otherwise as `readChart`. */
export async function readManifest(
    manifest: Manifest,
    source: ChartSource,
    helm: string,
    folder: string,
): Promise<Definition[]> {
    return readObjects(await manifestText(manifest, source, helm, folder), manifest).definitions;
}

function schemaOf(unpacked: string): Record<string, unknown> | undefined {
    const file = path.join(unpacked, "values.schema.json");
    if (!fs.existsSync(file)) return undefined;
    return z.record(z.string(), z.unknown()).parse(terse(JSON.parse(fs.readFileSync(file, "utf8"))));
}
