import { stringify } from "yaml";

import { type Output, paint, table } from "../terminal";
import type { WholeContract, WholeWord } from "./whole";

const head = `What an application may rely on, word by word: in every place; where a place offers it, with those of this
repository's environments that do not; and what the environment decides, with what it is in each place. A place says all
of it in the ConfigMap kube-public/samestack-contract. Written by npm run contract -- --write; a test keeps it true.`;

/** The contract as the file at the root: YAML, for people and for whoever checks manifests against it. */
export function fileOf({ words }: WholeContract): string {
    const of = (same: WholeWord["same"]) => words.filter((word) => word.same === same);
    const document = {
        everywhere: entries(of("everywhere"), ({ value, means }) => ({ value, means })),
        offered: entries(of("offered"), ({ value, means, notIn }) => ({ value, means, notIn })),
        environment: entries(of("environment"), ({ means, values }) => ({ means, values })),
    };
    const comment = head
        .split("\n")
        .map((line) => `# ${line}\n`)
        .join("");
    return comment + stringify(document, { lineWidth: 0 });
}

function entries(words: WholeWord[], told: (word: WholeWord) => object): Record<string, object> {
    return Object.fromEntries(words.map((word) => [word.word, told(word)]));
}

/** The contract for a terminal. */
export function textOf({ words, broken }: WholeContract, output: Output): string {
    const rows = words.map((word) => ({
        word: word.word,
        value: word.same === "environment" ? decided(word) : (word.value ?? "not offered"),
        "the same": word.same === "environment" ? "the environment decides" : word.same,
        "not in": word.notIn.length > 0 ? word.notIn.join("; ") : undefined,
    }));
    const lines = broken.map((sentence) => paint("red", `${sentence}.`, output));
    return `${[table(rows, { columns: ["word", "value", "the same", "not in"], output }), ...lines].join("\n")}\n`;
}

// The one value there is, or how many there are.
function decided({ values }: WholeWord): string {
    return values.length > 1 ? `${values.length} values` : (values[0]?.value ?? "not offered");
}
