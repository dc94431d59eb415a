import assert from "node:assert/strict";

import { Provider } from "@pulumi/aws/provider";

import { ci, count, document, ireland, make, otherwise, overVpc, underOverlay } from "./eks";
import { clusterName } from "../../../../components/cluster/eks";
import { type Registered, the } from "../../../deploy";

const CLUSTER = "aws:eks/cluster:Cluster";

describe("an EKS cluster", () => {
    let resources: Registered[] = [];
    before(async () => ({ resources } = await ireland()));

    it("is made of these, and nothing else", () => {
        assert.deepEqual(count(resources), {
            "samestack:cluster:Eks": 1,
            "samestack:cluster:Vpc": 1,
            "pulumi:providers:aws": 1,
            "pulumi:providers:kubernetes": 1,
            "aws:ec2/vpc:Vpc": 1,
            "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": 1,
            "aws:ec2/internetGateway:InternetGateway": 1,
            "aws:ec2/subnet:Subnet": 6,
            "aws:ec2/routeTable:RouteTable": 4,
            "aws:ec2/route:Route": 4,
            "aws:ec2/routeTableAssociation:RouteTableAssociation": 6,
            "aws:ec2/eip:Eip": 3,
            "aws:ec2/natGateway:NatGateway": 3,
            "aws:ec2/vpcEndpoint:VpcEndpoint": 1,
            "aws:ec2/flowLog:FlowLog": 1,
            "aws:ec2/securityGroup:SecurityGroup": 1,
            "aws:ec2/launchTemplate:LaunchTemplate": 1,
            "aws:cloudwatch/logGroup:LogGroup": 2,
            "aws:kms/key:Key": 1,
            "aws:kms/alias:Alias": 1,
            "aws:iam/role:Role": 4,
            "aws:iam/rolePolicy:RolePolicy": 2,
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment": 4,
            "aws:eks/cluster:Cluster": 1,
            "aws:eks/accessEntry:AccessEntry": 1,
            "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": 1,
            "aws:eks/podIdentityAssociation:PodIdentityAssociation": 1,
            "aws:eks/addon:Addon": 4,
            "aws:eks/nodeGroup:NodeGroup": 3,
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole": 1,
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": 1,
        });
    });

    it("has a private control plane that logs everything, with its Secrets under a key and nobody let in unnamed", () => {
        assert.deepEqual(the(resources, CLUSTER).inputs, {
            name: "test-ireland-cluster",
            version: "1.36",
            roleArn: "arn:aws:iam::000000000000:role/ireland-cluster-control-plane",
            vpcConfig: {
                subnetIds: ["a", "b", "c"].map((zone) => `ireland-cluster-vpc-private-${zone}-id`),
                securityGroupIds: ["ireland-cluster-callers-id"],
                endpointPrivateAccess: true,
                endpointPublicAccess: false,
            },
            kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16" },
            encryptionConfig: {
                provider: { keyArn: "arn:aws:kms:test:000000000000:key/ireland-cluster-secrets" },
                resources: ["secrets"],
            },
            enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
            bootstrapSelfManagedAddons: false,
            upgradePolicy: { supportType: "STANDARD" },
            deletionProtection: true,
        });
    });

    it("is public only to the addresses that are named", async () => {
        const { resources } = await otherwise();
        const { endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs } = the(resources, CLUSTER).inputs
            .vpcConfig as Record<string, unknown>;
        assert.deepEqual(
            [endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs],
            [true, true, ["203.0.113.7/32"]],
        );
    });

    it("can be called from its VPC, and from nowhere else", () => {
        assert.deepEqual(the(resources, "aws:ec2/securityGroup:SecurityGroup").inputs, {
            description: "Who may call the API server of test-ireland-cluster",
            vpcId: "ireland-cluster-vpc-id",
            ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.20.0.0/16"] }],
            egress: [],
        });
    });

    it("has a key that rotates", () => {
        assert.deepEqual(the(resources, "aws:kms/key:Key").inputs, {
            description: "Secrets of test-ireland-cluster",
            enableKeyRotation: true,
            deletionWindowInDays: 30,
        });
    });

    it("keeps its logs as long as is said, in a group that is there before it", async () => {
        const { resources } = await otherwise();
        assert.deepEqual(the(resources, "aws:cloudwatch/logGroup:LogGroup", "ireland-cluster-logs").inputs, {
            name: "/aws/eks/test-ireland-cluster/cluster",
            retentionInDays: 365,
        });
        assert.ok(the(resources, CLUSTER).dependsOn.includes("ireland-cluster-logs"));
    });

    it("protects the cluster and the key of its Secrets from deletion, and nothing else", () => {
        const kept = resources.filter((one) => one.protect).map(({ type, name }) => `${type} ${name}`);
        assert.deepEqual(kept.sort(), [`${CLUSTER} ireland-cluster`, "aws:kms/key:Key ireland-cluster-secrets"]);
    });

    it("lets itself be deleted once that is said", async () => {
        const { resources } = await otherwise();
        assert.deepEqual(
            resources.filter((one) => one.protect),
            [],
        );
        assert.equal(the(resources, CLUSTER).inputs.deletionProtection, false);
    });

    it("is reached by a kubeconfig without a credential, after its deployers are let in", () => {
        const provider = the(resources, "pulumi:providers:kubernetes");
        const { kubeconfig, ...rest } = provider.inputs;
        assert.deepEqual(rest, {
            clusterIdentifier: "https://ireland-cluster.eks.test",
            enableConfigMapMutable: "true",
            enableSecretMutable: "true",
            upsertExistingObjects: "true",
        });
        assert.ok(typeof kubeconfig === "string");
        const name = "test-ireland-cluster";
        assert.deepEqual(JSON.parse(kubeconfig), {
            apiVersion: "v1",
            kind: "Config",
            "current-context": name,
            clusters: [
                {
                    name,
                    cluster: { server: "https://ireland-cluster.eks.test", "certificate-authority-data": "Y2E=" },
                },
            ],
            contexts: [{ name, context: { cluster: name, user: name } }],
            users: [
                {
                    name,
                    user: {
                        exec: {
                            apiVersion: "client.authentication.k8s.io/v1beta1",
                            command: "aws",
                            args: ["eks", "get-token", "--cluster-name", name, "--region", "eu-west-1"],
                        },
                    },
                },
            ],
        });
        assert.ok(provider.dependsOn.includes("ireland-cluster-access-111122223333-role-ci"));
    });

    it("is in the region and the account that are said, and tags all it makes", async () => {
        const { resources } = await otherwise();
        const { region, allowedAccountIds, defaultTags } = the(resources, "pulumi:providers:aws").inputs;
        assert.deepEqual([region, allowedAccountIds], ["eu-west-1", '["111122223333"]']);
        assert.equal(defaultTags, '{"tags":{"samestack.dev/cluster":"test-ireland-cluster"}}');
        const aws = resources.filter(({ type }) => type.startsWith("aws:"));
        assert.ok(aws.length > 40, `${aws.length} resources in AWS`);
        for (const { name, provider } of aws) assert.equal(provider, "ireland-cluster-aws", name);
    });

    it("tells the systems what they need to know", async () => {
        const { cluster } = await ireland();
        const { version, podCidr, serviceCidr, nodes, ownControlPlane, podsReachable } = cluster;
        const { podAddresses, signedKubelets, eks } = cluster;
        assert.deepEqual(
            { version, podCidr, serviceCidr, nodes, ownControlPlane, podsReachable, podAddresses, signedKubelets, eks },
            {
                version: "1.36",
                podCidr: "10.20.0.0/16",
                serviceCidr: "172.20.0.0/16",
                nodes: 3,
                ownControlPlane: false,
                podsReachable: true,
                podAddresses: "vpc",
                signedKubelets: true,
                eks: {
                    clusterName: "test-ireland-cluster",
                    region: "eu-west-1",
                    vpcTags: { "samestack.dev/cluster": "test-ireland-cluster" },
                },
            },
        );
        assert.equal(cluster.kubeProxy, true);
        assert.equal(await new Promise((resolve) => cluster.apiServerHost.apply(resolve)), "ireland-cluster.eks.test");
        const [kubernetes, aws] = cluster.providers;
        assert.equal(kubernetes, cluster.provider);
        assert.ok(Provider.isInstance(aws));
        assert.equal(cluster.workers.length, 4);
    });

    it("tells of an overlay that its pods cannot be called by the control plane", async () => {
        const { cluster } = await underOverlay();
        assert.deepEqual(
            [cluster.podAddresses, cluster.podsReachable, cluster.podCidr],
            ["overlay", false, "172.16.0.0/16"],
        );
    });

    it("has a name of its own in each environment, of the characters that EKS allows", () => {
        assert.equal(clusterName("ireland-cluster", "aws"), "aws-ireland-cluster");
        assert.equal(clusterName("ireland-cluster", "team.prod"), "team-prod-ireland-cluster");
    });
});

describe("access to an EKS cluster", () => {
    it("is what the environment says: everything to administrators and deployers, all but Secrets to viewers", async () => {
        const { resources } = await otherwise();
        const policy = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`;
        const granted = resources
            .filter(({ type }) => type === "aws:eks/accessPolicyAssociation:AccessPolicyAssociation")
            .map(({ name, inputs }) => [name, inputs.principalArn, inputs.policyArn, inputs.accessScope]);
        const everywhere = { type: "cluster" };
        assert.deepEqual(granted.sort(), [
            ["ireland-cluster-access-111122223333-role-ci", ci, policy("AmazonEKSClusterAdminPolicy"), everywhere],
            [
                "ireland-cluster-access-111122223333-role-ops-Admin",
                "arn:aws:iam::111122223333:role/ops/Admin",
                policy("AmazonEKSClusterAdminPolicy"),
                everywhere,
            ],
            [
                "ireland-cluster-access-444455556666-user-ada",
                "arn:aws:iam::444455556666:user/ada",
                policy("AmazonEKSViewPolicy"),
                everywhere,
            ],
        ]);
        const entries = resources.filter(({ type }) => type === "aws:eks/accessEntry:AccessEntry");
        assert.deepEqual(
            entries.map(({ inputs }) => inputs.principalArn).sort(),
            granted.map(([, principal]) => principal).sort(),
        );
        for (const { inputs } of entries) assert.equal(inputs.type, "STANDARD");
    });
});

describe("the identity of a ServiceAccount in EKS", () => {
    const account = { namespace: "external-dns", serviceAccount: "external-dns" };
    const zones = { Effect: "Allow" as const, Action: "route53:ListHostedZones", Resource: "*" };
    const managed = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicyV2";
    const long = `${"p".repeat(32)}-aws-load-balancer-controller-identity`;

    let resources: Registered[] = [];
    before(async () => {
        ({ resources } = await make({}, overVpc, (cluster) => {
            const opts = { parent: cluster };
            cluster.identity("ireland-dns-identity", account, { statements: [zones] }, opts);
            cluster.identity("ireland-ebs", account, { managed }, opts);
            cluster.identity(long, account, { statements: [zones] }, opts);
        }));
    });

    it("is a role that it alone can take on, in this cluster, with the rights that are said and no key", () => {
        assert.deepEqual(document(the(resources, "aws:iam/role:Role", "ireland-dns-identity")), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: {
                        StringEquals: {
                            "aws:RequestTag/eks-cluster-name": "test-ireland-cluster",
                            "aws:RequestTag/kubernetes-namespace": "external-dns",
                            "aws:RequestTag/kubernetes-service-account": "external-dns",
                        },
                    },
                },
            ],
        });
        const policy = the(resources, "aws:iam/rolePolicy:RolePolicy", "ireland-dns-identity");
        assert.deepEqual(document(policy), { Version: "2012-10-17", Statement: [zones] });
        assert.equal(policy.inputs.role, "ireland-dns-identity");

        const association = the(
            resources,
            "aws:eks/podIdentityAssociation:PodIdentityAssociation",
            "ireland-dns-identity",
        );
        assert.deepEqual(association.inputs, {
            clusterName: "test-ireland-cluster",
            ...account,
            roleArn: "arn:aws:iam::000000000000:role/ireland-dns-identity",
        });
        // The role, and its policy, which has the same name.
        assert.equal(association.dependsOn.filter((name) => name === "ireland-dns-identity").length, 2);
        assert.equal(association.provider, "ireland-cluster-aws");
    });

    it("may have a policy that AWS keeps", () => {
        const attachment = the(
            resources,
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "ireland-ebs-AmazonEBSCSIDriverPolicyV2",
        );
        assert.deepEqual(attachment.inputs, { role: "ireland-ebs", policyArn: managed });
        const { dependsOn } = the(resources, "aws:eks/podIdentityAssociation:PodIdentityAssociation", "ireland-ebs");
        assert.ok(dependsOn.includes("ireland-ebs-AmazonEBSCSIDriverPolicyV2"));
    });

    it("gives its role a name that IAM takes, however long the place's and the system's are", () => {
        const { namePrefix } = the(resources, "aws:iam/role:Role", long).inputs;
        assert.equal(namePrefix, `${"p".repeat(32)}-aws--`);
    });

    it("is not made where nobody asks for one, but for the VPC CNI's own", async () => {
        const { resources } = await ireland();
        const { inputs } = the(resources, "aws:eks/podIdentityAssociation:PodIdentityAssociation");
        assert.deepEqual([inputs.namespace, inputs.serviceAccount], ["kube-system", "aws-node"]);
    });
});
