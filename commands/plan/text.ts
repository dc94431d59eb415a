import { type Output, paint } from "../terminal";
import { counted, type Group, type Report, sectionsOf } from "./report";
import { byReason, CONSENTS, type Danger } from "./danger";

/** The plan for a terminal. */
export function textOf(report: Report, output: Output): string {
    const { environments, dangers, entries } = report;
    const lines = [
        paint("bold", `Plan: ${report.head} against ${report.base}`, output),
        summary(report),
        ...report.notes.map((note) => `Note: ${note}.`),
        ...environments.flatMap(({ name, refused }) =>
            refused === undefined
                ? []
                : ["", paint("red", `${name} is refused:`, output), ...indented(refused.split("\n"))],
        ),
        ...dangerLines(dangers, output),
        ...sectionsOf(entries, environments).flatMap(({ title, groups }) =>
            groups.length === 0
                ? []
                : [
                      "",
                      paint("bold", title.toUpperCase(), output),
                      ...groups.flatMap((group) => groupLines(group, output)),
                  ],
        ),
    ];
    return `${lines.join("\n")}\n`;
}

/** How much changes, in one sentence: `3 of 8 environments change: 2 replaced, 14 changed, 1 new`. */
export function summary({ environments, entries }: Report): string {
    const changed = environments.filter(({ changes, refused }) => changes.length > 0 || refused !== undefined);
    const count = (...whats: string[]) =>
        entries.filter(({ change }) => whats.includes(change.what)).reduce((all, { where }) => all + where.length, 0);
    const counts = [
        [count("replace"), "replaced"],
        [count("delete"), "deleted"],
        [count("update"), "changed"],
        [count("rename"), "renamed"],
        [count("create"), "new"],
    ] as const;
    const words = counts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
    const total = counted(environments.length, "environment");
    if (changed.length === 0) return `Nothing changes in ${total}.`;
    return `${changed.length} of ${total} change: ${words.join(", ") || "refused"}.`;
}

const colours = { "+": "green", "-": "red", "~": "yellow", "±": "red", "!": "red", "=": "dim" } as const;

function groupLines({ title, where, items }: Group, output: Output): string[] {
    return [
        `  ${paint("bold", title, output)}  ${paint("dim", where, output)}`,
        ...items.flatMap(({ sign, title, lines }) => [
            `    ${paint(colours[sign], `${sign} ${title}`, output)}`,
            ...lines.map((line) => `        ${line}`),
        ]),
    ];
}

function dangerLines(dangers: readonly Danger[], output: Output): string[] {
    if (dangers.length === 0) return [];
    const open = dangers.filter(({ consent }) => consent !== "given");
    const lines = byReason(dangers).flatMap((group) => {
        const said = group.map(({ environment, sentence }) => paint("red", `${environment}: ${sentence}`, output));
        const why = whyWords(group);
        return group.length === 1
            ? said.map((one) => `  ${one}: ${why}`)
            : [`  ${why}:`, ...said.map((one) => `    ${one}`)];
    });
    return ["", paint("bold", "DANGER", output), ...lines, ...(open.length > 0 ? ["", ...howToConsent(open)] : [])];
}

/** Why dangers for one reason are such, and what is to be said of consent to them. */
export function whyWords([first]: readonly Danger[]): string {
    return first ? `${first.why}${consentWords[first.consent]}` : "";
}

const consentWords = {
    none: "",
    given: " (consented to)",
    expired: " (the consent is over)",
    older: " (the consent is of an earlier change)",
};

function howToConsent([first]: readonly Danger[]): string[] {
    if (!first) return [];
    return [
        `  To consent, add to ${CONSENTS} in the same change, for each one:`,
        ...consentExample(first).map((line) => `    ${line}`),
    ];
}

/** An entry of the file with consents, as it is to be written. */
export function consentExample({ environment, sentence }: Danger): string[] {
    return [
        `- environment: ${environment}`,
        `  to: ${sentence}`,
        "  until: <the last day on which it counts>",
        "  by: <who>",
        "  why: <why>",
    ];
}

function indented(lines: string[]): string[] {
    return lines.map((line) => `  ${line}`);
}
