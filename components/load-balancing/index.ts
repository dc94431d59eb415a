import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Certificates } from "../certificates";
import type { Chart } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import { CiliumLoadBalancer, CiliumLoadBalancerArgs } from "./cilium";
import { AwsLoadBalancerController, AwsLoadBalancerControllerArgs, awsLoadBalancerController } from "./aws";
import { ExistingLoadBalancer, ExistingLoadBalancerArgs } from "./existing";
import { MetalLB, metallb, MetalLBArgs } from "./metallb";

/** What an environment may say of how a place's Services get their addresses. */
export const LoadBalancingArgs = z.discriminatedUnion("kind", [
    MetalLBArgs,
    CiliumLoadBalancerArgs,
    AwsLoadBalancerControllerArgs,
    ExistingLoadBalancerArgs,
]);
export type LoadBalancingArgs = z.infer<typeof LoadBalancingArgs>;

/** A Service of type LoadBalancer gets an address that the place's people reach. */
export interface LoadBalancing {
    /** What such a Service must be annotated with. */
    readonly annotations: Record<string, string>;
    /** Its `spec.loadBalancerClass`, where it needs one. */
    readonly loadBalancerClass?: string;
    /** Whether connections come from the balancer's own address, with the client's in a PROXY protocol header. */
    readonly proxyProtocol: boolean;
    /**
     * Whether traffic comes only to nodes that have a pod of the Service, where it asks for that, and with the client's
     * own address (`externalTrafficPolicy: Local`).
     */
    readonly onNodesWithPods: boolean;
    /** What such a Service depends on: made after it, it gets an address; deleted before it, it gives the address back. */
    readonly ready: pulumi.Resource;
    readonly dashboard: Dashboard;
}

/** Puts the chosen load balancer in a place. */
export function loadBalancing(
    place: Place,
    said: LoadBalancingArgs,
    { certificates, secrets }: { certificates: Certificates; secrets: Secrets },
    opts?: pulumi.ComponentResourceOptions,
): LoadBalancing {
    switch (said.kind) {
        case "metallb":
            return new MetalLB(`${place.name}-metallb`, { place, said, secrets }, opts);
        case "cilium":
            return new CiliumLoadBalancer(`${place.name}-cilium-load-balancer`, { said }, opts);
        case "aws":
            return new AwsLoadBalancerController(
                `${place.name}-aws-load-balancer-controller`,
                { place, said, certificates },
                opts,
            );
        case "existing":
            return new ExistingLoadBalancer(`${place.name}-existing-load-balancer`, { said }, opts);
    }
}

/** Whether the choice is a part of the pod network, which must be told of it. */
export function isOfTheNetwork(said: LoadBalancingArgs): boolean {
    return said.kind === "cilium";
}

/** The charts that the choice installs. */
export function loadBalancingCharts(said: LoadBalancingArgs): Chart[] {
    switch (said.kind) {
        case "metallb":
            return [metallb];
        case "aws":
            return [awsLoadBalancerController];
        // The network's own.
        case "cilium":
        case "existing":
            return [];
    }
}
