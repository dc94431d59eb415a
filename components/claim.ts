/**
 * Volumes of one kind that a system claims, and what is done against their loss. Each role gives its own as data, known
 * before anything exists: rules, Velero and the report of backups read it, and a test finds what is missing.
 */
export interface Claim {
    /** What lies on them, for people: `metrics of Prometheus`. */
    readonly what: string;
    readonly namespace: string;
    readonly from: Origin;
    readonly storageClass: string;
    /** How many there are, each of as many GiB. */
    readonly count: number;
    readonly gibibytes: number;
    /** Labels that the claims bear and no others do: by them Velero knows what it need not copy. */
    readonly labels: Readonly<Record<string, string>>;
    readonly kept: Kept;
}

/** Where the claims are asked for: at a key of a chart's values, or by an object. */
export type Origin =
    { readonly chart: string; readonly values: string } | { readonly kind: string; readonly name: string };

/**
 * What is done against their loss. `volume`: what copies volumes whole, Velero or Longhorn, copies them. `own`: the
 * system copies its data itself, into object storage. `disposable`: nothing, for the reason said.
 */
export type Kept =
    | { readonly by: "volume" }
    | { readonly by: "own"; readonly schedule: string; readonly retentionDays: number }
    | { readonly by: "disposable"; readonly reason: string };
