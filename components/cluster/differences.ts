import type { Declared } from "../difference";

export const clusterDifferences: Declared[] = [
    {
        by: "Eks",
        word: "cluster.kind",
        between: ["existing", "eks"],
        what: ["Eks"],
        reason: "a cluster on your own servers is there already, one in AWS is made here, with its network and its nodes",
    },
];
