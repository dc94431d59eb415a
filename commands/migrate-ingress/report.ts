import { type Output, paint, table } from "../terminal";
import type { Migrated } from "./convert";
import type { Outcome } from "./migration";

const colours = { carried: "green", "by hand": "yellow", left: "red" } as const;

/** The report for people: a line for each annotation, then what is to be done by hand, then the sum. */
export function report(ingresses: readonly Migrated[], output: Output): string {
    const rows = ingresses.flatMap((one) =>
        one.outcomes.map((outcome) => ({
            ingress: called(one),
            annotation: outcome.annotation,
            value: short(outcome.value),
            result: paint(colours[outcome.result], outcome.result, output),
            what: outcome.what,
        })),
    );
    const open = [...todos(ingresses)].map(([todo, about]) => `  ${about.join(", ")}: ${todo}`);
    return [
        ...(rows.length > 0
            ? [table(rows, { columns: ["ingress", "annotation", "value", "result", "what"], output }), ""]
            : []),
        ...(open.length > 0 ? [paint("bold", "To do by hand", output)] : []),
        ...open,
        ...(open.length > 0 ? [""] : []),
        sum(ingresses),
    ].join("\n");
}

/** What is to be done, each with what it is about: several annotations may ask for one thing. */
function todos(ingresses: readonly Migrated[]): Map<string, string[]> {
    const all = new Map<string, string[]>();
    for (const one of ingresses) {
        for (const { annotation, what, todo = what } of unfinished(one.outcomes)) {
            const about = all.get(todo) ?? [];
            const here = about.some((earlier) => earlier.startsWith(`${called(one)} `));
            all.set(todo, [...about, here ? annotation : `${called(one)} ${annotation}`]);
        }
    }
    return all;
}

/** What is not done by what the command wrote. */
export function unfinished(outcomes: readonly Outcome[]): Outcome[] {
    return outcomes.filter(({ result }) => result !== "carried");
}

function sum(ingresses: readonly Migrated[]): string {
    const all = ingresses.flatMap(({ outcomes }) => outcomes);
    const count = (result: Outcome["result"]) => all.filter((one) => one.result === result).length;
    return (
        `${ingresses.length} ${ingresses.length === 1 ? "Ingress" : "Ingresses"}: ` +
        `${count("carried")} carried, ${count("by hand")} by hand, ${count("left")} left`
    );
}

function called({ namespace, ingress }: Migrated): string {
    return namespace === undefined ? ingress : `${namespace}/${ingress}`;
}

function short(value: string): string {
    const [first = "", ...more] = value.split("\n");
    return more.length > 0 || first.length > 40 ? `${first.slice(0, 39)}…` : first;
}
