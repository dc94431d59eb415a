import * as pulumi from "@pulumi/pulumi";

import { hashOf, hereOf, HIDDEN, type Kept, type Local, texts } from "./state";
import { isMapping } from "../../stacks/mapping";

/** A resource of any type: the engine asks for no more. */
class Custom extends pulumi.CustomResource {}
class Provider extends pulumi.ProviderResource {}

/** What is put in place of a secret that the present program does not have any more: a text, and base64 of one. */
const GONE = "Z29uZQ==";

/**
 * A program that registers each resource of a kept state as it was. Run by the engine on an empty cluster it puts both
 * in that state: objects, Helm's releases, and the engine's own state with the outputs of the providers that are here.
 *
 * @param secrets texts that the present program keeps secret, by which those of the state are known again.
 */
export function replay(
    resources: readonly Kept[],
    { local, secrets }: { local: readonly Local[]; secrets: readonly string[] },
): () => Promise<Record<string, unknown>> {
    // A provider keeps what a Secret is given as text as the API server does.
    const forms = secrets.flatMap((text) => [text, Buffer.from(text).toString("base64")]);
    const known = new Map(forms.map((text) => [`‹${hashOf(text)}›`, text]));
    return () => {
        const made = new Map<string, pulumi.Resource>();
        for (const resource of resources) {
            const one = register(resource, made, (value) => valueOf(value, local, known));
            if (one) made.set(resource.urn, one);
        }
        return Promise.resolve({});
    };
}

function register(
    { urn, type, custom, inputs, parent, dependencies, provider, protect, retainOnDelete }: Kept,
    made: ReadonlyMap<string, pulumi.Resource>,
    value: (of: unknown) => unknown,
): pulumi.Resource | undefined {
    const name = urn.split("::").slice(3).join("::");
    // The engine makes these by itself.
    if (type === "pulumi:pulumi:Stack" || (type.startsWith("pulumi:providers:") && name.startsWith("default")))
        return undefined;
    const here = Object.fromEntries(Object.entries(inputs).map(([key, inner]) => [key, value(inner)]));
    const owner = made.get(provider ?? "");
    const common = {
        parent: made.get(parent ?? ""),
        dependsOn: dependencies.flatMap((one) => made.get(one) ?? []),
        protect,
        retainOnDelete,
    };
    if (type.startsWith("pulumi:providers:")) {
        const { version } = here;
        // What the engine itself adds to what a program says.
        const said = Object.fromEntries(
            Object.entries(here).filter(([key]) => !["version", "__internal"].includes(key)),
        );
        const pinned = typeof version === "string" ? { version } : {};
        return new Provider(type.slice("pulumi:providers:".length), name, said, {
            ...common,
            ...pinned,
        });
    }
    if (!custom) return new pulumi.ComponentResource(type, name, here, common);
    const by = owner instanceof pulumi.ProviderResource ? { provider: owner } : {};
    return new Custom(type, name, here, { ...common, ...by });
}

function valueOf(value: unknown, local: readonly Local[], known: ReadonlyMap<string, string>): unknown {
    if (typeof value === "string") return hereOf(value, local);
    if (Array.isArray(value)) return value.map((one) => valueOf(one, local, known));
    if (!isMapping(value)) return value;
    if (HIDDEN in value) {
        const shown = (text: string) => known.get(text) ?? (/^‹[0-9a-f]{12}›$/.test(text) ? GONE : hereOf(text, local));
        return pulumi.secret(texts(value[HIDDEN], shown));
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, valueOf(inner, local, known)]));
}
