import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { Calico, CalicoArgs, definitions, operator } from "./calico";
import type { Chart } from "../chart";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Secrets } from "../secrets";

/** What an environment may say of a place's pod network. */
export const NetworkArgs = z.discriminatedUnion("kind", [CalicoArgs]);
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
    needs: { secrets: Secrets },
    opts?: pulumi.ComponentResourceOptions,
): Network {
    return new Calico(`${place.name}-calico`, { place, said, ...needs }, opts);
}

/**
 * Who gives out pod addresses in a place, which its cluster must know before there is a network: the VPC where the
 * cluster is EKS, unless an overlay is asked for.
 */
export function podAddresses(said: { cluster: { kind: string }; network: NetworkArgs }): "overlay" | "vpc" {
    const mode = said.network.mode ?? (said.cluster.kind === "eks" ? "policy" : "overlay");
    return mode === "policy" ? "vpc" : "overlay";
}

/** Every chart that a choice of network installs. */
export function networkCharts(said: NetworkArgs): Chart[] {
    return { calico: [definitions, operator] }[said.kind];
}
