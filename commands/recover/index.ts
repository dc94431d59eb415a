import { fileURLToPath } from "node:url";

import { z } from "zod";

import { mendAttributes } from "./attributes";
import { type Engine, pulumi } from "./cli";
import { settle } from "./helm";
import { holders } from "./lock";
import { managerOf } from "./objects";
import { type Created, settled, State, unfinished } from "./state";
import { endSurvivors } from "./survivors";
import { Refusal } from "../terminal";

export interface RecoverArgs extends Engine {
    /** The caller has made sure that no run is alive: needed where the lock cannot tell. */
    runIsDead?: boolean;
    /** URNs of cloud resources whose creation was cut off, and which somebody has looked at. */
    forget?: string[];
}

/**
 * Makes a stack usable after a run that died: releases its lock, ends what outlived it, brings Helm's records back to what
 * the state knows, and drops the open operations. Changes no object in a cluster; the next `up` does. Safe to run twice,
 * and when nothing is wrong.
 *
 * @returns what was done, a sentence each; empty when there was nothing to do.
 */
export async function recover(args: RecoverArgs): Promise<string[]> {
    const done: string[] = await release(args);
    done.push(...(await endSurvivors()));

    // Twice: what is imported again must hold its secrets as they were, encrypted.
    const state = State.parse(JSON.parse(await pulumi(["stack", "export"], args)));
    if ((state.deployment.pending_operations ?? []).length === 0) return done;
    const revealed = State.parse(JSON.parse(await pulumi(["stack", "export", "--show-secrets"], args)));

    const open = unfinished(revealed);
    const unseen = open.unknown.filter((urn) => !(args.forget ?? []).includes(urn));
    if (unseen.length > 0) {
        // To go on would drop these operations too, and with them all knowledge of what may exist.
        const options = unseen.map((urn) => `--forget '${urn}'`).join(" ");
        throw new Refusal(
            `${args.stack} is not ready. The run died while it created ${unseen.join(", ")}; each may exist: look for it, ` +
                `delete it or note its id for pulumi import, then run again with ${options}. Nothing but the lock was changed`,
        );
    }
    for (const one of open.releases) done.push(await settle(one));
    const created: Created[] = [];
    for (const object of open.objects) {
        const manager = await managerOf(object);
        if (manager !== undefined) created.push({ object, manager });
    }
    if (created.length > 0) {
        done.push(`${counted(created.length)} made by that run and not written down; the state has them now`);
    }
    const others = open.others.length + open.objects.length - created.length;
    if (others > 0) done.push(`${counted(others)} being worked on; the next run goes on with what exists`);
    await pulumi(["stack", "import"], args, JSON.stringify(settled(state, created)));
    return done;
}

function counted(objects: number): string {
    return objects === 1 ? "1 Kubernetes object was" : `${objects} Kubernetes objects were`;
}

async function release(args: RecoverArgs): Promise<string[]> {
    const about = Whoami.parse(JSON.parse(await pulumi(["whoami", "--json"], args, undefined, false)));
    const done: string[] = [];
    if (about.url.startsWith("file://")) {
        const directory = fileURLToPath(withoutOptions(about.url, args.variables.HOME ?? ""));
        const found = holders(directory, "samestack", args.stack);
        const alive = found.find((holder) => holder.alive === "yes");
        if (alive) {
            throw new Refusal(
                `${args.stack} is being worked on by ${alive.description}: wait for it, or end it, then recover`,
            );
        }
        const elsewhere = found.find((holder) => holder.alive === "unknown");
        if (elsewhere && !args.runIsDead) throw askWhetherDead(args.stack, elsewhere.description);
        for (const file of mendAttributes(directory)) {
            done.push(`${file} was cut off while it was written; removed, for the state is whole without it`);
        }
        if (found.length === 0) return done;
    } else if (!args.runIsDead) {
        throw askWhetherDead(args.stack, `somebody through ${about.url}`);
    }
    await pulumi(["cancel", "--yes"], args);
    return [...done, `the lock of ${args.stack} is released`];
}

// As `file://~/states?metadata=skip`: the home directory may be written short, and words for the storage library follow.
function withoutOptions(url: string, home: string): string {
    return url.replace("file://~", `file://${home}`).replace(/\?.*$/, "");
}

const Whoami = z.looseObject({ url: z.string() });

function askWhetherDead(stack: string, who: string): Refusal {
    return new Refusal(
        `${stack} may be held by ${who}, and from here nobody can tell whether that run is alive: ` +
            `look, and when it is dead, run again with --run-is-dead`,
    );
}
