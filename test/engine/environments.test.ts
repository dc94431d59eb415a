import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

import { z } from "zod";

import { canaryOf, searchForSecrets } from "./canaries";
import { faulty, type FaultyApi } from "./faults";
import { forgetCreations } from "./forgotten";
import { killedAfter } from "./killed";
import { contentOf, lacks } from "./live";
import { changesIn, isOfObjects, planned } from "./planned";
import { sampleIn } from "./sample";
import { recover } from "../../commands/recover/index";
import { type SandboxCluster, simulate, stopCluster } from "../../commands/sandbox/cluster";
import { everything, type KubernetesObject, titleOf, wanted } from "../../commands/sandbox/objects";
import { openSandbox, type Sandbox } from "../../commands/sandbox/open";
import { Progress } from "../../commands/terminal";
import { readEnvironment } from "../../stacks/environment";
import { environmentFile, environmentNames } from "../../stacks/file";

const run = promisify(execFile);

/** Points at which a run is killed, in milliseconds from its first resource; each run goes on where the last one died. */
const KILLS = [500, 1500, 2500, 3500, 1000, 4500, 2000, 6000, 3000, 8000];

/** Where the real charts are, a directory or a mirror, to see the same with them; stand-ins unless said. */
const { UPSTREAM_CHARTS: charts } = process.env;

/** What is not compared: the sandbox takes away what is behind an APIService, and leaves leases to whoever takes them. */
const ELSEWHERE = ["APIService", "Lease"];

/** Environments of the usual systems, which most people have; in those of the others fewer runs are killed. */
const USUAL = ["aws", "dev", "mixed", "on-premise"];

for (const environment of environmentNames()) {
    describe(`${environment} on a real engine and a real API server`, function () {
        this.timeout((charts === undefined ? 15 : 45) * 60_000);
        const said = environmentFile(environment);
        const simulation = new AbortController();
        let directory: string;
        let sandbox: Sandbox;
        /** What the engine printed. */
        const printed: string[] = [];
        /** What each place's cluster held before anything was deployed. */
        let bare: Map<string, Set<string>>;

        before(async () => {
            directory = fs.mkdtempSync(path.join(os.tmpdir(), `samestack-${environment}-`));
            const progress = new Progress({ write: () => undefined });
            sandbox = await openSandbox({ environment, said, directory, charts, progress, secretOf: canaryOf });
            console.log(`      against: ${sandbox.standins.join("; ")}`);
            for (const cluster of sandbox.clusters.values()) void simulate(cluster, sandbox.tools, simulation.signal);
            bare = await perPlace(sandbox, async (cluster) => new Set((await everythingIn(sandbox, cluster)).keys()));
        });

        after(async () => {
            simulation.abort();
            for (const { name } of sandbox.clusters.values()) await stopCluster(name, sandbox.tools, { directory });
            fs.rmSync(directory, { recursive: true, force: true });
        });

        it("comes up as planned, with every object as it was asked for", async () => {
            printed.push(...(await runAsPlanned(sandbox, undefined)).printed);
            await compareAll(sandbox);
        });

        it("shows no secret anywhere but in the Secrets that hold it", async () => {
            const objects = await perPlace(sandbox, (cluster) => everythingIn(sandbox, cluster));
            const { looked, found, derived } = searchForSecrets({
                objects: [...objects.values()].flatMap((inPlace) => [...inPlace.values()]),
                folders: [path.join(directory, "state"), path.join(directory, "work")],
                printed,
            });
            assert.deepEqual(found, []);
            for (const [where, count] of Object.entries(looked))
                assert.ok(count > 0, `nothing was looked at: ${where}`);
            const counts = Object.entries(looked).map(([where, count]) => `${count} ${where}`);
            console.log(`      looked at ${counts.join(", ")}, for canaries and ${derived} derived secrets`);
        });

        it("admits the sample application unchanged, in each place", async () => {
            for (const [place, cluster] of sandbox.clusters) {
                const { admitted, without } = await sampleIn(cluster, sandbox.tools.kubectl);
                console.log(
                    `      ${place}: ${admitted} objects admitted${without === "" ? "" : `; NOT TRIED: ${without}`}`,
                );
            }
        });

        it("has nothing to do the second time", async () => {
            const { changeSummary } = await sandbox.stack.preview({ color: "never", expectNoChanges: true });
            // What others made, such as ECK's authority, is looked up each time.
            assert.deepEqual(
                Object.keys(changeSummary).filter((operation) => operation !== "read"),
                ["same"],
            );
            console.log(`      ${changeSummary.same ?? 0} resources, no change`);
        });

        if (USUAL.includes(environment))
            it("finds again whatever a killed run has made and not written down", async () => {
                const forgotten = forgetCreations(
                    path.join(directory, "state/.pulumi/stacks/samestack", `${environment}.json`),
                );
                const found = (await recoverStack(sandbox)).at(-1);
                assert.equal(
                    found,
                    `${forgotten} Kubernetes objects were made by that run and not written down; the state has them now`,
                );
                const { summary } = await sandbox.stack.up({ color: "never" });
                const changes = Object.entries(summary.resourceChanges ?? {});
                const changed = changes.filter(([operation]) => !["read", "same"].includes(operation));
                assert.deepEqual(changed, [["update", forgotten]]);
                await sandbox.stack.preview({ color: "never", expectNoChanges: true });
                console.log(`      ${forgotten} objects forgotten, and found`);
            });

        it("touches only what a change is about", async () => {
            const [place = ""] = sandbox.clusters.keys();
            const cluster = clusterOf(sandbox, place);
            const earlier = await everythingIn(sandbox, cluster);
            const before = sandbox.engine.said;
            await sandbox.say(withPlace(said, place, { monitoring: { retentionDays: 16 } }));
            const { touched } = await runAsPlanned(sandbox, before);
            const later = await everythingIn(sandbox, cluster);

            assert.deepEqual(touched, [`update ${place}-kube-prometheus-stack`]);
            const changed = [...later].filter(
                ([title, object]) => !isOwned(object) && contentOf(object) !== contentOf(earlier.get(title)),
            );
            const elsewhere = changed.filter(([, { metadata }]) => metadata.namespace !== "monitoring");
            assert.deepEqual(
                elsewhere.map(([title]) => title),
                [],
            );
            assert.ok(changed.length > 0, "the change reached no object");
            console.log(`      ${changed.length} of ${later.size} objects touched`);
        });

        it("does what the plan says, resource by resource and object by object, and nothing else", async () => {
            const [place = ""] = sandbox.clusters.keys();
            const before = sandbox.engine.said;
            // Something that goes, something that is made anew, what a chart makes, and all that follows of it.
            await sandbox.say(
                withPlace(said, place, {
                    monitoring: { retentionDays: 17 },
                    logging: { retentionDays: 15 },
                    ingress: { replicas: 4 },
                    startPage: { kind: "none" },
                    ...(existingPlaces(said).includes(place)
                        ? {}
                        : { cluster: { nodes: { instanceType: "m7i.2xlarge" } } }),
                }),
            );
            const { touched } = await runAsPlanned(sandbox, before);
            for (const what of ["delete", "replace", "update"]) {
                assert.ok(
                    touched.some((line) => line.startsWith(`${what} `)),
                    `nothing was to ${what}`,
                );
            }
        });

        it("refuses to be destroyed without consent, and loses nothing", async () => {
            const there = () =>
                perPlace(sandbox, async (cluster) =>
                    [...(await everythingIn(sandbox, cluster))].flatMap(([title, one]) =>
                        isOwned(one) ? [] : [title],
                    ),
                );
            const earlier = await there();
            await assert.rejects(destroyAsUsersDo(sandbox), { stdout: /protected/i });
            assert.deepEqual(await there(), earlier);
        });

        it("leaves nothing behind when it is destroyed with consent", async () => {
            const before = sandbox.engine.said;
            await sandbox.say(consenting(said));
            await runAsPlanned(sandbox, before);
            await sandbox.stack.destroy({ color: "never" });
            // The cluster collects what a namespace owned once that is gone.
            const started = Date.now();
            for (;;) {
                const left = await perPlace(sandbox, async (cluster, place) => {
                    const objects = [...(await everythingIn(sandbox, cluster))];
                    // The sandbox plays what stays too.
                    return objects.flatMap(([title, { kind }]) =>
                        kind === "Stage" || bare.get(place)?.has(title) ? [] : [title],
                    );
                });
                if ([...left.values()].every((titles) => titles.length === 0)) break;
                if (Date.now() - started > 60_000) assert.deepEqual(left, new Map());
                await setTimeout(1000);
            }
            console.log(
                `      nothing is left, ${Math.round((Date.now() - started) / 1000)} s after the engine was done`,
            );
        });

        it("converges after kills, before an API server that fails now and then", async () => {
            const faults = new Map<string, FaultyApi>();
            const there = existingPlaces(said);
            for (const place of there) faults.set(place, await faulty(clusterOf(sandbox, place).kubeconfig, 40));
            try {
                await sandbox.say(said, new Map([...faults].map(([place, { kubeconfig }]) => [place, kubeconfig])));
                let kills = 0;
                for (const after of USUAL.includes(environment) ? KILLS : KILLS.slice(0, 3)) {
                    const ended = await killedAfter(after, sandbox.engine);
                    if (ended.killed) kills += 1;
                    await recoverStack(sandbox);
                }
                await sandbox.stack.up({ color: "never" });
                const { changeSummary } = await sandbox.stack.preview({ color: "never", expectNoChanges: true });
                const refused = [...faults.values()].flatMap(({ counts }) => Object.values(counts.refused));
                console.log(
                    `      ${kills} kills, ${refused.reduce((a, b) => a + b, 0)} planted refusals, ${changeSummary.same ?? 0} resources without change`,
                );
                assert.ok(kills > 0, "no run was killed");
            } finally {
                for (const api of faults.values()) await api.close();
            }
            await compareAll(sandbox);
        });
    });
}

/** Whether a controller made an object of another one, as a CronJob its Jobs at its times, and may unmake it. */
function isOwned({ metadata }: KubernetesObject): boolean {
    return "ownerReferences" in metadata;
}

async function compareAll(sandbox: Sandbox): Promise<void> {
    let compared = 0;
    const wrong: string[] = [];
    for (const [place, cluster] of sandbox.clusters) {
        const live = await everythingIn(sandbox, cluster);
        for (const object of await wanted(sandbox, place)) {
            if (ELSEWHERE.includes(object.kind)) continue;
            compared += 1;
            const found = live.get(titleOf(object));
            const missing = found === undefined ? ["is not there"] : lacks(object, found);
            wrong.push(...missing.map((at) => `${place}: ${titleOf(object)} ${at}`));
        }
    }
    assert.deepEqual(wrong, []);
    assert.ok(compared > 0, "no object was compared");
    console.log(`      ${compared} objects compared`);
}

async function everythingIn(sandbox: Sandbox, cluster: SandboxCluster): Promise<Map<string, KubernetesObject>> {
    return everything(cluster, sandbox.tools.kubectl);
}

async function perPlace<T>(
    sandbox: Sandbox,
    of: (cluster: SandboxCluster, place: string) => Promise<T>,
): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    for (const [place, cluster] of sandbox.clusters) found.set(place, await of(cluster, place));
    return found;
}

function clusterOf(sandbox: Sandbox, place: string): SandboxCluster {
    const cluster = sandbox.clusters.get(place);
    if (!cluster) assert.fail(`${sandbox.environment} has no place ${place}`);
    return cluster;
}

// With its preview first, as on the command line; the Automation API leaves that out.
async function destroyAsUsersDo({ stack, environment }: Sandbox): Promise<void> {
    const options = { cwd: stack.workspace.workDir, env: { ...process.env, ...stack.workspace.envVars } };
    await run("pulumi", ["destroy", "--yes", "--non-interactive", "--stack", environment], options);
}

/** Brings up what is said now, and compares what that did with what the plan says of it. */
async function runAsPlanned(sandbox: Sandbox, before: unknown): ReturnType<typeof upAndWatch> {
    const { environment, engine, tools } = sandbox;
    const foretold = await planned(environment, before, engine.said, tools.helm);
    const earlier = await perPlace(sandbox, (cluster) => everythingIn(sandbox, cluster));
    const { touched, printed } = await upAndWatch(sandbox);
    const later = await perPlace(sandbox, (cluster) => everythingIn(sandbox, cluster));
    assert.deepEqual(touched, foretold.resources);
    let objects = 0;
    for (const [place, now] of later) {
        const wanted = foretold.objects.get(place) ?? [];
        objects += wanted.length;
        assert.deepEqual(
            changesIn(
                { earlier: earlier.get(place) ?? new Map<string, KubernetesObject>(), later: now },
                { wanted, unsaid: foretold.unsaid.get(place) ?? [] },
            ),
            wanted,
        );
    }
    console.log(`      ${touched.length} resources and ${objects} objects, as planned`);
    return { touched, printed };
}

/** Every resource of ours that a run changed, as `operation name`; components only hold what they were given. */
async function upAndWatch(sandbox: Sandbox): Promise<{ touched: string[]; printed: string[] }> {
    const touched = new Set<string>();
    const { stdout, stderr } = await sandbox.stack.up({
        color: "never",
        diff: true,
        onEvent: ({ resOutputsEvent }) => {
            const metadata = resOutputsEvent?.metadata;
            // To look something up is no change.
            if (!metadata || ["same", "read"].includes(metadata.op)) return;
            if (/^(samestack:|pulumi:pulumi:Stack$)/.test(metadata.type) || isOfObjects(metadata.type)) return;
            const name = metadata.urn.split("::").at(-1) ?? "";
            // The engine's own, for what names no provider.
            if (metadata.type.startsWith("pulumi:providers:") && name.startsWith("default")) return;
            touched.add(`${operation(metadata.op)} ${name}`);
        },
    });
    return { touched: [...touched].sort(), printed: [stdout, stderr] };
}

// To replace something the engine makes another one and deletes the first, in either order.
function operation(op: string): string {
    return /replace/.test(op) ? "replace" : op;
}

async function recoverStack({ stack, environment }: Sandbox): Promise<string[]> {
    const variables = { ...process.env, ...stack.workspace.envVars };
    const { deployment } = Pending.parse(await stack.exportStack());
    // What a cloud may have made is for a person to look at; the stand-in of AWS makes nothing.
    const forget = (deployment.pending_operations ?? []).map(({ resource }) => resource.urn);
    return recover({ stack: environment, cwd: stack.workspace.workDir, variables, forget });
}

const Pending = z.looseObject({
    deployment: z.looseObject({
        pending_operations: z.array(z.looseObject({ resource: z.looseObject({ urn: z.string() }) })).nullish(),
    }),
});

const Said = z.looseObject({
    places: z.record(z.string(), z.looseObject({ cluster: z.looseObject({ kind: z.string() }) })),
});

/** The environment, saying more of one place's roles. */
function withPlace(said: unknown, place: string, more: Record<string, Record<string, unknown>>): unknown {
    const environment = Said.parse(said);
    const roles: Record<string, unknown> = environment.places[place] ?? {};
    const merged = Object.entries(more).map(([role, words]): [string, unknown] => {
        const before = roles[role];
        return [role, { ...(typeof before === "object" ? before : {}), ...words }];
    });
    return { ...environment, places: { ...environment.places, [place]: { ...roles, ...Object.fromEntries(merged) } } };
}

/** The environment, agreeing to the loss of all it holds: every word of consent that any of its systems knows. */
function consenting(said: unknown): unknown {
    return agreeing(readEnvironment(said));
}

function agreeing(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(agreeing);
    if (typeof value !== "object" || value === null) return value;
    const words = Object.entries(value).map(([word, inner]: [string, unknown]): [string, unknown] => {
        if (word === "allowDestroy") return [word, true];
        return word === "deletionProtection" ? [word, false] : [word, agreeing(inner)];
    });
    return Object.fromEntries(words);
}

function existingPlaces(said: unknown): string[] {
    const { places } = Said.parse(said);
    return Object.keys(places).filter((place) => places[place]?.cluster.kind === "existing");
}
