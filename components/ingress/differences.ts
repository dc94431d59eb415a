import { type Declared, each } from "../difference";

/** Of AWS, and of anybody else. */
const balancers = each(["aws"], ["metallb", "cilium", "existing"]);

const fields: Omit<Declared, "word" | "between">[] = [
    {
        by: "Traefik",
        what: [
            "Release traefik/traefik values.ports.web.proxyProtocol.trustedIPs",
            "Release traefik/traefik values.ports.websecure.proxyProtocol.trustedIPs",
        ],
        reason: "behind a load balancer of AWS a client's address comes in a PROXY protocol header, which Traefik believes",
    },
    {
        by: "Traefik",
        what: [
            "Service traefik/traefik spec.loadBalancerClass",
            'Service traefik/traefik metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-*"]',
        ],
        reason: "AWS Load Balancer Controller is told what load balancer the Service is to have",
    },
    {
        by: "Nginx",
        what: [
            "Release nginx-ingress/nginx-ingress values.controller.config.entries.proxy-protocol",
            "Release nginx-ingress/nginx-ingress values.controller.config.entries.real-ip-header",
            "Release nginx-ingress/nginx-ingress values.controller.config.entries.set-real-ip-from",
        ],
        reason: "behind a load balancer of AWS a client's address comes in a PROXY protocol header, which NGINX believes",
    },
    {
        by: "Nginx",
        what: [
            "Service nginx-ingress/nginx-ingress spec.loadBalancerClass",
            'Service nginx-ingress/nginx-ingress metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-*"]',
        ],
        reason: "AWS Load Balancer Controller is told what load balancer the Service is to have",
    },
];

export const ingressDifferences: Declared[] = balancers.flatMap((between) =>
    fields.map((one) => ({ ...one, word: "loadBalancing.kind", between })),
);
