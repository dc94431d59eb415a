import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import type { Access } from "./kubeconfig";
import type { Properties } from "../values";

/** Where a chart is, in Helm's own words: a name and a repository, `oci://…`, a directory or a `.tgz` file. */
export interface ChartReference {
    chart: string;
    version?: string;
    repo?: string;
}

/** A chart at hand as a file or a directory. */
export interface LocalChart {
    path: string;
    name: string;
    version: string;
}

const Chart = z.looseObject({ name: z.string(), version: z.string() });

/**
 * Runs the helm on PATH against one cluster. What is secret, the kubeconfig and the values, it is given by a file that
 * only this user can read, and by its standard input.
 *
 * @see https://helm.sh/docs/helm/
 */
export class Helm {
    private made: string | undefined;
    private readonly charts = new Map<string, Promise<LocalChart>>();
    private readonly running = new Set<ChildProcess>();
    private readonly signal: AbortSignal;

    constructor(signal: AbortSignal) {
        this.signal = signal;
        process.once("exit", () => {
            // The engine was killed, so helm dies as its provider does.
            for (const child of this.running) child.kill("SIGKILL");
            if (this.made !== undefined) fs.rmSync(this.made, { recursive: true, force: true });
        });
    }

    /** Runs helm with the cluster's access; gives what it prints, throws what it complains. */
    async onCluster(access: Access, args: string[], values?: Properties): Promise<string> {
        const kubeconfig = path.join(this.folder(), `kubeconfig-${randomUUID()}`);
        fs.writeFileSync(kubeconfig, access.kubeconfig, { mode: 0o600 });
        try {
            return await this.run([...args, "--kubeconfig", kubeconfig], values);
        } finally {
            fs.rmSync(kubeconfig, { force: true });
        }
    }

    /** Brings a chart here, once for each version. */
    async fetch(reference: ChartReference): Promise<LocalChart> {
        const key = JSON.stringify(reference);
        const held = this.charts.get(key) ?? this.bring(reference);
        this.charts.set(key, held);
        return held;
    }

    private async bring(reference: ChartReference): Promise<LocalChart> {
        const local = reference.repo === undefined && fs.existsSync(reference.chart);
        if (!local && /^[./]/.test(reference.chart)) throw new Error(`path "${reference.chart}" not found`);
        const file = local ? path.resolve(reference.chart) : await this.pull(reference);
        // A chart in a directory may be edited between two runs, but not within one.
        const text = fs.statSync(file).isDirectory()
            ? fs.readFileSync(path.join(file, "Chart.yaml"), "utf8")
            : await this.run(["show", "chart", file]);
        return { path: file, ...Chart.parse(parse(text)) };
    }

    private async pull(reference: ChartReference): Promise<string> {
        // A folder each, for Helm's cache of repository indexes does not bear several pulls at a time.
        const into = fs.mkdtempSync(path.join(this.folder(), "chart-"));
        const version = reference.version === undefined ? [] : ["--version", reference.version];
        const repo = reference.repo === undefined ? [] : ["--repo", reference.repo, "--repository-cache", into];
        await this.run(["pull", reference.chart, ...version, ...repo, "--destination", into]);
        const file = fs.readdirSync(into).find((name) => name.endsWith(".tgz"));
        if (file === undefined) throw new Error(`helm pull ${reference.chart} brought no chart.`);
        return path.join(into, file);
    }

    // Of this process; those of others that were killed, and could not clean up, go with it.
    private folder(): string {
        if (this.made !== undefined) return this.made;
        const prefix = "samestack-helm-";
        for (const name of fs.readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(prefix))) {
            const pid = Number(name.slice(prefix.length).split("-")[0]);
            if (!isAlive(pid)) fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
        }
        this.made = fs.mkdtempSync(path.join(os.tmpdir(), `${prefix}${process.pid}-`));
        return this.made;
    }

    private run(args: string[], values?: Properties): Promise<string> {
        return new Promise((resolve, reject) => {
            const child = spawn("helm", args, { stdio: ["pipe", "pipe", "pipe"] });
            this.running.add(child);
            const stop = (): void => void child.kill("SIGTERM");
            this.signal.addEventListener("abort", stop);
            const [out, complaint]: [Buffer[], Buffer[]] = [[], []];
            child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
            child.stderr.on("data", (chunk: Buffer) => complaint.push(chunk));
            child.on("error", (error) => {
                reject(new Error(`helm could not be run: ${error.message}. Is it on PATH?`));
            });
            child.on("close", (code) => {
                this.signal.removeEventListener("abort", stop);
                this.running.delete(child);
                const text = Buffer.concat(complaint).toString("utf8");
                if (code === 0) resolve(Buffer.concat(out).toString("utf8"));
                else reject(new Error(complaintOf(text) || `helm ${args[0] ?? ""} ended with ${String(code)}.`));
            });
            child.stdin.on("error", () => undefined);
            child.stdin.end(values === undefined ? "" : JSON.stringify(values));
        });
    }
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // Another user's process is alive too.
        return error instanceof Error && "code" in error && error.code === "EPERM";
    }
}

// Helm's own error, without its warnings and progress.
function complaintOf(text: string): string {
    const start = text.lastIndexOf("Error: ");
    return (start === -1 ? text : text.slice(start + "Error: ".length)).replace(/^[A-Z]+ FAILED: /, "").trim();
}
