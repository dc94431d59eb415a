import { createHash } from "node:crypto";

import { clusterNamed } from "./eks";
import { isProperties, isUnknown, type Properties, textAt, type Value } from "../values";

export const account = "000000000000";

/** What a row of the table may use: the inputs, the region, and digits that are the resource's own. */
export interface Making {
    inputs: Properties;
    region: string;
    /** Hexadecimal digits, as many as asked for. */
    hex: (digits: number) => string;
    id: string;
}

/** How one type of resource is echoed. */
export interface Echo {
    id: (making: Omit<Making, "id">) => string;
    /** The part of the ARN after the region's and account's place, with its service first; none if the type has none. */
    arn?: (making: Making) => string;
    /** What AWS adds to the inputs. */
    outputs?: (making: Making) => Properties;
    /** Inputs that cannot be changed in place. */
    fixed: string[];
    /** An input that is given a name made of the resource's own, where the program says none. */
    named?: string;
    /** Outputs that an update changes, so that a preview cannot know them. */
    moving?: string[];
}

const said =
    (...path: string[]) =>
    ({ inputs }: { inputs: Properties }): string =>
        textAt(inputs, ...path);
const prefixed =
    (prefix: string) =>
    ({ hex }: { hex: Making["hex"] }): string =>
        `${prefix}-${hex(17)}`;
const both =
    (separator: string, one: string, other: string) =>
    ({ inputs }: { inputs: Properties }): string =>
        `${textAt(inputs, one)}${separator}${textAt(inputs, other)}`;
const ec2 =
    (kind: string) =>
    ({ id, region }: Making): string =>
        `ec2:${region}:${account}:${kind}/${id}`;

/**
 * The types whose ids, ARNs or outputs matter to the program. Any other is echoed with an id alone.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const echoes: Record<string, Echo | undefined> = {
    "aws:autoscaling/group:Group": {
        id: ({ hex }) => `terraform-${hex(26)}`,
        fixed: ["name", "namePrefix"],
        named: "name",
    },
    "aws:cloudwatch/logGroup:LogGroup": {
        id: said("name"),
        arn: ({ id, region }) => `logs:${region}:${account}:log-group:${id}`,
        fixed: ["name"],
        named: "name",
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
        id: prefixed("sg"),
        arn: ec2("security-group"),
        fixed: ["vpcId"],
    },
    "aws:ec2/eip:Eip": {
        id: prefixed("eipalloc"),
        arn: ec2("elastic-ip"),
        // Of TEST-NET-2, which nobody routes.
        outputs: ({ id, hex }) => ({ allocationId: id, publicIp: `198.51.100.${parseInt(hex(2), 16)}` }),
        fixed: ["domain"],
    },
    "aws:ec2/flowLog:FlowLog": {
        id: prefixed("fl"),
        arn: ec2("vpc-flow-log"),
        fixed: ["iamRoleArn", "logDestination", "trafficType", "vpcId"],
    },
    "aws:ec2/internetGateway:InternetGateway": {
        id: prefixed("igw"),
        arn: ec2("internet-gateway"),
        fixed: [],
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        id: prefixed("lt"),
        arn: ec2("launch-template"),
        outputs: () => ({ latestVersion: 1, defaultVersion: 1 }),
        fixed: ["name", "namePrefix"],
        named: "name",
        moving: ["latestVersion"],
    },
    "aws:ec2/natGateway:NatGateway": {
        id: prefixed("nat"),
        outputs: ({ hex }) => ({ publicIp: `198.51.100.${parseInt(hex(2), 16)}` }),
        fixed: ["allocationId", "connectivityType", "subnetId"],
    },
    "aws:ec2/route:Route": {
        id: ({ inputs, hex }) => `r-${textAt(inputs, "routeTableId")}${hex(10)}`,
        fixed: ["destinationCidrBlock", "routeTableId"],
    },
    "aws:ec2/routeTable:RouteTable": { id: prefixed("rtb"), arn: ec2("route-table"), fixed: ["vpcId"] },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        id: prefixed("rtbassoc"),
        fixed: ["gatewayId", "subnetId"],
    },
    "aws:ec2/securityGroup:SecurityGroup": {
        id: prefixed("sg"),
        arn: ec2("security-group"),
        outputs: () => ({ ownerId: account }),
        fixed: ["description", "name", "namePrefix", "vpcId"],
        named: "name",
    },
    "aws:ec2/subnet:Subnet": {
        id: prefixed("subnet"),
        arn: ec2("subnet"),
        fixed: ["availabilityZone", "cidrBlock", "vpcId"],
    },
    "aws:ec2/vpc:Vpc": {
        id: prefixed("vpc"),
        arn: ec2("vpc"),
        outputs: ({ hex }) => ({
            defaultRouteTableId: `rtb-${hex(17)}`,
            defaultSecurityGroupId: `sg-${hex(17)}`,
            mainRouteTableId: `rtb-${hex(17)}`,
            ownerId: account,
        }),
        fixed: ["cidrBlock", "instanceTenancy"],
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        id: prefixed("vpce"),
        arn: ec2("vpc-endpoint"),
        fixed: ["serviceName", "vpcEndpointType", "vpcId"],
    },
    "aws:eks/accessEntry:AccessEntry": {
        id: both(":", "clusterName", "principalArn"),
        fixed: ["clusterName", "principalArn", "type"],
    },
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
        id: ({ inputs }) => ["clusterName", "principalArn", "policyArn"].map((name) => textAt(inputs, name)).join("#"),
        fixed: ["accessScope", "clusterName", "policyArn", "principalArn"],
    },
    "aws:eks/addon:Addon": {
        id: both(":", "clusterName", "addonName"),
        arn: ({ inputs, region, hex }) =>
            `eks:${region}:${account}:addon/${textAt(inputs, "clusterName")}/${textAt(inputs, "addonName")}/${hex(8)}`,
        fixed: ["addonName", "clusterName"],
    },
    "aws:eks/cluster:Cluster": {
        id: said("name"),
        arn: ({ id, region }) => `eks:${region}:${account}:cluster/${id}`,
        outputs: ({ id, inputs, region, hex }) => {
            const { endpoint, certificateAuthority } = clusterNamed(isUnknown(id) ? undefined : id);
            const network = isProperties(inputs.vpcConfig) ? inputs.vpcConfig : {};
            return {
                vpcConfig: { ...network, clusterSecurityGroupId: `sg-${hex(17)}` },
                endpoint,
                certificateAuthority: { data: certificateAuthority },
                identities: [
                    { oidcs: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${hex(32).toUpperCase()}` }] },
                ],
                platformVersion: "eks.1",
                status: "ACTIVE",
            };
        },
        fixed: [
            ...["bootstrapSelfManagedAddons", "encryptionConfig", "kubernetesNetworkConfig", "name", "roleArn"],
            "accessConfig.bootstrapClusterCreatorAdminPermissions",
        ],
        named: "name",
    },
    "aws:eks/nodeGroup:NodeGroup": {
        id: both(":", "clusterName", "nodeGroupName"),
        arn: ({ inputs, region, hex }) =>
            `eks:${region}:${account}:nodegroup/${textAt(inputs, "clusterName")}/${textAt(inputs, "nodeGroupName")}/${hex(8)}`,
        outputs: ({ hex }) => ({
            status: "ACTIVE",
            resources: [{ autoscalingGroups: [{ name: `eks-${hex(17)}` }] }],
        }),
        fixed: [
            "amiType",
            "capacityType",
            "clusterName",
            "diskSize",
            "instanceTypes",
            "nodeGroupName",
            "nodeRoleArn",
            "subnetIds",
        ],
        named: "nodeGroupName",
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        id: ({ hex }) => `a-${hex(17)}`,
        outputs: ({ id }) => ({ associationId: id }),
        fixed: ["clusterName", "namespace", "serviceAccount"],
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        id: said("name"),
        arn: ({ id }) => `iam::${account}:instance-profile/${id}`,
        fixed: ["name", "namePrefix", "path"],
        named: "name",
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
        id: ({ inputs }) => `arn:aws:iam::${account}:oidc-provider/${textAt(inputs, "url").replace("https://", "")}`,
        arn: ({ inputs }) => `iam::${account}:oidc-provider/${textAt(inputs, "url").replace("https://", "")}`,
        fixed: ["url"],
    },
    "aws:iam/policy:Policy": {
        id: ({ inputs }) => `arn:aws:iam::${account}:policy/${textAt(inputs, "name")}`,
        arn: ({ inputs }) => `iam::${account}:policy/${textAt(inputs, "name")}`,
        fixed: ["name", "path"],
        named: "name",
    },
    "aws:iam/role:Role": {
        id: said("name"),
        arn: ({ id }) => `iam::${account}:role/${id}`,
        outputs: ({ hex }) => ({ uniqueId: `AROA${hex(17).toUpperCase()}` }),
        fixed: ["name", "namePrefix", "path"],
        named: "name",
    },
    "aws:iam/rolePolicy:RolePolicy": {
        id: both(":", "role", "name"),
        fixed: ["name", "role"],
        named: "name",
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        id: both("-", "role", "policyArn"),
        fixed: ["policyArn", "role"],
    },
    "aws:kms/alias:Alias": {
        id: said("name"),
        arn: ({ id, region }) => `kms:${region}:${account}:${id}`,
        fixed: ["name"],
        named: "name",
    },
    "aws:kms/key:Key": {
        id: ({ hex }) => hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
        arn: ({ id, region }) => `kms:${region}:${account}:key/${id}`,
        outputs: ({ id }) => ({ keyId: id }),
        fixed: ["customerMasterKeySpec", "keyUsage", "multiRegion"],
    },
    "aws:route53/zone:Zone": {
        id: ({ hex }) => `Z${hex(20).toUpperCase()}`,
        arn: ({ id }) => `route53:::hostedzone/${id}`,
        outputs: ({ id }) => ({
            zoneId: id,
            nameServers: [1, 2, 3, 4].map((number) => `ns-${number}.awsdns.invalid`),
        }),
        fixed: ["delegationSetId", "name"],
    },
    "aws:s3/bucket:Bucket": {
        id: said("bucket"),
        arn: ({ id }) => `s3:::${id}`,
        fixed: ["bucket", "bucketPrefix"],
        named: "bucket",
    },
    // What is said of a bucket is known by the bucket's name, and goes with it.
    ...Object.fromEntries(
        [
            "LifecycleConfiguration",
            "OwnershipControls",
            "Policy",
            "PublicAccessBlock",
            "ServerSideEncryptionConfiguration",
            "Versioning",
        ].map((what): [string, Echo] => [
            `aws:s3/bucket${what}:Bucket${what}`,
            { id: said("bucket"), fixed: ["bucket"] },
        ]),
    ),
};

const unlisted: Echo = { id: ({ hex }) => hex(17), fixed: [] };

export function echoOf(type: string): Echo {
    return echoes[type] ?? unlisted;
}

/**
 * Digits made of a resource's URN and of what cannot change in it: the same in every run, and others when it is
 * replaced.
 */
export function digits(urn: string, inputs: Properties = {}, fixed: string[] = []): Making["hex"] {
    const all = createHash("sha256").update(JSON.stringify([urn, fixed.map((name) => inputs[name] ?? null)]));
    const hex = all.digest("hex");
    return (count) => hex.slice(0, count);
}

/** What is known of a resource once it exists: its inputs, and what AWS adds. */
export function outputsOf(echo: Echo, making: Making, defaultTags: Properties): Properties {
    const { inputs, region, id } = making;
    const tags = isProperties(inputs.tags) ? inputs.tags : {};
    return {
        region,
        ...inputs,
        ...(echo.arn !== undefined && { arn: `arn:aws:${echo.arn(making)}` }),
        ...echo.outputs?.(making),
        id,
        tagsAll: isUnknown(inputs.tags) ? (inputs.tags ?? null) : { ...defaultTags, ...tags },
    };
}

/** The names of what AWS adds: what a preview cannot know. */
export function addedBy(echo: Echo, making: Making): string[] {
    const added: Record<string, Value> = { ...(echo.arn !== undefined && { arn: "" }), ...echo.outputs?.(making) };
    return Object.keys(added);
}
