import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { type Certificates, ISSUER } from "../certificates";
import { ROLE_LABEL } from "../namespace";
import { type Console, hostOf } from "./console";

/** What a console's Ingress needs to know of the place. */
export interface Surroundings {
    /** Starts the names of the resources. */
    name: string;
    domain: string;
    className: pulumi.Output<string>;
    certificates: Certificates;
}

/**
 * The Ingress by which a console is reached as `<host>.<domain>`, with a certificate of its own. What asks for a login
 * before anything reaches the console is said in annotations, each ingress' own.
 */
export function publishConsole(
    console: Console,
    { name, domain, className, certificates }: Surroundings,
    login: Record<string, pulumi.Input<string>>,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    const host = hostOf(console, domain);
    const label = console.host || console.service;
    const { solver } = certificates;
    if (solver) {
        new k8s.networking.v1.NetworkPolicy(
            `${name}-${label}-solver`,
            {
                metadata: { name: `${label}-solver`, namespace: console.namespace },
                spec: {
                    podSelector: { matchLabels: solver.labels },
                    policyTypes: ["Ingress"],
                    ingress: [
                        {
                            from: [{ namespaceSelector: { matchLabels: { [ROLE_LABEL]: "ingress" } } }],
                            ports: [{ port: solver.port, protocol: "TCP" }],
                        },
                    ],
                },
            },
            opts,
        );
    }
    return new k8s.networking.v1.Ingress(
        `${name}-${label}`,
        {
            metadata: {
                name: label,
                namespace: console.namespace,
                annotations: {
                    [ISSUER.annotation]: certificates.issuer,
                    ...login,
                    // Nothing waits for its address, which Traefik writes there once the pods behind it are ready.
                    "pulumi.com/skipAwait": "true",
                },
            },
            spec: {
                ingressClassName: className,
                tls: [{ hosts: [host], secretName: `${label}-tls` }],
                rules: [
                    {
                        host,
                        http: {
                            paths: [
                                {
                                    path: "/",
                                    pathType: "Prefix",
                                    backend: { service: { name: console.service, port: { number: console.port } } },
                                },
                            ],
                        },
                    },
                ],
            },
        },
        opts,
    );
}
