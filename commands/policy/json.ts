import type { Report } from "./make";

/** The report for a script. */
export function jsonOf(report: Report): string {
    return `${JSON.stringify(report, undefined, 2)}\n`;
}
