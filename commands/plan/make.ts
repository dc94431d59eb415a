import { compare, namesOf, type Renderer } from "./compare";
import { consentsIn, dangersIn } from "./danger";
import type { Report } from "./report";
import type { Revision } from "./revision";
import { together } from "./together";
import { chosenOf, environmentsIn } from "../render/environments";
import { registered } from "../render/program";
import type { Progress } from "../terminal";

/**
 * Compares two revisions for every environment, or those chosen. Without a renderer charts are told by their values. The
 * same revisions give the same report, wherever and whenever.
 */
export async function makePlan(
    { base, head }: { base: Revision; head: Revision },
    chosen: readonly string[],
    { renderer, progress }: { renderer: Renderer | undefined; progress: Progress },
): Promise<Report> {
    const [before, after] = [environmentsIn(base.folder), environmentsIn(head.folder)];
    const wanted = chosenOf(namesOf(before, after), chosen);
    const asked = (all: typeof before) => all.filter(({ name }) => wanted.includes(name));

    const reading = progress.step("registering both revisions", { estimate: 6 });
    const [old, now] = await Promise.all([
        registered(base.folder, asked(before)),
        registered(head.folder, asked(after)),
    ]);
    reading.done(`${wanted.length} environments`);

    const comparing = progress.step("comparing, and rendering the charts that change");
    const environments = await Promise.all(wanted.map((name) => compare(name, old.get(name), now.get(name), renderer)));
    comparing.done();

    const consents = { before: consentsIn(base.folder), now: consentsIn(head.folder), committed: head.committed };
    const gone = environments
        .filter(({ is }) => is === "removed")
        .map(
            ({ name }) => `${name} is no environment any more, which deletes nothing: pulumi destroy -s ${name} would`,
        );
    const lacking = renderer ? [] : ["helm is neither on PATH nor built, so charts are told by their values alone"];
    return {
        base: base.called,
        head: head.called,
        notes: [
            ...[base, head].flatMap(({ called, note }) => (note === undefined ? [] : [`${called}: ${note}`])),
            ...gone,
            ...lacking,
        ],
        environments,
        dangers: environments.flatMap((environment) => dangersIn(environment, consents)),
        entries: together(environments),
    };
}

/** How a command that plans ends: 1 where an environment is refused, 3 for a danger without consent, otherwise 0. */
export function exitCodeOf({ environments, dangers }: Report): 0 | 1 | 3 {
    if (environments.some(({ refused }) => refused !== undefined)) return 1;
    return dangers.some(({ consent }) => consent !== "given") ? 3 : 0;
}
