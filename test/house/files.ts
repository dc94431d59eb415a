import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../environments";

/** A file of the checkout, by its path from the root, with slashes. */
export interface File {
    name: string;
    text: string;
}

export interface Import {
    /** Where it leads, from the root and without its ending; a package's name as it is. */
    to: string;
    typesOnly: boolean;
}

/** All files below folders of the checkout. */
export function filesBelow(...folders: string[]): File[] {
    return folders.flatMap((folder) =>
        fs
            .readdirSync(path.join(root, folder), { withFileTypes: true })
            .flatMap((entry) =>
                entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [fileAt(`${folder}/${entry.name}`)],
            ),
    );
}

export function fileAt(name: string): File {
    return { name, text: fs.readFileSync(path.join(root, name), "utf8") };
}

/** What a file imports, or hands on. */
export function importsOf({ name, text }: File): Import[] {
    const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?([^;]*?)\s*from "([^"]+)";/gm);
    return [...statements].map(([, type, what = "", to = ""]) => {
        const named = /^\{([^}]*)\}$/
            .exec(what.trim())?.[1]
            ?.split(",")
            .filter((one) => one.trim() !== "");
        return {
            to: to.startsWith(".") ? path.posix.join(path.posix.dirname(name), to) : to,
            typesOnly: type !== undefined || (named?.every((one) => /^\s*type\s/.test(one)) ?? false),
        };
    });
}

/** The role that a file of `components/` belongs to, or that a path leads to. */
export function roleOf(file: string): string | undefined {
    return /^components\/([^/.]+)(\/|$)/.exec(file)?.[1];
}
