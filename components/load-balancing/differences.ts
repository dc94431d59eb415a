import { type Declared, each, watching } from "../difference";

/** A system, and what watches it, by the name of its chart. */
const systems = [
    {
        by: "MetalLB",
        chart: "metallb",
        kinds: each(["metallb"], ["aws", "cilium", "existing"]),
        itself: "your own servers have no load balancer, so MetalLB announces addresses of their network",
        watched: "MetalLB is watched where it is",
    },
    {
        by: "AwsLoadBalancerController",
        chart: "aws-load-balancer-controller",
        kinds: each(["aws"], ["metallb", "cilium", "existing"]),
        itself: "in AWS load balancers are AWS' own, and its controller asks for them",
        watched: "AWS Load Balancer Controller is watched where it is",
    },
];

export const loadBalancingDifferences: Declared[] = systems.flatMap(({ by, chart, kinds, itself, watched }) =>
    kinds.flatMap((between): Declared[] => {
        const declared = { by, word: "loadBalancing.kind", between };
        return [
            { ...declared, what: [by], reason: itself },
            {
                ...declared,
                what: watching(chart),
                reason: watched,
            },
        ];
    }),
);
