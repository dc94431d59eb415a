import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** Which provider plugins an engine started by our commands and tests will find. */
export interface Plugins {
    /** Folders to put in front of PATH for the engine. */
    path: string[];
    kubernetes: "official" | "stand-in";
    /** Always ours: no command and no test ever calls a cloud. */
    aws: "stand-in";
}

const bin = path.join(__dirname, "bin");
const official = "pulumi-resource-kubernetes";

/**
 * Takes the official Kubernetes provider wherever it is at hand, on PATH or in the plugin cache, and our stand-in
 * otherwise. The environment variable `SAMESTACK_PROVIDER` decides instead: `stand-in`, or `official`, which the engine
 * then downloads if need be.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/plugins/
 */
export function pluginPath(environment: NodeJS.ProcessEnv = process.env): Plugins {
    const wanted = environment.SAMESTACK_PROVIDER;
    if (wanted !== undefined && wanted !== "official" && wanted !== "stand-in") {
        throw new Error(`SAMESTACK_PROVIDER is "${wanted}"; it may be official or stand-in, or not be set.`);
    }
    const aws = path.join(bin, "aws");
    const found = wanted === "stand-in" ? undefined : findOfficial(environment);
    if (found === undefined && wanted !== "official") {
        return { path: [path.join(bin, "kubernetes"), aws], kubernetes: "stand-in", aws: "stand-in" };
    }
    return { path: found === undefined ? [aws] : [aws, found], kubernetes: "official", aws: "stand-in" };
}

// The folder that holds it. One in the cache is named too, since our engines keep a cache of their own.
function findOfficial(environment: NodeJS.ProcessEnv): string | undefined {
    const onPath = (environment.PATH ?? "").split(path.delimiter).filter((folder) => !folder.startsWith(bin));
    const cache = path.join(environment.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi"), "plugins");
    const cached = fs.existsSync(cache)
        ? fs.readdirSync(cache).filter((name) => /^resource-kubernetes-v4\./.test(name))
        : [];
    const newestFirst = cached.sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
    const folders = [...onPath, ...newestFirst.map((name) => path.join(cache, name))];
    return folders.find((folder) => folder !== "" && isProgram(path.join(folder, official)));
}

function isProgram(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}
