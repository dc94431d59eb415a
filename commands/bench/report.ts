import * as os from "node:os";

import { table } from "../terminal";

/** What was measured, one entry for each run, in order. */
export interface Measured {
    /** By number of places, the smallest first. */
    sizes: ReadonlyMap<number, Size>;
    /** Seconds to apply the objects of one place all at once. */
    together: number[];
    /** Seconds to install one place chart after chart. */
    inTurn: number[];
    objects: number;
    charts: number;
    standins: string[];
}

export interface Size {
    /** Seconds, and MB of 10^6 bytes. */
    program: number[];
    memory: number[];
    preview: number[];
    up: number[];
    /** Resources that the program registers. */
    resources: number;
}

/** One figure: its median over the runs, and the goal if it has one. */
export interface Figure {
    what: string;
    unit: "ratio" | "s" | "MB";
    median: number;
    /** One for each run. */
    values: number[];
    goal?: { text: string; met: boolean };
}

export interface Report {
    ratios: Figure[];
    figures: Figure[];
    machine: string;
    notes: string[];
}

/**
 * Ratios and figures of what was measured. A ratio is the median of each run's own ratio, for what ran close together in
 * time ran under the same load.
 */
export function report(measured: Measured): Report {
    const { sizes, together, inTurn } = measured;
    const [one] = sizes.values();
    if (one === undefined) throw new Error("nothing was measured");
    const grown = [...sizes].slice(1);
    const growth = (what: string, of: (size: Size) => number[]) =>
        grown.map(([places, size]) => figure(`${what}, ${places} places / 1`, "ratio", over(of(size), of(one))));
    const at = (what: string, unit: "s" | "MB", of: (size: Size) => number[], goal?: Goal) => [
        figure(what, unit, of(one), goal),
        ...grown.map(([places, size]) => figure(`${what}, ${places} places`, unit, of(size))),
    ];
    return {
        ratios: [
            figure("up / the same objects at once", "ratio", over(one.up, together), { atMost: 1.5 }),
            figure("up / helm, chart after chart", "ratio", over(one.up, inTurn), { below: 1 }),
            ...growth("program start", (size) => size.program),
            ...growth("peak memory", (size) => size.memory),
            ...growth("preview", (size) => size.preview),
            ...growth("up", (size) => size.up),
        ],
        figures: [
            ...at("program start", "s", (size) => size.program, { below: 2 }),
            ...at("peak memory", "MB", (size) => size.memory, { below: 300 }),
            ...at("preview without change", "s", (size) => size.preview, { below: 5 }),
            ...at("up", "s", (size) => size.up),
            figure("the same objects at once", "s", together),
            figure("helm, chart after chart", "s", inTurn),
        ],
        machine: machine(),
        notes: [
            `one place: ${one.resources} resources, ${measured.objects} objects, ${measured.charts} charts`,
            ...measured.standins,
        ],
    };
}

type Goal = { below: number } | { atMost: number };

/** A figure of several runs. */
export function figure(what: string, unit: Figure["unit"], values: number[], goal?: Goal): Figure {
    const middle = median(values);
    if (goal === undefined) return { what, unit, median: middle, values };
    const met = "below" in goal ? middle < goal.below : middle <= goal.atMost;
    const limit = "below" in goal ? `below ${goal.below}` : String(goal.atMost);
    return { what, unit, median: middle, values, goal: { text: unit === "ratio" ? limit : `${limit} ${unit}`, met } };
}

/** The middle value, or between the two middle ones. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const upper = sorted[Math.floor(sorted.length / 2)];
    const lower = sorted[Math.ceil(sorted.length / 2) - 1];
    if (upper === undefined || lower === undefined) throw new Error("there is no median of no values");
    return (upper + lower) / 2;
}

function over(above: readonly number[], below: readonly number[]): number[] {
    return above.map((value, run) => value / (below[run] ?? NaN));
}

/** The report as text: ratios first. */
export function written({ ratios, figures, machine, notes }: Report): string {
    const rows = [...ratios, ...figures].map((one) => ({
        what: one.what,
        median: shown(one.median, one.unit),
        runs: `${shown(Math.min(...one.values), one.unit)} to ${shown(Math.max(...one.values), one.unit)}`,
        goal: one.goal ? `goal ${one.goal.text}: ${one.goal.met ? "met" : "not met"}` : "",
    }));
    const columns = ["what", "median", "runs", "goal"] as const;
    return [table(rows, { columns }), "", `Machine: ${machine}`, ...notes.map((note) => `Note: ${note}.`)].join("\n");
}

function shown(value: number, unit: Figure["unit"]): string {
    switch (unit) {
        case "ratio":
            return value.toFixed(2);
        case "s":
            return `${value.toFixed(1)} s`;
        case "MB":
            return `${value.toFixed(0)} MB`;
    }
}

function machine(): string {
    const [cpu] = os.cpus();
    const memory = `${Math.round(os.totalmem() / 1e9)} GB`;
    const load = `load ${os
        .loadavg()
        .map((one) => one.toFixed(1))
        .join(" ")}`;
    return [
        `${os.availableParallelism()} cores (${cpu?.model.trim() ?? "unknown"})`,
        memory,
        `Node ${process.version}`,
        `${os.platform()} ${os.arch()}`,
        load,
    ].join(", ");
}
