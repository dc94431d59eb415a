import type { EngineEvent } from "@pulumi/pulumi/automation";

import { simulate } from "./cluster";
import type { Sandbox } from "./open";
import { recover } from "../recover/index";
import { Refusal, type Progress } from "../terminal";

/**
 * Brings the stack of a sandbox up, and shows how far it is. A run that was cut off before is recovered first.
 *
 * @throws Refusal with the engine's own words for what failed; what came up stays, and the next run goes on from there.
 */
export async function bringUp(sandbox: Sandbox, progress: Progress): Promise<void> {
    const { stack, environment } = sandbox;
    for (const done of await recover({
        stack: environment,
        cwd: stack.workspace.workDir,
        variables: { ...process.env, ...stack.workspace.envVars },
    })) {
        progress.say(done);
    }

    const step = progress.step(`Deploying ${environment}`, { estimate: 40 });
    const simulation = new AbortController();
    const simulations = [...sandbox.clusters.values()].map((cluster) =>
        simulate(cluster, sandbox.tools, simulation.signal),
    );
    const watch = new Watch((begun, ended) => {
        step.update(`${ended} of ${begun} resources`);
    });
    try {
        await stack.up({
            onEvent: (event) => {
                watch.see(event);
            },
            color: "never",
        });
        step.done(`${watch.ended} resources`);
    } catch (error) {
        step.failed();
        const causes = causesAmong(watch.errors);
        if (causes.length === 0) throw error;
        throw new Refusal(`${environment} did not come up:\n${causes.map((line) => `  ${line}`).join("\n")}`);
    } finally {
        simulation.abort();
        await Promise.allSettled(simulations);
    }
}

/**
 * What went wrong, among all that the engine reports: each once, without what only tells that the run was broken off
 * because of it.
 */
export function causesAmong(errors: readonly string[]): string[] {
    const distinct = [...new Set(errors)];
    const causes = distinct.filter((error) => !/client connection is closing|context canceled/.test(error));
    return causes.length === 0 ? distinct : causes;
}

/** Follows a run by the engine's events. */
class Watch {
    readonly errors: string[] = [];
    ended = 0;
    #begun = 0;
    readonly #changed: (begun: number, ended: number) => void;

    constructor(changed: (begun: number, ended: number) => void) {
        this.#changed = changed;
    }

    see(event: EngineEvent): void {
        if (event.resourcePreEvent) this.#begun += 1;
        if (event.resOutputsEvent) this.ended += 1;
        if (event.diagnosticEvent?.severity === "error") this.errors.push(event.diagnosticEvent.message.trim());
        this.#changed(this.#begun, this.ended);
    }
}
