/**
 * What may differ between two places, declared by the system that causes it, as data. Whatever else differs makes
 * `npm run parity` fail; so does a declaration that no longer occurs.
 */
export interface Declared {
    /** The system that causes it, as its component is called: `MetalLB`. */
    readonly by: string;
    /**
     * The word of a place by which the two differ, as in `cluster.kind`. Where they do not, nothing is allowed. `*` is any
     * name: `databases.postgres.*.allowDestroy` is true where all databases say so.
     */
    readonly word: string;
    /**
     * What the two places say of it, in either order: between these the difference must occur, and between others nothing
     * is allowed. Unsaid, it may occur between any that differ, and need not.
     */
    readonly between?: readonly [Word, Word];
    /** A word that, said in one of the places, may take the difference away; or several. */
    readonly unless?: string | readonly string[];
    /**
     * Each a whole system (`MetalLB`), a whole object (`Namespace seaweedfs`, `ConfigMap monitoring/dashboard-metallb`) or
     * one field of an object (`Service traefik/traefik spec.loadBalancerClass`). `*` is any text. A chart is the object
     * `Release`, and its values are fields.
     */
    readonly what: readonly string[];
    /** Why, for whoever reads the report. */
    readonly reason: string;
}

/** What a place says of a word; undefined where that is nothing. */
export type Word = string | number | boolean | undefined;

/** What of monitoring is there for a system, by the name of its chart: its dashboard, its alerts and its version. */
export function watching(chart: string): string[] {
    return [
        `ConfigMap monitoring/dashboard-${chart}`,
        `PrometheusRule monitoring/samestack-${chart}`,
        `PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info ${chart}]`,
    ];
}

/** Each of some words with each of others, for `between`. */
export function each<One extends Word, Other extends Word>(
    ones: readonly One[],
    others: readonly Other[],
): (readonly [One, Other])[] {
    return ones.flatMap((one) => others.map((other) => [one, other] as const));
}
