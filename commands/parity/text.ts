import { type Output, paint, table } from "../terminal";
import type { Pair } from "./pair";
import type { Report } from "./make";
import { liveLines } from "./live/words";
import { playing } from "./roles";
import {
    byReason,
    excusesOf,
    excuseWords,
    figureWords,
    onlyWords,
    placeWords,
    roleWords,
    textWords,
    valuesWords,
    verdict,
    whatWords,
} from "./words";

/** So many of what differs for one reason are listed; the page and JSON list all. */
const MOST = 4;

/** The comparison for a terminal. */
export function textOf({ pairs, notes, live = [] }: Report, output: Output): string {
    const lines = [
        ...liveLines(live, output),
        ...pairs.flatMap((pair) => [...pairLines(pair, output), ""]),
        ...notes.map((note) => `Note: ${note}.`),
    ];
    return `${lines.join("\n").trimEnd()}\n`;
}

function pairLines(pair: Pair, output: Output): string[] {
    const [here, there] = [placeWords(pair.here), placeWords(pair.there)];
    const open = pair.undeclared.length + pair.stale.length > 0;
    const rows = pair.rows.map(({ role, here: mine, there: theirs, objects }) => ({
        role: roleWords(role),
        [here]: playing(mine),
        [there]: JSON.stringify(mine) === JSON.stringify(theirs) ? "the same" : playing(theirs),
        identical: String(objects.identical),
        declared: String(objects.declared),
        undeclared: objects.undeclared > 0 ? paint("red", String(objects.undeclared), output) : "0",
    }));
    return [
        paint("bold", `Parity: ${here} | ${there}`, output),
        paint(open ? "red" : "green", verdict(pair), output),
        "",
        table(rows, { columns: ["role", here, there, "identical", "declared", "undeclared"], output }),
        "",
        figureWords(pair.objects, "objects"),
        figureWords(pair.fields, "fields in objects of both"),
        ...excusesOf(pair).map(excuseWords),
        ...undeclaredLines(pair, output),
        ...staleLines(pair, output),
        ...declaredLines(pair, output),
    ];
}

function undeclaredLines(pair: Pair, output: Output): string[] {
    if (pair.undeclared.length === 0) return [];
    return [
        "",
        paint("red", "UNDECLARED", output),
        ...pair.undeclared.flatMap((found) => [
            `  ${roleWords(found.role)} · ${found.system}: ${[whatWords(found), onlyWords(found, pair)].filter((word) => word !== "").join(", ")}`,
            ...(found.only === undefined
                ? (textWords(found) ?? valuesWords(found, pair)).map((line) => `      ${line}`)
                : []),
        ]),
    ];
}

function staleLines({ stale }: Pair, output: Output): string[] {
    if (stale.length === 0) return [];
    return [
        "",
        paint("red", "DECLARED, AND NO LONGER SO", output),
        ...stale.map(({ by, what, reason }) => `  ${by}: ${what} (${reason})`),
    ];
}

function declaredLines(pair: Pair, output: Output): string[] {
    if (pair.declared.length === 0) return [];
    return [
        "",
        paint("bold", "DECLARED", output),
        ...byReason(pair.declared).flatMap(({ reason, by, found }) => [
            `  ${by.join(", ")}: ${reason}`,
            ...found
                .slice(0, MOST)
                .map((one) =>
                    paint(
                        "dim",
                        `      ${[whatWords(one), onlyWords(one, pair)].filter((word) => word !== "").join(", ")}`,
                        output,
                    ),
                ),
            ...(found.length > MOST ? [paint("dim", `      and ${found.length - MOST} more`, output)] : []),
        ]),
    ];
}
