import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { z } from "zod";

import type { SandboxCluster } from "./cluster";
import type { Sandbox } from "./open";
import { documents } from "../facts/yaml";

const run = promisify(execFile);

/** A Kubernetes object, as far as comparison needs it typed. */
export const KubernetesObject = z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({
        name: z.string(),
        namespace: z.string().optional(),
        uid: z.string().optional(),
        labels: z.record(z.string(), z.string()).optional(),
        deletionTimestamp: z.string().optional(),
    }),
});
export type KubernetesObject = z.infer<typeof KubernetesObject>;

const List = z.looseObject({ items: z.array(KubernetesObject) });

// What controllers make and unmake by themselves, in no relation to a deployment.
const noise = ["events", "leases", "endpointslices", "endpoints", "controllerrevisions", "componentstatuses"];

/** Every object of a cluster, of every kind it serves, by `kind namespace/name`. */
export async function everything(cluster: SandboxCluster, kubectl: string): Promise<Map<string, KubernetesObject>> {
    const where = ["--kubeconfig", cluster.kubeconfig];
    const options = { maxBuffer: 512 * 1024 * 1024 };
    const kinds = await run(kubectl, [...where, "api-resources", "--verbs=list", "-o", "name"], options);
    const names = kinds.stdout
        .split("\n")
        .filter(
            (name) => name !== "" && !noise.includes(name.split(".")[0] ?? "") && !name.endsWith(".metrics.k8s.io"),
        );
    const got = await run(
        kubectl,
        [...where, "get", [...new Set(names)].join(","), "-A", "-o", "json", "--show-managed-fields"],
        options,
    );
    return new Map(List.parse(JSON.parse(got.stdout)).items.map((object) => [titleOf(object), object]));
}

export function titleOf({ kind, metadata, apiVersion }: KubernetesObject): string {
    const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0] ?? ""}` : "";
    return `${kind}${group} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
}

const Resource = z.looseObject({
    urn: z.string(),
    type: z.string(),
    custom: z.boolean(),
    parent: z.string().optional(),
    dependencies: z.array(z.string()).default([]),
    inputs: z.record(z.string(), z.unknown()).default({}),
});
/** One resource in a stack's state. Secrets are there, as Pulumi wraps them. */
export type Resource = z.infer<typeof Resource>;

const Exported = z.looseObject({ resources: z.array(Resource) });

/** What the state holds of one place, in an order in which it can be made. */
export async function resourcesOf(sandbox: Sandbox, place: string): Promise<Resource[]> {
    const { resources } = Exported.parse((await sandbox.stack.exportStack()).deployment);
    return resources.filter(({ urn }) => urn.split("::").at(-1)?.startsWith(place));
}

/** The Kubernetes object that a resource is; undefined for a release, a component, a provider. */
export function objectOf({ type, inputs }: Resource): KubernetesObject | undefined {
    const object = KubernetesObject.safeParse(inputs);
    return type.startsWith("kubernetes:") && !type.includes("helm.sh") && object.success ? object.data : undefined;
}

/** Every object that the stack asked for in one place: its own, and what each of its Helm releases holds. */
export async function wanted(sandbox: Sandbox, place: string): Promise<KubernetesObject[]> {
    const cluster = sandbox.clusters.get(place);
    if (!cluster) throw new Error(`${sandbox.environment} has no cluster for ${place}`);
    const here = await resourcesOf(sandbox, place);
    const namespaced = await namespacedKinds(cluster, sandbox.tools.kubectl);

    const own = here.map(objectOf).filter((object) => object !== undefined);
    const releases = here.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    const held = await Promise.all(
        releases.map(async ({ inputs }) => {
            const { name, namespace } = z.looseObject({ name: z.string(), namespace: z.string() }).parse(inputs);
            const words = ["get", "manifest", name, "--namespace", namespace, "--kubeconfig", cluster.kubeconfig];
            const { stdout } = await run(sandbox.tools.helm, words, { maxBuffer: 64 * 1024 * 1024 });
            return objectsIn(stdout).map((object) => inNamespace(object, namespace, namespaced));
        }),
    );
    return [...own, ...held.flat()];
}

// Helm puts an object that names no namespace in the release's own.
function inNamespace(object: KubernetesObject, namespace: string, namespaced: ReadonlySet<string>): KubernetesObject {
    if (object.metadata.namespace !== undefined || !namespaced.has(object.kind)) return object;
    return { ...object, metadata: { ...object.metadata, namespace } };
}

async function namespacedKinds(cluster: SandboxCluster, kubectl: string): Promise<Set<string>> {
    const words = ["--kubeconfig", cluster.kubeconfig, "api-resources", "--namespaced", "--no-headers"];
    const { stdout } = await run(kubectl, words);
    return new Set(stdout.split("\n").map((line) => line.trim().split(/\s+/).at(-1) ?? ""));
}

/** The objects of a manifest in YAML, read as Helm reads it. */
export function objectsIn(manifest: string): KubernetesObject[] {
    return documents(manifest).flatMap((object) => (object === null ? [] : [KubernetesObject.parse(object)]));
}
