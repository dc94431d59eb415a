import { ROLE_LABEL } from "../namespace";
import type { Place } from "../place";
import type { CiliumArgs } from "./cilium";

/** Ports of Hubble's pods, and of the agents, which are the nodes'. All are the chart's own. */
export const ports = { ui: 8081, relayMetrics: 9966, agentPeer: 4244 } as const;

/** The ConfigMap in which agents find the API server's host where it is not known before the cluster is there. */
export const API_SERVER = { name: "api-server", key: "host" } as const;

const monitored = { serviceMonitor: { enabled: true } };

/** What the chart is told. Pure: everything in it is known before anything exists, and nothing in it is a secret. */
export function ciliumValues({ name, cluster }: Place, said: CiliumArgs, balances: boolean): Record<string, unknown> {
    const replicas = Math.min(2, cluster.nodes);
    return {
        // The minor that this stack first installed: a later one keeps what running nodes depend on as it was.
        upgradeCompatibility: "1.20",
        cluster: { name },
        ...(cluster.podAddresses === "vpc" ? interfaces(cluster.eks?.vpcTags) : overlay(cluster.podCidr)),
        ...services(said),
        // A block that has a node's address in it means the node too, as with every other network.
        policyCIDRMatchMode: ["nodes"],
        // Where addresses for Services are another system's, it would write to each of them that it has none.
        defaultLBServiceIPAM: balances ? "lbipam" : "none",
        ...(balances && { l2announcements: { enabled: true } }),
        ...(said.mtu !== undefined && { MTU: said.mtu }),
        ...(said.wireguard && { encryption: { enabled: true, type: "wireguard" } }),
        resources: requests("150m", "384Mi"),
        envoy: { resources: requests("50m", "64Mi"), prometheus: monitored },
        // The agents' monitor decides for all whether the chart may trust that the kinds of monitors are there.
        prometheus: { enabled: true, serviceMonitor: { enabled: true, trustCRDsExist: true } },
        operator: {
            // On the node's network, so no more than there are nodes.
            replicas,
            podDisruptionBudget: { enabled: true },
            resources: requests("20m", "96Mi"),
            prometheus: monitored,
        },
        hubble: hubble(replicas),
        // The chart makes one more namespace, for copies of certificates; nothing runs there.
        secretsNamespaceLabels: {
            [ROLE_LABEL]: "network",
            "pod-security.kubernetes.io/enforce": "restricted",
        },
        // What makes Hubble's certificates.
        certgen: { resources: requests("10m", "32Mi") },
    };
}

function overlay(podCidr: string) {
    return {
        ipam: {
            mode: "cluster-pool",
            operator: { clusterPoolIPv4PodCIDRList: [podCidr], clusterPoolIPv4MaskSize: 24 },
        },
        routingMode: "tunnel",
        tunnelProtocol: "vxlan",
    };
}

function interfaces(vpcTags: Record<string, string> = {}) {
    return {
        ipam: { mode: "eni" },
        eni: {
            enabled: true,
            // Interfaces of this cluster alone are cleaned up: without it, those of every cluster of the account.
            gcTags: vpcTags,
            // Of the VPC's subnets the private ones.
            nodeSpec: { subnetTags: ["kubernetes.io/role/internal-elb=1"] },
        },
        routingMode: "native",
        // The VPC's gateways do it.
        enableIPv4Masquerade: false,
    };
}

function services({ kubeProxyReplacement, apiServer }: CiliumArgs) {
    if (!kubeProxyReplacement) return { kubeProxyReplacement: false };
    return {
        kubeProxyReplacement: true,
        ...(apiServer
            ? { k8sServiceHost: apiServer.host, k8sServicePort: apiServer.port }
            : { k8sServiceHostRef: API_SERVER, k8sServicePort: 443 }),
    };
}

function hubble(replicas: number) {
    return {
        // By a Job in the cluster, which keeps what is there, and again every four months. The chart's own way makes new
        // ones at each render, and every run would change them; cert-manager comes only after the network it needs.
        tls: { auto: { method: "cronJob" } },
        metrics: { enabled: ["dns", "drop", "tcp", "flow", "port-distribution", "icmp"], ...monitored },
        relay: {
            enabled: true,
            replicas,
            podDisruptionBudget: { enabled: true },
            topologySpreadConstraints: spread,
            resources: requests("20m", "64Mi"),
            prometheus: { enabled: true, ...monitored },
        },
        ui: {
            enabled: true,
            replicas,
            podDisruptionBudget: { enabled: true },
            topologySpreadConstraints: spread,
            frontend: { resources: requests("10m", "32Mi") },
            backend: { resources: requests("10m", "64Mi") },
        },
    };
}

// The chart adds which pods.
const spread = [{ maxSkew: 1, topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" }];

function requests(cpu: string, memory: string) {
    return { requests: { cpu, memory } };
}
