import assert from "node:assert/strict";

import { document, ireland, make, overVpc } from "./eks";
import { EksArgs } from "../../../../components/cluster/eks";
import { type Registered, the } from "../../../deploy";

const name = "ireland-cluster-bastion";

describe("an EKS cluster's bastion", () => {
    let resources: Registered[] = [];
    before(async () => ({ resources } = await make({ bastion: {} }, overVpc)));

    const one = (type: string) => the(resources, type, name).inputs;

    it("is not there unless it is asked for", async () => {
        const without = (await ireland()).resources;
        assert.ok(!without.some((resource) => resource.name.startsWith(name)));
        const added = resources.filter((one) => !without.some((other) => other.name === one.name));
        assert.deepEqual(added.map(({ type }) => type).sort(), [
            "aws:autoscaling/group:Group",
            "aws:ec2/launchTemplate:LaunchTemplate",
            "aws:ec2/securityGroup:SecurityGroup",
            "aws:eks/accessEntry:AccessEntry",
            "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
            "aws:iam/instanceProfile:InstanceProfile",
            "aws:iam/role:Role",
            "aws:iam/rolePolicy:RolePolicy",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        ]);
    });

    it("lets nothing in, and goes out by HTTPS alone", () => {
        const { ingress, egress } = one("aws:ec2/securityGroup:SecurityGroup");
        assert.deepEqual(ingress, []);
        assert.deepEqual(egress, [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }]);
    });

    it("is one machine in the private subnets, replaced when it is lost and after a month", () => {
        const { minSize, maxSize, desiredCapacity, vpcZoneIdentifiers, maxInstanceLifetime } =
            one("aws:autoscaling/group:Group");
        assert.deepEqual([minSize, maxSize, desiredCapacity], [1, 1, 1]);
        assert.deepEqual(
            vpcZoneIdentifiers,
            ["a", "b", "c"].map((zone) => `ireland-cluster-vpc-private-${zone}-id`),
        );
        assert.equal(maxInstanceLifetime, 2_592_000);
    });

    it("starts from Amazon's newest image, without a key, and gives its credentials to no forged request", () => {
        const { imageId, instanceType, keyName, metadataOptions, iamInstanceProfile } = one(
            "aws:ec2/launchTemplate:LaunchTemplate",
        );
        assert.equal(imageId, "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64");
        assert.equal(instanceType, "t4g.micro");
        assert.equal(keyName, undefined);
        assert.deepEqual(metadataOptions, {
            httpEndpoint: "enabled",
            httpTokens: "required",
            httpPutResponseHopLimit: 1,
        });
        assert.deepEqual(iamInstanceProfile, { arn: `arn:aws:iam::000000000000:instance-profile/${name}` });
    });

    it("may be reached by Session Manager, and look up its cluster, and nothing else in AWS", () => {
        assert.equal(
            the(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", `${name}-AmazonSSMManagedInstanceCore`)
                .inputs.policyArn,
            "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
        );
        assert.deepEqual(document(the(resources, "aws:iam/rolePolicy:RolePolicy", name)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "eks:DescribeCluster",
                    Resource: "arn:aws:eks:test:000000000000:cluster/ireland-cluster",
                },
            ],
        });
    });

    const rights: [string, object, string][] = [
        ["may look, unless said", {}, "AmazonEKSViewPolicy"],
        ["may do everything, if said", { access: "admin" }, "AmazonEKSClusterAdminPolicy"],
    ];
    for (const [what, bastion, policy] of rights) {
        it(`${what}, in the cluster`, async () => {
            const made = (await make({ bastion }, overVpc)).resources;
            const { principalArn, policyArn } = the(
                made,
                "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
                name,
            ).inputs;
            assert.equal(principalArn, `arn:aws:iam::000000000000:role/${name}`);
            assert.equal(policyArn, `arn:aws:eks::aws:cluster-access-policy/${policy}`);
        });
    }

    it("fetches the cluster's kubectl for its own processor, and checks it", async () => {
        const script = (made: Registered[]) => {
            const { userData } = the(made, "aws:ec2/launchTemplate:LaunchTemplate", name).inputs;
            assert.ok(typeof userData === "string");
            return Buffer.from(userData, "base64").toString();
        };
        const here = script(resources);
        assert.match(here, /^#!\/bin\/bash\nset -euo pipefail\n/);
        assert.match(here, /release=\$\(fetch stable-1\.36\.txt\)/);
        assert.match(here, /linux\/arm64\/kubectl/);
        assert.match(here, /sha256sum --check/);
        assert.match(here, /aws eks update-kubeconfig --region eu-west-1 --name test-ireland-cluster /);
        const intel = (await make({ bastion: { instanceType: "t3.micro" }, version: "1.35" }, overVpc)).resources;
        assert.match(script(intel), /stable-1\.35\.txt[^]*linux\/amd64\/kubectl/);
    });

    it("is refused another right, and a type that is none", () => {
        const least = {
            kind: "eks",
            region: "eu-west-1",
            cidr: "10.20.0.0/16",
            deployers: ["arn:aws:iam::111122223333:role/ci"],
        };
        const issues = (bastion: object) =>
            EksArgs.safeParse({ ...least, bastion }).error?.issues.map(({ path }) => path.join("."));
        assert.deepEqual(issues({ access: "root" }), ["bastion.access"]);
        assert.deepEqual(issues({ instanceType: "small" }), ["bastion.instanceType"]);
        assert.deepEqual(issues({ publicKey: "ssh-ed25519" }), ["bastion"]);
        assert.equal(issues({}), undefined);
    });
});
