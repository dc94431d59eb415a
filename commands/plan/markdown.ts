import { CONSENTS } from "./danger";
import { type Group, type Report, sectionsOf } from "./report";
import { consentExample, consentWords, summary } from "./text";

/** Marks the comment as ours, so that the next one is written in its place. */
export const MARK = "<!-- samestack plan -->";

/** The plan as Markdown, for a comment. */
export function markdownOf(report: Report): string {
    const { environments, dangers, entries, notes } = report;
    const open = dangers.filter(({ consent }) => consent !== "given");
    const lines = [
        MARK,
        `## Plan: ${report.head} against ${report.base}`,
        "",
        summary(report),
        "",
        ...notes.map((note) => `> ${note}.\n`),
        ...environments.flatMap(({ name, refused }) =>
            refused === undefined ? [] : [`### ${name} is refused`, "", ...fenced(refused.split("\n")), ""],
        ),
        ...(dangers.length === 0 ? [] : ["### ⚠ Danger", ""]),
        ...dangers.map(
            ({ environment, sentence, why, consent }) =>
                `- **${environment}**: \`${sentence}\`: ${why}${consentWords[consent]}`,
        ),
        ...(open[0]
            ? [
                  "",
                  `To consent, add to \`${CONSENTS}\` in the same change, for each one:`,
                  "",
                  ...fenced(consentExample(open[0]), "yaml"),
              ]
            : []),
        ...(dangers.length === 0 ? [] : [""]),
        ...sectionsOf(entries, environments).flatMap(({ title, groups }) =>
            groups.length === 0 ? [] : [`### ${title}`, "", ...groups.flatMap(groupLines)],
        ),
    ];
    return `${lines.join("\n").trimEnd()}\n`;
}

function groupLines({ title, where, items }: Group): string[] {
    return [
        `**${title}** — ${where}`,
        "",
        ...items.flatMap(({ sign, title, lines }) => {
            if (lines.length === 0) return [`- \`${sign}\` ${code(title)}`, ""];
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
