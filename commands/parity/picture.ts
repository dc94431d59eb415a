import { escape } from "./markup";
import type { Pair, RoleRow } from "./pair";
import { chiefly, playing } from "./roles";
import { roleWords } from "./words";

// In units of the picture, which is as wide as the page lets it be.
const [WIDTH, HEAD, LAYER, GAP, EDGE] = [360, 26, 34, 4, 4];
/** How wide a letter is at most, about. */
const LETTER = 6;

/**
 * The stack as a picture: a layer for each role, what everything stands on at the bottom. A layer that is whole is played
 * by the same systems in both places; one in two halves has another system in each.
 */
export function picture({ rows, here, there }: Pair, index: number): string {
    const height = HEAD + rows.length * (LAYER + GAP);
    const layers = [...rows].reverse().map((row, at) => layer(row, HEAD + at * (LAYER + GAP)));
    const names = [
        `<text class="place" x="${WIDTH / 4}" y="16">${escape(here.name)}</text>`,
        `<text class="place" x="${(3 * WIDTH) / 4}" y="16">${escape(there.name)}</text>`,
    ];
    const told = rows.map(
        (row) =>
            `${roleWords(row.role)}: ${isSame(row) ? playing(row.here) : `${playing(row.here)} and ${playing(row.there)}`}`,
    );
    return `<svg class="stack" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="stack-${index}">
<title id="stack-${index}">The stack, from the bottom: ${escape(told.join("; "))}</title>
${[...names, ...layers].join("\n")}
</svg>`;
}

function layer(row: RoleRow, y: number): string {
    const half = (WIDTH - GAP) / 2;
    const boxes = isSame(row)
        ? [box(EDGE, WIDTH - 2 * EDGE, y, row, row.here)]
        : [box(EDGE, half - EDGE, y, row, row.here), box(half + GAP, half - EDGE, y, row, row.there)];
    return `<g>${boxes.join("")}</g>`;
}

function box(x: number, width: number, y: number, { role, objects }: RoleRow, systems: string[]): string {
    const state = objects.undeclared > 0 ? "wrong" : objects.declared > 0 ? "otherwise" : "right";
    const text = shortened(chiefly(systems), Math.floor(width / LETTER));
    const middle = x + width / 2;
    return (
        `<rect class="${state}" x="${x}" y="${y}" width="${width}" height="${LAYER}" rx="5"/>` +
        `<text class="role" x="${middle}" y="${y + 12}">${escape(roleWords(role))}</text>` +
        `<text class="system" x="${middle}" y="${y + 26}">${escape(text)}</text>`
    );
}

function shortened(text: string, letters: number): string {
    return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

function isSame({ here, there }: RoleRow): boolean {
    return JSON.stringify(here) === JSON.stringify(there);
}
