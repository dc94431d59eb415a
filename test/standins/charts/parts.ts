/** What is common to the parts of a stand-in chart. Names may be templates. */
interface Part {
    name: string;
    /** Of the release, unless said. May be a template. */
    namespace?: string;
    /** The value that switches it on, by its path; always there unless said. */
    when?: string;
    /** What that value must be; true unless said. */
    is?: string;
}

export interface Workload extends Part {
    kind: "Deployment" | "DaemonSet" | "StatefulSet";
    /** The value that says how many, by its path; one unless said. */
    replicas?: string;
}

export interface Service extends Part {
    ports: number[];
    /** ClusterIP unless said. */
    type?: "ClusterIP" | "LoadBalancer";
}

/** A Job that Helm waits for. */
export interface Hook extends Part {
    /** Helm's word for when. */
    at: string;
}

/** A further object, of a kind of Kubernetes or of another chart's definitions. */
export interface Custom extends Part {
    apiVersion: string;
    kind: string;
    /** Whether it belongs to no namespace. */
    cluster?: true;
    spec: Record<string, unknown>;
}

/** What a stand-in chart holds: a choice of what its namesake does, by the same names. */
export interface StandinChart {
    name: string;
    /** Defaults of the values that its parts look at; they are the real chart's. */
    values?: Record<string, unknown>;
    workloads?: Workload[];
    services?: Service[];
    hooks?: Hook[];
    objects?: Custom[];
    /** `<plural>.<group>` of its definitions. */
    crds?: string[];
    /** Whether they are in `crds/`, which Helm installs and never upgrades, or in its templates. */
    crdsApart?: true;
    /** Of further ones, which Helm leaves in the cluster when the chart goes, as they ask of it. */
    crdsKept?: string[];
}

/** A template of a value, or of something else where it is empty. */
export function valueOr(path: string, otherwise: string): string {
    return `{{ ${lookUp(path)} | default "${otherwise}" }}`;
}

/** The name that a template gives where all values are the chart's own. */
export function withoutValues(template: string): string {
    return template.replaceAll(/\{\{ [^}]* \| default "([^"]*)" \}\}/g, "$1");
}

/** The template of a number among the values. */
export function numberOf(path: string): string {
    return `{{ int (${lookUp(path)}) }}`;
}

/** What is rendered only when a value is, or is the one that is said. */
export function onlyWhen({ when, is }: Pick<Part, "when" | "is">, text: string): string {
    if (when === undefined) return text;
    const condition = is === undefined ? lookUp(when) : `eq (${lookUp(when)}) "${is}"`;
    return `{{ if ${condition} }}\n${text}{{ end }}\n`;
}

// Keys with hyphens cannot be written as fields.
function lookUp(path: string): string {
    return `index .Values ${path
        .split(".")
        .map((key) => `"${key}"`)
        .join(" ")}`;
}
