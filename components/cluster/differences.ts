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
];
