import type { Declared } from "../difference";

export const clusterDifferences: Declared[] = [
    {
        by: "Eks",
        word: "cluster.kind",
        between: ["existing", "eks"],
        what: ["Eks"],
        reason: "a cluster on your own servers is there already, one in AWS is made here, with its network and its nodes",
    },
    {
        by: "Eks",
        word: "cluster.cidr",
        what: ["aws:ec2:Subnet cluster-vpc-* cidrBlock"],
        reason: "subnets are cut out of the place's own block of addresses",
    },
    {
        by: "Eks",
        word: "cluster.region",
        what: ["aws:ec2:Subnet cluster-vpc-* availabilityZone"],
        reason: "each region has zones of its own",
    },
    {
        by: "Eks",
        word: "cluster.nodes.storageDisk",
        what: [
            "aws:ec2:LaunchTemplate cluster-nodes blockDeviceMappings[…]*",
            "aws:ec2:LaunchTemplate cluster-nodes userData",
            'aws:eks:NodeGroup cluster-nodes-* labels["node.longhorn.io/create-default-disk"]',
        ],
        reason: "how large a disk nodes have for Longhorn's volumes; without one they are not made ready for it",
    },
    {
        by: "Eks",
        word: "network.kind",
        between: ["calico", "cilium"],
        unless: "network.mode",
        what: [
            "aws:eks:Addon cluster-vpc-cni",
            "aws:eks:PodIdentityAssociation cluster-vpc-cni",
            "aws:iam:Role cluster-vpc-cni",
            "aws:iam:RolePolicyAttachment cluster-vpc-cni-AmazonEKS_CNI_Policy",
            "ClusterRole samestack-aws-node-pod-annotation",
            "ClusterRoleBinding samestack-aws-node-pod-annotation",
        ],
        reason: "AWS' own pod network is there under Calico, which enforces policy over it; Cilium does without",
    },
    {
        by: "Eks",
        word: "network.kind",
        between: ["calico", "cilium"],
        what: ["aws:eks:NodeGroup cluster-nodes-* taints"],
        reason: "a node keeps pods away until Cilium's agent runs on it",
    },
];
