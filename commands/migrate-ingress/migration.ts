import { hostsOf, type Ingress, PREFIX, servicesOf } from "./ingress";

/**
 * What became of one annotation. `carried`: the controller does the same now. `by hand`: it will, once what `todo` says
 * is done. `left`: it does not; the annotation stays on the Ingress, where nothing reads it.
 */
export interface Outcome {
    /** Without its prefix; or in parentheses, where it is about the Ingress itself. */
    annotation: string;
    value: string;
    result: "carried" | "by hand" | "left";
    /** What it became, or why it did not. */
    what: string;
    /** What is to be done by hand. */
    todo?: string;
}

/** An object that an Ingress now needs beside it. */
export interface Companion {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string };
    spec: Record<string, unknown>;
}

/** ConfigMaps among the manifests, by `namespace/name`. */
export type ConfigMaps = ReadonlyMap<string, Record<string, string>>;

/** One Ingress on its way: what it said, what it is to say, and what became of each annotation. */
export class Migration {
    readonly outcomes: Outcome[] = [];
    /** Annotations of the new controller. */
    readonly annotations = new Map<string, string>();
    readonly companions: Companion[] = [];
    /** Hosts that lead where another does: `[new, old]`. */
    readonly aliases: [host: string, like: string][] = [];
    /** Paths that take another spelling, by the one they had. */
    readonly paths = new Map<string, string>();
    /** Whether the paths are regular expressions, which is the controller's own path type. */
    expressions = false;

    constructor(
        readonly ingress: Ingress,
        readonly configMaps: ConfigMaps,
    ) {}

    get name(): string {
        return this.ingress.metadata.name;
    }
    get hosts(): string[] {
        return hostsOf(this.ingress);
    }
    get services(): string[] {
        return servicesOf(this.ingress);
    }

    /** The names of the annotations it came with, without their prefix. */
    get asked(): string[] {
        return Object.keys(this.ingress.metadata.annotations)
            .filter((key) => key.startsWith(PREFIX))
            .map((key) => key.slice(PREFIX.length));
    }

    /** What an annotation says; undefined where it is not there, or spoken for already. */
    said(annotation: string): string | undefined {
        if (this.outcomes.some((one) => one.annotation === annotation)) return undefined;
        return this.ingress.metadata.annotations[`${PREFIX}${annotation}`]?.trim();
    }

    carried(annotations: string | string[], what: string): void {
        this.#conclude(annotations, { result: "carried", what });
    }

    byHand(annotations: string | string[], what: string, todo: string): void {
        this.#conclude(annotations, { result: "by hand", what, todo });
    }

    left(annotations: string | string[], what: string, todo: string): void {
        this.#conclude(annotations, { result: "left", what, todo });
    }

    /** Adds an object of the Ingress' namespace, named after it, and returns its name. */
    companion(
        suffix: string,
        { apiVersion, kind }: { apiVersion: string; kind: string },
        spec: Companion["spec"],
    ): string {
        const name = `${this.name}-${suffix}`;
        const { namespace } = this.ingress.metadata;
        this.companions.push({
            apiVersion,
            kind,
            metadata: { name, ...(namespace !== undefined && { namespace }) },
            spec,
        });
        return name;
    }

    #conclude(annotations: string | string[], rest: Pick<Outcome, "result" | "what" | "todo">): void {
        for (const annotation of [annotations].flat()) {
            const value = this.said(annotation);
            if (value !== undefined) this.outcomes.push({ annotation, value, ...rest });
        }
    }
}

/** What a controller makes of some annotations. */
export type Feature = (migration: Migration) => void;

/** Why some annotations are left, and what to do: by name, or by the beginning of a name where it ends in `*`. */
export type Leftovers = Record<string, [why: string, todo: string]>;

/** Speaks for every annotation that no feature did, so that none is dropped in silence. */
export function leave(migration: Migration, leftovers: Leftovers): void {
    for (const annotation of migration.asked) {
        const [, known] =
            Object.entries(leftovers).find(([name]) =>
                name.endsWith("*") ? annotation.startsWith(name.slice(0, -1)) : name === annotation,
            ) ?? [];
        const [why, todo] = known ?? [
            "is not known to this command: no annotation of ingress-nginx 1.15 has this name",
            "look whether it is misspelt, or of a fork; remove it where it did nothing",
        ];
        migration.left(annotation, why, todo);
    }
}
