import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Network } from ".";
import { dashboard } from "./cilium-dashboard";
import { API_SERVER, ciliumValues, ports } from "./cilium-values";

export const chart: Chart = {
    repository: "https://helm.cilium.io",
    name: "cilium",
    // renovate: datasource=helm registryUrl=https://helm.cilium.io depName=cilium
    version: "1.20.0",
    // Cilium tests the minors that Kubernetes itself supports when a release is branched; 1.20 was in July 2026.
    kubernetes: { from: "1.33", to: "1.36" },
    upgrades: {
        through: "every minor",
        down: "a minor",
        manual: "https://docs.cilium.io/en/stable/operations/upgrade/",
    },
};

/** What an environment may say of Cilium. */
export const CiliumArgs = z
    .strictObject({
        kind: z.literal("cilium"),
        /**
         * `overlay`: Cilium gives out pod addresses of its own, and carries pods' traffic between nodes in VXLAN. `eni`:
         * it gives pods addresses of the VPC, on network interfaces that it adds to EKS's nodes. Unless said, `eni` on
         * EKS, where a control plane that AWS keeps cannot reach the pods of an overlay, and `overlay` elsewhere.
         */
        mode: z.enum(["overlay", "eni"]).optional(),
        /**
         * Cilium leads Services to their pods itself, without iptables. Off by default: kube-proxy is everywhere already.
         * On own servers the cluster must be made without kube-proxy, and `apiServer` must say how nodes reach the API
         * server, which they now need before Services work. On EKS both are seen to.
         */
        kubeProxyReplacement: z.boolean().default(false),
        /** Where nodes reach the API server, on own servers with `kubeProxyReplacement`: better a balancer than one machine. */
        apiServer: z
            .strictObject({
                /** An address or a name that nodes resolve without the cluster's DNS. */
                host: z
                    .string()
                    .refine((said) => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(said), {
                        error: "is neither an address nor a name",
                        params: { allowed: "an IPv4 address or a DNS name", fix: "write for example host: 192.0.2.5" },
                    })
                    .meta({ examples: ["192.0.2.5"] }),
                /** 6443 unless said: kubeadm's. */
                port: z.int().min(1).max(65535).default(6443),
            })
            .optional(),
        /** Encrypts traffic of pods between nodes. Off by default: it costs throughput. */
        wireguard: z.boolean().default(false),
        /**
         * Largest packet of a node's network in bytes. Unless said, Cilium takes that of the node's interface, and less
         * for pods as its encapsulation and encryption need; say it where a link between nodes carries less.
         */
        mtu: z.int().min(1280).max(9216).optional(),
    })
    .refine((said) => said.apiServer === undefined || said.kubeProxyReplacement, {
        path: ["apiServer"],
        error: "is not asked for while kube-proxy is there, which leads to it",
        params: { allowed: "nothing", fix: "remove apiServer, or write kubeProxyReplacement: true" },
    });
export type CiliumArgs = z.infer<typeof CiliumArgs>;

/** The taint that agents take off their node once pods can run on it. @see https://docs.cilium.io/en/stable/installation/taints/ */
export const AGENT_NOT_READY = "node.cilium.io/agent-not-ready";

/** The namespace of all of Cilium. Its manual has it in `kube-system`, which is not ours to close. */
const NAMESPACE = "cilium-system";

/** What Cilium's operator does in EC2 to give a node interfaces and addresses. @see https://docs.cilium.io/en/stable/network/concepts/ipam/eni/#required-privileges */
const onInterfaces = [
    "DescribeInstanceTypes",
    "DescribeNetworkInterfaces",
    "DescribeSubnets",
    "DescribeVpcs",
    "DescribeRouteTables",
    "DescribeSecurityGroups",
    "DescribeTags",
    "DescribeManagedPrefixLists",
    "GetManagedPrefixListEntries",
    "CreateNetworkInterface",
    "AttachNetworkInterface",
    "DeleteNetworkInterface",
    "ModifyNetworkInterfaceAttribute",
    "AssignPrivateIpAddresses",
    "UnassignPrivateIpAddresses",
];

/**
 * Cilium connects the pods and enforces NetworkPolicy, Kubernetes' and its own, by programs in the nodes' kernels; and
 * Hubble shows who speaks with whom, and what was refused.
 *
 * Its kinds come neither from its chart nor from us: its operator makes them when it starts, and they stay when it is
 * gone.
 *
 * @see https://docs.cilium.io/en/stable/
 */
export class Cilium extends pulumi.ComponentResource implements Network {
    readonly ready: pulumi.Resource;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[];

    constructor(
        name: string,
        { place, said, balances }: { place: Place; said: CiliumArgs; balances: boolean },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:network:Cilium", name, said, opts);
        const { cluster } = place;

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAMESPACE,
                role: "network",
                podSecurity: {
                    level: "privileged",
                    because: "agents load programs into the node's kernel, and set up its interfaces and routes",
                },
                accepts: [
                    { from: "here" },
                    { from: { role: "ingress" }, ports: [ports.ui] },
                    { from: { role: "monitoring" }, ports: [ports.relayMetrics] },
                ],
                // Hubble's relay asks the agents, which are at their nodes' addresses.
                opens: [{ to: "here" }, { to: "apiServer" }, { to: "internet", ports: [ports.agentPeer] }],
            },
            { parent: this },
        );

        const before: pulumi.Resource[] = [];
        if (cluster.podAddresses === "vpc" && cluster.identity) {
            before.push(
                // Credentials are put into a pod when it is made, so they must be there before the operator is.
                cluster.identity(
                    `${name}-operator`,
                    { namespace: NAMESPACE, serviceAccount: "cilium-operator" },
                    {
                        statements: [
                            { Effect: "Allow", Action: onInterfaces.map((action) => `ec2:${action}`), Resource: "*" },
                            {
                                Effect: "Allow",
                                Action: "ec2:CreateTags",
                                Resource: "arn:aws:ec2:*:*:network-interface/*",
                            },
                        ],
                    },
                    { parent: this },
                ),
            );
        }
        if (said.kubeProxyReplacement && cluster.apiServerHost) {
            before.push(
                // Not among the chart's values: a cluster that is made in the same run gets its host then.
                new k8s.core.v1.ConfigMap(
                    `${name}-api-server`,
                    {
                        metadata: { name: API_SERVER.name, namespace: namespace.name },
                        data: { [API_SERVER.key]: cluster.apiServerHost },
                    },
                    { parent: this },
                ),
            );
        }

        this.ready = install(
            name,
            chart,
            {
                source: place.charts,
                namespace,
                values: ciliumValues(place, said, balances),
                // Where nodes come up at the same time, it is ready only after them.
                timeoutSeconds: 1800,
            },
            { parent: this, dependsOn: before },
        );

        this.consoles = [
            {
                host: "hubble",
                title: "Hubble",
                purpose: "which pods speak with which, and what was refused",
                namespace: namespace.name,
                service: "hubble-ui",
                port: 80,
                login: "shared",
            },
        ];
        this.registerOutputs({});
    }
}
