import type { Charts } from "../bom/collect";
import { chosenOf, environmentsIn } from "../render/environments";
import { type EnvironmentFile, registered } from "../render/program";
import type { Progress } from "../terminal";
import { type Examination, examine } from "../../policy/examine";
import type { Exception } from "../../policy/exceptions";
import { rules } from "../../policy/rules";
import { isMapping } from "../../stacks/mapping";
import { look, type Seen, type Unseen } from "./look";

/** What the rules have against environments, and what they did not see. */
export interface Report extends Examination {
    environments: string[];
    unseen: Unseen[];
    refused: { environment: string; why: string }[];
}

export interface Asked {
    /** Names; all where there is none. */
    chosen: readonly string[];
    /** Environments that have no file of their own. */
    also?: readonly EnvironmentFile[];
    /** Where charts come from, instead of what environments say. */
    source?: string;
    charts: Charts;
    exceptions: readonly Exception[];
    /** As `2027-01-31`. */
    today: string;
    progress: Progress;
}

/** Examines what the environments of a folder register, and what their charts make. */
export async function makeReport(folder: string, asked: Asked): Promise<Report> {
    const { chosen, also = [], source, charts, exceptions, today, progress } = asked;
    const all = environmentsIn(folder);
    const names = chosenOf(
        all.map(({ name }) => name),
        chosen,
    );
    const wanted = [...all.filter(({ name }) => names.includes(name)), ...also];

    const reading = progress.step("registering the program", { estimate: 4 });
    const outcomes = await registered(
        folder,
        wanted.map((one) =>
            source === undefined || !isMapping(one.said) ? one : { ...one, said: { ...one.said, charts: source } },
        ),
    );
    reading.done(`${wanted.length} environments`);

    const rendering = progress.step("rendering charts");
    const seen: Seen[] = [];
    const refused: Report["refused"] = [];
    for (const { name } of wanted) {
        rendering.update(name);
        const outcome = outcomes.get(name);
        if (!outcome) throw new Error(`nothing was registered for ${name}`);
        if ("refused" in outcome) refused.push({ environment: name, why: outcome.refused });
        else seen.push(await look(name, outcome.resources, charts));
    }
    rendering.done();

    return {
        ...examine(
            rules,
            seen.flatMap(({ looked }) => looked),
            exceptions,
            { whole: chosen.length === 0 && refused.length === 0, today },
        ),
        environments: wanted.map(({ name }) => name),
        unseen: seen.flatMap(({ unseen }) => unseen),
        refused,
    };
}

/**
 * How the command ends: 1 where a rule is broken, an exception has expired or is unused, or an environment is refused; 3
 * where nothing is wrong in what was looked at, but a chart was not, unless that was asked for; otherwise 0.
 */
export function exitCodeOf(report: Report, { withoutCharts }: { withoutCharts: boolean }): 0 | 1 | 3 {
    const { findings, expired, unused, refused, unseen } = report;
    const broken = findings.some(({ exception }) => exception === undefined);
    if (broken || expired.length > 0 || unused.length > 0 || refused.length > 0) return 1;
    return unseen.length > 0 && !withoutCharts ? 3 : 0;
}
