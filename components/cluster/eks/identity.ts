import * as eks from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";

import type { Identity } from "..";
import { serviceRole } from "./roles";

/**
 * Gives ServiceAccounts of a cluster their rights by EKS Pod Identity: a role for each, which only that ServiceAccount
 * can take on, and only in this cluster.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function podIdentity(
    cluster: pulumi.Output<string>,
    clusterName: string,
    aws: pulumi.ProviderResource,
): Identity {
    return (name, to, policy, opts) => {
        const inAws = pulumi.mergeOptions(opts, { provider: aws });
        const role = serviceRole(
            name,
            {
                trust: {
                    service: "pods.eks.amazonaws.com",
                    actions: ["sts:AssumeRole", "sts:TagSession"],
                    condition: {
                        StringEquals: {
                            "aws:RequestTag/eks-cluster-name": clusterName,
                            "aws:RequestTag/kubernetes-namespace": to.namespace,
                            "aws:RequestTag/kubernetes-service-account": to.serviceAccount,
                        },
                    },
                },
                ...("managed" in policy ? { managed: [policy.managed] } : { statements: policy.statements }),
            },
            inAws,
        );
        return new eks.PodIdentityAssociation(
            name,
            { clusterName: cluster, namespace: to.namespace, serviceAccount: to.serviceAccount, roleArn: role.arn },
            pulumi.mergeOptions(inAws, { dependsOn: role.policies }),
        );
    };
}
