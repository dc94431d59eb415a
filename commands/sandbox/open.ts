import * as path from "node:path";

import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";

import { adminToken, type SandboxCluster, startCluster } from "./cluster";
import { type Tools, tools } from "./tools";
import { type EngineArgs, openStack } from "../engine";
import type { Progress } from "../terminal";
import type { Chart } from "../../components/chart";
import { clusterName } from "../../components/cluster";
import { chartsOf, readEnvironment } from "../../stacks/environment";
import { configKeysOf } from "../../stacks/rules/clusters";
import { gatewayApi } from "../../components/ingress";
import { writeCharts, writeGatewayApi } from "../../test/standins/charts/write";
import { pluginPath } from "../../test/standins/plugins";

/** An environment on clusters of this machine, ready to be brought up. */
export interface Sandbox {
    environment: string;
    stack: Stack;
    /** By place. */
    clusters: ReadonlyMap<string, SandboxCluster>;
    tools: Tools;
    /** What the stack was opened with; whoever opens it again, in another process, gets the same. */
    engine: EngineArgs;
    /** Says something else of the same environment, for the next run; reaches clusters by other kubeconfigs where given. */
    say(said: unknown, kubeconfigs?: ReadonlyMap<string, string>): Promise<void>;
    /** Versions of what the environment installs, by the name of its chart or bundle. */
    pins: ReadonlyMap<string, string>;
    /** Which parts are not the real ones, a sentence each; every output that shows the sandbox says them. */
    standins: string[];
}

export interface SandboxArgs {
    environment: string;
    /** What its file says. */
    said: unknown;
    /** Everything the sandbox writes is below this folder. */
    directory: string;
    /** Where charts come from; stand-ins of this repository unless said. */
    charts?: string;
    /** The secret of each config key that the environment needs; throw-away ones unless said. */
    secretOf?: (key: string) => string;
    progress: Progress;
}

/**
 * Starts a cluster of simulated nodes for each place of an environment, and opens its stack on them. What the machine
 * lacks is built or played by a stand-in. Clusters that run already are taken as they are.
 */
export async function openSandbox(args: SandboxArgs): Promise<Sandbox> {
    const { directory, environment, progress } = args;
    const found = await tools(progress);
    const plugins = pluginPath();
    const programs = [...plugins.path, ...new Set(Object.values(found).map((tool: string) => path.dirname(tool)))];
    // The Automation API looks for the CLI on the path of this process.
    process.env.PATH = [...programs, process.env.PATH].join(path.delimiter);

    const charts = args.charts ?? path.join(directory, "charts");
    if (args.charts === undefined) await writeStandins(charts, args.said, found);

    const places = Object.keys(Places.parse(args.said).places);
    const step = progress.step(`Kubernetes for ${places.join(" and ")}`, { estimate: 5 * places.length });
    const clusters = new Map<string, SandboxCluster>();
    for (const place of places) {
        clusters.set(place, await startCluster(`${environment}-${place}`, found, { directory }));
    }
    step.done(`${clusters.size} API server${clusters.size === 1 ? "" : "s"} with simulated nodes`);

    const variables = {
        PATH: process.env.PATH,
        SAMESTACK_STANDIN_EKS: JSON.stringify(await eksOf(environment, args.said, clusters, found)),
    };
    // Credentials of an EKS cluster are asked for by this process as well, when it looks at one or recovers it.
    Object.assign(process.env, variables);
    const engine: EngineArgs = {
        environment,
        directory,
        said: here(args.said, kubeconfigsOf(clusters), charts),
        secrets: Object.fromEntries(secretKeys(args.said).map((key) => [key, (args.secretOf ?? throwAway)(key)])),
        variables,
    };
    const stack = await openStack(engine);
    const standins = [
        "nodes and pods are simulated by KWOK: no container runs",
        ...(plugins.kubernetes === "stand-in" ? ["the Kubernetes provider is this repository's stand-in"] : []),
        ...(args.charts === undefined ? ["charts are this repository's stand-ins"] : []),
        ...(hasEks(args.said) ? ["the AWS provider is a stand-in: no cloud is called"] : []),
    ];
    return {
        environment,
        stack,
        clusters,
        tools: found,
        engine,
        pins: new Map([...pinsOf(args.said), gatewayApi].map(({ name, version }) => [name, version])),
        standins,
        say: async (said, kubeconfigs = new Map()) => {
            engine.said = here(said, new Map([...kubeconfigsOf(clusters), ...kubeconfigs]), charts);
            await openStack(engine);
        },
    };
}

function secretKeys(said: unknown): string[] {
    return ["adminPassword", "seed", ...configKeysOf(said)];
}

// Anybody on this machine can reach the cluster, and nobody keeps it. In base64 too, as keys of name servers are.
function throwAway(key: string): string {
    return key === "seed" ? "sandbox-".repeat(8) : "sandbox1";
}

function kubeconfigsOf(clusters: ReadonlyMap<string, SandboxCluster>): Map<string, string> {
    return new Map([...clusters].map(([place, { kubeconfig }]) => [place, kubeconfig]));
}

const Places = z.looseObject({
    places: z.record(z.string(), z.looseObject({ cluster: z.looseObject({ kind: z.string() }) })),
});

function hasEks(said: unknown): boolean {
    return Object.values(Places.parse(said).places).some(({ cluster }) => cluster.kind === "eks");
}

// The environment as its file says it, but for how its clusters are reached and where charts come from.
function here(said: unknown, kubeconfigs: ReadonlyMap<string, string>, charts: string): unknown {
    const environment = Places.parse(said);
    const places = Object.entries(environment.places).map(([name, place]) => {
        const kubeconfig = kubeconfigs.get(name);
        if (place.cluster.kind !== "existing") return [name, place];
        return [name, { ...place, cluster: { ...place.cluster, context: undefined, kubeconfig } }];
    });
    return { ...environment, charts, places: Object.fromEntries(places) as unknown };
}

async function eksOf(environment: string, said: unknown, clusters: ReadonlyMap<string, SandboxCluster>, found: Tools) {
    const eks = Object.entries(Places.parse(said).places).filter(([, { cluster }]) => cluster.kind === "eks");
    const entries = eks.map(async ([place]) => {
        const cluster = clusters.get(place);
        if (!cluster) throw new Error(`no cluster was started for ${place}`);
        const { server: endpoint, certificateAuthority } = cluster;
        const token = await adminToken(cluster, found);
        return [clusterName(`${place}-cluster`, environment), { endpoint, certificateAuthority, token }] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
}

function pinsOf(said: unknown): Chart[] {
    const pins = Object.values(readEnvironment(said).places).flatMap(chartsOf);
    return [...new Map(pins.map((pin) => [pin.name, pin])).values()];
}

async function writeStandins(directory: string, said: unknown, { helm }: Tools): Promise<void> {
    await writeCharts(directory, pinsOf(said), helm);
    writeGatewayApi(directory, gatewayApi);
}
