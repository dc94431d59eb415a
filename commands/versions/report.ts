import { type Output, paint, table } from "../terminal";
import { counted } from "../plan/report";
import type { Found, Pin, PlaceVersions } from "./collect";
import { droppedWords } from "./dropped";
import type { Live } from "./live";
import type { Upgrades } from "../../components/chart";

/** All that `npm run versions` found. */
export interface Report extends Found {
    /** The last minor of Kubernetes whose plans are known. */
    known: string;
    refused: { environment: string; why: string }[];
    /** What clusters run, where that was asked for. */
    live: Live[];
    /** Clusters that could not be asked, each with the one sentence why. */
    unreached: { place: string; why: string }[];
}

/** How the command ends: 1 where something is refused, not supported, not served or not reached; 3 where a place runs something else. */
export function exitCodeOf({ refused, places, dropped, unreached, live }: Report): 0 | 1 | 3 {
    const broken =
        refused.length > 0 ||
        unreached.length > 0 ||
        places.some(({ outside }) => outside.length > 0) ||
        dropped.some(({ served }) => !served);
    if (broken) return 1;
    return live.some(({ compared }) => compared.some(({ is }) => !["same", "not told"].includes(is))) ? 3 : 0;
}

/** The report as JSON, for a script. */
export function jsonOf(report: Report): string {
    return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** The report for a terminal. */
export function textOf(report: Report, output: Output): string {
    const { pins, places, refused, live, unreached } = report;
    const charts = pins.filter(({ kind }) => kind === "chart");
    const rest = pins.filter(({ kind }) => kind !== "chart");
    const lines = [
        ...refused.flatMap(({ environment, why }) => [paint("red", `${environment} is refused:`, output), why, ""]),
        ...(charts.length === 0 ? [] : [chartTable(charts, output), ""]),
        ...(rest.length === 0
            ? []
            : [
                  table(
                      rest.map(({ name, kind, version }) => ({ pinned: name, as: kind, version })),
                      { columns: ["pinned", "as", "version"], output },
                  ),
                  "",
              ]),
        ...upgradeLines(pins),
        ...(places.length === 0 ? [] : [placeTable(places, output), ""]),
        ...live.flatMap((one) => liveLines(one, output)),
        ...unreached.map(({ place, why }) => paint("red", `${place} is not looked at: ${why}`, output)),
        ...droppedLines(report, output),
    ];
    return `${lines.join("\n").trimEnd()}\n`;
}

/** Who is 80 characters wide sees which systems there are by their charts. */
const NARROW = 80;

function chartTable(pins: readonly Pin[], output: Output): string {
    const rows = pins.map(({ name, version, system, app, kubernetes }) => ({
        system,
        chart: name,
        version,
        app,
        kubernetes: kubernetes && `${kubernetes.from} to ${kubernetes.to}`,
    }));
    const columns = (["system", "chart", "version", "app", "kubernetes"] as const).filter((column) =>
        rows.some((row) => row[column] !== undefined),
    );
    const whole = table(rows, { columns, output });
    const limit = output.columns ?? NARROW;
    if (widthOf(whole) <= limit) return whole;
    return table(rows, { columns: columns.filter((one) => one !== "system"), output });
}

function widthOf(text: string): number {
    return Math.max(...text.split("\n").map((line) => line.replaceAll(/\x1b\[\d+m/g, "").length));
}

function upgradeLines(pins: readonly Pin[]): string[] {
    const said = pins.flatMap(({ name, upgrades }) => (upgrades ? [`  ${name}: ${upgradeWords(upgrades)}`] : []));
    return said.length === 0 ? [] : ["Not every way up is allowed:", ...new Set(said), ""];
}

function upgradeWords({ through, down }: Upgrades): string {
    const up =
        through === undefined
            ? undefined
            : through === "every minor"
              ? "up by one minor at a time"
              : through === "majors"
                ? "to another major from the last minor alone"
                : `stops at the minors ${through.join(", ")}`;
    const back = { never: "never down", "a minor": "down by one minor", "within a major": "down within a major" }[down];
    return [up, back].filter((one) => one !== undefined).join(", ");
}

function placeTable(places: readonly PlaceVersions[], output: Output): string {
    const rows = places.map(({ environment, place, kubernetes, from, to, outside }) => ({
        place: `${environment} ${place}`,
        kubernetes,
        supported: `${from} to ${to}`,
        is:
            outside.length === 0
                ? paint("green", "inside", output)
                : paint("red", `outside, by ${outside.join(", ")}`, output),
    }));
    return table(rows, { columns: ["place", "kubernetes", "supported", "is"], output });
}

function liveLines({ environment, place, gitVersion, compared, besides }: Live, output: Output): string[] {
    const rows = compared.map(({ chart, pinned, runs, is }) => ({
        chart,
        pinned,
        runs,
        is: is === "same" ? is : paint("yellow", is, output),
    }));
    const untold = compared.filter(({ is }) => is === "not told").length;
    return [
        `${environment} ${place} runs Kubernetes ${gitVersion} and:`,
        table(rows, { columns: ["chart", "pinned", "runs", "is"], output }),
        ...(untold === 0
            ? []
            : [`  not told: Helm keeps no record of ${counted(untold, "chart")}, and their workloads have no label`]),
        ...(besides.length === 0 ? [] : [`  installed by others: ${besides.join(", ")}`]),
        "",
    ];
}

function droppedLines({ dropped, looked, notLooked, known }: Report, output: Output): string[] {
    return [
        ...dropped.map((one) => {
            const line = `${one.object} of ${one.by} (${one.places.join(", ")}): ${droppedWords(one)}`;
            return paint(one.served ? "yellow" : "red", line, output);
        }),
        ...(dropped.length === 0 && looked > 0
            ? [`None of ${counted(looked, "object")} is of an API that Kubernetes drops, as ${known} plans it.`]
            : []),
        ...(notLooked.length === 0
            ? []
            : ["NOT LOOKED AT, for they cannot be had or rendered here:", ...wrapped(notLooked, NARROW - 2)]),
    ];
}

/** Names one behind the other, in lines that are no longer than that. */
function wrapped(names: readonly string[], width: number): string[] {
    const lines: string[] = [];
    for (const name of names) {
        const last = lines.at(-1);
        if (last === undefined || `${last}, ${name}`.length >= width) lines.push(name);
        else lines[lines.length - 1] = `${last}, ${name}`;
    }
    return lines.map((line, index) => `  ${line}${index < lines.length - 1 ? "," : ""}`);
}
