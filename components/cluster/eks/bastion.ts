import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ec2 from "@pulumi/aws/ec2";
import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";

import type { EksArgs } from "./args";
import { isGraviton } from "./nodes";
import { serviceRole } from "./roles";
import type { Vpc } from "./vpc";

const LIFETIME_DAYS = 30;

interface Needs {
    cluster: eks.Cluster;
    clusterName: string;
    said: EksArgs;
    vpc: Vpc;
}

/**
 * The bastion: a small machine beside the private endpoint, for people who need `kubectl` and are not in the VPC. It is
 * reached through AWS Session Manager alone, by whom IAM lets start a session on it: it has no public address, no key, and
 * no rule that lets anything in. Nothing of the stack needs it.
 *
 * A group of one, so that a lost machine is replaced, and each is after a month: then it starts from Amazon's newest image.
 *
 * Beside the cluster and not among the systems that deliver, for it is made of the VPC, which nothing else is handed.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html
 */
export function bastion(
    name: string,
    said: NonNullable<EksArgs["bastion"]>,
    { cluster, clusterName, said: { region, version }, vpc }: Needs,
    opts: pulumi.CustomResourceOptions,
): void {
    const role = serviceRole(
        name,
        {
            trust: { service: "ec2.amazonaws.com" },
            managed: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
            statements: [{ Effect: "Allow", Action: "eks:DescribeCluster", Resource: cluster.arn }],
        },
        opts,
    );
    const profile = new iam.InstanceProfile(name, { namePrefix: `${name.slice(0, 37)}-`, role: role.name }, opts);
    const entry = new eks.AccessEntry(
        name,
        { clusterName: cluster.name, principalArn: role.arn, type: "STANDARD" },
        opts,
    );
    const policy = said.access === "admin" ? "AmazonEKSClusterAdminPolicy" : "AmazonEKSViewPolicy";
    const access = new eks.AccessPolicyAssociation(
        name,
        {
            clusterName: cluster.name,
            principalArn: entry.principalArn,
            policyArn: `arn:aws:eks::aws:cluster-access-policy/${policy}`,
            accessScope: { type: "cluster" },
        },
        pulumi.mergeOptions(opts, { dependsOn: entry }),
    );
    const group = new ec2.SecurityGroup(
        name,
        {
            description: `The bastion of ${clusterName}: nothing comes in`,
            vpcId: vpc.id,
            ingress: [],
            // To Session Manager, the API server, and where packages are.
            egress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
        },
        opts,
    );
    const arch = isGraviton(said.instanceType) ? "arm64" : "x86_64";
    const tags = { Name: `${clusterName}-bastion`, "samestack.dev/cluster": clusterName };
    const template = new ec2.LaunchTemplate(
        name,
        {
            updateDefaultVersion: true,
            // Looked up by EC2 at each launch.
            imageId: `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${arch}`,
            instanceType: said.instanceType,
            iamInstanceProfile: { arn: profile.arn },
            vpcSecurityGroupIds: [group.id],
            blockDeviceMappings: [
                {
                    deviceName: "/dev/xvda",
                    ebs: { volumeSize: 8, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
                },
            ],
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
                resourceType,
                tags,
            })),
            userData: Buffer.from(start({ clusterName, region, version, arch })).toString("base64"),
        },
        opts,
    );
    new autoscaling.Group(
        name,
        {
            minSize: 1,
            maxSize: 1,
            desiredCapacity: 1,
            vpcZoneIdentifiers: vpc.privateSubnets.map(({ id }) => id),
            launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
            maxInstanceLifetime: LIFETIME_DAYS * 24 * 60 * 60,
            // Another template is another machine, at once.
            instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 0 } },
        },
        pulumi.mergeOptions(opts, { dependsOn: [...vpc.ways, ...role.policies, access] }),
    );
}

/**
 * What it does when it starts: fetches kubectl of the cluster's minor, checks it, and tells it of the cluster, whoever
 * calls it: a session is no login, and reads no profile.
 */
function start({ clusterName, region, version, arch }: Record<"clusterName" | "region" | "version" | "arch", string>) {
    const architecture = arch === "arm64" ? "arm64" : "amd64";
    return `#!/bin/bash
set -euo pipefail
fetch() { curl --fail --silent --show-error --location --retry 10 --retry-all-errors "https://dl.k8s.io/release/$1"; }
release=$(fetch stable-${version}.txt)
mkdir -p /usr/local/lib/kubectl
fetch "$release/bin/linux/${architecture}/kubectl" > /usr/local/lib/kubectl/kubectl
echo "$(fetch "$release/bin/linux/${architecture}/kubectl.sha256")  /usr/local/lib/kubectl/kubectl" | sha256sum --check
chmod 755 /usr/local/lib/kubectl/kubectl
aws eks update-kubeconfig --region ${region} --name ${clusterName} --kubeconfig /usr/local/lib/kubectl/config
chmod 644 /usr/local/lib/kubectl/config
cat > /usr/local/bin/kubectl <<'END'
#!/bin/sh
export KUBECONFIG="\${KUBECONFIG:-/usr/local/lib/kubectl/config}"
exec /usr/local/lib/kubectl/kubectl "$@"
END
chmod 755 /usr/local/bin/kubectl
`;
}
