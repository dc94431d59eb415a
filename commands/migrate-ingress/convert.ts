import { type Document, isMap, stringify } from "yaml";
import { z } from "zod";

import { hostsOf, Ingress, PREFIX } from "./ingress";
import { configMapsOf, type Found, objectsOf, type Part, partsOf, type Source, textOf } from "./manifests";
import { type Companion, type ConfigMaps, leave, Migration, type Outcome } from "./migration";
import { leftByNginx, nginxFeatures } from "./nginx";
import { leftByTraefik, traefikFeatures } from "./traefik";

export type Target = "traefik" | "nginx";

/** The class that every place has. */
const CLASS = "public";
const OLD_CLASS = "kubernetes.io/ingress.class";

/** What became of one Ingress. */
export interface Migrated {
    file: string;
    namespace: string | undefined;
    ingress: string;
    outcomes: Outcome[];
    companions: Companion[];
}

/** Files as they are to be, and what became of each Ingress that was changed or should have been. */
export interface Converted {
    files: { path: string; text: string; changed: boolean }[];
    ingresses: Migrated[];
}

const Loose = z.looseObject({
    apiVersion: z.string().optional(),
    kind: z.literal("Ingress"),
    metadata: z.looseObject({
        name: z.string().default("(unnamed)"),
        namespace: z.string().optional(),
        annotations: z.record(z.string(), z.unknown()).nullish(),
    }),
    spec: z.looseObject({ ingressClassName: z.string().optional() }).optional(),
});

/** Turns the Ingresses of some files into what the controller understands. Whatever else is in them stays as it is. */
export function convert(sources: readonly Source[], to: Target, namespace: string | undefined): Converted {
    const read = sources.map((source) => ({ source, parts: partsOf(source) }));
    const configMaps = configMapsOf(
        read.flatMap(({ parts }) => parts),
        namespace,
    );
    const ingresses: Migrated[] = [];
    const files = read.map(({ source, parts }) => {
        const texts = parts.map((part) => {
            const done = objectsOf(part).flatMap((found) => migrate(found, part, { to, namespace, configMaps }));
            ingresses.push(...done.map((one) => ({ file: source.path, ...one })));
            return withCompanions(part, done);
        });
        const text = texts.join("");
        return { path: source.path, text, changed: text !== source.text };
    });
    if (to === "nginx")
        shareHosts(
            ingresses,
            read.flatMap(({ parts }) => parts),
        );
    return { files, ingresses };
}

interface Done extends Omit<Migrated, "file"> {
    changed: boolean;
}

function migrate(
    found: Found,
    { document }: Part,
    { to, namespace, configMaps }: { to: Target; namespace: string | undefined; configMaps: ConfigMaps },
): Done[] {
    const loose = Loose.safeParse(found.object);
    if (!loose.success) return [];
    const { metadata, spec } = loose.data;
    const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => key.startsWith(PREFIX));
    const ofNginx = [spec?.ingressClassName, metadata.annotations?.[OLD_CLASS]].includes("nginx");
    if (annotations.length === 0 && !ofNginx) return [];

    const ingress = Ingress.safeParse(found.object);
    const name = metadata.name;
    if (!ingress.success) {
        const outcomes = [
            ["(manifest)", ""],
            ...annotations.map(([key, value]) => [key.slice(PREFIX.length), String(value)]),
        ].map(([annotation = "", value = ""]): Outcome => ({
            annotation,
            value,
            result: "left",
            what: `the Ingress is no whole one of networking.k8s.io/v1: ${where(ingress.error)}`,
            todo: "bring it to networking.k8s.io/v1 first",
        }));
        return [{ namespace: metadata.namespace, ingress: name, outcomes, companions: [], changed: false }];
    }
    const own = ingress.data.metadata.namespace ?? namespace;
    const migration = new Migration(
        own === undefined ? ingress.data : { ...ingress.data, metadata: { ...ingress.data.metadata, namespace: own } },
        configMaps,
    );
    const [features, leftovers] = to === "traefik" ? [traefikFeatures, leftByTraefik] : [nginxFeatures, leftByNginx];
    const canary = /^true$/i.test(migration.said("canary") ?? "");
    if (!canary) for (const feature of [switchedOff, ...features]) feature(migration);
    leave(migration, canary ? { "*": leftovers["canary*"] ?? ["", ""] } : leftovers);
    const open = canary ? [] : unguarded(migration);
    if (!canary)
        rewrite(document, found, migration, {
            class: open.length === 0 ? CLASS : "nginx",
            namespace: ingress.data.metadata.namespace,
        });
    if (open.length > 0) {
        migration.outcomes.push({
            annotation: "(class)",
            value: "nginx",
            result: "left",
            what: `it stays in a class that nobody serves: without ${open.join(", ")} it would let in whom it kept out`,
            todo: `once the others are done, write ingressClassName: ${CLASS}`,
        });
    }
    const { outcomes, companions } = migration;
    return [{ namespace: own, ingress: name, outcomes, companions, changed: !canary }];
}

/** What does nothing unless it is true, whatever the controller. */
const switches = [
    "enable-modsecurity",
    "enable-owasp-core-rules",
    "enable-opentelemetry",
    "enable-rewrite-log",
    "canary",
];

function switchedOff(migration: Migration): void {
    for (const name of switches) {
        if (/^false$/i.test(migration.said(name) ?? "")) migration.carried(name, "nothing to do: it is switched off");
    }
}

/** Annotations that keep somebody out. */
const guard =
    /^(auth-(type|secret|url|tls-secret|tls-match-cn|tls-verify-client)|(white|allow|deny)list-source-range|enable-modsecurity)$/;

/** Those that were left, so that the Ingress would be open without them. */
function unguarded({ outcomes }: Migration): string[] {
    return outcomes.flatMap(({ annotation, result }) =>
        result === "left" && guard.test(annotation) ? [annotation] : [],
    );
}

function where(error: z.ZodError): string {
    const [issue] = error.issues;
    return issue ? `${issue.path.join(".")} ${issue.message}` : "";
}

/** Writes into the document what the migration came to. */
function rewrite(
    document: Document,
    { at }: Found,
    migration: Migration,
    said: { class: string; namespace: string | undefined },
): void {
    const key = ["metadata", "annotations"];
    // There may be none, or an empty line where they would be.
    if (!isMap(document.getIn([...at, ...key]))) document.setIn([...at, ...key], document.createNode({}));
    for (const { annotation, result } of migration.outcomes) {
        if (result !== "left") document.deleteIn([...at, ...key, `${PREFIX}${annotation}`]);
    }
    document.deleteIn([...at, ...key, OLD_CLASS]);
    for (const [name, value] of migration.annotations) document.setIn([...at, ...key, name], value);
    const left = document.getIn([...at, ...key]);
    if (isMap(left) && left.items.length === 0) document.deleteIn([...at, ...key]);
    document.setIn([...at, "spec", "ingressClassName"], said.class);

    migration.ingress.spec.rules.forEach(({ http }, rule) => {
        http?.paths.forEach(({ path = "/" }, index) => {
            const here = [...at, "spec", "rules", rule, "http", "paths", index];
            if (migration.expressions) document.setIn([...here, "pathType"], "ImplementationSpecific");
            const other = migration.paths.get(path);
            if (other !== undefined) document.setIn([...here, "path"], other);
        });
    });
    for (const [host, like] of migration.aliases) addAlias(document, at, migration, { host, like });
    // References name the namespace; so the Ingress must be in it, whatever the command line says when it is applied.
    if (said.namespace === undefined && migration.ingress.metadata.namespace !== undefined) {
        document.setIn([...at, "metadata", "namespace"], migration.ingress.metadata.namespace);
    }
}

function addAlias(
    document: Document,
    at: Found["at"],
    { ingress }: Migration,
    { host, like }: { host: string; like: string },
): void {
    if (hostsOf(ingress).includes(host)) return;
    ingress.spec.rules.forEach((rule, index) => {
        const node = document.getIn([...at, "spec", "rules", index], true);
        if (rule.host !== like || !isMap(node)) return;
        const copy = node.clone();
        document.addIn([...at, "spec", "rules"], copy);
        if (isMap(copy)) copy.set("host", host);
    });
    ingress.spec.tls.forEach(({ hosts }, index) => {
        if (hosts.includes(like)) document.addIn([...at, "spec", "tls", index, "hosts"], document.createNode(host));
    });
}

/** The part's text, with the objects that its Ingresses now need: in the same List, or as documents after it. */
function withCompanions(part: Part, done: readonly Done[]): string {
    if (!done.some(({ changed }) => changed)) return part.text;
    const companions = done.flatMap(({ companions }) => companions);
    if (part.document.has("items")) {
        for (const one of companions) part.document.addIn(["items"], part.document.createNode(one));
        return textOf(part);
    }
    const text = textOf(part);
    const whole = text.endsWith("\n") ? text : `${text}\n`;
    return [whole, ...companions.map((one) => `---\n${stringify(one, { lineWidth: 0 })}`)].join("");
}

/** F5's controller gives a host to one Ingress, and refuses every other one. */
function shareHosts(ingresses: Migrated[], parts: readonly Part[]): void {
    const all = parts.flatMap(objectsOf).flatMap(({ object }) => {
        const read = Ingress.safeParse(object);
        return read.success ? [read.data] : [];
    });
    for (const { ingress: name, namespace, outcomes } of ingresses) {
        const own = all.find(
            ({ metadata }) => metadata.name === name && (metadata.namespace ?? namespace) === namespace,
        );
        if (!own || outcomes.some(({ annotation }) => annotation === "canary")) continue;
        for (const host of hostsOf(own)) {
            const others = all.filter((other) => other !== own && hostsOf(other).includes(host));
            if (others.length === 0) continue;
            outcomes.push({
                annotation: `(host ${host})`,
                value: "",
                result: "by hand",
                what: `is a host of ${others.map(({ metadata }) => metadata.name).join(", ")} as well, and the controller serves the oldest of them only`,
                todo: "put their rules into one Ingress, or make one a master and the others minions: nginx.org/mergeable-ingress-type",
            });
        }
    }
}
