import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";

import { z } from "zod";

import { type Look, look } from "./look";
import { replay } from "./replay";
import { keptOf, type Kept, localTo, readState, writeState } from "./state";
import { openStack } from "../engine";
import { helmRenderer } from "../plan/compare";
import { simulate, stopCluster } from "../sandbox/cluster";
import { openSandbox, type Sandbox } from "../sandbox/open";
import { bringUp } from "../sandbox/up";
import { type Progress, Refusal } from "../terminal";
import { environmentFile } from "../../stacks/file";
import { writeCharts } from "../../test/standins/charts/write";

const root = path.join(__dirname, "..", "..");

/** Environments whose states are kept: those of the usual systems. The places of `mixed` are those of the other two. */
export const USUAL = ["aws", "dev", "on-premise"];

/** What became of a rehearsal. */
export interface Rehearsal {
    release: string;
    environment: string;
    /** How many resources the state held. */
    resources: number;
    /** What the present program does to it. */
    first: Look;
    /** What it does when it is run again; undefined where the first run was not let. */
    second?: string[];
}

/** A sandbox that is in the state of a release, at which the present program may be let. */
export interface Staged {
    sandbox: Sandbox;
    state: readonly Kept[];
    /** What the present program, or another environment said, would do. */
    look(said?: unknown): Promise<Look>;
    close(): Promise<void>;
}

/** Puts a sandbox into the state that a release left: its own cluster for each place, below `directory`. */
export async function stage(
    { release, environment }: { release: string; environment: string },
    { directory, progress }: { directory: string; progress: Progress },
): Promise<Staged> {
    const state = readState(release, environment);
    const said = environmentFile(environment);
    const sandbox = await openSandbox({ environment, said, directory, progress });
    const simulation = new AbortController();
    for (const cluster of sandbox.clusters.values()) void simulate(cluster, sandbox.tools, simulation.signal);
    const close = async () => {
        simulation.abort();
        for (const { name } of sandbox.clusters.values()) await stopCluster(name, sandbox.tools, { directory });
    };
    try {
        const charts = z.looseObject({ charts: z.string() }).parse(sandbox.engine.said).charts;
        const missing = chartsIn(state).filter(
            ({ name, version }) => !fs.existsSync(path.join(charts, `${name}-${version}.tgz`)),
        );
        await writeCharts(charts, missing, sandbox.tools.helm);

        const putting = progress.step(`${environment} as ${release} left it`, { estimate: 40 });
        const program = replay(state, { local: localTo(sandbox), secrets: await secretsOf(sandbox) });
        const former = await openStack({ ...sandbox.engine, program });
        await former.up({ color: "never" });
        putting.done(`${state.length} resources`);
        return {
            sandbox,
            state,
            close,
            look: async (other = said) => {
                await sandbox.say(other);
                const renderer = helmRenderer(sandbox.tools.helm);
                return look(sandbox.stack, { environment, state, folder: root, renderer });
            },
        };
    } catch (error) {
        await close();
        throw error;
    }
}

/** Lets the present program at a staged state: not where it would lose anything; otherwise it runs, and is asked again. */
export async function rehearse(
    of: { release: string; environment: string },
    staged: Staged,
    progress: Progress,
): Promise<Rehearsal> {
    const looking = progress.step("what the present program does to it");
    const first = await staged.look();
    looking.done(`${first.steps.length} changes, ${first.dangers.length} dangers`);
    const rehearsal = { ...of, resources: staged.state.length, first };
    if (first.dangers.length + first.failures.length > 0) return rehearsal;

    await staged.sandbox.stack.up({ color: "never" });
    const again = progress.step("the second run");
    const second = await staged.look();
    again.done(`${second.steps.length} changes`);
    return { ...rehearsal, second: [...second.steps, ...second.failures] };
}

/** Brings the present program up in a sandbox, and keeps the state that it leaves as that of a release. Gives the file. */
export async function record(
    { release, environment }: { release: string; environment: string },
    { directory, progress }: { directory: string; progress: Progress },
): Promise<{ file: string; resources: number }> {
    const sandbox = await openSandbox({ environment, said: environmentFile(environment), directory, progress });
    try {
        await bringUp(sandbox, progress);
        const { deployment } = Exported.parse(await sandbox.stack.exportStack());
        const resources = keptOf(deployment, localTo(sandbox));
        return { file: writeState(release, environment, resources), resources: resources.length };
    } finally {
        for (const { name } of sandbox.clusters.values()) await stopCluster(name, sandbox.tools, { directory });
    }
}

const Exported = z.looseObject({ deployment: z.unknown() });
const Release = z.looseObject({ chart: z.string(), version: z.string() });

/** The charts of a state's releases: `name` and `version` of `‹charts›/name-version.tgz`. */
export function chartsIn(state: readonly Kept[]): { name: string; version: string }[] {
    const found = state.flatMap(({ type, inputs }) => {
        const release = Release.safeParse(inputs);
        if (type !== "kubernetes:helm.sh/v3:Release" || !release.success) return [];
        const { chart, version } = release.data;
        return [{ name: path.basename(chart, `-${version}.tgz`), version }];
    });
    return [...new Map(found.map((one) => [`${one.name} ${one.version}`, one])).values()];
}

/** Every text that the present program keeps secret here, of the sandbox's throw-away secrets. */
async function secretsOf({ engine, environment }: Sandbox): Promise<string[]> {
    const script = path.join(__dirname, "secrets.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script], { cwd: root, stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.end(JSON.stringify({ environment, said: engine.said, secrets: engine.secrets }));
    const ended = new Promise<number | null>((resolve, reject) => {
        child.on("error", reject).on("close", resolve);
    });
    const [out, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0) throw new Refusal(`the present program fails: ${complaint.trim()}`);
    // What the program itself logs, of systems that are unmaintained for one, stands before.
    const line = out.split("\n").find((one) => one.startsWith("["));
    return z.array(z.string()).parse(JSON.parse(line ?? "[]"));
}
