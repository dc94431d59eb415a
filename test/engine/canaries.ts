import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync } from "node:zlib";

import { titleOf, type KubernetesObject } from "../../commands/sandbox/objects";

// Twice, so that its base64 is found however it is split, and is no word of another text.
const CANARY = "canarycanary";

/** A secret for a config key, which is found wherever it is shown. As long as a seed must be, and base64 like some keys. */
export function canaryOf(key: string): string {
    return `${CANARY}${key.replaceAll(/[^A-Za-z0-9]/g, "")}`.padEnd(64, "0");
}

/** Where secrets were looked for, and found. */
export interface Search {
    /** By kind of place: how many things were looked at. */
    looked: Record<string, number>;
    found: string[];
    /** How many derived secrets the cluster holds, and were looked for beside the canaries. */
    derived: number;
}

/**
 * Looks for canaries, and for every secret that was derived for programs, everywhere but in the Secrets they belong in:
 * in other objects, in what Helm keeps of its releases, in the files of the engine, and in what it printed.
 */
export function searchForSecrets(given: {
    objects: KubernetesObject[];
    /** Folders of the engine: state, its history and backups, configuration. */
    folders: string[];
    printed: string[];
}): Search {
    const secrets = given.objects.filter(({ kind }) => kind === "Secret");
    const records = secrets.filter(({ type }) => type === "helm.sh/release.v1");
    const words = [CANARY, ...new Set(secrets.flatMap(derivedIn))];
    // Also as they stand in Secrets, at each of the three ways in which base64 may split them.
    const forms = words.flatMap((word) => [word, ...inBase64(word)]);
    const shows = (text: string) => forms.some((form) => text.includes(form));

    const looked: Record<string, number> = {};
    const found: string[] = [];
    const look = (where: string, title: string, text: string) => {
        looked[where] = (looked[where] ?? 0) + 1;
        if (shows(text)) found.push(`${where}: ${title}`);
    };
    for (const object of given.objects) {
        if (object.kind !== "Secret") look("objects", titleOf(object), JSON.stringify(object));
    }
    for (const record of records) look("Helm's records", titleOf(record), releaseOf(record));
    for (const folder of given.folders) {
        for (const file of filesBelow(folder)) look("files of the engine", file, fs.readFileSync(file, "latin1"));
    }
    given.printed.forEach((text, index) => {
        look("outputs", `of run ${index + 1}`, text);
    });
    return { looked, found, derived: words.length - 1 };
}

// `derived` makes 64 hexadecimal digits, which nothing else in a Secret of this stack is.
function derivedIn(secret: KubernetesObject): string[] {
    return dataOf(secret).flatMap((text) => text.match(/\b[0-9a-f]{64}\b/g) ?? []);
}

function dataOf({ data }: KubernetesObject): string[] {
    const values = typeof data === "object" && data !== null ? Object.values(data) : [];
    return values.filter((value) => typeof value === "string").map((value) => Buffer.from(value, "base64").toString());
}

// Helm compresses a release, writes it in base64, and Kubernetes does so again.
function releaseOf(record: KubernetesObject): string {
    const [release = ""] = dataOf(record);
    return gunzipSync(Buffer.from(release, "base64")).toString();
}

function inBase64(word: string): string[] {
    return [0, 1, 2].map((offset) => {
        const text = Buffer.from("x".repeat(offset) + word).toString("base64");
        // The characters that depend on what stands before and after are left out.
        return text.slice(offset === 0 ? 0 : 4, -4);
    });
}

function filesBelow(folder: string): string[] {
    return fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name));
}
