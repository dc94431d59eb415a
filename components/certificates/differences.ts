import { type Declared, each } from "../difference";

const SOLVER = "certificates.issuer.solver.kind";
const KEY = "certificates.issuer.solver.credentials";

/** Of a page at a name, and of whatever else an authority takes for proof; a private one wants none. */
const byPage = each(["http01"], ["route53", undefined]);

export const certificatesDifferences: Declared[] = [
    {
        by: "CertManager",
        word: "certificates.issuer.kind",
        between: ["privateCa", "acme"],
        what: [
            "ClusterIssuer self-signed",
            "Certificate cert-manager/private-ca",
            "ClusterIssuer default spec.ca.secretName",
            "ClusterIssuer default spec.acme.privateKeySecretRef",
        ],
        reason: "an authority of the place's own signs for it, or one that knows it by an account",
    },
    ...each(["route53"], ["http01", undefined]).flatMap((between): Declared[] => {
        const declared = { by: "CertManager", word: SOLVER, between };
        return [
            {
                ...declared,
                what: ["ClusterIssuer default spec.acme.solvers*"],
                reason: "cert-manager proves a name by a page at it, or by a record in Route 53",
            },
            {
                ...declared,
                unless: KEY,
                what: [
                    "aws:eks:PodIdentityAssociation cert-manager-identity",
                    "aws:iam:Role cert-manager-identity",
                    "aws:iam:RolePolicy cert-manager-identity",
                ],
                reason: "Route 53 knows cert-manager by its pods' identity, where it is given no key",
            },
        ];
    }),
    {
        by: "CertManager",
        word: KEY,
        between: [true, undefined],
        what: ["Secret cert-manager/route53", "NetworkPolicy cert-manager/samestack-flows spec.egress[anywhere 443]"],
        reason: "Route 53 asks for a key, and with one nothing has to vouch for cert-manager's pods",
    },
    ...[SOLVER, KEY].map((word): Declared => ({
        by: "CertManager",
        word,
        what: ["NetworkPolicy cert-manager/samestack-flows spec.egress[anywhere 443 80]"],
        reason: "over port 80 cert-manager looks at a page that is to prove a name, or asks what vouches for its pods",
    })),
    ...byPage.flatMap((between): Declared[] => {
        const declared = { by: "CertManager", word: SOLVER, between };
        return [
            {
                ...declared,
                what: ["NetworkPolicy cert-manager/samestack-flows spec.egress[ingress]"],
                reason: "cert-manager looks at a page that is to prove a name, before the authority does",
            },
            {
                ...declared,
                what: [
                    "NetworkPolicy */*-solver",
                    "NetworkPolicy traefik/samestack-flows spec.ingress[here 8080]",
                    "NetworkPolicy traefik/samestack-flows spec.ingress[here 8080 8089]",
                ],
                reason: "a page that proves a name is served from the namespace of what is published, over port 80",
            },
            {
                ...declared,
                what: [
                    "Certificate traefik/gateway-tls",
                    "Gateway traefik/public spec.listeners[websecure]",
                    "Release traefik/traefik values.tlsStore.default.defaultCertificate.secretName",
                ],
                reason: "a certificate for every name of a domain is not to be had by pages, each at one name",
            },
        ];
    }),
];
