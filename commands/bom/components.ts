import type { Brought, Package } from "./collect";
import { licenceOfImage } from "./licence";
import { nameOf, type Reference, textOf } from "./reference";

/** Where something is used. */
export interface Use {
    environment: string;
    place?: string;
    system: string;
    /** The chart or manifest bundle that brings it, as `cert-manager v1.21.1`; none where the object is ours. */
    from?: string;
    object: string;
    at: string;
}

/** An image, with everything that names it. */
export interface ImageRow {
    /** The whole reference, as a runtime understands it. */
    text: string;
    reference: Reference;
    licence?: string;
    uses: Use[];
}

/** A chart or a manifest bundle, with everything that installs it from one source. */
export interface PackageRow extends Package {
    uses: Pick<Use, "environment" | "place" | "system">[];
    /** The images that it names, as their rows' `text`. */
    images: string[];
}

/** What should be an image, and nobody knows which. */
export interface UnreadRow {
    text: string;
    why: string;
    use: Use;
}

export interface Bom {
    /** All environments that it is of. */
    environments: string[];
    /** Environments that are none, and why. */
    refused: { environment: string; why: string }[];
    images: ImageRow[];
    packages: PackageRow[];
    unread: UnreadRow[];
}

/** Puts together what environments bring: each image and each package once, sorted by name. */
export function bomOf(
    brought: readonly Brought[],
    environments: readonly string[],
    refused: readonly Bom["refused"][number][] = [],
): Bom {
    const images = new Map<string, ImageRow>();
    const packages = new Map<string, PackageRow>();
    const unread: UnreadRow[] = [];
    for (const { environment, place, system, package: from, objects } of brought) {
        const where = { environment, ...(place !== undefined && { place }), system };
        const label = from && `${from.name} ${from.version}`;
        const found = new Set<string>();
        for (const { object, images: named, unread: doubtful } of objects) {
            const use = { ...where, ...(label !== undefined && { from: label }), object };
            for (const { reference, at } of named) {
                const text = textOf(reference);
                const row = images.get(text) ?? { text, reference, ...licenceIn(reference), uses: [] };
                row.uses.push({ ...use, at });
                images.set(text, row);
                found.add(text);
            }
            unread.push(...doubtful.map(({ text, why, at }) => ({ text, why, use: { ...use, at } })));
        }
        if (!from) continue;
        const key = `${from.name} ${from.version} ${from.from}`;
        const row = packages.get(key) ?? { ...from, uses: [], images: [] };
        row.uses.push(where);
        // Another environment may have rendered it.
        if (from.missing !== undefined) row.missing ??= from.missing;
        row.images = [...new Set([...row.images, ...found])].sort();
        packages.set(key, row);
    }
    return {
        environments: [...environments],
        refused: [...refused],
        images: sorted(images),
        packages: sorted(packages),
        unread: unread.sort((one, other) => compare(keyOf(one), keyOf(other))),
    };
}

/** What of the rows a table says; the environments where it is used, or `all`. */
export function imageLines(bom: Bom) {
    return bom.images.map(({ reference, licence, uses }) => ({
        image: nameOf(reference),
        version: reference.tag ?? (reference.digest === undefined ? "latest" : undefined),
        digest: reference.digest?.replace(/^(sha256:[0-9a-f]{12}).*/, "$1…"),
        licence: licence ?? "unknown",
        system: once(uses.map(({ system }) => system)).join(", "),
        from: once(uses.map(({ from }) => from ?? "samestack")).join(", "),
        used: usedBy(uses),
        environments: environmentsOf(uses, bom),
    }));
}

/** The same of charts and manifest bundles. */
export function packageLines(bom: Bom) {
    return bom.packages.map(({ kind, name, version, licence, from, uses, missing }) => ({
        chart: kind === "chart" ? name : `${name} (manifests)`,
        version,
        licence: licence ?? "unknown",
        system: once(uses.map(({ system }) => system)).join(", "),
        from,
        rendered: missing === undefined ? "yes" : "no",
        environments: environmentsOf(uses, bom),
    }));
}

function licenceIn(reference: Reference): { licence?: string } {
    const licence = licenceOfImage(reference);
    return licence === undefined ? {} : { licence };
}

function usedBy(uses: readonly Use[]): string {
    const objects = once(uses.map(({ object }) => object.replace(/^\S+ (?=[A-Z])/, "")));
    const [first = ""] = objects;
    return objects.length > 1 ? `${first} and ${objects.length - 1} more` : first;
}

function environmentsOf(uses: readonly { environment: string }[], { environments }: Bom): string {
    const names = once(uses.map(({ environment }) => environment));
    return names.length === environments.length && names.length > 1 ? "all" : names.join(", ");
}

function once(words: readonly string[]): string[] {
    return [...new Set(words)].sort();
}

function sorted<Row>(rows: Map<string, Row>): Row[] {
    return [...rows].sort(([one], [other]) => compare(one, other)).map(([, row]) => row);
}

function keyOf({ text, use }: UnreadRow): string {
    return [use.environment, use.place, use.system, use.object, use.at, text].join(" ");
}

function compare(one: string, other: string): number {
    return one < other ? -1 : one > other ? 1 : 0;
}
