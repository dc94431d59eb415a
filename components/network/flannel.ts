import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Network } from ".";
import { podMonitor } from "../pod-monitor";

export const chart: Chart = {
    repository: "https://flannel-io.github.io/flannel",
    name: "flannel",
    // renovate: datasource=helm registryUrl=https://flannel-io.github.io/flannel depName=flannel
    version: "v0.28.9",
    kubernetes: { from: "1.25", to: "1.36" },
};

/** What an environment may say of Flannel. */
export const FlannelArgs = z.strictObject({
    kind: z.literal("flannel"),
    /**
     * How pods' packets travel between nodes. `vxlan` unless said: it needs nothing but that nodes reach each other.
     * `host-gw`: as routes, without encapsulation, where all nodes are in one subnet. `wireguard`: encrypted, with Linux
     * 5.6. To change it under running pods cuts them off: each node has to be restarted.
     *
     * @see https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md
     */
    backend: z.enum(["vxlan", "host-gw", "wireguard"]).default("vxlan"),
});
export type FlannelArgs = z.infer<typeof FlannelArgs>;

/**
 * Flannel connects the pods and does no more. Policy is enforced by kube-network-policies, of Kubernetes' own network
 * group, which Flannel's chart puts beside it on each node: Kubernetes' NetworkPolicy, and no other kind of policy.
 *
 * The addresses of a node's pods are those that Kubernetes' controller manager gave the node, as kubeadm has it.
 *
 * @see https://github.com/flannel-io/flannel/blob/master/Documentation/netpol.md
 */
export class Flannel extends pulumi.ComponentResource implements Network {
    readonly ready: pulumi.Resource;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[] = [];

    constructor(
        name: string,
        { place, said }: { place: Place; said: FlannelArgs },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:network:Flannel", name, said, opts);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: "kube-flannel",
                role: "network",
                podSecurity: {
                    level: "privileged",
                    because:
                        "its DaemonSet sets up interfaces, routes and filters of the node. On the node's network no policy reaches it, not even its own",
                },
            },
            { parent: this },
        );
        this.ready = install(
            name,
            chart,
            { source: place.charts, namespace, values: values(place.cluster.podCidr, said) },
            { parent: this },
        );
        // Of Flannel itself there is nothing to scrape: it serves its health and no metrics.
        podMonitor(
            `${name}-policies`,
            {
                name: "kube-network-policies",
                namespace: namespace.name,
                label: ["app", "flannel"],
                container: "kube-network-policies",
                port: METRICS_PORT,
            },
            { parent: this },
        );

        this.registerOutputs({});
    }
}

/** kube-network-policies' own. A port of the nodes. */
const METRICS_PORT = 9080;

function values(podCidr: string, { backend }: FlannelArgs): Record<string, unknown> {
    return {
        podCidr,
        flannel: { backend },
        netpol: {
            enabled: true,
            // The chart's own arguments log each packet, and do not say that it mounts no socket of NRI to be asked at.
            args: ["--hostname-override=$(MY_NODE_NAME)", "--disable-nri=true"],
        },
    };
}

const dashboard: Dashboard = {
    title: "Flannel",
    panels: [
        {
            title: "Connections that policy refused on a node",
            query: 'sum by (node) (rate(kube_network_policies_packet_count{verdict!="accept"}[5m]))',
            legend: "{{node}}",
            unit: "ops",
        },
        {
            title: "Packets that policy was asked about",
            query: "sum by (node) (rate(kube_network_policies_packet_count[5m]))",
            legend: "{{node}}",
            unit: "ops",
        },
        {
            title: "Microseconds until a packet is decided on, 99 of 100",
            query: 'max by (node) (kube_network_policies_packet_process_duration_microseconds{quantile="0.99"})',
            legend: "{{node}}",
        },
        {
            title: "Packets lost because policy was not asked in time",
            query: "sum by (node) (kube_network_policies_nfqueue_queue_dropped + kube_network_policies_nfqueue_user_dropped)",
            legend: "{{node}}",
        },
        { title: "Pods on a node", query: "sum by (node) (kubelet_running_pods)", legend: "{{node}}" },
    ],
    alerts: [
        {
            name: "FlannelPolicyPacketsLost",
            query:
                "sum by (node) (rate(kube_network_policies_nfqueue_queue_dropped[10m]))" +
                " + sum by (node) (rate(kube_network_policies_nfqueue_user_dropped[10m])) > 0",
            for: "15m",
            severity: "warning",
            summary: "On {{ $labels.node }} packets are lost because policy is not decided on in time.",
        },
    ],
};
