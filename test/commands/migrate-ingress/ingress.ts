import { stringify } from "yaml";

import { type Companion, type Outcome } from "../../../commands/migrate-ingress/migration";
import { convert, type Target } from "../../../commands/migrate-ingress/convert";
import { Ingress, PREFIX } from "../../../commands/migrate-ingress/ingress";
import { parseAllDocuments } from "yaml";

export interface Asked {
    annotations: Record<string, string>;
    paths?: string[];
    hosts?: string[];
    tls?: boolean;
    /** Documents beside it. */
    beside?: object[];
}

/** A manifest of ingress-nginx: `shop` of namespace `shop`, with the annotations, which are named without their prefix. */
export function manifest({ annotations, paths = ["/"], hosts = ["shop.example.org"], tls = true }: Asked): object {
    const backend = { service: { name: "web", port: { number: 80 } } };
    return {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: {
            name: "shop",
            namespace: "shop",
            annotations: Object.fromEntries(
                Object.entries(annotations).map(([name, said]) => [`${PREFIX}${name}`, said]),
            ),
        },
        spec: {
            ingressClassName: "nginx",
            ...(tls && { tls: [{ hosts, secretName: "shop-tls" }] }),
            rules: hosts.map((host) => ({
                host,
                http: { paths: paths.map((path) => ({ path, pathType: "Prefix", backend })) },
            })),
        },
    };
}

export interface Became {
    ingress: Ingress;
    /** What each object beside it says, by its name. */
    specs: Record<string, unknown>;
    companions: Companion[];
    outcomes: Outcome[];
    /** What became of each annotation. */
    results: Record<string, Outcome["result"]>;
    text: string;
}

/** Converts that one manifest. */
export function migrated(to: Target, asked: Asked): Became {
    const text = [manifest(asked), ...(asked.beside ?? [])].map((one) => stringify(one)).join("---\n");
    const { files, ingresses } = convert([{ path: "shop.yaml", text }], to, undefined);
    const [file] = files;
    const [one] = ingresses;
    const [first] = parseAllDocuments(file?.text ?? "");
    if (!file || !one || !first) throw new Error("nothing came of it");
    return {
        ingress: Ingress.parse(first.toJS()),
        specs: Object.fromEntries(one.companions.map(({ metadata, spec }) => [metadata.name, spec])),
        companions: one.companions,
        outcomes: one.outcomes,
        results: Object.fromEntries(one.outcomes.map(({ annotation, result }) => [annotation, result])),
        text: file.text,
    };
}

/** The middlewares that it passes, by name, in order. */
export function passed({ ingress }: Became): string[] {
    const said = ingress.metadata.annotations["traefik.ingress.kubernetes.io/router.middlewares"] ?? "";
    return said === "" ? [] : said.split(",").map((one) => one.replace(/^shop-(.*)@kubernetescrd$/, "$1"));
}
