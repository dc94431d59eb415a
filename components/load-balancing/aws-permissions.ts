import type { EksSurroundings, Statement } from "../cluster";

/**
 * What the AWS Load Balancer Controller may do in AWS: Network Load Balancers, their target groups and security groups,
 * and of those only the ones that carry its tag with this cluster's name. Upstream's own policy also covers Application
 * Load Balancers, firewalls and certificates, and any cluster of the account.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
export function nlbPermissions({ clusterName, region }: EksSurroundings): Statement[] {
    const tagged = { "aws:ResourceTag/elbv2.k8s.aws/cluster": clusterName };
    const tagging = { "aws:RequestTag/elbv2.k8s.aws/cluster": clusterName };
    const elb = (type: string) => `arn:${partition(region)}:elasticloadbalancing:${region}:*:${type}`;
    const ec2 = (type: string) => `arn:${partition(region)}:ec2:${region}:*:${type}`;
    const balancers = [elb("loadbalancer/net/*/*"), elb("targetgroup/*/*")];

    return [
        {
            Effect: "Allow",
            Action: [
                "ec2:DescribeAccountAttributes",
                "ec2:DescribeAddresses",
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstances",
                "ec2:DescribeInternetGateways",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeRouteTables",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeTags",
                "ec2:DescribeVpcs",
                "ec2:GetSecurityGroupsForVpc",
                "elasticloadbalancing:Describe*",
            ],
            Resource: "*",
        },
        {
            // The role by which AWS runs load balancers; an account has none before its first.
            Effect: "Allow",
            Action: "iam:CreateServiceLinkedRole",
            Resource: "*",
            Condition: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
        },

        {
            Effect: "Allow",
            Action: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
            Resource: balancers,
            Condition: { StringEquals: tagging },
        },
        {
            Effect: "Allow",
            Action: [
                "elasticloadbalancing:DeleteLoadBalancer",
                "elasticloadbalancing:DeleteTargetGroup",
                "elasticloadbalancing:DeregisterTargets",
                "elasticloadbalancing:ModifyLoadBalancerAttributes",
                "elasticloadbalancing:ModifyTargetGroup",
                "elasticloadbalancing:ModifyTargetGroupAttributes",
                "elasticloadbalancing:RegisterTargets",
                "elasticloadbalancing:SetIpAddressType",
                "elasticloadbalancing:SetSecurityGroups",
                "elasticloadbalancing:SetSubnets",
            ],
            Resource: balancers,
            Condition: { StringEquals: tagged },
        },
        {
            // Their tags decide all of the above, so they are given at creation and changed on its own alone.
            Effect: "Allow",
            Action: "elasticloadbalancing:AddTags",
            Resource: balancers,
            Condition: {
                StringEquals: {
                    ...tagging,
                    "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup"],
                },
            },
        },
        {
            Effect: "Allow",
            Action: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
            Resource: balancers,
            Condition: { StringEquals: tagged, Null: { "aws:RequestTag/elbv2.k8s.aws/cluster": "true" } },
        },
        {
            Effect: "Allow",
            Action: "elasticloadbalancing:CreateListener",
            Resource: elb("loadbalancer/net/*/*"),
        },
        {
            // Without a condition, for a listener has no tag before its first.
            Effect: "Allow",
            Action: [
                "elasticloadbalancing:AddTags",
                "elasticloadbalancing:DeleteListener",
                "elasticloadbalancing:ModifyListener",
                "elasticloadbalancing:ModifyListenerAttributes",
                "elasticloadbalancing:RemoveTags",
            ],
            Resource: elb("listener/net/*/*/*"),
        },

        {
            Effect: "Allow",
            Action: "ec2:CreateSecurityGroup",
            Resource: ec2("vpc/*"),
        },
        {
            Effect: "Allow",
            Action: "ec2:CreateSecurityGroup",
            Resource: ec2("security-group/*"),
            Condition: { StringEquals: tagging },
        },
        {
            Effect: "Allow",
            Action: "ec2:CreateTags",
            Resource: ec2("security-group/*"),
            Condition: { StringEquals: { ...tagging, "ec2:CreateAction": "CreateSecurityGroup" } },
        },
        {
            Effect: "Allow",
            Action: ["ec2:CreateTags", "ec2:DeleteTags"],
            Resource: ec2("security-group/*"),
            Condition: { StringEquals: tagged, Null: { "aws:RequestTag/elbv2.k8s.aws/cluster": "true" } },
        },
        {
            Effect: "Allow",
            Action: ["ec2:AuthorizeSecurityGroupIngress", "ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupIngress"],
            Resource: ec2("security-group/*"),
            Condition: { StringEquals: tagged },
        },
        {
            // The nodes' group, which EKS tags so: it must let the balancers in.
            Effect: "Allow",
            Action: ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
            Resource: ec2("security-group/*"),
            Condition: { StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${clusterName}`]: "owned" } },
        },
    ];
}

/** The part of AWS that a region belongs to; it stands in every ARN. */
function partition(region: string): string {
    if (region.startsWith("cn-")) return "aws-cn";
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
