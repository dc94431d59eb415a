import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Dashboard } from "../monitoring/dashboard";
import type { LoadBalancing } from "./index";
import { seenFromOutside } from "./service-without-address";

/** What an environment may say of addresses for Services by Cilium, where that is the pod network too. */
export const CiliumLoadBalancerArgs = z.strictObject({
    kind: z.literal("cilium"),
    /**
     * IPv4 addresses that Services of type LoadBalancer are given, as ranges (`192.0.2.10-192.0.2.30`) or blocks
     * (`192.0.2.0/27`). They must be free in the place's network, and no DHCP server may give them out.
     */
    addresses: z.array(z.string().meta({ examples: ["192.0.2.10-192.0.2.30"] })).min(1),
    /** Regular expressions of the nodes' interfaces on which addresses are answered for; all of them unless said. */
    interfaces: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .meta({ examples: [["^eth[0-9]+"]] }),
});
export type CiliumLoadBalancerArgs = z.infer<typeof CiliumLoadBalancerArgs>;

/**
 * Cilium gives Services their addresses, and for each address one node at a time answers ARP, so nothing is asked of the
 * network. It needs Cilium in the place of kube-proxy. The node that answers passes traffic on to wherever the pods are,
 * so a Service cannot keep it on nodes that have one; pods see the address of that node in place of the client's.
 *
 * By BGP, or beside kube-proxy, MetalLB does the same, with Cilium as well.
 *
 * @see https://docs.cilium.io/en/stable/network/lb-ipam/
 * @see https://docs.cilium.io/en/stable/network/l2-announcements/
 */
export class CiliumLoadBalancer extends pulumi.ComponentResource implements LoadBalancing {
    readonly annotations: Record<string, string> = {};
    readonly proxyProtocol = false;
    readonly onNodesWithPods = false;
    readonly ready: pulumi.Resource;
    readonly dashboard: Dashboard = seenFromOutside("Cilium's load balancer");

    constructor(name: string, { said }: { said: CiliumLoadBalancerArgs }, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:loadBalancing:CiliumLoadBalancer", name, said, opts);
        const pool = new k8s.apiextensions.CustomResource(
            `${name}-pool`,
            {
                apiVersion: "cilium.io/v2",
                kind: "CiliumLoadBalancerIPPool",
                metadata: { name: "default" },
                spec: { blocks: said.addresses.map(blockOf) },
            },
            { parent: this },
        );
        this.ready = new k8s.apiextensions.CustomResource(
            `${name}-announcement`,
            {
                apiVersion: "cilium.io/v2alpha1",
                kind: "CiliumL2AnnouncementPolicy",
                metadata: { name: "default" },
                spec: { loadBalancerIPs: true, ...(said.interfaces && { interfaces: said.interfaces }) },
            },
            { parent: this, dependsOn: pool },
        );
        this.registerOutputs({});
    }
}

/** A range, or a block, as Cilium writes them. */
function blockOf(said: string): Record<string, string> {
    const [start = "", stop] = said.split("-").map((end) => end.trim());
    return stop === undefined ? { cidr: start } : { start, stop };
}
