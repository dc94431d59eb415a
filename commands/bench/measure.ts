import * as path from "node:path";

import { z } from "zod";

import { ask } from "./child";
import { installInTurn } from "./in-turn";
import { inPlaces } from "./places";
import { type Rendered, rendered } from "./rendered";
import type { Measured, Size } from "./report";
import { applyTogether } from "./together";
import { clusterNames, type SandboxCluster, simulate, startCluster, stopCluster } from "../sandbox/cluster";
import { openSandbox, type Sandbox } from "../sandbox/open";
import { type Tools, tools as findTools } from "../sandbox/tools";
import { Progress, Refusal } from "../terminal";

export interface MeasureArgs {
    environment: string;
    /** What its file says: one place, on own servers. */
    said: unknown;
    /** Numbers of places to measure, 1 first. */
    sizes: readonly number[];
    /** How often everything is measured. */
    runs: number;
    /** Where charts come from; stand-ins of this repository unless said. */
    charts?: string;
    /** An empty folder, for all that is written meanwhile. */
    folder: string;
    progress: Progress;
    signal: AbortSignal;
}

/**
 * Measures everything, in turns and on fresh clusters: a first run that does not count, so that all is warm, and then
 * each contender once a run, in an order that is turned round from run to run.
 */
export async function measure(args: MeasureArgs): Promise<Measured> {
    const { environment, sizes, runs, progress } = args;
    const tools = await findTools(progress);
    const bench = new Bench(args, tools);

    const first = await bench.step("A first run, to warm up", () => bench.up(1, render));
    const { objects, steps } = first.seen;
    const found = new Map<number, Size>(
        sizes.map((size) => [size, { program: [], memory: [], preview: [], up: [], resources: 0 }]),
    );
    const together: number[] = [];
    const inTurn: number[] = [];
    const contenders = [
        ...[...found].map(([places, size]) => async (run: string) => {
            const name = places === 1 ? "up and preview" : `up and preview, ${places} places`;
            const { seconds, program, preview } = await bench.step(`${run}: ${name}`, () => bench.up(places, nothing));
            size.up.push(seconds);
            size.preview.push(preview);
            size.program.push(program.seconds);
            size.memory.push(program.megabytes);
            size.resources = program.resources;
        }),
        async (run: string) => {
            together.push(
                await bench.step(`${run}: the same objects at once`, () =>
                    bench.onCluster((cluster) => applyTogether(cluster, objects, args.signal)),
                ),
            );
        },
        async (run: string) => {
            inTurn.push(
                await bench.step(`${run}: helm, chart after chart`, () =>
                    bench.onCluster((cluster) => installInTurn(cluster, steps, tools, args.signal)),
                ),
            );
        },
    ];
    for (let run = 1; run <= runs; run++) {
        const order = run % 2 === 1 ? contenders : contenders.toReversed();
        for (const contender of order) await contender(`${environment}, run ${run} of ${runs}`);
    }
    const charts = steps.filter((step) => "install" in step).length;
    return { sizes: found, together, inTurn, objects: objects.length, charts, standins: first.standins };
}

const Program = z.object({
    seconds: z.number(),
    megabytes: z.number(),
    resources: z.number(),
    charts: z.record(z.string(), z.unknown()),
});
type Program = z.infer<typeof Program>;

const Run = z.object({ seconds: z.number(), changes: z.record(z.string(), z.number()) });

interface Up<Seen> {
    seconds: number;
    preview: number;
    program: Program;
    standins: string[];
    seen: Seen;
}

type See<Seen> = (sandbox: Sandbox, program: Program) => Promise<Seen>;

const nothing: See<undefined> = () => Promise.resolve(undefined);

const render: See<Rendered> = (sandbox, program) => {
    const [place = ""] = sandbox.clusters.keys();
    return rendered(sandbox, place, program.charts);
};

class Bench {
    readonly #args: MeasureArgs;
    readonly #tools: Tools;
    #charts: string | undefined;
    #number = 0;

    constructor(args: MeasureArgs, tools: Tools) {
        this.#args = args;
        this.#tools = tools;
        this.#charts = args.charts;
    }

    async step<T>(name: string, work: () => Promise<T>): Promise<T> {
        this.#args.signal.throwIfAborted();
        const step = this.#args.progress.step(name);
        try {
            const done = await work();
            step.done();
            return done;
        } catch (error) {
            step.failed();
            throw error;
        }
    }

    /** Brings the environment up in some places, measures what can be measured there, and takes it down. */
    async up<Seen>(places: number, see: See<Seen>): Promise<Up<Seen>> {
        const { environment, signal } = this.#args;
        const said = inPlaces(this.#args.said, places);
        return this.#inFolder(async (directory) => {
            const progress = new Progress({ write: () => undefined });
            const sandbox = await openSandbox({ environment, said, directory, charts: this.#charts, progress });
            // Those that the first sandbox wrote serve all others.
            this.#charts ??= path.join(directory, "charts");
            return simulated([...sandbox.clusters.values()], this.#tools, async () => {
                const { said, secrets } = sandbox.engine;
                const up = await ask("engine", { what: "up", stack: sandbox.engine }, Run, signal);
                const preview = await ask("engine", { what: "preview", stack: sandbox.engine }, Run, signal);
                // To look something up again changes nothing.
                const changed = Object.keys(preview.changes).filter((change) => !["same", "read"].includes(change));
                if (changed.length > 0) {
                    throw new Refusal(
                        `a preview right after up is not without change: ${JSON.stringify(preview.changes)}`,
                    );
                }
                const program = await ask("program", { said, secrets }, Program, signal);
                return {
                    seconds: up.seconds,
                    preview: preview.seconds,
                    program,
                    standins: sandbox.standins,
                    seen: await see(sandbox, program),
                };
            });
        });
    }

    /** Does something to a fresh cluster like that of a place; gives the seconds it took. */
    async onCluster(work: (cluster: SandboxCluster) => Promise<void>): Promise<number> {
        return this.#inFolder(async (directory) => {
            const cluster = await startCluster(`${this.#args.environment}-cluster`, this.#tools, { directory });
            return simulated([cluster], this.#tools, async () => {
                this.#args.signal.throwIfAborted();
                const begun = performance.now();
                await work(cluster);
                return (performance.now() - begun) / 1000;
            });
        });
    }

    async #inFolder<T>(work: (directory: string) => Promise<T>): Promise<T> {
        this.#number += 1;
        const directory = path.join(this.#args.folder, String(this.#number));
        try {
            return await work(directory);
        } finally {
            for (const name of clusterNames(directory)) await stopCluster(name, this.#tools, { directory });
        }
    }
}

async function simulated<T>(clusters: SandboxCluster[], tools: Tools, work: () => Promise<T>): Promise<T> {
    const ending = new AbortController();
    const simulations = clusters.map((cluster) => simulate(cluster, tools, ending.signal));
    try {
        return await work();
    } finally {
        ending.abort();
        await Promise.allSettled(simulations);
    }
}
