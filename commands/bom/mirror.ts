import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

import type { Bom, Use } from "./components";
import type { Reference } from "./reference";
import { Refusal } from "../terminal";

/** Something that would be fetched from elsewhere than the mirror, or of which nobody can tell. */
export interface Escape {
    /** The image, chart or manifest bundle, as it is named. */
    what: string;
    why: string;
    /** One of the places where it is named, and how many more there are. */
    where: string;
}

const Hosts = z.looseObject({
    server: z.string().optional(),
    override_path: z.boolean().default(false),
    host: z.record(z.string(), z.looseObject({ override_path: z.boolean().default(false) })).default({}),
});

/** Where a container runtime fetches a registry's images from, in any order: registry and path before the image's own. */
export type Runtime = (registry: string) => string[];

/** A runtime that is told of no mirror. */
export const plainRuntime: Runtime = (registry) => [registry];

/**
 * How containerd finds images with a folder of `hosts.toml` (`/etc/containerd/certs.d`): the hosts of a registry's file,
 * and at last its `server`, which is the registry itself unless said.
 *
 * @see https://github.com/containerd/containerd/blob/main/docs/hosts.md
 */
export async function containerd(folder: string): Promise<Runtime> {
    if (!fs.existsSync(folder)) throw new Refusal(`there is no folder ${folder}; say containerd's, with hosts.toml`, 2);
    const { parse } = await import("smol-toml");
    return (registry) => {
        const names = [registry.replace(/:(\d+)$/, "_$1_"), registry, "_default"];
        const name = names.find((one) => fs.existsSync(path.join(folder, one)));
        const file = path.join(folder, name ?? "_default", "hosts.toml");
        if (!fs.existsSync(file)) return [registry];
        const { server, override_path, host } = hostsIn(file, parse);
        return [
            ...Object.entries(host).map(([url, said]) => endpoint(url, said.override_path)),
            server === undefined ? registry : endpoint(server, override_path),
        ];
    };
}

/** What does not come from the mirror, a registry with or without a path: images as the runtime fetches them, and charts. */
export function escapesOf(bom: Bom, mirror: string, runtime: Runtime): Escape[] {
    const images = bom.images.flatMap(({ text, reference, uses }) => {
        const elsewhere = sourcesOf(reference, runtime).filter((source) => !isWithin(source, mirror));
        return elsewhere.map((source) => ({ what: text, why: `may be fetched as ${source}`, where: whereOf(uses) }));
    });
    const packages = bom.packages
        .filter(({ from }) => !isLocal(from) && !isWithin(from.replace(/^\w+:\/\//, ""), mirror))
        .map(({ name, version, from, uses }) => ({
            what: `${name} ${version}`,
            why: `is fetched from ${from}`,
            where: uses
                .map(({ environment }) => environment)
                .filter((one, at, all) => all.indexOf(one) === at)
                .join(", "),
        }));
    const untold = bom.packages
        .filter(({ missing }) => missing !== undefined)
        .map(({ name, version, missing = "" }) => ({
            what: `${name} ${version}`,
            why: "could not be rendered, so nobody knows what it fetches",
            where: missing,
        }));
    const unread = bom.unread.map(({ text, why, use }) => ({ what: text, why, where: whereOf([use]) }));
    return [...packages, ...images, ...untold, ...unread];
}

function sourcesOf({ registry, path: own }: Reference, runtime: Runtime): string[] {
    return runtime(registry).map((before) => `${before}/${own}`);
}

// `https://host/v2/some` is host and `some`: the API's own root is no part of a name.
function endpoint(url: string, overridden: boolean): string {
    const { host, pathname } = new URL(url.includes("://") ? url : `https://${url}`);
    const own = pathname.replace(/\/+$/, "");
    const below = overridden || /\/v2(\/|$)/.test(own) ? own.replace(/^\/v2(?=\/|$)/, "") : own;
    return `${host}${below}`;
}

function isWithin(name: string, mirror: string): boolean {
    return name === mirror || name.startsWith(`${mirror}/`);
}

// A directory of the site itself.
function isLocal(from: string): boolean {
    return !from.includes("://");
}

function whereOf(uses: readonly Use[]): string {
    const [first] = uses;
    if (!first) return "";
    const place = [first.environment, first.place].filter(Boolean).join("/");
    const more = uses.length > 1 ? ` and ${uses.length - 1} more` : "";
    return `${place}: ${first.object} ${first.at}${more}`;
}

function hostsIn(file: string, parse: (text: string) => unknown): z.infer<typeof Hosts> {
    try {
        return Hosts.parse(parse(fs.readFileSync(file, "utf8")));
    } catch (error) {
        throw new Refusal(`${file} is no hosts.toml: ${error instanceof Error ? error.message : String(error)}`);
    }
}
