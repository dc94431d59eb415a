import type { Rehearsal } from "./rehearse";
import { counted } from "../plan/report";
import { type Output, paint } from "../terminal";

/** How the command ends: 3 where data would be lost, 1 where the engine refuses or a second run would change something. */
export function exitCodeOf(done: readonly Rehearsal[]): 0 | 1 | 3 {
    if (done.some(({ first }) => first.dangers.length > 0)) return 3;
    return done.some(({ first, second }) => first.failures.length > 0 || second?.length !== 0) ? 1 : 0;
}

/** Rehearsals for a terminal. */
export function textOf(done: readonly Rehearsal[], output: Output): string {
    return done.map((one) => `${linesOf(one, output).join("\n")}\n`).join("\n");
}

function linesOf({ release, environment, resources, first, second }: Rehearsal, output: Output): string[] {
    const { steps, dangers, failures } = first;
    return [
        paint("bold", `${environment}, as ${release} left it: ${counted(resources, "resource")}`, output),
        ...(steps.length === 0 ? ["  nothing would change"] : steps.map((step) => `  ${step}`)),
        ...dangers.map(({ sentence, why }) => `  ${paint("red", `DANGER: ${sentence}`, output)}: ${why}`),
        ...failures.map((failure) => `  ${paint("red", "the engine refuses", output)}: ${failure}`),
        ...(second === undefined
            ? ["  the present program was not let at it"]
            : second.length === 0
              ? [`  ${paint("green", "the second run changes nothing", output)}`]
              : [paint("red", "  the second run would change:", output), ...second.map((step) => `    ${step}`)]),
    ];
}
