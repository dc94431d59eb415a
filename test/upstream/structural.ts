import Ajv, { type ValidateFunction } from "ajv";

import type { CrdFacts } from "./facts";
import { sentence } from "./schema";
import { isMapping } from "../../stacks/mapping";

type Schema = Record<string, unknown>;

// Kubernetes' expressions are Go's, which may begin with a flag.
const regExp = Object.assign(
    (pattern: string, flags: string) =>
        new RegExp(pattern.replace("(?i)", ""), pattern.includes("(?i)") ? "iu" : flags),
    { code: "regExp" },
);
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, code: { regExp } });
const compiled = new WeakMap<object, ValidateFunction>();

/** What the definition of an object's kind has against it, a sentence each; unknown fields among it. */
export function objections(object: Schema, definition: CrdFacts, version: string): string[] {
    const served = definition.versions.find((one) => one.name === version && one.served);
    if (!served) return [`the definition of ${definition.kind} serves no ${version}`];
    const validate = compiled.get(served) ?? ajv.compile(closedObject(served.schema));
    compiled.set(served, validate);
    const errors = validate(object) ? [] : (validate.errors ?? []);
    const { metadata } = object;
    const namespaced = isMapping(metadata) && typeof metadata.namespace === "string";
    const scope = {
        Namespaced: namespaced ? [] : ["metadata.namespace is missing"],
        Cluster: namespaced ? ["metadata.namespace is said of a kind that has none"] : [],
    }[definition.scope];
    return [...scope, ...errors.map(sentence)];
}

/** A whole object: Kubernetes itself knows what is in `metadata`. */
function closedObject(schema: Schema): Schema {
    const properties = isMapping(schema.properties) ? schema.properties : {};
    const inside = closed({ ...schema, properties: { ...properties, apiVersion: {}, kind: {}, metadata: {} } });
    const { properties: all } = inside;
    return { ...inside, properties: { ...(isMapping(all) && all), apiVersion: {}, kind: {}, metadata: {} } };
}

/**
 * A structural schema as a JSON schema that refuses what the API server would drop: every object is closed unless it
 * says otherwise. What is under `anyOf`, `allOf`, `oneOf` and `not` only restricts fields that are named beside them.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
function closed(schema: Schema): Schema {
    if (schema["x-kubernetes-embedded-resource"] === true) return closedEmbedded(schema);
    const { properties, items, additionalProperties, ...rest } = schema;
    const named = isMapping(properties)
        ? Object.fromEntries(
              Object.entries(properties).map(([key, inner]) => [key, isMapping(inner) ? closed(inner) : inner]),
          )
        : {};
    if (schema["x-kubernetes-preserve-unknown-fields"] === true) return { ...rest, properties: named };
    return {
        ...rest,
        ...(schema["x-kubernetes-int-or-string"] === true && { type: ["integer", "string"] }),
        ...(isMapping(items) && { items: closed(items) }),
        ...(schema.type === "object" && {
            properties: named,
            additionalProperties: isMapping(additionalProperties)
                ? closed(additionalProperties)
                : additionalProperties === true,
        }),
    };
}

// An object within an object has a whole object's fields, said or not.
function closedEmbedded(schema: Schema): Schema {
    if (schema["x-kubernetes-preserve-unknown-fields"] === true) return { type: "object" };
    return closedObject({ ...schema, "x-kubernetes-embedded-resource": false });
}
