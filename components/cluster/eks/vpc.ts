import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";

import type { EksArgs } from "./args";
import { serviceRole } from "./roles";
import { zoneBlocks } from "../cidr";

interface ZoneSubnet {
    zone: string;
    subnet: ec2.Subnet;
}

/**
 * The cluster's own VPC: in each zone a private subnet for nodes and pods, which reach the internet through NAT
 * gateways, and a public one for load balancers. Nothing in it has a public address but these two.
 *
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html
 */
export class Vpc extends pulumi.ComponentResource {
    readonly id: pulumi.Output<string>;
    readonly privateSubnets: { zone: string; id: pulumi.Output<string> }[];
    /** What machines in the private subnets reach the internet by. */
    readonly ways: pulumi.Resource[];

    constructor(
        name: string,
        { clusterName, said }: { clusterName: string; said: EksArgs },
        opts: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:cluster:Vpc", name, { clusterName, cidr: said.cidr }, opts);

        const vpc = new ec2.Vpc(
            name,
            {
                cidrBlock: said.cidr,
                // The private endpoint is a name that only the VPC's own DNS resolves.
                enableDnsHostnames: true,
                enableDnsSupport: true,
                tags: { Name: clusterName },
            },
            { parent: this },
        );
        // Every VPC has one, which lets its members talk. Without rules, what names no group of its own is alone.
        new ec2.DefaultSecurityGroup(name, { vpcId: vpc.id, ingress: [], egress: [] }, { parent: this });
        const gateway = new ec2.InternetGateway(name, { vpcId: vpc.id, tags: { Name: clusterName } }, { parent: this });

        const subnets = (kind: "public" | "private", role: string): ZoneSubnet[] => {
            const blocks = zoneBlocks(said.cidr);
            return said.zones.map((letter, index) => ({
                zone: letter,
                subnet: new ec2.Subnet(
                    `${name}-${kind}-${letter}`,
                    {
                        vpcId: vpc.id,
                        availabilityZone: `${said.region}${letter}`,
                        cidrBlock: blocks[index]?.[kind],
                        mapPublicIpOnLaunch: false,
                        tags: { Name: `${clusterName}-${kind}-${letter}`, [role]: "1" },
                    },
                    { parent: this },
                ),
            }));
        };
        // By these tags load balancer controllers find where to put what.
        const edge = subnets("public", "kubernetes.io/role/elb");
        const inside = subnets("private", "kubernetes.io/role/internal-elb");

        const edgeWay = this.way(`${name}-public`, vpc, edge, { gatewayId: gateway.id });
        const nats = (said.natGateways === "one" ? edge.slice(0, 1) : edge).map(({ zone, subnet }) =>
            this.natGateway(`${name}-nat-${zone}`, subnet, edgeWay.parts),
        );
        const ways = inside.map((zoneSubnet, index) => {
            const nat = nats[index] ?? nats[0];
            return this.way(`${name}-private-${zoneSubnet.zone}`, vpc, [zoneSubnet], { natGatewayId: nat?.id });
        });
        // Free, and images and packages come from S3: each GB through a NAT gateway costs.
        new ec2.VpcEndpoint(
            `${name}-s3`,
            {
                vpcId: vpc.id,
                serviceName: `com.amazonaws.${said.region}.s3`,
                vpcEndpointType: "Gateway",
                routeTableIds: ways.map(({ table }) => table.id),
            },
            { parent: this },
        );
        this.flowLog(name, vpc, clusterName, said.logRetentionDays);

        this.id = vpc.id;
        this.privateSubnets = inside.map(({ zone, subnet }) => ({ zone, id: subnet.id }));
        this.ways = ways.flatMap(({ parts }) => parts);
        this.registerOutputs({ id: this.id });
    }

    // Routes apart from their table: otherwise those that others add, for a VPN or a peering, would be taken out again.
    private way(
        name: string,
        vpc: ec2.Vpc,
        subnets: ZoneSubnet[],
        target: { gatewayId: pulumi.Input<string> } | { natGatewayId: pulumi.Input<string> | undefined },
    ): { table: ec2.RouteTable; parts: pulumi.Resource[] } {
        const table = new ec2.RouteTable(name, { vpcId: vpc.id, tags: { Name: name } }, { parent: this });
        const route = new ec2.Route(
            name,
            { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...target },
            { parent: this },
        );
        const associations = subnets.map(
            ({ zone, subnet }) =>
                new ec2.RouteTableAssociation(
                    subnets.length === 1 ? name : `${name}-${zone}`,
                    { routeTableId: table.id, subnetId: subnet.id },
                    { parent: this },
                ),
        );
        return { table, parts: [route, ...associations] };
    }

    private natGateway(name: string, subnet: ec2.Subnet, edgeWay: pulumi.Resource[]): ec2.NatGateway {
        const address = new ec2.Eip(name, { domain: "vpc", tags: { Name: name } }, { parent: this });
        return new ec2.NatGateway(
            name,
            { subnetId: subnet.id, allocationId: address.id, tags: { Name: name } },
            { parent: this, dependsOn: edgeWay },
        );
    }

    // Refused connections alone: what an attacker leaves behind, and a hundredth of the price of all of them.
    private flowLog(name: string, vpc: ec2.Vpc, clusterName: string, retentionInDays: number): void {
        const group = new cloudwatch.LogGroup(
            `${name}-flows`,
            { name: `/aws/vpc/${clusterName}/flows`, retentionInDays },
            { parent: this },
        );
        const role = serviceRole(
            `${name}-flows`,
            {
                trust: { service: "vpc-flow-logs.amazonaws.com" },
                statements: [
                    {
                        Effect: "Allow",
                        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                        Resource: [group.arn, pulumi.interpolate`${group.arn}:*`],
                    },
                ],
            },
            { parent: this },
        );
        new ec2.FlowLog(
            name,
            { vpcId: vpc.id, trafficType: "REJECT", logDestination: group.arn, iamRoleArn: role.arn },
            { parent: this, dependsOn: role.policies },
        );
    }
}
