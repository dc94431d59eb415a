import * as fs from "node:fs";
import * as path from "node:path";

import { parse, stringify } from "yaml";
import { z } from "zod";

import { sources } from "./go-sources";

const Minor = z.string().regex(/^1\.\d+$/);

/** A kind of an API version that Kubernetes drops, or has dropped. */
const Removal = z.strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    /** The minor from which on it warns of it. */
    deprecated: Minor,
    /** The first minor that does not serve it. */
    removed: Minor,
    /** What is served in its place, as an apiVersion and a kind. */
    instead: z.string().optional(),
});
export type Removal = z.infer<typeof Removal>;

const Removals = z.strictObject({
    /** What it was read from. */
    from: z.array(z.string()).min(1),
    /** The last minor whose sources were read: of later plans nobody here knows. */
    known: Minor,
    removals: z.array(Removal).min(1),
});
export type Removals = z.infer<typeof Removals>;

const file = path.join(__dirname, "removals.yaml");

/** Which kinds Kubernetes drops, and when, as its own sources mark them. */
export function readRemovals(): Removals {
    return Removals.parse(parse(fs.readFileSync(file, "utf8")));
}

/**
 * Writes the table anew from checkouts of `k8s.io/api`, `k8s.io/apiextensions-apiserver` and `k8s.io/kube-aggregator`:
 * each kind there says when it was deprecated and when it goes. An older checkout of the first tells of kinds whose
 * packages are gone in a newer one.
 *
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export function renewRemovals(folders: readonly string[]): Removals {
    const read = folders.map((folder) => ({ folder, ...sources(folder) }));
    const found = new Map<string, Removal>();
    // The newest says it best, so it comes last.
    for (const { kinds } of [...read].sort((one, other) => minorOf(one.minor) - minorOf(other.minor))) {
        for (const one of kinds) found.set(`${one.apiVersion} ${one.kind}`, one);
    }
    const known = read.map(({ minor }) => minor).sort((one, other) => minorOf(other) - minorOf(one))[0] ?? "";
    const removals = Removals.parse({
        from: read.map(({ called }) => called).sort(),
        known,
        removals: [...found.values()].sort(
            (one, other) =>
                minorOf(one.removed) - minorOf(other.removed) ||
                (`${one.apiVersion} ${one.kind}` < `${other.apiVersion} ${other.kind}` ? -1 : 1),
        ),
    });
    const head = "# Kinds that Kubernetes drops, and when. Written by npm run versions -- --renew; not by hand.\n";
    fs.writeFileSync(file, head + stringify(removals, { lineWidth: 0 }));
    return removals;
}

/** `36` of `1.36`. */
export function minorOf(version: string): number {
    return Number(version.split(".")[1]);
}
