import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { z } from "zod";

import { pull } from "../facts/source";
import { documents } from "../facts/yaml";
import { cacheFolder } from "../sandbox/build";
import { run } from "../sandbox/process";
import { Refusal } from "../terminal";
import { isMapping } from "../../stacks/mapping";

/** A chart as the program installs it: its inputs, and the minor of its place's Kubernetes. */
export const Installation = z.looseObject({
    name: z.string(),
    namespace: z.string(),
    /** A name in the repository, `oci://…`, a file or a URL. */
    chart: z.string(),
    version: z.string(),
    repositoryOpts: z.looseObject({ repo: z.string().optional() }).optional(),
    values: z.record(z.string(), z.unknown()).default({}),
});
export type Installation = z.infer<typeof Installation>;

/** One object that a chart makes. */
export interface ChartObject {
    object: KubernetesObject;
    /** Whether it is a definition of the chart's `crds/`, which Helm installs once and never touches again. */
    apart: boolean;
    /** The events at which Helm makes it and no other time, as in `pre-upgrade,post-install`. */
    hook?: string;
}

export const KubernetesObject = z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({
        name: z.string(),
        namespace: z.string().optional(),
        labels: z.record(z.string(), z.unknown()).nullish(),
        annotations: z.record(z.string(), z.unknown()).nullish(),
    }),
});
export type KubernetesObject = z.infer<typeof KubernetesObject>;

/** What the stack's own definitions offer before any chart is looked at; charts ask whether they are there. */
const OFFERED = [
    ...["monitoring.coreos.com/v1", "monitoring.coreos.com/v1/ServiceMonitor", "cert-manager.io/v1"],
    ...["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1/GatewayClass", "snapshot.storage.k8s.io/v1"],
    // Of Kubernetes' own Helm knows the groups by itself, and not their kinds.
    ...["policy/v1", "policy/v1/PodDisruptionBudget", "storage.k8s.io/v1/VolumeAttributesClass"],
];

/** How values that a chart makes up at each render are written: nobody knows the next one. */
export const MADE_UP = "[made up at each render]";

/**
 * What a chart makes of its values at a Kubernetes version (`1.36`): every object, definitions and hooks included. What
 * it makes up anew at each render is written as `[made up at each render]`.
 *
 * Archives and renders are kept in the user's cache, by their content. Throws a Refusal for a chart that cannot be had
 * or does not render.
 */
export async function render(
    installation: Installation,
    kubernetes: string,
    { helm, env = process.env }: { helm: string; env?: NodeJS.ProcessEnv },
): Promise<ChartObject[]> {
    const archive = await archiveOf(installation, helm, env);
    const { name, namespace, values } = installation;
    const key = JSON.stringify([hashOf(fs.readFileSync(archive)), name, namespace, kubernetes, OFFERED, values]);
    const kept = path.join(cacheFolder(env, "rendered"), `${hashOf(key)}.json`);
    if (fs.existsSync(kept)) return z.array(Kept).parse(JSON.parse(fs.readFileSync(kept, "utf8")));

    const once = () => template(installation, archive, kubernetes, { helm, env });
    const [objects, again] = await Promise.all([once(), once()]);
    const rendered = objects.map((one, index) => ({ ...one, object: steady(one.object, again[index]?.object) }));
    write(kept, JSON.stringify(rendered));
    return rendered;
}

const Kept: z.ZodType<ChartObject> = z.object({
    object: KubernetesObject,
    apart: z.boolean(),
    hook: z.string().optional(),
});

/** What the `Chart.yaml` of an installed chart says. Throws a Refusal for a chart that cannot be had. */
export async function describe(
    installation: Installation,
    { helm, env = process.env }: { helm: string; env?: NodeJS.ProcessEnv },
): Promise<unknown> {
    const archive = await archiveOf(installation, helm, env);
    const { code, stdout, output } = await run(helm, ["show", "chart", archive], { env });
    if (code !== 0) throw new Refusal(`the chart ${installation.chart} cannot be read: ${lastLine(output)}`);
    return documents(stdout)[0];
}

async function template(
    { name, namespace, values, chart }: Installation,
    archive: string,
    kubernetes: string,
    { helm, env }: { helm: string; env: NodeJS.ProcessEnv },
): Promise<ChartObject[]> {
    const { code, stdout, output } = await run(
        helm,
        [
            ...["template", name, archive, "--namespace", namespace, "--values", "-", "--include-crds"],
            ...["--kube-version", kubernetes, ...OFFERED.flatMap((one) => ["--api-versions", one])],
        ],
        { env, input: JSON.stringify(values) },
    );
    if (code !== 0) throw new Refusal(`the chart ${chart} does not render: ${lastLine(output)}`);
    return stdout.split(/^---$/m).flatMap((text) => {
        const apart = /^# Source: [^/]+\/(charts\/[^/]+\/)*crds\//m.test(text);
        return documents(text)
            .filter((document) => document !== null)
            .map((document) => {
                const object = placed(KubernetesObject.parse(document), namespace);
                const hook = object.metadata.annotations?.["helm.sh/hook"];
                return { object, apart, ...(typeof hook === "string" && { hook }) };
            });
    });
}

// Helm puts an object that names no namespace into the release's; one of the cluster as a whole has none at all.
function placed(object: KubernetesObject, namespace: string): KubernetesObject {
    if (object.metadata.namespace !== undefined || clusterWide.test(object.kind)) return object;
    return { ...object, metadata: { ...object.metadata, namespace } };
}

const clusterWide =
    /^(APIService|CSIDriver|Cluster(Role|RoleBinding|Issuer|SecretStore)|CustomResourceDefinition|(Gateway|Ingress|Priority|Runtime|Storage|VolumeSnapshot)Class|Namespace|(Mutating|Validating)WebhookConfiguration|ValidatingAdmissionPolicy(Binding)?|PersistentVolume)$/;

async function archiveOf(installation: Installation, helm: string, env: NodeJS.ProcessEnv): Promise<string> {
    const { chart, version, repositoryOpts } = installation;
    const located = {
        chart,
        version,
        repositoryOpts: repositoryOpts?.repo === undefined ? undefined : { repo: repositoryOpts.repo },
    };
    const name = path.basename(chart);
    if (chart.endsWith(".tgz") && !chart.includes("://")) return pull(name, located, helm, "");
    const from = hashOf(JSON.stringify([chart, repositoryOpts?.repo ?? ""])).slice(0, 12);
    const kept = path.join(cacheFolder(env, "charts"), `${name.replace(/\.tgz$/, "")}-${version}-${from}.tgz`);
    if (fs.existsSync(kept)) return kept;
    fs.mkdirSync(path.dirname(kept), { recursive: true });
    const folder = fs.mkdtempSync(path.join(path.dirname(kept), ".pulling-"));
    try {
        fs.renameSync(await pull(name, located, helm, folder), kept);
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
    return kept;
}

/** An object with what another render of the same has otherwise taken out. */
function steady(object: KubernetesObject, again: KubernetesObject | undefined): KubernetesObject {
    return KubernetesObject.parse(common(object, again));
}

function common(value: unknown, again: unknown): unknown {
    if (Array.isArray(value) && Array.isArray(again)) {
        const others: unknown[] = again;
        return value.map((one: unknown, index) => common(one, others[index]));
    }
    if (isMapping(value) && isMapping(again)) {
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, common(inner, again[key])]));
    }
    return value === again ? value : MADE_UP;
}

// Whole or not at all: another run may read it meanwhile.
function write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const half = `${file}.${process.pid}`;
    fs.writeFileSync(half, text);
    fs.renameSync(half, file);
}

function hashOf(content: string | Buffer): string {
    return createHash("sha256").update(content).digest("hex");
}

function lastLine(text: string): string {
    const said = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Use --debug"));
    return said.at(-1)?.replace(/^Error: /, "") ?? "it says nothing";
}
