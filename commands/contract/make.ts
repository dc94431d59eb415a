import { chosenOf, environmentsIn } from "../render/environments";
import { registered } from "../render/program";
import { type Progress, Refusal } from "../terminal";
import { contractsIn } from "./read";
import { type WholeContract, wholeOf } from "./whole";

/** The contract of the places of the environments that are named, or of all. */
export async function makeContract(
    folder: string,
    chosen: readonly string[],
    progress: Progress,
): Promise<WholeContract> {
    const all = environmentsIn(folder);
    const names = chosenOf(
        all.map(({ name }) => name),
        chosen,
    );
    const wanted = all.filter(({ name }) => names.includes(name));
    const reading = progress.step("registering the environments", { estimate: 4 });
    const outcomes = await registered(folder, wanted);
    reading.done(`${wanted.length} environments`);
    const contracts = wanted.flatMap(({ name }) => {
        const outcome = outcomes.get(name);
        if (!outcome) throw new Refusal(`${name} registers nothing`);
        if ("refused" in outcome) throw new Refusal(`${name} is refused: ${outcome.refused}`);
        return contractsIn(name, outcome.resources);
    });
    return wholeOf(contracts);
}
