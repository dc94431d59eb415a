import type { Registered } from "../deploy";

/** What asks who somebody is, by the annotation in which an Ingress names it: its type, how it is named, what makes it ask. */
const logins = [
    {
        annotation: "traefik.ingress.kubernetes.io/router.middlewares",
        type: "kubernetes:traefik.io/v1alpha1:Middleware",
        called: (namespace: string, name: string) => `${namespace}-${name}@kubernetescrd`,
        word: "forwardAuth",
    },
    {
        annotation: "nginx.org/policies",
        type: "kubernetes:k8s.nginx.org/v1:Policy",
        called: (namespace: string, name: string) => `${namespace}/${name}`,
        word: "externalAuth",
    },
];

/** Whether something that an Ingress names asks who somebody is, and is there. */
export function asks(route: Registered, stack: Registered[]): boolean {
    return logins.some(({ annotation, type, called, word }) => {
        const named = asMap(metadataOf(route.inputs).annotations)[annotation];
        if (typeof named !== "string") return false;
        return stack.some((other) => {
            const { name, namespace } = metadataOf(other.inputs);
            return (
                other.type === type &&
                other.provider === route.provider &&
                word in asMap(other.inputs.spec) &&
                named.split(",").includes(called(String(namespace), String(name)))
            );
        });
    });
}

export function metadataOf(inputs: Record<string, unknown>): Record<string, unknown> {
    return asMap(inputs.metadata);
}

export function asMap(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? { ...value } : {};
}
