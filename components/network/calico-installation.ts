import type { Cluster } from "../cluster";
import type { CalicoArgs } from "./calico";
import { metricsPorts } from "./calico-metrics";

/**
 * The Installation's spec: what the operator is to run.
 *
 * @see https://docs.tigera.io/calico/latest/reference/installation/api#installationspec
 */
export function installation(
    cluster: Pick<Cluster, "podAddresses" | "podCidr" | "nodes" | "eks">,
    said: CalicoArgs,
): Record<string, unknown> {
    const network = cluster.podAddresses === "vpc" ? policy : overlay(cluster, said);
    return {
        variant: "Calico",
        // Unsaid elsewhere: the operator finds out by itself, and would object to a wrong word.
        ...(cluster.eks && { kubernetesProvider: "EKS" }),
        ...network,
        calicoNetwork: { ...network.calicoNetwork, ...(said.mtu !== undefined && { mtu: said.mtu }) },
        // Of the API server. Typha grows with the number of nodes and has a budget; kube-controllers is always one.
        controlPlaneReplicas: Math.min(2, cluster.nodes),
        flexVolumePath: "None",
        kubeletVolumePluginPath: "None",
        nodeMetricsPort: metricsPorts.felix,
        typhaMetricsPort: metricsPorts.typha,
        calicoNodeDaemonSet: requests("calico-node", "150m", "192Mi"),
        typhaDeployment: requests("calico-typha", "50m", "64Mi"),
        calicoKubeControllersDeployment: requests("calico-kube-controllers", "20m", "64Mi"),
    };
}

const policy = {
    cni: { type: "AmazonVPC", ipam: { type: "AmazonVPC" } },
    calicoNetwork: { bgp: "Disabled" },
};

function overlay({ podCidr, eks }: Pick<Cluster, "podCidr" | "eks">, said: CalicoArgs) {
    const usual = said.bgp ? "None" : eks ? "VXLAN" : "VXLANCrossSubnet";
    return {
        cni: { type: "Calico", ipam: { type: "Calico" } },
        calicoNetwork: {
            bgp: said.bgp ? "Enabled" : "Disabled",
            // The first interface that has an address, Calico's own choice, is a guess on a machine with several.
            nodeAddressAutodetectionV4: { kubernetes: "NodeInternalIP" },
            ipPools: [
                {
                    name: "default-ipv4-ippool",
                    cidr: podCidr,
                    encapsulation: said.encapsulation ?? usual,
                    natOutgoing: "Enabled",
                    nodeSelector: "all()",
                    blockSize: 26,
                    allowedUses: ["Workload", "Tunnel"],
                    assignmentMode: "Automatic",
                    disableNewAllocations: false,
                },
            ],
        },
    };
}

function requests(container: string, cpu: string, memory: string) {
    return {
        spec: { template: { spec: { containers: [{ name: container, resources: { requests: { cpu, memory } } }] } } },
    };
}
