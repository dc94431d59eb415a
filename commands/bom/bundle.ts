import * as fs from "node:fs";
import * as path from "node:path";

import type { Bom, PackageRow } from "./components";
import { nameOf, type Reference } from "./reference";
import { copyScript } from "./copy";
import { Refusal } from "../terminal";

/**
 * Writes what a site without internet needs into a folder, and returns the names of the files: `images.txt`, `charts.txt`,
 * `copy.sh`, which copies all of it to a mirror, and for each registry a `hosts.toml` that leads containerd to the mirror
 * and nowhere else. Whatever stood under those names before is replaced.
 */
export function writeBundle(folder: string, bom: Bom, mirror: string): string[] {
    const files: Record<string, string> = {
        "images.txt": lines(bom.images.map(({ text }) => text)),
        "charts.txt": lines(
            packagesOf(bom).map(({ kind, name, version, upstream = "" }) => `${kind} ${name} ${version} ${upstream}`),
        ),
        "copy.sh": copyScript(
            mirror,
            bom.images.map(({ reference }) => imageStep(reference)),
            packagesOf(bom).map(packageStep),
        ),
    };
    for (const registry of new Set(bom.images.map(({ reference }) => reference.registry))) {
        files[`certs.d/${registry}/hosts.toml`] = hostsToml(mirror, registry);
    }
    fs.rmSync(path.join(folder, "certs.d"), { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
        const file = path.join(folder, name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, text, { mode: name === "copy.sh" ? 0o755 : 0o644 });
    }
    return Object.keys(files);
}

/** The path of a registry's images in the mirror: its name, for two registries may have images of one name. */
export function folderOf(registry: string): string {
    return registry
        .toLowerCase()
        .replace(/:(\d+)$/, "_$1")
        .replaceAll(/[[\]:]+/g, "-");
}

/** Where to copy an image from, and to: a digest is kept by its digest, under the tag that it was named with. */
function imageStep(reference: Reference): string {
    const { registry, path: own, tag, digest } = reference;
    const version = digest === undefined ? `:${tag ?? "latest"}` : `@${digest}`;
    const called = tag ?? digest?.replace(":", "-") ?? "latest";
    return `image ${quoted(`${nameOf(reference)}${version}`)} ${quoted(`${folderOf(registry)}/${own}:${called}`)}`;
}

function packageStep({ kind, name, version, upstream }: PackageRow): string {
    if (upstream === undefined) throw new Refusal(`nobody knows where ${name} ${version} is published: it has no pin`);
    const words = [name, version, ...(kind === "chart" ? pulled(name, upstream) : [upstream])];
    return `${kind} ${words.map(quoted).join(" ")}`;
}

function pulled(name: string, upstream: string): string[] {
    if (upstream.endsWith(".tgz")) return [upstream];
    return upstream.startsWith("oci://") ? [`${upstream}/${name}`] : [name, "--repo", upstream];
}

// One for all environments, wherever each takes it from.
function packagesOf({ packages }: Bom): PackageRow[] {
    return [...new Map(packages.map((row) => [`${row.name} ${row.version}`, row])).values()];
}

function hostsToml(mirror: string, registry: string): string {
    const [host = mirror, ...below] = mirror.split("/");
    return `# Images of ${registry} come from the mirror, and from nowhere else.
server = "https://${[host, "v2", ...below, folderOf(registry)].join("/")}"
override_path = true
`;
}

function lines(all: readonly string[]): string {
    return all.map((line) => `${line}\n`).join("");
}

function quoted(word: string): string {
    return `'${word.replaceAll("'", "'\\''")}'`;
}
