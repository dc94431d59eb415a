import type { Declared } from "../difference";

export const networkDifferences: Declared[] = [
    {
        by: "Calico",
        word: "cluster.kind",
        between: ["existing", "eks"],
        unless: "network.mode",
        what: [
            "Installation default spec.cni.type",
            "Installation default spec.cni.ipam.type",
            "Installation default spec.calicoNetwork.ipPools",
            "Installation default spec.calicoNetwork.nodeAddressAutodetectionV4.kubernetes",
        ],
        reason:
            "on EKS Calico enforces policy over AWS' own pod network: under an overlay the control plane, which AWS " +
            "runs, could not reach webhooks",
    },
    {
        by: "Calico",
        word: "cluster.kind",
        between: ["existing", "eks"],
        what: ["Installation default spec.kubernetesProvider"],
        reason: "Calico's operator is told that the cluster is EKS",
    },
];
