import { z } from "zod";

import { documents } from "./yaml";

/** What facts say of one object that a chart makes. */
export interface ObjectFacts {
    apiVersion: string;
    kind: string;
    name: string;
    namespace?: string;
    /** The events at which Helm makes it, where it is a hook. */
    hook?: string;
    /** Of a Service, as it has them. */
    ports?: { name: string | null; port: number; targetPort: string | number | null }[];
    selector?: Record<string, unknown> | null;
}

/** What facts say of one custom resource definition; the form of `crds/<plural>.<group>.json`. */
export interface Definition {
    group: string;
    kind: string;
    plural: string;
    scope: string;
    /** The chart, or the manifest bundle, that brings it. */
    chart: string;
    chartVersion: string;
    versions: {
        name: string;
        served: boolean;
        storage: boolean;
        subresources: unknown;
        schema: unknown;
    }[];
}

const AnyObject = z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({
        name: z.string(),
        namespace: z.string().optional(),
        annotations: z.record(z.string(), z.unknown()).nullish(),
    }),
});
type AnyObject = z.infer<typeof AnyObject>;

const List = z.looseObject({ kind: z.string().regex(/List$/), items: z.array(z.unknown()) });

const Service = z.looseObject({
    kind: z.literal("Service"),
    spec: z.looseObject({
        selector: z.record(z.string(), z.unknown()).nullish(),
        ports: z
            .array(
                z.looseObject({
                    name: z.string().nullish(),
                    port: z.number(),
                    targetPort: z.union([z.string(), z.number()]).nullish(),
                }),
            )
            .nullish(),
    }),
});

const CustomResourceDefinition = z.looseObject({
    kind: z.literal("CustomResourceDefinition"),
    spec: z.looseObject({
        group: z.string(),
        names: z.looseObject({ kind: z.string(), plural: z.string() }),
        scope: z.string(),
        versions: z.array(
            z.looseObject({
                name: z.string(),
                served: z.boolean(),
                storage: z.boolean(),
                subresources: z.unknown().optional(),
                schema: z.looseObject({ openAPIV3Schema: z.unknown().optional() }).optional(),
            }),
        ),
    }),
});

/** What is in rendered manifests: objects in their order, definitions, and the images that any object names. */
export interface Rendered {
    objects: ObjectFacts[];
    definitions: Definition[];
    images: string[];
}

/** Reads the YAML of a rendered chart, or of a manifest bundle, whose name and version its definitions are told with. */
export function readObjects(text: string, from: { name: string; version: string }): Rendered {
    const all = readObjectsWhole(text);
    const objects = all.filter(({ kind }) => kind !== "CustomResourceDefinition");
    return {
        objects: objects.map(factsOf),
        definitions: all
            .filter((one) => !objects.includes(one))
            .map((one) => definitionOf(one, from))
            .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
        images: [...new Set(objects.flatMap(imagesIn))].sort(),
    };
}

/** Every object of a YAML text, whole; a list is what is in it. */
export function readObjectsWhole(text: string): AnyObject[] {
    return documents(text)
        .flatMap((document) => {
            const list = List.safeParse(document);
            return list.success ? list.data.items : [document];
        })
        .filter((document) => document !== null)
        .map((document) => AnyObject.parse(document));
}

/** A definition's name in the cluster. */
export function nameOf({ plural, group }: Definition): string {
    return `${plural}.${group}`;
}

function factsOf(object: AnyObject): ObjectFacts {
    const { namespace, name, annotations } = object.metadata;
    const hook = annotations?.["helm.sh/hook"];
    const service = Service.safeParse(object);
    return {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name,
        ...(namespace !== undefined && { namespace }),
        ...(typeof hook === "string" && { hook }),
        ...(service.success && {
            ports: (service.data.spec.ports ?? []).map(({ name, port, targetPort }) => ({
                name: name ?? null,
                port,
                targetPort: targetPort ?? null,
            })),
            selector: service.data.spec.selector ?? null,
        }),
    };
}

function definitionOf(object: AnyObject, from: { name: string; version: string }): Definition {
    const { spec } = CustomResourceDefinition.parse(object);
    return {
        group: spec.group,
        kind: spec.names.kind,
        plural: spec.names.plural,
        scope: spec.scope,
        chart: from.name,
        chartVersion: from.version,
        versions: spec.versions.map(({ name, served, storage, subresources, schema }) => ({
            name,
            served,
            storage,
            subresources: subresources ?? null,
            schema: terse(schema?.openAPIV3Schema ?? null),
        })),
    };
}

const WORDS = ["description", "title"];

/** A JSON schema without its texts, which are most of it and check nothing. */
export function terse(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map(terse);
    if (typeof schema !== "object" || schema === null) return schema;
    const entries: [string, unknown][] = Object.entries(schema);
    // A property that is itself called description has a schema, not a text.
    const kept = entries.filter(([key, value]) => !WORDS.includes(key) || typeof value !== "string");
    return Object.fromEntries(kept.map(([key, value]) => [key, terse(value)]));
}

// By the key, wherever it stands: custom resources of operators name images too.
function imagesIn(value: unknown): string[] {
    if (Array.isArray(value)) return value.flatMap(imagesIn);
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
        key === "image" && typeof inner === "string" && inner !== "" ? [inner] : imagesIn(inner),
    );
}
