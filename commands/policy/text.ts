import { type Output, paint, table } from "../terminal";
import type { Exception } from "../../policy/exceptions";
import { rules } from "../../policy/rules";
import type { Report } from "./make";

/** The report for people: each rule with what it looked at, then all that is wrong, then all that nobody saw. */
export function textOf(report: Report, output: Output): string {
    const { findings, expired, unused, refused, unseen } = report;
    const rows = rules.map(({ name, holds }) => {
        const found = findings.filter(({ rule }) => rule === name);
        const broken = found.filter(({ exception }) => exception === undefined).length;
        return {
            rule: name,
            examined: String(report.examined[name] ?? 0),
            excepted: String(found.length - broken),
            broken: broken === 0 ? "0" : paint("red", String(broken), output),
            holds,
        };
    });
    const columns = ["rule", "examined", "excepted", "broken", "holds"] as const;
    const open = findings.filter(({ exception }) => exception === undefined);
    const sections = [
        table(rows, { columns, output }),
        ...refused.map(({ environment, why }) => `${environment} is refused: ${why}`),
        section(
            "Broken",
            together(open, ({ rule, title, says }) => `${rule}: ${title} ${says}`),
            output,
        ),
        section(
            "Expired exceptions",
            expired.map((one) => `${called(one)} since ${one.expires}: ${one.reason}`),
            output,
        ),
        section(
            "Unused exceptions, to be taken out",
            unused.map(({ exception, parts }) => [called(exception), ...parts].join(", ")),
            output,
        ),
        section(
            "NOT LOOKED AT",
            together(unseen, ({ chart, why }) => `${chart}: ${why}`),
            output,
        ),
    ];
    return `${sections.filter((text) => text !== "").join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[], output: Output): string {
    return lines.length === 0 ? "" : [paint("bold", title, output), ...lines.map((line) => `  ${line}`)].join("\n");
}

/** What is the same in several places, said once. */
function together<One extends { environment: string; place: string }>(
    list: readonly One[],
    said: (one: One) => string,
): string[] {
    const places = new Map<string, string[]>();
    for (const one of list) {
        const text = said(one);
        places.set(text, [...(places.get(text) ?? []), `${one.environment} ${one.place}`.trim()]);
    }
    return [...places].map(([text, where]) => `${text} (${[...new Set(where)].join(", ")})`);
}

function called({ rule, object }: Exception): string {
    return `${rule}: ${object}`;
}
