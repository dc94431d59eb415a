import { z } from "zod";

import type { Access } from "./api";

/** A resource in an exported state, as far as recovery looks at it. */
const Resource = z.looseObject({
    urn: z.string(),
    type: z.string(),
    id: z.string().optional(),
    provider: z.string().optional(),
    inputs: z.record(z.string(), z.unknown()).optional(),
});
export type Resource = z.infer<typeof Resource>;

const Operation = z.looseObject({ resource: Resource, type: z.string() });
export type Operation = z.infer<typeof Operation>;

/**
 * What `pulumi stack export` prints. Loose, for what is not looked at must come back unchanged.
 *
 * @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_export/
 */
export const State = z.looseObject({
    deployment: z.looseObject({
        resources: z.array(Resource).nullish(),
        pending_operations: z.array(Operation).nullish(),
    }),
});
export type State = z.infer<typeof State>;

const HELM_RELEASE = "kubernetes:helm.sh/v3:Release";

/** A Helm release that the dead run was working on. */
export interface UnfinishedRelease extends Access {
    doing: "creating" | "updating" | "deleting";
    name: string;
    namespace: string;
}

/** A Kubernetes object that the dead run was creating. */
export interface UnfinishedObject extends Access {
    urn: string;
    apiVersion: string;
    kind: string;
    name: string;
    namespace?: string;
}

/** What the dead run left open, sorted by what is to be done about it. */
export interface Unfinished {
    releases: UnfinishedRelease[];
    /** Kubernetes objects that may exist without being in the state. */
    objects: UnfinishedObject[];
    /** Others of Kubernetes: the next run goes on with them. */
    others: string[];
    /** Of clouds: may exist without being in the state, so somebody must look. */
    unknown: string[];
}

/** Reads the open operations of a state that was exported with its secrets. */
export function unfinished(state: State): Unfinished {
    const found: Unfinished = { releases: [], objects: [], others: [], unknown: [] };
    for (const { resource, type } of state.deployment.pending_operations ?? []) {
        if (resource.type === HELM_RELEASE && isReleaseWork(type)) {
            found.releases.push({ doing: type, ...releaseOf(resource, state) });
        } else if (!isLookedAt(resource.type)) {
            const object = type === "creating" ? objectOf(resource, state) : undefined;
            if (object === undefined) found.others.push(resource.urn);
            else found.objects.push(object);
        } else if (type === "creating") {
            found.unknown.push(resource.urn);
        }
    }
    return found;
}

/** An object that the dead run created, and the name under which it did. */
export interface Created {
    object: UnfinishedObject;
    manager: string;
}

/**
 * The state without its open operations, and with the objects that the dead run created: the next run applies each once
 * more, under the same name, and waits until it is ready.
 */
export function settled(state: State, created: readonly Created[]): State {
    const open = state.deployment.pending_operations ?? [];
    const taken = created.flatMap(({ object, manager }) =>
        open
            .filter(({ resource }) => resource.urn === object.urn)
            .map(({ resource }) => takenIn(resource, object, manager)),
    );
    return {
        ...state,
        deployment: {
            ...state.deployment,
            resources: [...(state.deployment.resources ?? []), ...taken],
            pending_operations: [],
        },
    };
}

/**
 * What the provider would have kept of an object, had it lived to say so.
 *
 * @see https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/provider.go checkpointObject
 */
function takenIn(resource: Resource, { name, namespace, apiVersion }: UnfinishedObject, manager: string): Resource {
    const inputs = resource.inputs ?? {};
    return {
        ...resource,
        id: namespace === undefined ? name : `${namespace}/${name}`,
        outputs: { ...inputs, __inputs: inputs, __initialApiVersion: apiVersion, __fieldManager: manager },
        initErrors: ["the run that created it died before it was known to be ready"],
    };
}

const Metadata = z.looseObject({ name: z.string(), namespace: z.string().optional() });

/** Undefined for what is no object of its own: a component, a patch of an object, what the state does not name. */
function objectOf(resource: Resource, state: State): UnfinishedObject | undefined {
    const { apiVersion, kind, metadata } = resource.inputs ?? {};
    const named = Metadata.safeParse(metadata);
    const access = accessOf(resource, state);
    if (resource.type.endsWith("Patch") || !named.success || access === undefined) return undefined;
    if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
    const { name, namespace } = named.data;
    return { urn: resource.urn, apiVersion, kind, name, namespace, ...access };
}

function accessOf({ provider }: Resource, state: State): Access | undefined {
    const urn = provider?.split("::").slice(0, -1).join("::");
    const inputs = state.deployment.resources?.find((one) => one.urn === urn)?.inputs;
    const kubeconfig = plain(inputs?.kubeconfig);
    return kubeconfig === undefined ? undefined : { kubeconfig, context: plain(inputs?.context) };
}

function isReleaseWork(type: string): type is UnfinishedRelease["doing"] {
    return type === "creating" || type === "updating" || type === "deleting";
}

// Only these come into being outside a cluster; components and providers exist in the state alone.
function isLookedAt(type: string): boolean {
    return !["kubernetes:", "pulumi:", "samestack:"].some((prefix) => type.startsWith(prefix));
}

function releaseOf(resource: Resource, state: State): Omit<UnfinishedRelease, "doing"> {
    const name = plain(resource.inputs?.name);
    const namespace = plain(resource.inputs?.namespace);
    const access = accessOf(resource, state);
    if (name === undefined || namespace === undefined || access === undefined) {
        throw new Error(`the state names neither cluster, namespace nor name of ${resource.urn}; nothing was changed`);
    }
    return { name, namespace, ...access };
}

// A secret stands in the export as an object with its value in JSON.
const Revealed = z.looseObject({ plaintext: z.string() });

export function plain(value: unknown): string | undefined {
    if (typeof value === "string") return value;
    const revealed = Revealed.safeParse(value);
    if (!revealed.success) return undefined;
    const inner: unknown = JSON.parse(revealed.data.plaintext);
    return typeof inner === "string" ? inner : undefined;
}
