import type { Migration } from "./migration";

const ANNOTATION = "traefik.ingress.kubernetes.io/router.";
const SERVICE = "traefik.ingress.kubernetes.io/service.";

/** Adds a Middleware to those that the Ingress' requests pass, as the last one. Returns what to call it in the report. */
export function pass(migration: Migration, suffix: string, spec: Record<string, unknown>): string {
    const name = migration.companion(suffix, { apiVersion: "traefik.io/v1alpha1", kind: "Middleware" }, spec);
    const key = `${ANNOTATION}middlewares`;
    const before = migration.annotations.get(key) ?? migration.ingress.metadata.annotations[key];
    const reference = referenceTo(migration, name);
    migration.annotations.set(key, before === undefined ? reference : `${before},${reference}`);
    return `Middleware ${name}`;
}

/** Says something to Traefik's router of the Ingress. Returns what it says. */
export function route(migration: Migration, word: string, value: string): string {
    migration.annotations.set(`${ANNOTATION}${word}`, value);
    return `router.${word}: ${value}`;
}

/** How an annotation names an object of the Ingress' namespace. */
export function referenceTo({ ingress }: Migration, name: string): string {
    return `${ingress.metadata.namespace ?? ""}-${name}@kubernetescrd`;
}

/** The sentence by which the Services behind an Ingress are annotated by hand. */
export function annotateServices({ services, ingress }: Migration, words: Record<string, string>): string {
    const said = Object.entries(words).map(([word, value]) => `${SERVICE}${word}=${quoted(value)}`);
    const { namespace } = ingress.metadata;
    const where = namespace === undefined ? "" : ` -n ${namespace}`;
    return `kubectl annotate service${where} ${services.join(" ")} ${said.join(" ")}, and in their manifests`;
}

/** A word as a shell takes it for one, whatever a manifest has in it. */
function quoted(value: string): string {
    return /^[\w./:-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
