import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { type Progress, Refusal } from "../terminal";
import { build, cacheFolder, checkGo } from "./build";
import {
    cacheName,
    fits,
    pinnedVersion,
    pins,
    range,
    type Tool,
    type ToolName,
    tools as known,
    type Tools,
} from "./pins";

export type { ToolName, Tools } from "./pins";

export interface Found {
    name: ToolName;
    /** The name of its file. */
    command: string;
    /** Absolute; undefined if it is still to be built. */
    path: string | undefined;
    where: "PATH" | "cache" | "missing";
    /** As "1.36.3": what it said, or the pinned version, which is also what would be built. */
    version: string;
    /** What was on PATH and did not serve, with the reason. */
    ignored: string[];
}

/** Looks for each tool on PATH, where a version that fits serves, then among what was built before. Builds nothing. */
export function findTools(env: NodeJS.ProcessEnv = process.env): Found[] {
    return known.map((tool) => find(tool, env));
}

/**
 * All tools, building from the pins in `sandbox/` what is neither on PATH nor in the cache: once per machine, about 14
 * minutes on two cores.
 *
 * Refuses with one sentence when something is missing and there is no Go 1.26, no network or not enough disk for it, or
 * when the build fails.
 */
export async function tools(progress: Progress, env: NodeJS.ProcessEnv = process.env): Promise<Tools> {
    if (process.platform !== "linux" && process.platform !== "darwin") {
        throw new Refusal(`the sandbox runs on Linux and macOS, not on ${process.platform}; on Windows use WSL`);
    }
    const found = findTools(env);
    const missing = found.filter((tool) => tool.path === undefined);
    if (missing.length > 0) {
        await checkGo(
            env,
            missing.map((tool) => tool.command),
        );
        const needed = pins.filter((pin) => missing.some((tool) => pinOf(tool.name).name === pin.name));
        for (const pin of needed) await build(pin, env, progress);
    }
    const at = (name: ToolName): string => {
        const tool = found.find((one) => one.name === name);
        return tool?.path ?? inCache(toolOf(name), env);
    };
    return {
        pulumi: at("pulumi"),
        helm: at("helm"),
        kubectl: at("kubectl"),
        kwok: at("kwok"),
        kwokctl: at("kwokctl"),
        etcd: at("etcd"),
        kubeApiserver: at("kubeApiserver"),
        kubeControllerManager: at("kubeControllerManager"),
        kubeScheduler: at("kubeScheduler"),
    };
}

function find(tool: Tool, env: NodeJS.ProcessEnv): Found {
    const pinned = pinnedVersion(pinOf(tool.name));
    const ignored: string[] = [];
    const common = { name: tool.name, command: tool.command, ignored };
    for (const file of onPath(tool.command, env)) {
        const version = ask(file, tool, env);
        if (version !== undefined && fits(tool.fit, version, pinned)) {
            return { ...common, path: file, where: "PATH", version };
        }
        ignored.push(`${file} is ${version ?? "of no known version"}; ${range(tool.fit, pinned)} serves: ${tool.why}`);
    }
    const file = inCache(tool, env);
    return fs.existsSync(file)
        ? { ...common, path: file, where: "cache", version: pinned }
        : { ...common, path: undefined, where: "missing", version: pinned };
}

function onPath(command: string, env: NodeJS.ProcessEnv): string[] {
    const folders = (env.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
    const files = folders
        .map((folder) => path.join(folder, command))
        .filter((file) => {
            try {
                fs.accessSync(file, fs.constants.X_OK);
                return fs.statSync(file).isFile();
            } catch {
                return false;
            }
        });
    // Folders on PATH are often links to one another.
    return [...new Map(files.map((file) => [fs.realpathSync(file), file])).values()];
}

function ask(file: string, tool: Tool, env: NodeJS.ProcessEnv): string | undefined {
    const said = spawnSync(file, tool.asks, {
        encoding: "utf8",
        timeout: 10_000,
        env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return /v?(\d+\.\d+\.\d+)/.exec(said.stdout)?.[1];
}

function inCache(tool: Tool, env: NodeJS.ProcessEnv): string {
    return path.join(cacheFolder(env), cacheName(pinOf(tool.name)), tool.command);
}

function toolOf(name: ToolName): Tool {
    const tool = known.find((one) => one.name === name);
    if (tool === undefined) throw new Error(`no tool is named ${name}`);
    return tool;
}

function pinOf(name: ToolName) {
    const pin = pins.find((one) => one.name === toolOf(name).pin);
    if (pin === undefined) throw new Error(`${name} has no pin`);
    return pin;
}
