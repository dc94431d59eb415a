import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Dashboard } from "../monitoring/dashboard";
import type { LoadBalancing } from "./index";
import { seenFromOutside } from "./service-without-address";

/** What an environment may say of a load balancer that its cluster came with. */
export const ExistingLoadBalancerArgs = z.strictObject({
    kind: z.literal("existing"),
    /** The class that Services must name for it to serve them. Unless said they name none, which leaves it to the cluster. */
    loadBalancerClass: z
        .string()
        .min(1)
        .optional()
        .meta({ examples: ["example.org/balancer"] }),
    /** Annotations that Services of type LoadBalancer need there. None unless said. */
    annotations: z.record(z.string(), z.string()).default({}),
});
export type ExistingLoadBalancerArgs = z.infer<typeof ExistingLoadBalancerArgs>;

/**
 * A load balancer that is there already: a hosted Kubernetes of another cloud, or a distribution with one of its own,
 * as k3s. A second system beside it would fight it over every Service.
 */
export class ExistingLoadBalancer extends pulumi.ComponentResource implements LoadBalancing {
    readonly annotations: Record<string, string>;
    readonly loadBalancerClass?: string;
    readonly proxyProtocol = false;
    readonly onNodesWithPods = true;
    readonly ready: pulumi.Resource = this;
    readonly dashboard: Dashboard = seenFromOutside("Load balancer");

    constructor(name: string, { said }: { said: ExistingLoadBalancerArgs }, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:loadBalancing:ExistingLoadBalancer", name, said, opts);
        this.annotations = said.annotations;
        this.loadBalancerClass = said.loadBalancerClass;
        this.registerOutputs({});
    }
}
