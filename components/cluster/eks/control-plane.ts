import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as eks from "@pulumi/aws/eks";
import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";

import type { EksArgs } from "./args";
import { serviceRole } from "./roles";
import type { Vpc } from "./vpc";

/**
 * The control plane: private, its Secrets under a key of its own, everything it logs kept, no add-on and no
 * administrator that is not named here.
 */
export function controlPlane(
    name: string,
    { clusterName, said, vpc }: { clusterName: string; said: EksArgs; vpc: Vpc },
    opts: pulumi.CustomResourceOptions,
): eks.Cluster {
    const kept = pulumi.mergeOptions(opts, { protect: said.deletionProtection });

    const key = new kms.Key(
        `${name}-secrets`,
        { description: `Secrets of ${clusterName}`, enableKeyRotation: true, deletionWindowInDays: 30 },
        // Without the key every Secret of the cluster is lost.
        kept,
    );
    new kms.Alias(`${name}-secrets`, { name: `alias/eks/${clusterName}`, targetKeyId: key.id }, opts);

    const role = serviceRole(
        `${name}-control-plane`,
        {
            trust: { service: "eks.amazonaws.com" },
            managed: ["arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"],
            statements: [
                {
                    Effect: "Allow",
                    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
                    Resource: key.arn,
                },
            ],
        },
        opts,
    );
    // EKS makes it by itself, to be kept for ever, if it is not there first.
    const logs = new cloudwatch.LogGroup(
        `${name}-logs`,
        { name: `/aws/eks/${clusterName}/cluster`, retentionInDays: said.logRetentionDays },
        opts,
    );
    // Nodes reach the private endpoint through the group that EKS makes; a runner in the VPC through this one.
    const callers = new ec2.SecurityGroup(
        `${name}-callers`,
        {
            description: `Who may call the API server of ${clusterName}`,
            vpcId: vpc.id,
            ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [said.cidr] }],
            egress: [],
        },
        opts,
    );

    const isPublic = said.publicAccess.length > 0;
    return new eks.Cluster(
        name,
        {
            name: clusterName,
            version: said.version,
            roleArn: role.arn,
            vpcConfig: {
                subnetIds: vpc.privateSubnets.map(({ id }) => id),
                securityGroupIds: [callers.id],
                endpointPrivateAccess: true,
                endpointPublicAccess: isPublic,
                ...(isPublic && { publicAccessCidrs: said.publicAccess }),
            },
            kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: said.serviceCidr },
            encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] },
            enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
            bootstrapSelfManagedAddons: false,
            // Not the one that goes on for a year at six times the price: a minor must be raised in time anyway.
            upgradePolicy: { supportType: "STANDARD" },
            deletionProtection: said.deletionProtection,
        },
        pulumi.mergeOptions(kept, { dependsOn: [...role.policies, logs] }),
    );
}

/**
 * A kubeconfig without a credential: each use asks the `aws` command for a token, with whatever AWS credentials the run
 * has. So it never changes, and nothing in it is secret.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
 */
export function kubeconfigFor(cluster: eks.Cluster, clusterName: string, region: string): pulumi.Output<string> {
    return pulumi.jsonStringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": clusterName,
        clusters: [
            {
                name: clusterName,
                cluster: {
                    server: cluster.endpoint,
                    "certificate-authority-data": cluster.certificateAuthority.data,
                },
            },
        ],
        contexts: [{ name: clusterName, context: { cluster: clusterName, user: clusterName } }],
        users: [
            {
                name: clusterName,
                user: {
                    exec: {
                        apiVersion: "client.authentication.k8s.io/v1beta1",
                        command: "aws",
                        args: ["eks", "get-token", "--cluster-name", clusterName, "--region", region],
                    },
                },
            },
        ],
    });
}
