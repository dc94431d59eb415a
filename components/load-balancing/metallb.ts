import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { LoadBalancing } from "./index";
import { dashboard } from "./metallb-dashboard";

export const metallb: Chart = {
    repository: "https://metallb.github.io/metallb",
    name: "metallb",
    // renovate: datasource=helm registryUrl=https://metallb.github.io/metallb depName=metallb
    version: "0.16.1",
    kubernetes: { from: "1.28", to: "1.36" },
};

/** An autonomous system of four octets. @see RFC 6793 */
const AsNumber = z
    .int()
    .min(1)
    .max(4_294_967_295)
    .meta({ examples: [64512] });

const Peer = z.strictObject({
    /** The router's IPv4 address. */
    address: z.ipv4(),
    /** The router's autonomous system; another than the cluster's makes the session an external one. */
    asNumber: AsNumber,
    /** Config key of the session's TCP MD5 password, as the router has it. Without one the session has none. */
    passwordSecret: z
        .string()
        .min(1)
        .optional()
        .meta({ examples: ["routerPassword"] }),
});

/**
 * How routers learn where an address is. `l2`, the default: one node at a time answers ARP for an address, so nothing
 * is asked of the network, and one node carries all of an address's traffic. `bgp`: every node announces to the
 * routers, which spread the traffic.
 *
 * @see https://metallb.io/concepts/
 */
const Mode = z
    .discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("l2") }),
        z.strictObject({
            kind: z.literal("bgp"),
            /** The cluster's own autonomous system. */
            asNumber: AsNumber,
            /** The routers that every node holds a session with. */
            peers: z.array(Peer).min(1),
        }),
    ])
    .default({ kind: "l2" });

/** What an environment may say of MetalLB. */
export const MetalLBArgs = z.strictObject({
    kind: z.literal("metallb"),
    /**
     * IPv4 addresses that Services of type LoadBalancer are given, as ranges (`192.0.2.10-192.0.2.30`) or blocks
     * (`192.0.2.0/27`). They must be free in the place's network, and no DHCP server may give them out.
     */
    addresses: z.array(z.string().meta({ examples: ["192.0.2.10-192.0.2.30"] })).min(1),
    mode: Mode,
});
export type MetalLBArgs = z.infer<typeof MetalLBArgs>;

/**
 * MetalLB: addresses for Services of type LoadBalancer on servers of one's own, from ranges that the place sets aside.
 * Where kube-proxy runs in IPVS mode, `l2` needs its `strictARP: true`.
 *
 * Its controller is single: the chart has no key for replicas, and it elects no leader. While it restarts no address is
 * given out, and all that were go on working, for the speakers, one on every node, answer for them.
 *
 * @see https://metallb.io
 */
export class MetalLB extends pulumi.ComponentResource implements LoadBalancing {
    readonly annotations: Record<string, string> = {};
    readonly proxyProtocol = false;
    readonly onNodesWithPods = true;
    readonly ready: pulumi.Resource = this;
    readonly dashboard: Dashboard;

    constructor(
        name: string,
        { place, said, secrets }: { place: Place; said: MetalLBArgs; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:loadBalancing:MetalLB", name, said, opts);
        const { mode } = said;

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: "metallb-system",
                role: "load-balancing",
                podSecurity: {
                    level: "privileged",
                    because: "speakers answer ARP, and routers, from the host's network",
                },
                accepts: [
                    { from: "apiServer", ports: [9443] },
                    { from: { role: "monitoring" }, ports: [9120] },
                ],
                opens: [{ to: "apiServer" }],
            },
            { parent: this },
        );
        const chart = install(
            name,
            metallb,
            { source: place.charts, namespace, values: values(mode.kind) },
            { parent: this },
        );

        const custom = (what: string, kind: string, version: string, object: string, spec: object) =>
            new k8s.apiextensions.CustomResource(
                `${name}-${what}`,
                {
                    apiVersion: `metallb.io/${version}`,
                    kind,
                    metadata: { name: object, namespace: namespace.name },
                    spec,
                },
                { parent: this, dependsOn: chart },
            );

        custom("pool", "IPAddressPool", "v1beta1", "default", { addresses: said.addresses });
        switch (mode.kind) {
            case "l2":
                custom("advertisement", "L2Advertisement", "v1beta1", "default", { ipAddressPools: ["default"] });
                break;
            case "bgp":
                custom("advertisement", "BGPAdvertisement", "v1beta1", "default", { ipAddressPools: ["default"] });
                for (const peer of mode.peers) {
                    const router = `router-${peer.address.replaceAll(".", "-")}`;
                    const password =
                        peer.passwordSecret !== undefined &&
                        new k8s.core.v1.Secret(
                            `${name}-${router}-password`,
                            {
                                metadata: { name: router, namespace: namespace.name },
                                type: "kubernetes.io/basic-auth",
                                stringData: { password: secrets(peer.passwordSecret) },
                            },
                            { parent: this },
                        );
                    custom(router, "BGPPeer", "v1beta2", router, {
                        myASN: mode.asNumber,
                        peerASN: peer.asNumber,
                        peerAddress: peer.address,
                        ...(password && { passwordSecret: { name: password.metadata.name } }),
                    });
                }
        }

        this.dashboard = dashboard(mode.kind);
        this.registerOutputs({});
    }
}

function values(mode: "l2" | "bgp"): Record<string, unknown> {
    return {
        // FRR is MetalLB's way to speak BGP, on by default; L2 would run its DaemonSet, webhook and CRDs for nothing.
        frrk8s: { enabled: mode === "bgp" },
        ...(mode === "bgp" && { "frr-k8s": frr }),
        // The controller is ready before it has made its webhook's certificate, and the API server refuses objects
        // until then. What the webhook would find wrong in ours is found sooner, by the environment's own rules.
        crds: { validationFailurePolicy: "Ignore" },
        controller: { resources: small, priorityClassName: "system-cluster-critical" },
        speaker: { resources: small, priorityClassName: "system-node-critical" },
        prometheus: {
            serviceMonitor: { enabled: true },
            // Prometheus may read every namespace already, and the chart would have to be told its account's name.
            rbacPrometheus: false,
        },
    };
}

const small = { requests: { cpu: "50m", memory: "64Mi" } };

const frr = {
    prometheus: { serviceMonitor: { enabled: true } },
    frrk8s: {
        priorityClassName: "system-node-critical",
        resources: small,
        frr: { resources: small },
        reloader: { resources: small },
        frrMetrics: { resources: small },
        frrStatus: { resources: small },
    },
};
