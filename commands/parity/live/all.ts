import { RunError } from "@pulumi/pulumi";

import type { Renderer } from "../../plan/compare";
import { type Progress, Refusal } from "../../terminal";
import type { PlaceRendered } from "../objects";
import { openLive } from "./api";
import { look, type Looked } from "./look";
import type { Kubeconfigs } from "./reach";

/** A place, and what its cluster holds, or why that cannot be told. */
export interface LivePlace {
    place: PlaceRendered;
    looked?: Looked;
    /** One sentence, where the cluster could not be reached. */
    unreached?: string;
}

export interface LookArgs {
    renderer: Renderer | undefined;
    kubeconfigs: Kubeconfigs;
    progress: Progress;
}

/** Looks at every place at once. One that cannot be reached keeps nobody else from being looked at. */
export function lookAtAll(places: readonly PlaceRendered[], args: LookArgs): Promise<LivePlace[]> {
    return Promise.all(places.map((place) => lookAt(place, args)));
}

async function lookAt(place: PlaceRendered, { renderer, kubeconfigs, progress }: LookArgs): Promise<LivePlace> {
    const step = progress.step(`looking at ${place.environment}, ${place.name}`, { estimate: 5 });
    try {
        const api = await openLive(place.name, await kubeconfigs(place));
        const looked = await look(place, api, {
            renderer,
            at: (detail) => {
                step.update(detail);
            },
        });
        step.done(`${looked.compared} objects compared`);
        return { place, looked };
    } catch (error) {
        const unreached = sentenceOf(error);
        step.failed("it cannot be looked at");
        return { place, unreached };
    }
}

/** Whether something of a place could not be looked at. */
export function isIncomplete({ looked }: LivePlace): boolean {
    return looked === undefined || looked.untold.length > 0;
}

// Whatever is no sentence of ours is a mistake of the program, or an answer that broke off.
function sentenceOf(error: unknown): string {
    if (error instanceof Refusal || RunError.isInstance(error)) return error.message;
    if (error instanceof Error && "code" in error) return `the connection broke off: ${error.message}`;
    throw error;
}
