import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { Calico, CalicoArgs, definitions, operator } from "./calico";
import type { Chart } from "../chart";
import type { NetworkNeeds } from "../cluster";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import { AGENT_NOT_READY, chart as cilium, Cilium, CiliumArgs } from "./cilium";
import { chart as flannel, Flannel, FlannelArgs } from "./flannel";
import { WeaveNet, WeaveNetArgs } from "./weave-net";

/** What an environment may say of a place's pod network. */
export const NetworkArgs = z.discriminatedUnion("kind", [CalicoArgs, CiliumArgs, FlannelArgs, WeaveNetArgs]);
export type NetworkArgs = z.infer<typeof NetworkArgs>;

/** What every pod network gives: pods reach each other, and NetworkPolicy is enforced. */
export interface Network {
    /** Pods outside their node's network can run once this is there. */
    readonly ready: pulumi.Resource;
    readonly dashboard: Dashboard;
    readonly consoles: Console[];
}

/** Puts the pod network in a place. It does not wait for nodes: they wait for it. */
export function network(
    place: Place,
    said: NetworkArgs,
    {
        secrets,
        balances,
    }: {
        secrets: Secrets;
        /** Whether it is to give Services of type LoadBalancer their addresses too, which Cilium alone can. */
        balances: boolean;
    },
    opts?: pulumi.ComponentResourceOptions,
): Network {
    switch (said.kind) {
        case "calico":
            return new Calico(`${place.name}-calico`, { place, said, secrets }, opts);
        case "cilium":
            return new Cilium(`${place.name}-cilium`, { place, said, balances }, opts);
        case "flannel":
            return new Flannel(`${place.name}-flannel`, { place, said }, opts);
        case "weave-net":
            return new WeaveNet(`${place.name}-weave-net`, { place, said }, opts);
    }
}

/**
 * Who gives out pod addresses in a place, which its cluster must know before there is a network: the VPC where the
 * cluster is EKS, unless an overlay is asked for.
 */
export function podAddresses({ cluster, network }: Said): "overlay" | "vpc" {
    switch (network.kind) {
        case "calico":
            return (network.mode ?? (cluster.kind === "eks" ? "policy" : "overlay")) === "policy" ? "vpc" : "overlay";
        case "cilium":
            return (network.mode ?? (cluster.kind === "eks" ? "eni" : "overlay")) === "eni" ? "vpc" : "overlay";
        case "flannel":
        case "weave-net":
            return "overlay";
    }
}

/** What is said of a place that its network depends on. */
interface Said {
    cluster: { kind: string };
    network: NetworkArgs;
}

/** What a place's network needs of its cluster. */
export function networkNeeds(said: Said): NetworkNeeds {
    const addresses = podAddresses(said);
    const { network } = said;
    if (network.kind === "cilium") {
        return {
            podAddresses: addresses,
            vpcCni: false,
            kubeProxy: !network.kubeProxyReplacement,
            startupTaint: AGENT_NOT_READY,
        };
    }
    return { podAddresses: addresses, vpcCni: addresses === "vpc", kubeProxy: true };
}

/** Addresses that a node takes from the pods' before the first pod of it can start. */
export function blockOfANode(said: NetworkArgs): number {
    switch (said.kind) {
        case "calico":
            return 64;
        case "cilium":
            return 256;
        case "flannel":
            // What kubeadm and the controller manager give a node unless told otherwise.
            return 256;
        case "weave-net":
            // Its nodes share all addresses out among themselves, again and again, as they need them.
            return 1;
    }
}

/** Every chart that a choice of network installs. */
export function networkCharts(said: NetworkArgs): Chart[] {
    return { calico: [definitions, operator], cilium: [cilium], flannel: [flannel], "weave-net": [] }[said.kind];
}
