import { byReason, CONSENTS } from "./danger";
import { counted, type Group, type Item, type Report, sectionsOf } from "./report";
import { consentExample, summary, whyWords } from "./text";

/** Marks the comment as ours, so that the next one is written in its place. */
export const MARK = "<!-- samestack plan -->";

/** How much is told: all; titles without their lines; numbers for each system; or the sentence that sums it all up. */
type Detail = keyof typeof summedUp;

/** What is said of a plan that is told by less than all. */
const summedUp = {
    whole: undefined,
    titles: "Summed up, for the whole is too long here: what changes, without how.",
    numbers: "Summed up, for the whole is too long here: how much changes of each system.",
    sentence: "Summed up, for the whole is too long here.",
} as const;
const details = ["whole", "titles", "numbers", "sentence"] as const;

/**
 * The plan as Markdown, for a comment of no more than `limit` characters. It is never cut: what would be longer is told in
 * less detail, and says so.
 */
export function markdownOf(report: Report, limit = Infinity): string {
    for (const detail of details) {
        const text = toldIn(report, detail);
        if (text.length <= limit || detail === "sentence") return text;
    }
    throw new Error("a plan has its details");
}

function toldIn(report: Report, detail: Detail): string {
    const { dangers, notes } = report;
    const lines = [
        MARK,
        `## Plan: ${report.head} against ${report.base}`,
        "",
        summary(report),
        "",
        ...(summedUp[detail] === undefined ? [] : [`> ${summedUp[detail]}\n`]),
        ...(detail === "sentence"
            ? [dangers.length === 0 ? "" : `⚠ ${counted(dangers.length, "danger")}.`]
            : [
                  ...notes.map((note) => `> ${note}.\n`),
                  ...refusedLines(report, detail),
                  ...dangerLines(report, detail),
              ]),
        ...(detail === "sentence" ? [] : sectionLines(report, detail)),
    ];
    return `${lines.join("\n").trimEnd()}\n`;
}

function refusedLines({ environments }: Report, detail: Detail): string[] {
    return environments.flatMap(({ name, refused }) => {
        if (refused === undefined) return [];
        return [`### ${name} is refused`, "", ...(detail === "numbers" ? [] : [...fenced(refused.split("\n")), ""])];
    });
}

function dangerLines({ dangers }: Report, detail: Detail): string[] {
    if (dangers.length === 0) return [];
    if (detail === "numbers") return [`### ⚠ ${counted(dangers.length, "danger")}`, ""];
    const open = dangers.find(({ consent }) => consent !== "given");
    return [
        "### ⚠ Danger",
        "",
        ...byReason(dangers).flatMap((group) => {
            const said = group.map(({ environment, sentence }) => `- **${environment}**: ${code(sentence)}`);
            const why = whyWords(group);
            return group.length === 1
                ? said.map((one) => `${one}: ${why}`)
                : [`- ${why}:`, ...said.map((one) => `  ${one}`)];
        }),
        ...(open
            ? [
                  "",
                  `To consent, add to \`${CONSENTS}\` in the same change, for each one:`,
                  "",
                  ...fenced(consentExample(open), "yaml"),
              ]
            : []),
        "",
    ];
}

function sectionLines({ entries, environments }: Report, detail: Detail): string[] {
    return sectionsOf(entries, environments).flatMap(({ title, groups }) =>
        groups.length === 0 ? [] : [`### ${title}`, "", ...groups.flatMap((group) => groupLines(group, detail))],
    );
}

function groupLines({ title, where, items }: Group, detail: Detail): string[] {
    if (detail === "numbers") return [`- **${title}** — ${where}: ${counted(items.length, "change")}`, ""];
    return [
        `**${title}** — ${where}`,
        "",
        ...items.flatMap(({ sign, title, lines }, index) => {
            const isPlain = (item: Item | undefined) =>
                item !== undefined && (item.lines.length === 0 || detail === "titles");
            // What follows one another without a blank line is read as one list.
            if (isPlain(items[index]))
                return [`- ${code(`${sign} ${title}`)}`, ...(isPlain(items[index + 1]) ? [] : [""])];
            const summary = `<code>${sign} ${escaped(title)}</code>`;
            return [
                `<details${lines.length <= 12 ? " open" : ""}><summary>${summary}</summary>`,
                "",
                ...fenced(lines),
                "",
                "</details>",
                "",
            ];
        }),
    ];
}

/** A block that shows text as it is, whatever stands in it. */
function fenced(lines: readonly string[], language = "text"): string[] {
    const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
    const fence = "`".repeat(longest + 1);
    return [fence + language, ...lines, fence];
}

function code(text: string): string {
    return `\`${text.replaceAll("`", "'")}\``;
}

function escaped(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
