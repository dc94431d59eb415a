import type { Migration } from "./migration";

const PREFIX = "nginx.org/";

/** Sets an annotation of F5's controller, and returns it as the report shows it. */
export function say(migration: Migration, word: string, value: string): string {
    migration.annotations.set(`${PREFIX}${word}`, value);
    return `${PREFIX}${word}: ${value}`;
}

/** What was set already. */
export function annotated(migration: Migration, word: string): string | undefined {
    return migration.annotations.get(`${PREFIX}${word}`);
}

/**
 * Adds a Policy to those of the Ingress, and returns what to call it in the report. An Ingress takes a Policy of kind
 * accessControl, cors, externalAuth, ingressMTLS or egressMTLS; of another kind it answers 500.
 */
export function policy(migration: Migration, suffix: string, spec: Record<string, unknown>): string {
    const kind = { apiVersion: "k8s.nginx.org/v1", kind: "Policy" };
    const name = migration.companion(suffix, kind, { ingressClassName: "public", ...spec });
    const before = annotated(migration, "policies") ?? migration.ingress.metadata.annotations[`${PREFIX}policies`];
    say(migration, "policies", before === undefined ? name : `${before},${name}`);
    return `Policy ${name}`;
}
