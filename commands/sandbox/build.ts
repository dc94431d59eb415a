import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { type Progress, Refusal } from "../terminal";
import { withLock } from "./lock";
import { cacheName, linkerFlags, type Pin, pinsFolder } from "./pins";
import { type Ended, run } from "./process";

const needed = "install Go 1.26 or newer from https://go.dev/dl";

/** Where what was built is kept: below `SAMESTACK_CACHE`, else the user's cache folder. */
export function cacheFolder(
    env: NodeJS.ProcessEnv,
    what: "tools" | "charts" | "rendered" | "manifests" | "revisions" = "tools",
): string {
    const set = (name: string) => (env[name] === "" ? undefined : env[name]);
    const root = set("SAMESTACK_CACHE") ?? set("XDG_CACHE_HOME") ?? path.join(home(env), ".cache");
    return path.resolve(root, "samestack", what);
}

/** The user's home, also where HOME is not set (cron, minimal containers). */
function home(env: NodeJS.ProcessEnv): string {
    if (env.HOME !== undefined && env.HOME !== "") return env.HOME;
    try {
        return os.userInfo().homedir;
    } catch {
        throw new Refusal(
            "HOME is not set and this user has no home folder: set SAMESTACK_CACHE to a folder to keep tools in",
        );
    }
}

/**
 * Go's surroundings as the pins need them: what the user has set for downloads and caches stays; what would change
 * which code is built, or for which machine, does not.
 */
function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return {
        ...env,
        // Go looks for its caches from here.
        HOME: home(env),
        GOFLAGS: "-mod=readonly",
        GOWORK: "off",
        GO111MODULE: "on",
        GOOS: process.platform,
        GOARCH: process.arch === "x64" ? "amd64" : process.arch,
    };
}

/** Refuses unless a Go that can build the pins is there. */
export async function checkGo(env: NodeJS.ProcessEnv, missing: readonly string[]): Promise<void> {
    const names = missing.join(", ");
    let said: Ended;
    try {
        // In a pin's folder Go first switches to the toolchain that its go.mod asks for, if it may.
        said = await run("go", ["version"], { cwd: path.join(pinsFolder, "etcd"), env: goEnvironment(env) });
    } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
        throw new Refusal(
            `${names}: not found, and Go, which builds them, is not on PATH; ${needed}, or put them on PATH`,
        );
    }
    const version = /go(\d+)\.(\d+)/.exec(said.output);
    const old = /running go ([\d.]+)/.exec(said.output)?.[1];
    if (said.code !== 0 && old !== undefined) {
        throw new Refusal(`Go ${old} is too old to build ${names}: ${needed}, or put them on PATH`);
    }
    if (said.code !== 0 || version === null)
        throw new Refusal(reason("Go", said.output, "", env) ?? said.output.trim());
    if (Number(version[1]) === 1 && Number(version[2]) < 26) {
        throw new Refusal(`Go ${version[0].slice(2)} is too old to build ${names}: ${needed}, or put them on PATH`);
    }
}

/**
 * Builds a pin's programs into the cache, unless another start has built them meanwhile. They are built aside and
 * appear under their name all at once, so an interruption leaves nothing half done.
 */
export async function build(pin: Pin, env: NodeJS.ProcessEnv, progress: Progress): Promise<string> {
    const cache = cacheFolder(env);
    const folder = path.join(cache, cacheName(pin));
    const step = progress.step(`building ${pin.name}`, { estimate: (pin.estimate * 2) / Math.max(2, cpus()) });
    try {
        fs.mkdirSync(cache, { recursive: true });
        await withLock(
            `${folder}.lock`,
            (holder) => {
                step.update(`process ${holder} is at it, waiting`);
            },
            async () => {
                if (!fs.existsSync(folder)) await buildInto(folder, pin, env, step.update.bind(step));
            },
        );
    } catch (error) {
        step.failed();
        if (error instanceof Error && "code" in error && error.code === "ENOSPC") throw new Refusal(full(cache, env));
        throw error;
    }
    step.done();
    return folder;
}

async function buildInto(folder: string, pin: Pin, env: NodeJS.ProcessEnv, update: (detail: string) => void) {
    const partial = `${folder}.partial`;
    const log = `${folder}.log`;
    fs.rmSync(partial, { recursive: true, force: true });
    fs.mkdirSync(partial, { recursive: true });
    const file = fs.createWriteStream(log);
    // A full disk shows in the exit code of Go; the log is a help, not a condition.
    file.on("error", () => undefined);
    let compiled = 0;
    const args = ["build", "-mod=readonly", "-buildvcs=false", "-trimpath", "-v", "-ldflags", linkerFlags(pin)];
    const ended = await run("go", [...args, "-o", `${partial}/`, "tool"], {
        cwd: path.join(pinsFolder, pin.name),
        env: goEnvironment(env),
        line: (line) => {
            file.write(`${line}\n`);
            if (line.startsWith("go: downloading ")) update(line.slice("go: ".length));
            else if (/^[\w.-]+(\/[\w.@-]+)*$/.test(line)) update(`${++compiled} packages compiled`);
        },
    });
    await new Promise((resolve) => file.end(resolve));
    if (ended.code !== 0) {
        fs.rmSync(partial, { recursive: true, force: true });
        const last = ended.output.trim().split("\n").at(-1) ?? "";
        throw new Refusal(
            reason(pin.name, ended.output, log, env) ??
                `building ${pin.name} failed: ${last}; all Go said is in ${log}`,
        );
    }
    // The module of etcd's server names its program so.
    if (pin.name === "etcd") fs.renameSync(path.join(partial, "server"), path.join(partial, "etcd"));
    fs.renameSync(partial, folder);
}

/** A sentence for what commonly goes wrong, from what Go printed. */
function reason(what: string, output: string, log: string, env: NodeJS.ProcessEnv): string | undefined {
    const see = log === "" ? "" : `; all Go said is in ${log}`;
    if (/no space left on device|disk quota exceeded/i.test(output)) return full(cacheFolder(env), env) + see;
    const network =
        /.*(?:dial tcp|no such host|i\/o timeout|connection re(?:fused|set)|network is unreachable|TLS handshake|proxyconnect|GOPROXY=off|x509:|server misbehaving|50[234] ).*/.exec(
            output,
        );
    if (network !== null) {
        return (
            `building ${what} needs modules that are not on this machine, and they could not be fetched ` +
            `(${network[0].trim()}): allow access to https://proxy.golang.org or set GOPROXY to a mirror` +
            see
        );
    }
    if (/missing go\.sum entry|updates to go\.mod needed|checksum mismatch|SECURITY ERROR/.test(output)) {
        return `the pins of ${what} in ${pinsFolder} do not agree with what was fetched, so it was not built: restore go.mod and go.sum there from git${see}`;
    }
    if (/signal: killed/.test(output)) {
        return `building ${what} was killed, most likely for want of memory: it needs about 4 GB${see}`;
    }
    return undefined;
}

function full(cache: string, env: NodeJS.ProcessEnv): string {
    const goCache = env.GOCACHE ?? "Go's build cache (go env GOCACHE)";
    return `the disk is full: building needs about 6 GB in ${goCache} and 1 GB in ${cache}; free some, or set GOCACHE and SAMESTACK_CACHE to folders on another disk`;
}

function cpus(): number {
    return os.availableParallelism();
}
