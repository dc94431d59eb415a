import { collect, type Reader } from "./collect";
import { kubeconfigOf, type Live, lookAt } from "./live";
import { readRemovals } from "./removals";
import type { Report } from "./report";
import { whyOf } from "../recover/api";
import { type EnvironmentFile, registered } from "../render/program";
import type { Progress } from "../terminal";

/** Registers environments, looks into their charts and, where asked to, at their clusters. */
export async function makeVersions(
    folder: string,
    environments: readonly EnvironmentFile[],
    { reader, live, progress }: { reader: Reader | undefined; live: boolean; progress: Progress },
): Promise<Report> {
    const reading = progress.step("registering the environments", { estimate: 4 });
    const outcomes = await registered(folder, environments);
    reading.done(`${environments.length} environments`);
    const accepted = [...outcomes].flatMap(([name, outcome]) =>
        "resources" in outcome ? [{ name, resources: outcome.resources }] : [],
    );
    const refused = [...outcomes].flatMap(([environment, outcome]) =>
        "refused" in outcome ? [{ environment, why: outcome.refused }] : [],
    );
    const looking = progress.step("looking into the charts");
    const found = await collect(accepted, reader);
    looking.done(`${found.looked} objects`);

    const report: Report = { ...found, known: readRemovals().known, refused, live: [], unreached: [] };
    if (!live) return report;
    for (const at of found.places) {
        const asking = progress.step(`asking ${at.environment} ${at.place}`);
        const answer = await ask(at, report, environments, folder);
        if ("why" in answer) {
            report.unreached.push({ place: `${at.environment} ${at.place}`, why: answer.why });
            asking.failed();
        } else {
            report.live.push(answer);
            asking.done(answer.gitVersion);
        }
    }
    return report;
}

// A cluster that does not answer is no reason not to tell of the others.
async function ask(
    at: Report["places"][number],
    { pins }: Report,
    environments: readonly EnvironmentFile[],
    folder: string,
): Promise<Live | { why: string }> {
    const said = environments.find(({ name }) => name === at.environment)?.said;
    try {
        return await lookAt(at, pins, await kubeconfigOf({ ...at, said }, folder));
    } catch (error) {
        const [why = ""] = whyOf(error, "read Secrets and workloads of every namespace").split("\n");
        return { why };
    }
}
