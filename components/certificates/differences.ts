import type { Declared } from "../difference";

const solvers: Omit<Declared, "what" | "reason"> = {
    by: "CertManager",
    word: "certificates.issuer.solver.kind",
    between: ["http01", "route53"],
};

export const certificatesDifferences: Declared[] = [
    {
        ...solvers,
        what: [
            "ClusterIssuer default spec.acme.solvers*",
            "NetworkPolicy cert-manager/samestack-flows spec.egress*",
            "Secret cert-manager/route53",
        ],
        reason: "cert-manager proves a name by a page at it, which it asks for first, or by a record in Route 53",
    },
    {
        ...solvers,
        what: ["NetworkPolicy */*-solver", "NetworkPolicy traefik/samestack-flows spec.ingress*"],
        reason: "a page that proves a name is served from the namespace of what is published, over port 80",
    },
    {
        ...solvers,
        what: [
            "Certificate traefik/gateway-tls",
            "Gateway traefik/public spec.listeners[websecure]",
            "Release traefik/traefik values.tlsStore.default.defaultCertificate.secretName",
        ],
        reason: "a certificate for every name of a domain is only to be had by a record",
    },
];
