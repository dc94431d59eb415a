import * as eks from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";

import type { EksArgs } from "./args";

/**
 * Lets those in whom the environment names, and nobody else: the identity that created the cluster has no rights in it.
 * Returns what must be there before the deployers can reach the cluster.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
export function grantAccess(
    name: string,
    cluster: pulumi.Output<string>,
    { administrators, deployers, viewers }: EksArgs,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    const grant = (principalArn: string, policy: string): pulumi.Resource => {
        // By the principal alone, so that one who moves from one list to another keeps the entry.
        const entryName = `${name}-access-${labelOf(principalArn)}`;
        const entry = new eks.AccessEntry(entryName, { clusterName: cluster, principalArn, type: "STANDARD" }, opts);
        return new eks.AccessPolicyAssociation(
            entryName,
            {
                clusterName: cluster,
                principalArn: entry.principalArn,
                policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
                accessScope: { type: "cluster" },
            },
            pulumi.mergeOptions(opts, { dependsOn: entry }),
        );
    };
    for (const viewer of viewers) grant(viewer, "AmazonEKSViewPolicy");
    return [...administrators, ...deployers].map((principal) => grant(principal, "AmazonEKSClusterAdminPolicy"));
}

// arn:aws:iam::111122223333:role/ops/ci is 111122223333-role-ops-ci.
function labelOf(arn: string): string {
    return arn
        .split(":")
        .slice(4)
        .join("-")
        .replaceAll(/[^\w-]+/g, "-");
}
