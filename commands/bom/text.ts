import { type Bom, imageLines, packageLines } from "./components";
import type { Escape } from "./mirror";
import { type Output, table } from "../terminal";

/** The list for people: charts, images, and what could not be told. */
export function textOf(bom: Bom, output: Output): string {
    const charts = table(packageLines(bom), {
        columns: ["chart", "version", "licence", "system", "from", "rendered", "environments"],
        output,
    });
    const images = table(imageLines(bom), {
        columns: ["image", "version", "digest", "licence", "system", "from", "used", "environments"],
        output,
    });
    const said = [
        ...bom.refused.map(({ environment, why }) => `${environment} is refused: ${why}`),
        ...bom.packages.flatMap(({ name, version, missing }) =>
            missing === undefined ? [] : [`${name} ${version} is not rendered, so its images are not here: ${missing}`],
        ),
        ...bom.unread.map(({ text, why, use }) => `${text} ${why}: ${use.environment}, ${use.object} ${use.at}`),
    ];
    const counts = `${counted(bom.packages.length, "chart")}, ${counted(bom.images.length, "image")}, ${bom.unread.length} that cannot be read`;
    return [charts, "", images, "", ...said, counts, ""].join("\n");
}

/** What the look at the mirror found, one line each; a sentence where nothing escapes. */
export function mirrorText(bom: Bom, mirror: string, escapes: readonly Escape[]): string {
    if (escapes.length === 0) {
        const found = `${counted(bom.packages.length, "chart")} and ${counted(bom.images.length, "image")}`;
        return `Nothing escapes ${mirror}: ${found}, each from the mirror alone.\n`;
    }
    return escapes.map(({ what, why, where }) => `escapes ${mirror}: ${what} ${why} (${where})\n`).join("");
}

function counted(count: number, what: string): string {
    return `${count} ${what}${count === 1 ? "" : "s"}`;
}
