import { z } from "zod";

import type { Pin, PlaceVersions } from "./collect";
import { type Running, runningIn } from "./release-record";
import { versionOf } from "../plan/upgrades";
import { configOf, patiently } from "../recover/api";
import { pulumi } from "../recover/cli";
import { plain, State } from "../recover/state";
import { reach } from "../../components/cluster";
import { readKubeconfig } from "../../components/cluster/kubeconfig";

/** How what runs stands to what is pinned. */
export interface Compared {
    chart: string;
    pinned: string;
    /** The version of the chart that runs; undefined where nobody can tell. */
    runs?: string;
    is: string;
}

/** What a place runs. */
export interface Live {
    environment: string;
    place: string;
    /** Kubernetes, as its API server says: `v1.36.3`. */
    gitVersion: string;
    compared: Compared[];
    /** Releases that nobody pins. */
    besides: string[];
}

const Said = z.looseObject({
    places: z.record(
        z.string(),
        z.looseObject({
            cluster: z.looseObject({
                kind: z.string(),
                kubeconfig: z.unknown().optional(),
                context: z.string().optional(),
            }),
        }),
    ),
});

/**
 * The kubeconfig by which the program reaches a place: the file that the environment names; otherwise, of EKS or of a
 * secret, what the stack's state holds of its provider, for which Pulumi must be logged in.
 */
export async function kubeconfigOf(
    { environment, place, said }: { environment: string; place: string; said: unknown },
    cwd: string,
): Promise<string> {
    const cluster = Said.safeParse(said).data?.places[place]?.cluster;
    if (cluster?.kind === "existing" && typeof cluster.kubeconfig === "string") {
        return readKubeconfig(`${place}-cluster`, cluster.kubeconfig, cluster.context);
    }
    const engine = { stack: environment, cwd, variables: process.env };
    const state = State.parse(JSON.parse(await pulumi(["stack", "export", "--show-secrets"], engine)));
    const provider = (state.deployment.resources ?? []).find(({ urn }) =>
        urn.endsWith(`pulumi:providers:kubernetes::${place}-cluster`),
    );
    const kubeconfig = plain(provider?.inputs?.kubeconfig);
    if (kubeconfig === undefined) throw new Error(`the state of ${environment} has no kubeconfig of ${place}`);
    return kubeconfig;
}

/** Looks at what a place runs, by Helm's records and, for charts of which Helm keeps none, by the labels of workloads. */
export async function lookAt(
    { environment, place }: Pick<PlaceVersions, "environment" | "place">,
    pins: readonly Pin[],
    kubeconfig: string,
): Promise<Live> {
    const { gitVersion } = await reach(`${place}-cluster`, kubeconfig);
    const { AppsV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    const config = await configOf({ kubeconfig });
    const [core, apps] = [config.makeApiClient(CoreV1Api), config.makeApiClient(AppsV1Api)];
    const [secrets, ...workloads] = await Promise.all([
        patiently(() => core.listSecretForAllNamespaces({ labelSelector: "owner=helm" })),
        patiently(() => apps.listDeploymentForAllNamespaces({ labelSelector: "helm.sh/chart" })),
        patiently(() => apps.listDaemonSetForAllNamespaces({ labelSelector: "helm.sh/chart" })),
        patiently(() => apps.listStatefulSetForAllNamespaces({ labelSelector: "helm.sh/chart" })),
    ]);
    const labels = workloads.flatMap(({ items }) =>
        items.flatMap(({ metadata }) => metadata?.labels?.["helm.sh/chart"] ?? []),
    );
    const running = runningIn(secrets.items);
    const mine = pins.filter(({ kind, places }) => kind === "chart" && places.includes(`${environment} ${place}`));
    return { environment, place, gitVersion, ...compareWith(mine, running, labels) };
}

/** What is pinned against what runs. */
export function compareWith(
    pins: readonly Pick<Pin, "name" | "version">[],
    running: readonly Running[],
    labels: readonly string[],
): Pick<Live, "compared" | "besides"> {
    const compared = pins.map(({ name, version }): Compared => {
        const release = running.find(({ chart }) => chart === name);
        const label = labels.find((one) => one.startsWith(`${name}-`) && /^v?\d/.test(one.slice(name.length + 1)));
        const runs = release?.version ?? label?.slice(name.length + 1);
        if (runs === undefined) return { chart: name, pinned: version, is: "not told" };
        const state = release && release.status !== "deployed" ? `${release.status}, ` : "";
        return { chart: name, pinned: version, runs, is: `${state}${standing(version, runs)}` };
    });
    const besides = running
        .filter(({ chart }) => !pins.some(({ name }) => name === chart))
        .map(({ namespace, name, chart, version }) => `${namespace}/${name} (${chart} ${version})`);
    return { compared, besides };
}

/** How what runs stands to the pin: `same`, `behind by 2 minors`, `ahead by a patch`. */
export function standing(pinned: string, runs: string): string {
    const plainly = (text: string) => text.replace(/^v/, "").replace(/\+.*$/, "");
    if (plainly(pinned) === plainly(runs)) return "same";
    const [want, have] = [versionOf(pinned), versionOf(runs)];
    if (!want || !have) return "another";
    const [majors, minors] = [want[0] - have[0], want[1] - have[1]];
    if (majors !== 0) return words(majors, "major");
    if (minors !== 0) return words(minors, "minor");
    return patchOf(pinned) >= patchOf(runs) ? "behind by patches" : "ahead by patches";
}

function words(by: number, what: string): string {
    const count = Math.abs(by);
    return `${by > 0 ? "behind" : "ahead"} by ${count === 1 ? `a ${what}` : `${count} ${what}s`}`;
}

function patchOf(version: string): number {
    return Number(/^v?\d+\.\d+\.(\d+)/.exec(version)?.[1] ?? "0");
}
