import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

import { z } from "zod";

import type { Chart, Image, Manifest, Upgrades } from "../../components/chart";

const UpgradesPin: z.ZodType<Upgrades> = z.strictObject({
    through: z.union([z.enum(["every minor", "majors"]), z.array(z.int()).readonly()]).optional(),
    down: z.enum(["never", "a minor", "within a major"]),
    manual: z.url(),
});
const version = z.string().regex(/^v?\d+\.\d+\.\d+\S*$/);
const ChartPin: z.ZodType<Chart> = z.strictObject({
    repository: z.string(),
    name: z.string(),
    version,
    kubernetes: z.strictObject({ from: z.string(), to: z.string() }),
    upgrades: UpgradesPin.optional(),
});
const ManifestPin: z.ZodType<Manifest> = z.strictObject({ url: z.string(), name: z.string(), version });
const tag = z.string().regex(/^v?\d+\.\d+\S*$/);
const ImagePin: z.ZodType<Image> = z.strictObject({
    repository: z.string(),
    name: z.string(),
    version: tag,
    upgrades: UpgradesPin.optional(),
});

/** What a file pins. */
export interface Pinned<Pin> {
    /** Relative to the folder that was searched. */
    file: string;
    pin: Pin;
}

export interface Pins {
    charts: Pinned<Chart>[];
    manifests: Pinned<Manifest>[];
    images: Pinned<Image>[];
}

/** All charts, manifests and images that the systems can install, chosen by an environment or not: what their files export. */
export function findPins(folder = path.join(__dirname, "..", "..", "components")): Pins {
    const load = createRequire(__filename);
    const found: Pins = { charts: [], manifests: [], images: [] };
    for (const file of sources(folder)) {
        const exported: unknown = load(path.join(folder, file));
        if (typeof exported !== "object" || exported === null) continue;
        for (const value of Object.values(exported) as unknown[]) {
            const chart = ChartPin.safeParse(value);
            const manifest = ManifestPin.safeParse(value);
            const image = ImagePin.safeParse(value);
            if (chart.success) found.charts.push({ file, pin: chart.data });
            if (manifest.success) found.manifests.push({ file, pin: manifest.data });
            if (image.success) found.images.push({ file, pin: image.data });
        }
    }
    return {
        charts: once(found.charts),
        manifests: once(found.manifests),
        // Of a database, which never goes from one to the next by itself, there is one of each major.
        images: once(found.images, ({ name, version }) => `${name} ${version.replace(/\..*/, "")}`),
    };
}

/** The TypeScript files below a folder, sorted, relative to it. */
export function sources(folder: string): string[] {
    return fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .sort();
}

// A role's index may hand on what a system's file exports; facts are by name, so a name has one version.
function once<Pin extends { name: string; version: string }>(
    pinned: Pinned<Pin>[],
    called: (pin: Pin) => string = ({ name }) => name,
): Pinned<Pin>[] {
    const byName = new Map<string, Pinned<Pin>>();
    for (const one of pinned) {
        const before = byName.get(called(one.pin));
        if (before && before.pin.version !== one.pin.version) {
            const versions = `${before.pin.version} in ${before.file} and ${one.pin.version} in ${one.file}`;
            throw new Error(`${one.pin.name} is pinned twice, to ${versions}: pin it once`);
        }
        if (!before) byName.set(called(one.pin), one);
    }
    return [...byName.values()];
}
