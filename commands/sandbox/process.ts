import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

export interface Ended {
    code: number | null;
    stdout: string;
    /** What it printed on both streams, or the end of that if it was much. */
    output: string;
}

export interface RunArgs {
    cwd?: string;
    env: NodeJS.ProcessEnv;
    /** What it reads on its standard input. */
    input?: string;
    /** Called with each line it prints, on either stream. */
    line?: (text: string) => void;
    /** Ends it, as by `kill`. */
    signal?: AbortSignal;
}

/** Runs a program to its end, whatever that is. Rejects only if it could not be started. */
export function run(command: string, args: readonly string[], options: RunArgs): Promise<Ended> {
    return new Promise((resolve, reject) => {
        const { cwd, env, input, line, signal } = options;
        const child = spawn(command, args, { cwd, env, signal, stdio: ["pipe", "pipe", "pipe"] });
        let stdout = "";
        let output = "";
        const reader = () => {
            let rest = "";
            return (chunk: string) => {
                output = (output + chunk).slice(-20_000);
                const lines = (rest + chunk).split("\n");
                rest = lines.pop() ?? "";
                if (line) lines.forEach(line);
            };
        };
        child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
            stdout += chunk;
        });
        child.stdout.on("data", reader());
        child.stderr.setEncoding("utf8").on("data", reader());
        // A program that ends without reading its input is judged by how it ended.
        child.stdin.on("error", () => undefined).end(input ?? "");
        let failure: Error | undefined;
        child.on("error", (error) => {
            failure = error;
        });
        child.on("close", (code, ended) => {
            if (failure !== undefined && signal?.aborted !== true) reject(failure);
            else resolve({ code, stdout, output: ended === null ? output : `${output}\nsignal: ${ended}` });
        });
    });
}

export interface Process {
    pid: number;
    /** The program, as it was called, and its arguments, with blanks between. */
    command: string;
}

/** The processes of this machine that this user may see. */
export function processes(): Process[] {
    // Small images have no ps.
    if (process.platform === "linux") {
        return fs
            .readdirSync("/proc")
            .filter((entry) => /^\d+$/.test(entry))
            .map((entry) => ({ pid: Number(entry), command: commandLine(entry) }));
    }
    return execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" })
        .split("\n")
        .map((line) => /^\s*(\d+) (.*)$/.exec(line))
        .flatMap((match) => (match === null ? [] : [{ pid: Number(match[1]), command: match[2] ?? "" }]));
}

function commandLine(pid: string): string {
    try {
        return fs.readFileSync(path.join("/proc", pid, "cmdline"), "utf8").replaceAll("\0", " ");
    } catch {
        // It ended meanwhile.
        return "";
    }
}
