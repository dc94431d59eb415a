import assert from "node:assert/strict";

import { z } from "zod";

import { contentOf } from "./live";

import { compare, helmRenderer, type Planned } from "../../commands/plan/compare";
import { titleOf } from "../../commands/render/title";
import { KubernetesObject } from "../../commands/render/chart";
import { registered } from "../../commands/render/program";
import type { KubernetesObject as Live } from "../../commands/sandbox/objects";
import { root } from "../environments";

/** What `npm run plan` says that a run would do. */
export interface Foretold {
    /** To each resource of the engine's, those of a chart's own among them: `update paris-traefik`. */
    resources: string[];
    /** To each object in a place's cluster, those of Helm's releases among them: `update apps Deployment traefik/traefik`. */
    objects: Map<string, string[]>;
    /** Objects of which it says that nobody can know their next content, and those that Helm runs as hooks. */
    unsaid: Map<string, string[]>;
}

/** What the plan says of a change to an environment, of which `before` is undefined where there is nothing yet. */
export async function planned(name: string, before: unknown, after: unknown, helm: string): Promise<Foretold> {
    const environments = [before, after].map((said) => (said === undefined ? [] : [{ name, said, secrets: {} }]));
    const [old, now] = await Promise.all(environments.map((some) => registered(root, some)));
    const { refused, changes } = await compare(name, old?.get(name), now?.get(name), helmRenderer(helm));
    assert.equal(refused, undefined);
    const untold = changes.flatMap(({ name, notRendered }) =>
        notRendered === undefined ? [] : [`${name}: ${notRendered}`],
    );
    assert.deepEqual(untold, []);
    return {
        resources: [...new Set(changes.flatMap(resourcesOf))].sort(),
        objects: byPlace(changes, objectsOf),
        unsaid: byPlace(changes, unsaidOf),
    };
}

/** Whether a type stands for resources of its own in the engine, one for each object. */
export function isOfObjects(type: string): boolean {
    return /^kubernetes:(helm\.sh\/v4:Chart|yaml\/v2:ConfigFile)$/.test(type);
}

/** What became otherwise in a cluster, of all that the program or Helm applied, as `update apps Deployment traefik/traefik`. */
export function changesIn(
    { earlier, later }: Record<"earlier" | "later", Map<string, Live>>,
    { wanted, unsaid }: { wanted: readonly string[]; unsaid: readonly string[] },
): string[] {
    const changes = [...new Set([...earlier.keys(), ...later.keys()])].flatMap((key) => {
        const [old, now] = [earlier.get(key), later.get(key)];
        const one = now ?? old;
        if (!one || contentOf(old) === contentOf(now)) return [];
        const title = titleOf(one);
        const change = `${old ? (now ? "update" : "delete") : "create"} ${title}`;
        // An object of which nothing is said but its name belongs to nobody.
        return (isApplied(one) || wanted.includes(change)) && !unsaid.includes(title) ? [change] : [];
    });
    return changes.sort();
}

const Applied = z.looseObject({ managedFields: z.array(z.looseObject({ manager: z.string() })).default([]) });

// The rest is made by controllers, and by what simulates them. Helm keeps its records in Secrets.
function isApplied({ metadata, type }: Live): boolean {
    const { managedFields } = Applied.parse(metadata);
    return type !== "helm.sh/release.v1" && managedFields.some(({ manager }) => /^(pulumi|helm)/.test(manager));
}

function resourcesOf({ what, name, type, inside }: Planned): string[] {
    if (what === "rename") return [];
    if (!isOfObjects(type)) return [`${what} ${name}`];
    assert.ok(inside);
    return [
        ...inside.objects.map(({ what, object }) => `${what} ${name}:${ownName(object)}`),
        ...inside.relabelled.map((object) => `update ${name}:${ownName(object)}`),
        // The engine no longer knows them, and leaves them where they are.
        ...inside.kept.map((object) => `delete ${name}:${ownName(object)}`),
    ];
}

function objectsOf({ what, inside, type, before, after }: Planned): string[] {
    if (inside) {
        return [
            ...inside.objects
                .filter(({ hook }) => hook === undefined)
                .map(({ what, object }) => `${inCluster(what)} ${object}`),
            ...inside.relabelled.map((object) => `update ${object}`),
        ];
    }
    if (!type.startsWith("kubernetes:") || what === "rename") return [];
    const [old, now] = [before, after]
        .map((one) => KubernetesObject.safeParse(one?.inputs).data)
        .map((one) => one && titleOf(one));
    // As a Job that is named by what it does.
    if (what === "replace" && old !== now) return [`delete ${old ?? ""}`, `create ${now ?? ""}`];
    const title = now ?? old;
    // A patch neither makes nor unmakes what it is of.
    return title === undefined ? [] : [`${type.endsWith("Patch") ? "update" : inCluster(what)} ${title}`];
}

function unsaidOf({ inside }: Planned): string[] {
    const hooks = (inside?.objects ?? []).flatMap(({ hook, object }) => (hook === undefined ? [] : [object]));
    return [...hooks, ...(inside?.madeUp ?? []), ...(inside?.left ?? [])];
}

// What is made anew under its name is another one there.
function inCluster(what: string): string {
    return what === "replace" ? "update" : what;
}

function ownName(title: string): string {
    return title.split(" ").at(-1) ?? title;
}

function byPlace(changes: readonly Planned[], of: (change: Planned) => string[]): Map<string, string[]> {
    const found = new Map<string, string[]>();
    for (const change of changes) {
        const place = change.place ?? "";
        found.set(place, [...new Set([...(found.get(place) ?? []), ...of(change)])].sort());
    }
    return found;
}
