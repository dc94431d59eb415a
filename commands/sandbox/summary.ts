import * as fs from "node:fs";

import { z } from "zod";

/** One row of the table that `npm start` prints: a system, and how it is. */
export interface Row {
    place: string;
    role: string;
    system: string;
    version: string;
    /** Pods ready of all there are, or that it has none of its own. */
    state: string;
    /** Where it is reached: addresses of its Services, then the pages it serves. */
    addresses: string[];
}

const Exported = z.looseObject({
    resources: z
        .array(
            z.looseObject({
                urn: z.string(),
                type: z.string(),
                parent: z.string().optional(),
                inputs: z.record(z.string(), z.unknown()).optional(),
            }),
        )
        .nullish(),
});
type Resource = NonNullable<z.infer<typeof Exported>["resources"]>[number];

/** What a cluster holds, as far as the table shows it. */
export interface Seen {
    /** Namespace and readiness of each pod. */
    pods: { namespace: string; ready: boolean }[];
    /** Namespace and host of each Ingress. */
    hosts: { namespace: string; host: string }[];
    /** Namespace and address of each Service of type LoadBalancer. */
    addresses: { namespace: string; address: string }[];
}

/**
 * The systems in a stack's state, in the order of `roles`, with what the clusters show of them. `pins` are versions by chart name, for charts
 * whose objects are resources of their own: their version does not stand in the state.
 */
export function summarize(
    deployment: unknown,
    seen: ReadonlyMap<string, Seen>,
    { pins = new Map(), roles }: { pins?: ReadonlyMap<string, string>; roles: readonly string[] },
): Row[] {
    const resources = Exported.parse(deployment).resources ?? [];
    const systems = resources.filter((one) => isSystem(one, resources));
    const rows = systems.map((system) => {
        const [, role = ""] = system.type.split(":");
        const place = placeOf(system, resources);
        const name = nameOf(system).replace(`${place}-`, "");
        const inside = resources.filter((one) => isInside(one, system, resources));
        const namespaces = new Set(inside.map(namespaceOf).filter((name) => name !== undefined));
        const there = seen.get(place);
        return {
            place,
            role,
            // A cluster is named as its role; what it says of itself is its kind.
            system: typeof system.inputs?.kind === "string" && name === role ? system.inputs.kind : name,
            version: versionOf(system, inside) ?? pins.get(name) ?? "",
            state: stateOf(there?.pods.filter((pod) => namespaces.has(pod.namespace)) ?? []),
            addresses: addressesOf(namespaces, there),
        };
    });
    return rows
        .sort((a, b) => a.place.localeCompare(b.place) || roles.indexOf(a.role) - roles.indexOf(b.role))
        .map((row) => ({ ...row, role: inWords(row.role) }));
}

// As people write it: `loadBalancing` is load balancing.
function inWords(role: string): string {
    return role.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Looks at a cluster through its kubeconfig. */
export async function look(kubeconfig: string): Promise<Seen> {
    const { CoreV1Api, KubeConfig, NetworkingV1Api } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromString(fs.readFileSync(kubeconfig, "utf8"));
    const core = config.makeApiClient(CoreV1Api);
    const [pods, services, ingresses] = await Promise.all([
        core.listPodForAllNamespaces(),
        core.listServiceForAllNamespaces(),
        config.makeApiClient(NetworkingV1Api).listIngressForAllNamespaces(),
    ]);
    return {
        pods: pods.items
            // Of a Job that has ended nobody expects anything.
            .filter((pod) => pod.status?.phase !== "Succeeded")
            .map((pod) => ({
                namespace: pod.metadata?.namespace ?? "",
                ready: pod.status?.conditions?.some((one) => one.type === "Ready" && one.status === "True") ?? false,
            })),
        hosts: ingresses.items.flatMap((ingress) =>
            (ingress.spec?.rules ?? []).map(({ host = "" }) => ({
                namespace: ingress.metadata?.namespace ?? "",
                host,
            })),
        ),
        addresses: services.items.flatMap((service) =>
            (service.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ({
                namespace: service.metadata?.namespace ?? "",
                address: ip ?? hostname ?? "",
            })),
        ),
    };
}

// A part of a system is a component too, but stands under another one.
function isSystem(one: Resource, resources: Resource[]): boolean {
    const above = parentOf(one, resources)?.type ?? "";
    return /^samestack:(?!stacks|index)/.test(one.type) && !/^samestack:(?!stacks)/.test(above);
}

function placeOf(system: Resource, resources: Resource[]): string {
    let at: Resource | undefined = system;
    while (at !== undefined && at.type !== "samestack:stacks:Production") at = parentOf(at, resources);
    // A cluster stands beside the stack that is put in it, and is named after its place.
    return nameOf(at ?? system).replace(/-cluster$/, "");
}

function isInside(one: Resource, component: Resource, resources: Resource[]): boolean {
    let at: Resource | undefined = one;
    while (at !== undefined && at !== component) at = parentOf(at, resources);
    return at === component;
}

function parentOf(one: Resource, resources: Resource[]): Resource | undefined {
    return resources.find((candidate) => candidate.urn === one.parent);
}

function nameOf(one: Resource): string {
    return one.urn.split("::").at(-1) ?? "";
}

const Named = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });

function namespaceOf(one: Resource): string | undefined {
    if (one.type !== "kubernetes:core/v1:Namespace") return undefined;
    const named = Named.safeParse(one.inputs);
    return named.success ? named.data.metadata.name : undefined;
}

// A cluster says its own version; a system has that of what it installs.
function versionOf(system: Resource, inside: Resource[]): string | undefined {
    const installed = inside.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    const versions = [system, ...installed].map((one) => one.inputs?.version);
    const said = [...new Set(versions.filter((version) => typeof version === "string"))];
    return said.length === 0 ? undefined : said.join(", ");
}

function stateOf(pods: Seen["pods"]): string {
    const ready = pods.filter((pod) => pod.ready).length;
    return pods.length === 0 ? "in place" : `${ready}/${pods.length} ready`;
}

function addressesOf(namespaces: Set<string>, seen: Seen | undefined): string[] {
    const here = ({ namespace }: { namespace: string }) => namespaces.has(namespace);
    return [
        ...(seen?.addresses.filter(here).map(({ address }) => address) ?? []),
        ...(seen?.hosts.filter(here).map(({ host }) => `https://${host}`) ?? []),
    ];
}
