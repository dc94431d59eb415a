/** An object of a cluster or a resource of AWS, as rules look at it. */
export interface Subject {
    /** `Deployment`, `Release`, `aws:eks:Cluster`. */
    kind: string;
    /** By what it is known in any place: `apps Deployment traefik/traefik`, `aws:eks:Cluster cluster`. */
    title: string;
    /** What it says. What nobody knows before it is made is `[unknown]`, what is secret `[secret …]`. */
    fields: Record<string, unknown>;
    /** What brings it: its chart, or the system whose component registers it. */
    of: string;
    /** Whether a chart makes it, so that it is no resource of ours. */
    ofChart?: true;
    /** Whether the engine keeps it when all else goes: it is protected, or left behind. Only of what is registered. */
    kept?: boolean;
    /** Whether the environment consents to its loss, by `allowDestroy` or the like. */
    consented?: boolean;
}

/** What a rule has against an object. */
export interface Objection {
    /** The part of the object that it is about, where an exception should be for it alone: a container. */
    part?: string;
    /** What is wrong and what to do, as a sentence about the object. */
    says: string;
}

/** What holds for all objects of some kind, in any environment, whether they are registered or come of a chart. */
export interface Rule {
    /** By which exceptions name it. */
    name: string;
    holds: string;
    why: string;
    /** The manual that tells more. */
    see: string;
    /** Whether it needs to see what is around the object too: a budget for a workload, who consents to its loss. */
    pairs?: true;
    about: (one: Subject) => boolean;
    objections: (one: Subject, place: readonly Subject[]) => Objection[];
}
