import type { EnvironmentPlan, Planned } from "./compare";

/** A change, said once for all the places where it is the same. */
export interface Entry {
    change: Planned;
    /** Where: environment and place; a change to what belongs to no place has only the former. */
    where: { environment: string; place?: string }[];
    /** Whether that is everywhere, in environments and places that were there before and are still. */
    everywhere: boolean;
}

/**
 * Brings together what changes alike in several places: all but the place's name, its domain and hashes of secrets, which
 * every place has its own. In the order in which a reader needs it: what is replaced or deleted first, then what changes,
 * then what is new.
 */
export function together(plans: readonly EnvironmentPlan[]): Entry[] {
    const entries = new Map<string, Entry>();
    const stable = plans.filter(({ is }) => is === "there").flatMap(({ domains }) => Object.keys(domains)).length;
    for (const plan of plans) {
        // What is made anew with its cluster is told with that.
        for (const change of plan.changes.filter(({ carried }) => carried === undefined)) {
            const key = signature(change, plan.domains[change.place ?? ""]);
            const entry = entries.get(key) ?? { change, where: [], everywhere: false };
            entry.where.push({ environment: plan.name, place: change.place });
            entries.set(key, entry);
        }
    }
    return [...entries.values()]
        .map((entry) => ({ ...entry, everywhere: stable > 1 && entry.where.length === stable }))
        .sort(
            (one, other) =>
                rank(one) - rank(other) ||
                compareText(withoutPlace(one.change), withoutPlace(other.change)) ||
                other.where.length - one.where.length ||
                compareText(one.change.name, other.change.name),
        );
}

const order = ["replace", "delete", "update", "rename", "create"];

function rank({ change }: Entry): number {
    // A chart whose objects would be lost, or which fails, stands with what is lost.
    const worst = change.inside?.objects.some(({ what }) => what !== "create" && what !== "update");
    return worst && change.what === "update" ? 1.5 : order.indexOf(change.what);
}

/** What a change is of: `Release paris-traefik`. */
export function titleOf({ type, name }: Pick<Planned, "type" | "name">): string {
    return `${kindOf(type)} ${name}`;
}

/** The same without the name of the place, with which it begins. */
export function withoutPlace({ type, name, place }: Planned): string {
    const own = place !== undefined && name.startsWith(`${place}-`) ? name.slice(place.length + 1) : name;
    return titleOf({ type, name: own });
}

/** The last word of a type: `Release` of `kubernetes:helm.sh/v3:Release`. */
export function kindOf(type: string): string {
    if (type.startsWith("pulumi:providers:")) return "Provider";
    return type.split(":").at(-1) ?? type;
}

function signature(change: Planned, domain: string | undefined): string {
    const { before, after, ...told } = change;
    const text = JSON.stringify([told, before?.protect, after?.protect]);
    const withoutSecrets = text.replaceAll(/\[secret [0-9a-f]{8}\]/g, "[secret]");
    const withoutDomain = domain === undefined ? withoutSecrets : withoutSecrets.replaceAll(domain, "‹domain›");
    if (change.place === undefined) return withoutDomain;
    const place = change.place.replaceAll(/[^a-z0-9-]/g, "");
    return withoutDomain.replaceAll(new RegExp(`(?<![a-z0-9])${place}(?![a-z0-9])`, "g"), "‹place›");
}

function compareText(one: string, other: string): number {
    return one < other ? -1 : one > other ? 1 : 0;
}
