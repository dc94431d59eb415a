import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { type ChartObject, KubernetesObject } from "./chart";
import { readObjectsWhole } from "../facts/objects";
import { manifestText } from "../facts/source";
import { cacheFolder } from "../sandbox/build";
import { Refusal } from "../terminal";

/** The objects of a bundle of manifests. Throws a Refusal where it cannot be had. */
export async function manifestObjects(file: string, env: NodeJS.ProcessEnv = process.env): Promise<ChartObject[]> {
    const objects = readObjectsWhole(await manifest(file, env));
    return objects.map((object) => ({ object: KubernetesObject.parse(object), apart: false }));
}

/**
 * The text of a bundle, from a file or a URL. What was downloaded is kept in the user's cache, by its URL: that names the
 * version, which does not change. Throws a Refusal where it cannot be had.
 */
export async function manifest(file: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
    const name = path.basename(file);
    if (!/^https?:/.test(file)) {
        if (!fs.existsSync(file)) throw new Refusal(`${name} cannot be had: no ${file}`);
        return fs.readFileSync(file, "utf8");
    }
    const kept = path.join(cacheFolder(env, "manifests"), `${createHash("sha256").update(file).digest("hex")}.yaml`);
    if (fs.existsSync(kept)) return fs.readFileSync(kept, "utf8");
    const text = await manifestText({ name, version: "", url: file }, "upstream", "", "");
    fs.mkdirSync(path.dirname(kept), { recursive: true });
    // Whole or not at all: another run may read it meanwhile.
    const half = `${kept}.${process.pid}`;
    fs.writeFileSync(half, text);
    fs.renameSync(half, kept);
    return text;
}
