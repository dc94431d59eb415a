import { type ContractWord, type Sameness, type Word, wordNames, words } from "../../components/contract";
import type { PlaceContract } from "./read";

/** A word of the contract, over several places. */
export interface WholeWord {
    word: Word;
    same: Sameness;
    means: string;
    /** Its value, where that is the same wherever it is offered. */
    value?: string;
    /** Places that do not offer it: `aws-cilium, frankfurt`. */
    notIn: string[];
    /** Where the environment decides it: each value there is, with the place's own domain as `<domain>`, and where. */
    values: { value: string; in: string[] }[];
}

/** The contract of several places, and in what they break it. */
export interface WholeContract {
    words: WholeWord[];
    /** Sentences, each a word that is not as far the same as it promises. */
    broken: string[];
}

/** What several places have in common. */
export function wholeOf(contracts: readonly PlaceContract[]): WholeContract {
    const whole = wordNames.map((word): WholeWord => {
        const { same, means }: ContractWord = words[word];
        const said = contracts.map((one) => ({ where: placeOf(one), value: withoutDomain(word, one) }));
        const offered = said.filter(({ value }) => value !== "");
        const values = [...new Set(offered.map(({ value }) => value))].map((value) => ({
            value,
            in: offered.filter((one) => one.value === value).map(({ where }) => where),
        }));
        return {
            word,
            same,
            means,
            values,
            ...(same !== "environment" && { value: values[0]?.value }),
            notIn: said.filter(({ value }) => value === "").map(({ where }) => where),
        };
    });
    return {
        words: whole,
        broken: whole.flatMap(({ word, same, values, notIn }) => {
            if (same === "environment") return [];
            if (values.length > 1) {
                const said = values.map((one) => `${one.value} in ${one.in.join("; ")}`);
                return [`${word} is not the same everywhere: ${said.join(", and ")}`];
            }
            if (same === "everywhere" && notIn.length > 0) return [`${word} is not in ${notIn.join("; ")}`];
            return [];
        }),
    };
}

function withoutDomain(word: Word, { data }: PlaceContract): string {
    const { [word]: value, "place.domain": domain } = data;
    return word === "place.domain" ? value : value.replaceAll(domain, "<domain>");
}

export function placeOf({ environment, place }: Pick<PlaceContract, "environment" | "place">): string {
    return `${environment}, ${place}`;
}
