import type { Declared } from "../../components/difference";
import type { Renderer } from "../plan/compare";
import { chosenOf, environmentsIn } from "../render/environments";
import { registered } from "../render/program";
import { type Progress, Refusal } from "../terminal";
import { comparePlaces } from "./compare";
import { isIncomplete, type LivePlace, lookAtAll, type LookArgs } from "./live/all";
import type { Kubeconfigs } from "./live/reach";
import type { Pair } from "./pair";
import { type PlaceRendered, placesOf } from "./objects";

/** All pairs that were asked for. */
export interface Report {
    pairs: Pair[];
    notes: string[];
    /** Of each place what its cluster really holds, where that was asked for. */
    live?: LivePlace[];
}

/** What is compared where nobody says what: besides the places of each environment, one on own servers with one in AWS. */
export const USUAL = ["on-premise", "aws"];

/**
 * Compares the places of the environments that are named: of one, each with each other; of several, each with each of the
 * others. Where none is named, the places within every environment, and those of the usual two.
 */
export async function makeParity(
    folder: string,
    chosen: readonly string[],
    declared: readonly Declared[],
    { renderer, progress, live }: { renderer: Renderer | undefined; progress: Progress; live?: Kubeconfigs },
): Promise<Report> {
    const all = environmentsIn(folder);
    const names = chosenOf(
        all.map(({ name }) => name),
        chosen,
    );
    const several = (said: unknown) => Object.keys(placesSaid(said)).length > 1;
    const wanted = all.filter(({ name, said }) =>
        chosen.length > 0 ? names.includes(name) : several(said) || USUAL.includes(name),
    );

    // A cluster is compared with its own program as well.
    const alone = chosen.length === 1 && !live && !wanted.some(({ said }) => several(said));
    if (wanted.length === 0 || alone) {
        const where = chosen.join(", ") || "this project";
        throw new Refusal(`${where} has no two places: name two environments, as in on-premise aws`, 2);
    }

    const reading = progress.step("registering the environments", { estimate: 4 });
    const outcomes = await registered(folder, wanted);
    reading.done(`${wanted.length} environments`);
    const places = wanted.flatMap(({ name, said }) => {
        const outcome = outcomes.get(name);
        if (!outcome) throw new Refusal(`${name} registers nothing`);
        if ("refused" in outcome) throw new Refusal(`${name} is refused: ${outcome.refused}`);
        return placesOf(name, said, outcome.resources);
    });

    if (live) return liveParity(places, { chosen, declared, renderer, progress, kubeconfigs: live });
    const pairs = pairsOf(places, chosen);
    const comparing = progress.step("comparing, and rendering the charts");
    const compared: Pair[] = [];
    for (const [here, there] of pairs) compared.push(await comparePlaces(here, there, declared, renderer));
    comparing.done(`${pairs.length} ${pairs.length === 1 ? "pair" : "pairs"}`);
    return { pairs: compared, notes: notesOf(compared, renderer) };
}

/** What the clusters of all places hold, each against its program, and those that answer against each other. */
async function liveParity(
    places: PlaceRendered[],
    { chosen, declared, ...how }: { chosen: readonly string[]; declared: readonly Declared[] } & LookArgs,
): Promise<Report> {
    const live = await lookAtAll(places, how);
    const answering = live.flatMap(({ looked }) => (looked ? [looked.live] : []));
    const pairs: Pair[] = [];
    for (const [here, there] of pairsOf(answering, chosen)) {
        pairs.push(await comparePlaces(here, there, declared, undefined));
    }
    return { pairs, notes: [], live };
}

/**
 * How the command ends: 1 where something differs that nobody declared, a declaration no longer occurs or a cluster is
 * otherwise than its program says; 3 where nothing does, but not all of it could be looked at.
 */
export function exitCodeOf({ pairs, live = [] }: Report): 0 | 1 | 3 {
    const differs = pairs.some(({ undeclared, stale }) => undeclared.length + stale.length > 0);
    if (differs || live.some(({ looked }) => looked && looked.drift.length > 0)) return 1;
    return live.some(isIncomplete) ? 3 : 0;
}

function pairsOf(places: PlaceRendered[], chosen: readonly string[]): [PlaceRendered, PlaceRendered][] {
    const usual = ({ environment }: PlaceRendered) => USUAL.includes(environment);
    return places.flatMap((here, index) =>
        places
            .slice(index + 1)
            .filter((there) => {
                const within = here.environment === there.environment;
                if (chosen.length === 1) return within;
                return chosen.length > 1 ? !within : within || (usual(here) && usual(there));
            })
            // In the order in which they are named.
            .map((there): [PlaceRendered, PlaceRendered] => {
                const order = chosen.length > 0 ? chosen : USUAL;
                return order.indexOf(here.environment) > order.indexOf(there.environment)
                    ? [there, here]
                    : [here, there];
            }),
    );
}

function placesSaid(said: unknown): object {
    const places: unknown = typeof said === "object" && said !== null && "places" in said ? said.places : undefined;
    return typeof places === "object" && places !== null ? places : {};
}

function notesOf(pairs: Pair[], renderer: Renderer | undefined): string[] {
    const charts = new Set(pairs.flatMap(({ byValues }) => byValues));
    if (charts.size === 0) return [];
    const why = renderer ? "they cannot be had or rendered here" : "helm is neither on PATH nor built";
    return [`${charts.size} charts are compared by their values alone, for ${why}: ${[...charts].sort().join(", ")}`];
}
