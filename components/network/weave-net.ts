import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Image } from "../chart";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Network } from ".";
import { podMonitor } from "../pod-monitor";
import { mayReadTheCluster, PEERS } from "./weave-net-rights";
import { weaveNetPod } from "./weave-net-pod";

/** The router, with what prepares a node for it. */
export const router: Image = {
    repository: "docker.io/rajchaudhuri",
    name: "weave-kube",
    // renovate: datasource=docker depName=docker.io/rajchaudhuri/weave-kube
    version: "2.9.0",
};

/** What enforces policy. Of the same release as the router, always. */
export const policyController: Image = {
    repository: "docker.io/rajchaudhuri",
    name: "weave-npc",
    // renovate: datasource=docker depName=docker.io/rajchaudhuri/weave-npc
    version: "2.9.0",
};

const UNMAINTAINED =
    "the last release of Weave Net's fork is of December 2024, and its manual knows no Kubernetes after 1.29";

/** What an environment may say of Weave Net. */
export const WeaveNetArgs = z
    .strictObject({
        kind: z.literal("weave-net"),
        /**
         * Agrees that nobody maintains it: Weaveworks is gone, its fork had its last release in December 2024, and what is
         * found in it since is repaired by nobody. False unless said, and then refused.
         */
        acceptUnmaintained: z.boolean().default(false),
        /**
         * Largest packet of a pod in bytes. 1376 unless said, Weave Net's own, which passes through any network; more is
         * faster where the network between nodes carries it.
         */
        mtu: z.int().min(1280).max(8916).optional(),
    })
    .refine((said) => said.acceptUnmaintained, {
        path: ["acceptUnmaintained"],
        error: `must be said: ${UNMAINTAINED}`,
        params: { allowed: "true", fix: "write acceptUnmaintained: true, or kind: calico" },
    });
export type WeaveNetArgs = z.infer<typeof WeaveNetArgs>;

/** Ports of metrics, on the nodes; Weave Net's own. */
const metrics = { weave: 6782, "weave-npc": 6781 } as const;

/**
 * Weave Net connects the pods by a mesh of its own and enforces Kubernetes' NetworkPolicy, of IPv4 and without ports by
 * name. There is no chart of it, so these are the objects of its manifest, in `kube-system`, where alone its programs
 * look for what they tell each other.
 *
 * Warns at each run that nobody maintains it.
 *
 * @see https://rajch.github.io/weave/kubernetes/kube-addon
 */
export class WeaveNet extends pulumi.ComponentResource implements Network {
    readonly ready: pulumi.Resource;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[] = [];

    constructor(
        name: string,
        { place, said }: { place: Place; said: WeaveNetArgs },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        // Without a chart, nothing else in the state says which release it is.
        super("samestack:network:WeaveNet", name, { ...said, version: router.version }, opts);
        void pulumi.log.warn(`${UNMAINTAINED}: plan to leave it`, this);

        const peers = new k8s.core.v1.ConfigMap(
            `${name}-peers`,
            // Made here, it goes with the rest: Weave Net would make it and leave it. It writes its annotations alone.
            { metadata: PEERS },
            { parent: this },
        );
        const rights = mayReadTheCluster(name, this);
        this.ready = new k8s.apps.v1.DaemonSet(
            name,
            {
                metadata: { ...PEERS, labels: LABELS },
                spec: {
                    selector: { matchLabels: LABELS },
                    minReadySeconds: 5,
                    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
                    template: {
                        metadata: { labels: LABELS },
                        spec: weaveNetPod({ podCidr: place.cluster.podCidr, mtu: said.mtu, router, policyController }),
                    },
                },
            },
            { parent: this, dependsOn: [peers, ...rights] },
        );
        for (const [container, port] of Object.entries(metrics)) {
            podMonitor(
                `${name}-${container}`,
                { name: container, namespace: PEERS.namespace, label: ["name", "weave-net"], container, port },
                { parent: this },
            );
        }

        this.registerOutputs({});
    }
}

const LABELS = { name: "weave-net" };

const dashboard: Dashboard = {
    title: "Weave Net",
    panels: [
        {
            title: "Connections between nodes, by state",
            query: "sum by (state) (weave_connections)",
            legend: "{{state}}",
        },
        {
            title: "Connections between nodes that were cut",
            query: "sum by (node) (rate(weave_connection_terminations_total[5m]))",
            legend: "{{node}}",
            unit: "ops",
        },
        {
            title: "Pod addresses of nodes that nobody reaches",
            query: "max(weave_ipam_unreachable_percentage) / 100",
            unit: "percentunit",
        },
        {
            title: "Pod addresses taken",
            query: 'sum(weave_ips{state="local-used"}) / max(weave_max_ips)',
            unit: "percentunit",
        },
        {
            title: "Connections that policy refused, by port",
            query: "sum by (protocol, dport) (rate(weavenpc_blocked_connections_total[5m]))",
            legend: "{{protocol}} {{dport}}",
            unit: "ops",
        },
        {
            title: "Policies that could not be enforced",
            query: "sum by (node) (increase(weavenpc_policy_enforcement_errors[5m]))",
            legend: "{{node}}",
        },
    ],
    alerts: [
        {
            name: "WeaveNetConnectionsDown",
            query: 'sum by (node) (weave_connections{state!="established"}) > 0',
            for: "15m",
            severity: "critical",
            summary:
                "Weave Net on {{ $labels.node }} has no connection to some other node: their pods do not reach each other.",
        },
        {
            name: "WeaveNetPolicyErrors",
            query: "sum by (node) (increase(weavenpc_policy_enforcement_errors[15m])) > 0",
            for: "15m",
            severity: "warning",
            summary: "On {{ $labels.node }} a NetworkPolicy could not be put in force.",
        },
        {
            name: "WeaveNetAddressesShort",
            query: 'sum(weave_ips{state="local-used"}) / max(weave_max_ips) > 0.85',
            for: "1h",
            severity: "warning",
            summary: "Of the pod addresses {{ $value | humanizePercentage }} are taken.",
        },
    ],
};
