import * as fs from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";

import { Refusal } from "../terminal";
import type { Source } from "./manifests";

const manifest = /\.(ya?ml|json)$/;

/** Reads what the command line names: files, the manifests below folders, `-` for what comes in. */
export async function readSources(named: readonly string[]): Promise<Source[]> {
    const sources: Source[] = [];
    for (const one of named) {
        if (one === "-") {
            sources.push({ path: "-", text: await text(process.stdin) });
            continue;
        }
        const found = fs.statSync(one, { throwIfNoEntry: false });
        if (!found) throw new Refusal(`there is no ${one}`);
        const files = found.isDirectory() ? manifestsBelow(one) : [one];
        if (files.length === 0) throw new Refusal(`${one} holds no file that ends in .yaml, .yml or .json`);
        sources.push(...files.map((file) => ({ path: file, text: fs.readFileSync(file, "utf8") })));
    }
    return sources;
}

function manifestsBelow(folder: string): string[] {
    return fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => manifest.test(file) && !file.split(path.sep).includes("node_modules"))
        .map((file) => path.join(folder, file))
        .filter((file) => fs.statSync(file).isFile())
        .sort();
}

/** Where each file goes below a directory: as it lay below the folder that was named, and a single file by its name. */
export function placesBelow(directory: string, sources: readonly Source[], named: readonly string[]): string[] {
    const places = sources.map(({ path: file }) => {
        if (file === "-") return path.join(directory, "stdin.yaml");
        const folder = named.find((one) => one !== file && file.startsWith(path.join(one, path.sep)));
        return path.join(directory, folder === undefined ? path.basename(file) : path.relative(folder, file));
    });
    const twice = places.find((place, index) => places.indexOf(place) !== index);
    if (twice !== undefined)
        throw new Refusal(`two files would become ${twice}: name the folder above both, or one at a time`);
    return places;
}

/** Writes files, one at a time and each whole: a file that stands there is replaced, never half of it. */
export function writeFiles(files: readonly { path: string; text: string }[]): void {
    for (const { path: file, text: content } of files) {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        const mode = fs.statSync(file, { throwIfNoEntry: false })?.mode;
        const beside = `${file}.new-${process.pid}`;
        fs.writeFileSync(beside, content, { mode });
        fs.renameSync(beside, file);
    }
}
