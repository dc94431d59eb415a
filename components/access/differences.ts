import type { Declared } from "../difference";

export const accessDifferences: Declared[] = [
    {
        by: "OAuth2Proxy",
        word: "cluster.kind",
        between: ["existing", "eks"],
        what: ["Release oauth2-proxy/oauth2-proxy values.extraArgs.trusted-proxy-ip"],
        reason: "on EKS pods have addresses of the VPC",
    },
];
