import type { Declared } from "../difference";

export const accessDifferences: Declared[] = [
    {
        by: "OAuth2Proxy",
        word: "cluster.kind",
        between: ["existing", "eks"],
        what: ["Release oauth2-proxy/oauth2-proxy values.extraArgs.trusted-proxy-ip"],
        reason: "on EKS pods have addresses of the VPC",
    },
    {
        by: "OAuth2Proxy",
        word: "ingress.kind",
        between: ["traefik", "nginx"],
        what: ["Release oauth2-proxy/oauth2-proxy values.extraArgs.skip-provider-button"],
        reason: "NGINX shows the login's own page, where Traefik sends browsers on",
    },
    {
        by: "OAuth2Proxy",
        word: "access.administrators",
        what: [
            "Middleware traefik/administrators",
            'Ingress */* metadata.annotations["traefik.ingress.kubernetes.io/router.middlewares"]',
        ],
        reason: "where groups are named, the consoles that are not everybody's let in nobody else",
    },
    ...["access.administrators", "access.org"].map((word): Declared => ({
        by: "OAuth2Proxy",
        word,
        what: ["Middleware traefik/administrators spec.forwardAuth.address"],
        reason: "the login is asked for the groups that are named; GitHub's are teams, named after their organization",
    })),
    ...(["dex", "oidc", "github", "gitlab"] as const).map((kind): Declared => ({
        by: "OAuth2Proxy",
        word: "access.kind",
        between: ["none", kind],
        // The start page is one of those.
        what: ["Ingress */*", "Middleware traefik/everyone", "Nginx"],
        reason: "without a login no console is published",
    })),
];
