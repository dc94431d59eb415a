import type { Registered, Source } from "../render/registration";
import { type Difference, differences } from "./differences";
import { Identities } from "./identity";
import { forcing, hasUnknown, steps, forcingInputs } from "./replacement";

export type What = "replace" | "delete" | "update" | "create" | "rename" | "keep";

/** What a run would do to one resource. */
export interface Change {
    what: What;
    type: string;
    name: string;
    place?: string;
    /** As the design's words have it: `network`, `storage`; undefined for what belongs to the place as a whole. */
    role?: string;
    /** As the system's manual spells it, by the component that it is in. */
    system?: string;
    fields: Difference[];
    /** Of a replacement: the fields that force it. */
    because: string[];
    /** Inputs that come of something that is replaced, and so may be others, though nobody says so: `subnetIds of ireland-vpc`. */
    takes: string[];
    /** The provider of the cluster that it is in, where that is another one now, so that it is made anew there. */
    carried?: string;
    before?: Registered;
    after?: Registered;
}

/**
 * What a run would do to each custom resource, in the order of the program. Components are only names for what is in
 * them, and are left out.
 */
export function changesOf(before: readonly Registered[], after: readonly Registered[]): Change[] {
    const [there, then] = [new Identities(before), new Identities(after, before)];
    const old = new Map(before.map((one) => [there.of(one), one]));
    const fresh = new Set(after.map((one) => then.of(one)));
    const taken = new Set<Registered>();

    const found = after.map((one): Change => {
        const same = old.get(then.of(one));
        const renamed = same
            ? undefined
            : then
                  .formerly(one)
                  .filter((identity) => !fresh.has(identity))
                  .map((identity) => old.get(identity))
                  .find((formerly) => formerly !== undefined && !taken.has(formerly));
        const former = same ?? renamed;
        const common = { type: one.type, name: one.name, ...whereOf(one, then), after: one, takes: [] };
        if (!former) return { ...common, what: "create", fields: [], because: [] };
        taken.add(former);
        const fields = kept(differences(former.inputs, one.inputs), one);
        const because = forcing(one, fields, providerOf(one, after)).map(({ path }) => path);
        const what = because.length > 0 ? "replace" : fields.length > 0 ? "update" : renamed ? "rename" : "keep";
        return { ...common, what, fields, because, before: former };
    });
    const gone = before
        .filter((one) => !taken.has(one))
        .map((one): Change => {
            const what = one.retainOnDelete ? "keep" : "delete";
            return {
                what,
                type: one.type,
                name: one.name,
                ...whereOf(one, there),
                fields: [],
                because: [],
                takes: [],
                before: one,
            };
        });
    return carriedAlong([...found, ...gone], after).filter(
        (one) => (one.after ?? one.before)?.custom || isRemote(one.type),
    );
}

// A program registers a chart that is installed object by object as a component, and what is in it is made elsewhere.
function isRemote(type: string): boolean {
    return type === "kubernetes:helm.sh/v4:Chart" || type.startsWith("kubernetes:yaml/v2:");
}

// The engine is told not to look at those.
function kept(fields: Difference[], { ignoreChanges }: Registered): Difference[] {
    return fields.filter(
        ({ path }) => !ignoreChanges.some((ignored) => path === ignored || path.startsWith(`${ignored}.`)),
    );
}

/**
 * What is in a cluster goes with its provider: another cluster means that everything is made there anew. And what cannot be
 * changed on a resource may be the id of another one: where that is replaced the id is another, and so it is replaced too.
 * Where the old one is deleted before there is a new one, so is what is made of it, whether its id is another or not.
 */
function carriedAlong(changes: Change[], after: readonly Registered[]): Change[] {
    const replaced = new Set<string>();
    const deletedFirst = new Set<string>();
    // In the order of the program, in which each stands after those that it is made of.
    return changes.map((change) => {
        const carried = alongWith(change, after, { replaced, deletedFirst });
        if (carried.what !== "replace") return carried;
        replaced.add(keyOf(carried));
        if (isDeletedFirst(carried, deletedFirst)) deletedFirst.add(keyOf(carried));
        return carried;
    });
}

function isDeletedFirst({ type, after }: Change, others: ReadonlySet<string>): boolean {
    if (after === undefined) return false;
    // AWS' provider does so with what bears a name that the program chose, for no two may bear it.
    const named = type.startsWith("aws:") && after.inputs.name !== undefined;
    const made = Object.values(after.sources).flat();
    return after.deleteBeforeReplace || named || made.some((source) => others.has(keyOf(source)));
}

function alongWith(
    change: Change,
    after: readonly Registered[],
    { replaced, deletedFirst }: Record<"replaced" | "deletedFirst", ReadonlySet<string>>,
): Change {
    const one = change.after;
    if (one === undefined || !["update", "keep", "rename"].includes(change.what)) return change;
    const provider = providerOf(one, after);
    if (provider && replaced.has(keyOf(provider))) {
        return { ...change, what: "replace", fields: [], because: [], carried: provider.name };
    }
    const because = forcingInputs(one, provider).flatMap(({ path, unknown }) => {
        const among = unknown ? replaced : deletedFirst;
        const from = (one.sources[steps(path)[0] ?? ""] ?? []).filter((source) => among.has(keyOf(source)));
        return from.length === 0 ? [] : [`${path}, which comes of ${from.map(({ name }) => name).join(" and ")}`];
    });
    if (because.length > 0) return { ...change, what: "replace", because };
    const takes = Object.entries(one.sources).flatMap(([input, sources]) => {
        const from = sources.filter((source) => replaced.has(keyOf(source)));
        if (from.length === 0 || !hasUnknown(one.inputs[input]) || one.ignoreChanges.includes(input)) return [];
        return [`${input} of ${from.map(({ name }) => name).join(" and ")}`];
    });
    return takes.length === 0 ? change : { ...change, what: "update", takes };
}

function providerOf({ provider }: Registered, all: readonly Registered[]): Registered | undefined {
    return all.find(({ type, name }) => type.startsWith("pulumi:providers:") && name === provider);
}

function keyOf({ type, name }: Source): string {
    return `${type}::${name}`;
}

/** The place, role and system that a resource belongs to, by what it stands in. */
export function whereOf(resource: Registered, identities: Identities): Pick<Change, "place" | "role" | "system"> {
    const line = [resource, ...identities.parents(resource)];
    const own = line.findLast(({ type }) => type.startsWith("samestack:") && !type.startsWith("samestack:stacks:"));
    const [, role, system] = own?.type.split(":") ?? [];
    const stack = line.find(({ type }) => type === "samestack:stacks:Production");
    const cluster = line.find(({ type }) => type.startsWith("samestack:cluster:"));
    return { place: stack?.name ?? cluster?.name.replace(/-cluster$/, ""), role, system };
}
