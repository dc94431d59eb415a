import { z } from "zod";

import { Identities } from "../plan/identity";
import { titleOf } from "../render/title";
import { entitled } from "./entitled";
import { isInstalled } from "../plan/replacement";
import { KubernetesObject } from "../render/chart";
import type { Registered } from "../render/registration";
import { Refusal } from "../terminal";
import { isMapping } from "../../stacks/mapping";

/** An object of a place, as it is compared: with nothing in it that is the place's own name or domain. */
export interface Canonical {
    /** By what it is known in the cluster: `apps Deployment traefik/traefik`, `Release traefik/traefik`. */
    id: string;
    role: string;
    /** The components that it is in, the outermost first: `ElasticsearchLogging`, `Fluentd`. */
    systems: string[];
    fields: Record<string, unknown>;
    /** As it was registered, where it is a chart. */
    chart?: Registered;
    /** As the program gives it to the cluster, with the place's own names; unless another one gives the whole of it. */
    inputs?: Record<string, unknown>;
}

/** A place, as its program registers it. */
export interface PlaceRendered {
    environment: string;
    name: string;
    domain: string;
    /** What the environment says of it, with all that it left unsaid. */
    said: Record<string, unknown>;
    /** The same, without what it left unsaid; its size too where the environment says it for all places. */
    spoken: Record<string, unknown>;
    kubernetes: string;
    /** What plays each role, and the components within. */
    systems: { role: string; system: string; outermost: boolean }[];
    objects: Canonical[];
}

const Spoken = z.looseObject({
    size: z.string().optional(),
    places: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const Cluster = z.looseObject({ version: z.string().default("1.36") });

/** Every place of an environment, by what was registered for it. */
export function placesOf(environment: string, said: unknown, resources: Registered[]): PlaceRendered[] {
    const identities = new Identities(resources);
    const { places: spoken = {}, size } = Spoken.safeParse(said).data ?? {};
    return resources
        .filter(({ type }) => type === "samestack:stacks:Production")
        .map((stack) => {
            const domain = String(stack.inputs.domain);
            const own = (one: Registered) =>
                [one, ...identities.parents(one)].some(
                    (line) => line === stack || line.name === `${stack.name}-cluster`,
                );
            const inPlace = resources.filter(own);
            const systems = inPlace.map((one) => systemsOf(one, identities));
            const objects = inPlace
                .filter(isObject)
                .map((one) => canonical(one, identities, { environment, name: stack.name, domain }));
            return {
                environment,
                name: stack.name,
                domain,
                said: stack.inputs,
                spoken: { ...(size !== undefined && { size }), ...spoken[stack.name] },
                kubernetes: Cluster.parse(
                    inPlace.find(({ type }) => type.startsWith("samestack:cluster:"))?.inputs ?? {},
                ).version,
                systems: unique(
                    systems.flatMap(({ role, line }) =>
                        line.map((system, depth) => ({ role, system, outermost: depth === 0 })),
                    ),
                    ({ role, system }) => `${role} ${system}`,
                ),
                objects: named(objects, `${environment}, ${stack.name}`),
            };
        });
}

/** By what a place is known outside of it. */
export type Own = Pick<PlaceRendered, "environment" | "name" | "domain">;

/**
 * Takes out of a value what is a place's own: its name, with that of its environment where it names a cluster in AWS, its
 * domain, what is secret, and digests of all these.
 */
export function withoutOwn(value: unknown, { environment, name, domain }: Own): unknown {
    const called = name.replaceAll(/[^a-z0-9-]/g, "");
    // Clusters of two environments may share an account.
    const cluster = `${environment.replaceAll(/[^\w-]/g, "-")}-(?=${called}-cluster(?![A-Za-z0-9]))`;
    const place = new RegExp(`(?<![A-Za-z0-9])(?:${cluster})?${called}(?![A-Za-z0-9])`, "g");
    const text = (said: string): string =>
        said
            .replaceAll(/\[secret [0-9a-f]{8}\]/g, "[secret]")
            .replaceAll(
                new RegExp(`(?<![A-Za-z0-9-])${domain.replaceAll(".", "\\.")}(?![A-Za-z0-9-])`, "g"),
                "‹domain›",
            )
            .replaceAll(place, "‹place›")
            // Of the account's and the place's names, so that no two buckets of the world have one.
            .replaceAll(/(?<=‹place›-)[0-9a-f]{10}(?![0-9a-z])/g, "‹digest›");
    const inner = (one: unknown, key: string): unknown => {
        if (typeof one === "string") return ownText(key, text(one));
        if (Array.isArray(one)) return one.map((each) => inner(each, ""));
        return isMapping(one)
            ? Object.fromEntries(Object.entries(one).map(([key, each]) => [text(key), inner(each, key)]))
            : one;
    };
    return inner(value, "");
}

function ownText(key: string, text: string): string {
    if (key.startsWith("samestack.dev/")) return text.replace(DIGEST, "‹digest›");
    // AWS takes 38 characters of it, so its end depends on how long the place's name is.
    return key === "namePrefix" ? text.slice(0, PREFIX) : text;
}

const PREFIX = 24;

// What they are made of is compared itself.
const DIGEST = /^[0-9a-f]{16}$/;

function isObject({ type, custom }: Registered): boolean {
    if (isInstalled(type)) return true;
    return custom && (type.startsWith("kubernetes:") || type.startsWith("aws:"));
}

function canonical(one: Registered, identities: Identities, place: Own): Canonical {
    const { role, line } = systemsOf(one, identities);
    const fields = fieldsOf(one.inputs, place);
    const chart = isInstalled(one.type) ? one : undefined;
    const inputs = one.type.endsWith("Patch") ? undefined : one.inputs;
    return { id: idOf(one, fields, place.name), role, systems: line, fields, chart, inputs };
}

/** An object as it is compared with that of another place. */
export function fieldsOf(inputs: unknown, place: Own): Record<string, unknown> {
    return Fields.parse(entitled(withoutOwn(inputs, place)));
}

const Fields = z.record(z.string(), z.unknown());

function idOf({ type, name, inputs }: Registered, fields: Record<string, unknown>, place: string): string {
    const own = name.startsWith(`${place}-`) ? name.slice(place.length + 1) : name;
    if (type.startsWith("aws:")) return `${type.replace(/\/[^:]*/, "")} ${own}`;
    if (type.startsWith("kubernetes:yaml/")) return `Manifests ${own}`;
    if (isInstalled(type)) return `Release ${String(inputs.namespace)}/${String(inputs.name)}`;
    const object = KubernetesObject.safeParse(fields);
    // A Job is named by a digest of what it does.
    return object.success ? titleOf(object.data).replace(/-[0-9a-f]{8}$/, "-‹digest›") : `${type} ${own}`;
}

function systemsOf(one: Registered, identities: Identities): { role: string; line: string[] } {
    const components = [one, ...identities.parents(one)]
        .map(({ type }) => type.split(":"))
        .filter(([product, role]) => product === "samestack" && role !== "stacks" && role !== "index")
        .reverse();
    const line = components.map(([, , system]) => system ?? "");
    return { role: components[0]?.[1] ?? "", line: line.filter((system, index) => line.indexOf(system) === index) };
}

// Two objects of one name would be compared with each other's other half.
function named(objects: Canonical[], where: string): Canonical[] {
    const seen = new Set<string>();
    for (const { id } of objects) {
        if (seen.has(id)) throw new Refusal(`${where} registers ${id} twice`);
        seen.add(id);
    }
    return objects;
}

function unique<T>(list: T[], key: (one: T) => string): T[] {
    return [...new Map(list.map((one) => [key(one), one])).values()];
}
