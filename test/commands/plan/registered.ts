import type { Registered } from "../../../commands/render/registration";

/** A resource as a program might register it, with what a test says otherwise. */
export function resource(said: Partial<Registered> & Pick<Registered, "type" | "name">): Registered {
    return {
        inputs: {},
        dependsOn: [],
        sources: {},
        protect: false,
        retainOnDelete: false,
        custom: true,
        aliases: [],
        replaceOnChanges: [],
        ignoreChanges: [],
        deleteBeforeReplace: false,
        ...said,
    };
}

/** A Kubernetes object of ours in a place. */
export function object(kind: string, name: string, fields: object, said: Partial<Registered> = {}): Registered {
    const group = { StorageClass: "storage.k8s.io/v1", Deployment: "apps/v1" }[kind] ?? "v1";
    return resource({
        type: `kubernetes:${group.includes("/") ? group : `core/${group}`}:${kind}`,
        name,
        provider: "paris-cluster",
        inputs: { apiVersion: group, kind, metadata: { name }, ...fields },
        ...said,
    });
}
