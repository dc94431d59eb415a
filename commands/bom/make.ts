import { type Brought, type Charts, collect } from "./collect";
import { type Bom, bomOf } from "./components";
import { findPins } from "../facts/pins";
import { chosenOf, environmentsIn } from "../render/environments";
import { registered } from "../render/program";
import type { Progress } from "../terminal";

/** What all environments of a folder need, or those chosen. */
export async function makeBom(
    folder: string,
    chosen: readonly string[],
    { charts, progress }: { charts: Charts; progress: Progress },
): Promise<Bom> {
    const all = environmentsIn(folder);
    const names = chosenOf(
        all.map(({ name }) => name),
        chosen,
    );
    const wanted = all.filter(({ name }) => names.includes(name));

    const reading = progress.step("registering the program", { estimate: 4 });
    const outcomes = await registered(folder, wanted);
    reading.done(`${wanted.length} environments`);

    const rendering = progress.step("rendering charts");
    const pins = findPins();
    const brought: Brought[] = [];
    const refused: Bom["refused"] = [];
    for (const { name } of wanted) {
        rendering.update(name);
        const outcome = outcomes.get(name);
        if (!outcome) throw new Error(`nothing was registered for ${name}`);
        if ("refused" in outcome) refused.push({ environment: name, why: outcome.refused });
        else brought.push(...(await collect(name, outcome.resources, { charts, pins })));
    }
    rendering.done();
    return bomOf(
        brought,
        wanted.map(({ name }) => name),
        refused,
    );
}

/**
 * How the command ends: 1 where the list is not whole, for an environment is refused or a chart could not be rendered; 3
 * where something escapes the mirror, or may; otherwise 0.
 */
export function exitCodeOf({ packages, refused }: Bom, escapes: readonly unknown[]): 0 | 1 | 3 {
    if (refused.length > 0 || packages.some(({ missing }) => missing !== undefined)) return 1;
    return escapes.length > 0 ? 3 : 0;
}
