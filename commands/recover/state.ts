import { z } from "zod";

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
export interface UnfinishedRelease {
    doing: "creating" | "updating" | "deleting";
    name: string;
    namespace: string;
    /** Contents of the kubeconfig of its cluster. */
    kubeconfig: string;
    context?: string;
}

/** What the dead run left open, sorted by what is to be done about it. */
export interface Unfinished {
    releases: UnfinishedRelease[];
    /** Kubernetes objects: the next run takes over what exists. */
    objects: string[];
    /** Of clouds: may exist without being in the state, so somebody must look. */
    unknown: string[];
}

/** Reads the open operations of a state that was exported with its secrets. */
export function unfinished(state: State): Unfinished {
    const found: Unfinished = { releases: [], objects: [], unknown: [] };
    for (const { resource, type } of state.deployment.pending_operations ?? []) {
        if (resource.type === HELM_RELEASE && isReleaseWork(type)) {
            found.releases.push({ doing: type, ...releaseOf(resource, state) });
        } else if (!isLookedAt(resource.type)) {
            found.objects.push(resource.urn);
        } else if (type === "creating") {
            found.unknown.push(resource.urn);
        }
    }
    return found;
}

/** The state without its open operations, but for those somebody must still look at. */
export function settled(state: State, keep: string[]): State {
    const open = state.deployment.pending_operations ?? [];
    return {
        ...state,
        deployment: {
            ...state.deployment,
            pending_operations: open.filter(({ resource }) => keep.includes(resource.urn)),
        },
    };
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
    const urn = resource.provider?.split("::").slice(0, -1).join("::");
    const provider = state.deployment.resources?.find((one) => one.urn === urn);
    const kubeconfig = plain(provider?.inputs?.kubeconfig);
    if (name === undefined || namespace === undefined || kubeconfig === undefined) {
        throw new Error(`the state names neither cluster, namespace nor name of ${resource.urn}; nothing was changed`);
    }
    return { name, namespace, kubeconfig, context: plain(provider?.inputs?.context) };
}

// A secret stands in the export as an object with its value in JSON.
const Revealed = z.looseObject({ plaintext: z.string() });

function plain(value: unknown): string | undefined {
    if (typeof value === "string") return value;
    const revealed = Revealed.safeParse(value);
    if (!revealed.success) return undefined;
    const inner: unknown = JSON.parse(revealed.data.plaintext);
    return typeof inner === "string" ? inner : undefined;
}
