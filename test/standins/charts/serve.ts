import * as fs from "node:fs";
import * as http from "node:http";
import * as path from "node:path";

import { stringify } from "yaml";

/** A chart repository on loopback, over a directory of archives; ends with `close`. */
export interface ChartRepository {
    url: string;
    /** How many times each file was asked for, by its name. */
    served: ReadonlyMap<string, number>;
    close(): Promise<void>;
}

/**
 * Serves a directory of `<name>-<version>.tgz` and other files as Helm's chart repositories are served: an index, made
 * of what is in the directory now, and the files.
 *
 * @see https://helm.sh/docs/topics/chart_repository/
 */
export async function chartRepository(directory: string): Promise<ChartRepository> {
    const served = new Map<string, number>();
    const server = http.createServer((request, response) => {
        const file = path.basename(request.url ?? "");
        served.set(file, (served.get(file) ?? 0) + 1);
        const full = path.join(directory, file);
        if (file === "index.yaml") response.end(indexOf(directory));
        else if (fs.existsSync(full)) fs.createReadStream(full).pipe(response);
        else response.writeHead(404).end(`${file} is not in this repository`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the chart repository has no port");
    return {
        url: `http://127.0.0.1:${address.port}`,
        served,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                server.closeAllConnections();
            }),
    };
}

/** The index of a directory of archives. Addresses in it are relative, so it holds wherever it is served. */
export function indexOf(directory: string): string {
    const entries: Record<string, object[]> = {};
    for (const file of fs.readdirSync(directory).sort()) {
        const [, name, version] = /^(.+?)-(v?\d+\.\d+\.\d+.*)\.tgz$/.exec(file) ?? [];
        if (name !== undefined) (entries[name] ??= []).push({ apiVersion: "v2", name, version, urls: [file] });
    }
    return stringify({ apiVersion: "v1", entries });
}
