import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Removes what makes a state unreadable though it is whole. The storage library behind a file backend keeps attributes
 * beside each file, which Pulumi has no use for, and writes them in place: a run that is killed just then leaves an
 * empty one, and the next reader ends with `EOF`. A file without them is read as well.
 *
 * @returns the files that were removed, by their paths.
 * @see https://pkg.go.dev/gocloud.dev/blob/fileblob#hdr-Attributes
 */
export function mendAttributes(stateDirectory: string): string[] {
    const folder = path.join(stateDirectory, ".pulumi");
    if (!fs.existsSync(folder)) return [];
    const broken = fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".attrs"))
        .map((file) => path.join(folder, file))
        .filter((file) => !isJson(fs.readFileSync(file, "utf8")));
    for (const file of broken) fs.rmSync(file);
    return broken;
}

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}
