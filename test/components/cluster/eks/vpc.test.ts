import assert from "node:assert/strict";

import { document, ireland, otherwise } from "./eks";
import { type Registered, the } from "../../../deploy";

describe("an EKS cluster's VPC", () => {
    let resources: Registered[] = [];
    before(async () => ({ resources } = await ireland()));
    const named = (type: string) => resources.filter((one) => one.type === type);

    it("resolves the private endpoint's name", () => {
        assert.deepEqual(the(resources, "aws:ec2/vpc:Vpc").inputs, {
            cidrBlock: "10.20.0.0/16",
            enableDnsHostnames: true,
            enableDnsSupport: true,
            tags: { Name: "test-ireland-cluster" },
        });
    });

    it("has a private and a public subnet in each zone, tagged for load balancers, and gives no public address", () => {
        const subnets = named("aws:ec2/subnet:Subnet").map(({ name, inputs }) => {
            const { availabilityZone, cidrBlock, mapPublicIpOnLaunch, tags } = inputs;
            return [name, availabilityZone, cidrBlock, mapPublicIpOnLaunch, Object.keys(tags as object)];
        });
        const inside = ["Name", "kubernetes.io/role/internal-elb"];
        const edge = ["Name", "kubernetes.io/role/elb"];
        assert.deepEqual(subnets.sort(), [
            ["ireland-cluster-vpc-private-a", "eu-west-1a", "10.20.0.0/18", false, inside],
            ["ireland-cluster-vpc-private-b", "eu-west-1b", "10.20.64.0/18", false, inside],
            ["ireland-cluster-vpc-private-c", "eu-west-1c", "10.20.128.0/18", false, inside],
            ["ireland-cluster-vpc-public-a", "eu-west-1a", "10.20.192.0/20", false, edge],
            ["ireland-cluster-vpc-public-b", "eu-west-1b", "10.20.208.0/20", false, edge],
            ["ireland-cluster-vpc-public-c", "eu-west-1c", "10.20.224.0/20", false, edge],
        ]);
    });

    it("uses the zones that are said, each with its own share of the addresses", async () => {
        const { resources } = await otherwise();
        const blocks = resources
            .filter(({ type }) => type === "aws:ec2/subnet:Subnet")
            .map(({ inputs }) => `${String(inputs.availabilityZone)} ${String(inputs.cidrBlock)}`);
        assert.deepEqual(blocks.sort(), [
            "eu-west-1b 10.20.0.0/18",
            "eu-west-1b 10.20.192.0/20",
            "eu-west-1d 10.20.208.0/20",
            "eu-west-1d 10.20.64.0/18",
        ]);
    });

    it("sends each zone to the internet through the zone's own NAT gateway", () => {
        assert.deepEqual(ways(resources), [
            "ireland-cluster-vpc-private-a through ireland-cluster-vpc-nat-a-id",
            "ireland-cluster-vpc-private-b through ireland-cluster-vpc-nat-b-id",
            "ireland-cluster-vpc-private-c through ireland-cluster-vpc-nat-c-id",
            "ireland-cluster-vpc-public through ireland-cluster-vpc-id",
        ]);
        const pairs = named("aws:ec2/routeTableAssociation:RouteTableAssociation").map(
            ({ inputs }) => `${String(inputs.subnetId)} ${String(inputs.routeTableId)}`,
        );
        assert.deepEqual(pairs.sort(), [
            "ireland-cluster-vpc-private-a-id ireland-cluster-vpc-private-a-id",
            "ireland-cluster-vpc-private-b-id ireland-cluster-vpc-private-b-id",
            "ireland-cluster-vpc-private-c-id ireland-cluster-vpc-private-c-id",
            "ireland-cluster-vpc-public-a-id ireland-cluster-vpc-public-id",
            "ireland-cluster-vpc-public-b-id ireland-cluster-vpc-public-id",
            "ireland-cluster-vpc-public-c-id ireland-cluster-vpc-public-id",
        ]);
        const gateways = named("aws:ec2/natGateway:NatGateway").map(({ inputs }) => inputs.subnetId);
        assert.deepEqual(
            gateways.sort(),
            ["a", "b", "c"].map((zone) => `ireland-cluster-vpc-public-${zone}-id`),
        );
    });

    it("sends all zones through one NAT gateway where that is said", async () => {
        const { resources } = await otherwise();
        the(resources, "aws:ec2/eip:Eip", "ireland-cluster-vpc-nat-b");
        assert.deepEqual(ways(resources), [
            "ireland-cluster-vpc-private-b through ireland-cluster-vpc-nat-b-id",
            "ireland-cluster-vpc-private-d through ireland-cluster-vpc-nat-b-id",
            "ireland-cluster-vpc-public through ireland-cluster-vpc-id",
        ]);
    });

    it("reaches S3 without a NAT gateway", () => {
        assert.deepEqual(the(resources, "aws:ec2/vpcEndpoint:VpcEndpoint").inputs, {
            vpcId: "ireland-cluster-vpc-id",
            serviceName: "com.amazonaws.eu-west-1.s3",
            vpcEndpointType: "Gateway",
            routeTableIds: ["a", "b", "c"].map((zone) => `ireland-cluster-vpc-private-${zone}-id`),
        });
    });

    it("has a default security group that lets nothing in or out", () => {
        assert.deepEqual(the(resources, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs, {
            vpcId: "ireland-cluster-vpc-id",
            ingress: [],
            egress: [],
        });
    });

    it("logs refused connections, with a role that can write that log alone", () => {
        assert.deepEqual(the(resources, "aws:ec2/flowLog:FlowLog").inputs, {
            vpcId: "ireland-cluster-vpc-id",
            trafficType: "REJECT",
            logDestination: "arn:aws:logs:test:000000000000:log-group:ireland-cluster-vpc-flows",
            iamRoleArn: "arn:aws:iam::000000000000:role/ireland-cluster-vpc-flows",
        });
        // The log, the role and the role's policy.
        const { dependsOn } = the(resources, "aws:ec2/flowLog:FlowLog");
        assert.equal(dependsOn.filter((name) => name === "ireland-cluster-vpc-flows").length, 3);
        assert.deepEqual(the(resources, "aws:cloudwatch/logGroup:LogGroup", "ireland-cluster-vpc-flows").inputs, {
            name: "/aws/vpc/test-ireland-cluster/flows",
            retentionInDays: 90,
        });
        const group = "arn:aws:logs:test:000000000000:log-group:ireland-cluster-vpc-flows";
        assert.deepEqual(document(the(resources, "aws:iam/rolePolicy:RolePolicy", "ireland-cluster-vpc-flows")), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                    Resource: [group, `${group}:*`],
                },
            ],
        });
    });
});

function ways(resources: Registered[]): string[] {
    return resources
        .filter(({ type }) => type === "aws:ec2/route:Route")
        .map(({ name, inputs }) => {
            assert.equal(inputs.destinationCidrBlock, "0.0.0.0/0");
            return `${name} through ${String(inputs.natGatewayId ?? inputs.gatewayId)}`;
        })
        .sort();
}
