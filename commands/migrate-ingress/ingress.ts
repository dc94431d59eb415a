import { z } from "zod";

/** What the retired ingress-nginx is told by. */
export const PREFIX = "nginx.ingress.kubernetes.io/";

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const Port = z.union([z.looseObject({ number: z.number() }), z.looseObject({ name: z.string() })]);
const Path = z.looseObject({
    path: z.string().optional(),
    pathType: z.string().optional(),
    backend: z.looseObject({ service: z.looseObject({ name: z.string(), port: Port.optional() }).optional() }),
});

/** An Ingress as the API server takes it; what is in it beside the named fields stays as it is. */
export const Ingress = z.looseObject({
    apiVersion: z.literal("networking.k8s.io/v1"),
    kind: z.literal("Ingress"),
    metadata: z.looseObject({
        name: z.string(),
        namespace: z.string().optional(),
        annotations: z
            .record(z.string(), Text)
            .nullish()
            .transform((said) => said ?? {}),
    }),
    spec: z.looseObject({
        ingressClassName: z.string().optional(),
        defaultBackend: z.looseObject({ service: z.looseObject({ name: z.string() }).optional() }).optional(),
        tls: z.array(z.looseObject({ hosts: z.array(z.string()).default([]) })).default([]),
        rules: z
            .array(
                z.looseObject({
                    host: z.string().optional(),
                    http: z.looseObject({ paths: z.array(Path) }).optional(),
                }),
            )
            .default([]),
    }),
});
export type Ingress = z.infer<typeof Ingress>;

/** The host names an Ingress has rules for, each once. */
export function hostsOf({ spec }: Ingress): string[] {
    return [...new Set(spec.rules.flatMap(({ host }) => (host === undefined ? [] : [host])))];
}

/** The paths of all its rules, each once; one that is unsaid is the root. */
export function pathsOf({ spec }: Ingress): string[] {
    return [...new Set(spec.rules.flatMap(({ http }) => http?.paths ?? []).map(({ path = "/" }) => path))];
}

/** The Services it leads to, each once. */
export function servicesOf({ spec }: Ingress): string[] {
    const backends = spec.rules.flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend);
    return [...new Set([...backends, spec.defaultBackend].flatMap((one) => (one?.service ? [one.service.name] : [])))];
}

/** Whether a path means more than its letters, once regular expressions are on. A dot is taken for a dot. */
export function isExpression(path: string): boolean {
    return /[\\^$*+?()[\]{}|]/.test(path);
}
