import { type Declared, each } from "../difference";

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
    {
        by: "Cilium",
        word: "cluster.kind",
        between: ["existing", "eks"],
        unless: "network.mode",
        what: [
            "Release cilium-system/cilium values.ipam.mode",
            "Release cilium-system/cilium values.ipam.operator.clusterPoolIPv4MaskSize",
            "Release cilium-system/cilium values.ipam.operator.clusterPoolIPv4PodCIDRList",
            "Release cilium-system/cilium values.routingMode",
            "Release cilium-system/cilium values.tunnelProtocol",
            "Release cilium-system/cilium values.enableIPv4Masquerade",
            "Release cilium-system/cilium values.eni.*",
            "aws:iam:Role cilium-operator",
            "aws:iam:RolePolicy cilium-operator",
            "aws:eks:PodIdentityAssociation cilium-operator",
        ],
        reason: "on EKS Cilium gives pods addresses of the VPC, for which its operator asks AWS",
    },
    {
        by: "Cilium",
        word: "network.kubeProxyReplacement",
        between: [true, false],
        what: ["Release cilium-system/cilium values.k8sServicePort"],
        reason: "without kube-proxy Cilium is told where the API server itself answers",
    },
    ...(["metallb", "aws", "existing"] as const).map((kind): Declared => ({
        by: "Cilium",
        word: "loadBalancing.kind",
        between: ["cilium", kind],
        what: [
            "Release cilium-system/cilium values.defaultLBServiceIPAM",
            "Release cilium-system/cilium values.l2announcements.enabled",
        ],
        reason: "Cilium gives Services their addresses, and answers for them, where no other system does",
    })),
    ...each(["calico"], ["cilium", "flannel", "weave-net"]).map((between): Declared => ({
        by: "Calico",
        word: "network.kind",
        between,
        what: [
            "PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info tigera-operator]",
            "PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info crd.projectcalico.org.v1]",
        ],
        reason: "Calico is watched where it is",
    })),
];
