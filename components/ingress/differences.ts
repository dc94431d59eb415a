import type { Declared } from "../difference";

export const ingressDifferences: Declared[] = [
    {
        by: "Traefik",
        word: "loadBalancing.kind",
        between: ["metallb", "aws"],
        what: [
            "Release traefik/traefik values.ports.web.proxyProtocol.trustedIPs",
            "Release traefik/traefik values.ports.websecure.proxyProtocol.trustedIPs",
        ],
        reason: "behind a load balancer of AWS a client's address comes in a PROXY protocol header, which Traefik believes",
    },
    {
        by: "Traefik",
        word: "loadBalancing.kind",
        between: ["metallb", "aws"],
        what: [
            "Service traefik/traefik spec.loadBalancerClass",
            'Service traefik/traefik metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-*"]',
        ],
        reason: "AWS Load Balancer Controller is told what load balancer the Service is to have",
    },
    {
        by: "Nginx",
        word: "loadBalancing.kind",
        between: ["metallb", "aws"],
        what: [
            "Release nginx-ingress/nginx-ingress values.controller.config.entries.proxy-protocol",
            "Release nginx-ingress/nginx-ingress values.controller.config.entries.real-ip-header",
            "Release nginx-ingress/nginx-ingress values.controller.config.entries.set-real-ip-from",
        ],
        reason: "behind a load balancer of AWS a client's address comes in a PROXY protocol header, which NGINX believes",
    },
    {
        by: "Nginx",
        word: "loadBalancing.kind",
        between: ["metallb", "aws"],
        what: [
            "Service nginx-ingress/nginx-ingress spec.loadBalancerClass",
            'Service nginx-ingress/nginx-ingress metadata.annotations["service.beta.kubernetes.io/aws-load-balancer-*"]',
        ],
        reason: "AWS Load Balancer Controller is told what load balancer the Service is to have",
    },
];
