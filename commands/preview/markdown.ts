import type { Finding } from "./steps";

/** Marks the comment with previews as ours. */
export const MARK = "<!-- samestack preview -->";

/** The most that is named of one environment: a cluster that is new altogether is hundreds of lines. */
const NAMED = 100;

/** What a preview found beyond the plan, for a comment. */
export function previewMarkdown(environment: string, findings: readonly Finding[]): string {
    const lines = findings
        .slice(0, NAMED)
        .map(({ resource, sentence }) => `- \`${code(resource)}\`: ${code(sentence)}`);
    const left = findings.length - lines.length;
    return [
        MARK,
        `## Preview of ${environment}`,
        "",
        findings.length === 0
            ? "As the plan says: cluster, cloud and state add nothing to it."
            : "What the plan could not know; all else is as it says.",
        ...(lines.length === 0 ? [] : ["", ...lines]),
        ...(left > 0 ? ["", `And ${left} more: the run's log has them.`] : []),
        "",
    ].join("\n");
}

function code(text: string): string {
    return text.replaceAll("`", "'").replaceAll(/[\r\n]+/g, " ");
}
