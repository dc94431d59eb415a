import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { CERTIFICATE, ports } from "./traefik-values";

/** The names of its listeners; without a certificate there is none for HTTPS. */
export function listenersOf(hosts: readonly string[]): string[] {
    return hosts.length > 0 ? [HTTP, HTTPS] : [HTTP];
}

const [HTTP, HTTPS] = ["web", "websecure"];

/**
 * The one Gateway of a place, `public`: routes of every namespace attach to it, its listener `websecure` for HTTPS and
 * `web` for HTTP, which is only sent on. Listeners have the ports of Traefik's pods, not of its Service.
 *
 * Nothing waits for the certificate: an authority may need host names that lead to the place before it signs, and they
 * do so once the place has its address.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/gateway/
 */
export function publicGateway(
    name: string,
    {
        hosts,
        namespace,
        issuer,
    }: {
        /** What the certificate is for. Without any there is no certificate, so no HTTPS listener. */
        hosts: string[];
        namespace: pulumi.Output<string>;
        issuer: pulumi.Output<string>;
    },
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    if (hosts.length > 0) {
        new k8s.apiextensions.CustomResource(
            `${name}-certificate`,
            {
                apiVersion: "cert-manager.io/v1",
                kind: "Certificate",
                metadata: { name: CERTIFICATE, namespace },
                spec: {
                    secretName: CERTIFICATE,
                    dnsNames: hosts,
                    privateKey: { algorithm: "ECDSA", size: 256 },
                    issuerRef: { kind: "ClusterIssuer", name: issuer },
                },
            },
            { parent: opts.parent },
        );
    }
    const allowedRoutes = { namespaces: { from: "All" } };
    const http = { name: HTTP, protocol: "HTTP", port: ports.web, allowedRoutes };
    const https = {
        name: HTTPS,
        protocol: "HTTPS",
        port: ports.websecure,
        tls: { mode: "Terminate", certificateRefs: [{ name: CERTIFICATE }] },
        allowedRoutes,
    };
    return new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "gateway.networking.k8s.io/v1",
            kind: "Gateway",
            metadata: { name: "public", namespace },
            spec: { gatewayClassName: "traefik", listeners: hosts.length > 0 ? [http, https] : [http] },
        },
        opts,
    );
}
