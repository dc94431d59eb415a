import type { Declared } from "../difference";

export const loadBalancingDifferences: Declared[] = [
    {
        by: "MetalLB",
        word: "loadBalancing.kind",
        between: ["metallb", "aws"],
        what: ["MetalLB"],
        reason: "your own servers have no load balancer, so MetalLB announces addresses of their network",
    },
    {
        by: "AwsLoadBalancerController",
        word: "loadBalancing.kind",
        between: ["metallb", "aws"],
        what: ["AwsLoadBalancerController"],
        reason: "in AWS load balancers are AWS' own, and its controller asks for them",
    },
    {
        by: "MetalLB",
        word: "loadBalancing.kind",
        between: ["metallb", "aws"],
        what: [
            "ConfigMap monitoring/dashboard-metallb",
            "PrometheusRule monitoring/samestack-metallb",
            "PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info metallb]",
        ],
        reason: "MetalLB is watched where it is",
    },
    {
        by: "AwsLoadBalancerController",
        word: "loadBalancing.kind",
        between: ["metallb", "aws"],
        what: [
            "ConfigMap monitoring/dashboard-aws-load-balancer-controller",
            "PrometheusRule monitoring/samestack-aws-load-balancer-controller",
            "PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info aws-load-balancer-controller]",
        ],
        reason: "AWS Load Balancer Controller is watched where it is",
    },
];
