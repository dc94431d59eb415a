import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

/**
 * Facts of the pinned charts, read from them and not from us: `charts/<name>.json`, `values-schemas/<name>.json`,
 * `crds/<plural>.<group>.json`. `npm run facts` writes such a directory; UPSTREAM_FACTS names it.
 */
export const ChartFacts = z.looseObject({
    chart: z.string(),
    version: z.string(),
    defaults: z.record(z.string(), z.unknown()),
    objects: z.array(
        z.looseObject({
            apiVersion: z.string(),
            kind: z.string(),
            name: z.string(),
            hook: z.string().optional(),
            ports: z.unknown().optional(),
        }),
    ),
    crds: z.array(z.string()),
});
export type ChartFacts = z.infer<typeof ChartFacts>;

export const CrdFacts = z.looseObject({
    group: z.string(),
    kind: z.string(),
    plural: z.string(),
    scope: z.enum(["Namespaced", "Cluster"]),
    versions: z.array(
        z.looseObject({
            name: z.string(),
            served: z.boolean(),
            schema: z.record(z.string(), z.unknown()),
            subresources: z.record(z.string(), z.unknown()).nullish(),
        }),
    ),
});
export type CrdFacts = z.infer<typeof CrdFacts>;

export interface Facts {
    directory: string;
    charts: ReadonlyMap<string, ChartFacts>;
    schemas: ReadonlyMap<string, Record<string, unknown>>;
    /** By `<plural>.<group>`. */
    crds: ReadonlyMap<string, CrdFacts>;
}

/**
 * Charts of which nobody here can have facts, and why. Nothing of them is checked, which each test says that looks at
 * charts; facts that come after all fail one, until the chart is taken off this list.
 */
export const withoutFacts: ReadonlyMap<string, string> = new Map(
    Object.entries({
        "its repository is on gitlab.com, out of reach of where facts are written": [
            "gitlab",
            "gitlab-agent",
            "gitlab-runner",
        ],
        "its registry, ghcr.io, is out of reach of where facts are written": [
            "mariadb-operator",
            "mariadb-operator-crds",
        ],
    }).flatMap(([reason, names]) => names.map((name): [string, string] => [name, reason])),
);

/** Reads the directory that UPSTREAM_FACTS names. Without it nothing was checked, so that is an error. */
export function readFacts(): Facts {
    const { UPSTREAM_FACTS: directory = "" } = process.env;
    if (!fs.existsSync(path.join(directory, "charts"))) {
        const there = directory === "" ? "is not set" : `is ${directory}, which holds no facts`;
        throw new Error(
            `UPSTREAM_FACTS ${there}: set it to a directory that \`npm run facts -- <directory>\` has written`,
        );
    }
    return {
        directory,
        charts: readAll(path.join(directory, "charts"), ChartFacts),
        schemas: readAll(path.join(directory, "values-schemas"), z.record(z.string(), z.unknown())),
        crds: readAll(path.join(directory, "crds"), CrdFacts),
    };
}

function readAll<T>(folder: string, schema: z.ZodType<T>): Map<string, T> {
    const files = fs.readdirSync(folder).filter((file) => file.endsWith(".json"));
    return new Map(
        files.map((file) => [
            file.replace(/\.json$/, ""),
            schema.parse(JSON.parse(fs.readFileSync(path.join(folder, file), "utf8"))),
        ]),
    );
}
