import { z } from "zod";

import { CONTRACT, type Word, wordNames } from "../../components/contract";
import type { Registered } from "../render/registration";

/** A place's contract, as its ConfigMap says it. */
export interface PlaceContract {
    environment: string;
    place: string;
    data: Record<Word, string>;
}

const Data: z.ZodType<Record<Word, string>> = z.record(z.enum(wordNames), z.string());

/** The ConfigMap of the contract, as a program registers it. */
const Contract = z.object({ metadata: z.object({ name: z.literal(CONTRACT) }), data: Data });

/** The contract of each place of an environment, of all that was registered for it. */
export function contractsIn(environment: string, resources: readonly Registered[]): PlaceContract[] {
    return resources
        .filter(({ type, name }) => type === "kubernetes:core/v1:ConfigMap" && name.endsWith("-contract"))
        .flatMap(({ name, inputs }) => {
            const place = name.replace(/-contract$/, "");
            return isContract(inputs) ? [{ environment, place, data: Contract.parse(inputs).data }] : [];
        });
}

const Named = z.looseObject({ metadata: z.looseObject({ name: z.literal(CONTRACT) }) });

function isContract(inputs: unknown): boolean {
    return Named.safeParse(inputs).success;
}
