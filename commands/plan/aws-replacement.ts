/**
 * The inputs of AWS resources whose change replaces them, by type, for every type that the program uses. From the Terraform
 * provider that Pulumi's bridges, as its source has it: `ForceNew` or `RequiresReplace` in the file below
 * `internal/service/` that stands beside each type, read at that commit; `2026` where only the year of a version is known.
 * Names are Pulumi's. What is below a path goes with it.
 *
 * Of an EKS cluster, `version` is changed in place; a lower one is refused by EKS when it is asked.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws
 */
export const awsReplacement: Record<string, string[]> = {
    // autoscaling/group.go at 00a919d154
    "aws:autoscaling/group:Group": ["initialLifecycleHooks", "name", "namePrefix"],
    // logs/group.go at 0073593e7d
    "aws:cloudwatch/logGroup:LogGroup": ["logGroupClass", "name", "namePrefix"],
    // ec2/vpc_default_security_group.go at 01f4311146
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["vpcId"],
    // ec2/ec2_eip.go at 01606926a0
    "aws:ec2/eip:Eip": ["address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"],
    // ec2/vpc_flow_log.go at 00a35305dc
    "aws:ec2/flowLog:FlowLog": [
        ...["deliverCrossAccountRole", "destinationOptions", "eniId", "iamRoleArn", "logDestination"],
        ...["logDestinationType", "logFormat", "maxAggregationInterval", "regionalNatGatewayId", "subnetId"],
        ...["trafficType", "transitGatewayAttachmentId", "transitGatewayId", "vpcId"],
    ],
    // ec2/vpc_internet_gateway.go at 08923b68b5: it is detached from a VPC and attached to another
    "aws:ec2/internetGateway:InternetGateway": [],
    // ec2/ec2_launch_template.go, 2024: all else is a new version of it
    "aws:ec2/launchTemplate:LaunchTemplate": ["name", "namePrefix"],
    // ec2/vpc_nat_gateway.go, 2026
    "aws:ec2/natGateway:NatGateway": [
        ...["allocationId", "availabilityMode", "connectivityType", "privateIp", "subnetId", "vpcId"],
    ],
    // ec2/vpc_route.go at 0128541e07
    "aws:ec2/route:Route": [
        ...["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId", "routeTableId"],
    ],
    // ec2/vpc_route_table.go at 022092419b
    "aws:ec2/routeTable:RouteTable": ["vpcId"],
    // ec2/vpc_route_table_association.go at 0be71beb45
    "aws:ec2/routeTableAssociation:RouteTableAssociation": ["gatewayId", "subnetId"],
    // ec2/vpc_security_group.go at 01606926a0
    "aws:ec2/securityGroup:SecurityGroup": ["description", "name", "namePrefix", "vpcId"],
    // ec2/vpc_subnet.go at 00cda125a1
    "aws:ec2/subnet:Subnet": [
        ...["availabilityZone", "availabilityZoneId", "cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
        ...["ipv6IpamPoolId", "ipv6Native", "ipv6NetmaskLength", "outpostArn", "vpcId"],
    ],
    // ec2/vpc_.go at 00081ce41c
    "aws:ec2/vpc:Vpc": ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
    // ec2/vpc_endpoint.go at 008db85aad
    "aws:ec2/vpcEndpoint:VpcEndpoint": [
        ...["dnsOptions.privateDnsPreference", "dnsOptions.privateDnsSpecifiedDomains", "resourceConfigurationArn"],
        ...["serviceName", "serviceNetworkArn", "serviceRegion", "vpcEndpointType", "vpcId"],
    ],
    // eks/access_entry.go at 01f4311146
    "aws:eks/accessEntry:AccessEntry": ["clusterName", "principalArn", "type"],
    // eks/access_policy_association.go at 01f4311146
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": [
        ...["accessScope", "clusterName", "policyArn", "principalArn"],
    ],
    // eks/addon.go, 2026
    "aws:eks/addon:Addon": ["addonName", "clusterName", "namespaceConfig"],
    // eks/cluster.go, 2026
    "aws:eks/cluster:Cluster": [
        ...["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
        ...["kubernetesNetworkConfig.ipFamily", "kubernetesNetworkConfig.serviceIpv4Cidr", "name"],
        ...["outpostConfig.controlPlaneInstanceType", "outpostConfig.controlPlanePlacement.groupName", "roleArn"],
    ],
    // eks/node_group.go at 012e0a32f0
    "aws:eks/nodeGroup:NodeGroup": [
        ...["amiType", "capacityType", "clusterName", "diskSize", "instanceTypes", "launchTemplate.id"],
        ...["launchTemplate.name", "nodeGroupName", "nodeGroupNamePrefix", "nodeRoleArn", "remoteAccess", "subnetIds"],
    ],
    // eks/pod_identity_association.go at 00a35305dc
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": ["clusterName", "namespace", "serviceAccount"],
    // iam/instance_profile.go at 013f1736b9
    "aws:iam/instanceProfile:InstanceProfile": ["name", "namePrefix", "path"],
    // iam/role.go at 0040ea6911
    "aws:iam/role:Role": ["name", "namePrefix", "path"],
    // iam/role_policy.go at 02f97af85f
    "aws:iam/rolePolicy:RolePolicy": ["name", "namePrefix", "role"],
    // iam/role_policy_attachment.go at 04c79849db
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["policyArn", "role"],
    // kms/alias.go at 01c08000dd
    "aws:kms/alias:Alias": ["name", "namePrefix"],
    // kms/key.go at 00a35305dc
    "aws:kms/key:Key": ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
    // s3/bucket.go, 2025
    "aws:s3/bucket:Bucket": [
        ...["bucket", "bucketPrefix", "objectLockConfiguration.objectLockEnabled", "objectLockEnabled"],
    ],
    // s3/bucket_lifecycle_configuration.go at 01606926a0
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["bucket", "expectedBucketOwner"],
    // s3/bucket_ownership_controls.go at 01c08000dd
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ["bucket"],
    // s3/bucket_policy.go at 0073593e7d
    "aws:s3/bucketPolicy:BucketPolicy": ["bucket"],
    // s3/bucket_public_access_block.go at 01606926a0
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["bucket"],
    // s3/bucket_server_side_encryption_configuration.go at 01606926a0
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
        ...["bucket", "expectedBucketOwner"],
    ],
    // s3/bucket_versioning.go at 01c08000dd
    "aws:s3/bucketVersioning:BucketVersioning": ["bucket", "expectedBucketOwner"],
};

/**
 * Inputs of which this cannot be said: whether their change replaces the resource depends on more than the field, or they are
 * newer than the source that was read. Beside them `region`, of every type that has it: nothing is replaced where it only
 * says the provider's own.
 */
export const awsDepends: Record<string, string[]> = {
    // Newer than what was read.
    "aws:autoscaling/group:Group": [
        ...["availabilityZoneDistribution", "capacityReservationSpecification", "instanceLifecyclePolicy"],
    ],
    "aws:cloudwatch/logGroup:LogGroup": ["deletionProtectionEnabled"],
    "aws:ec2/flowLog:FlowLog": ["tagFieldSpecifications"],
    "aws:ec2/launchTemplate:LaunchTemplate": ["networkPerformanceOptions", "secondaryInterfaces"],
    // Where it becomes, or is no longer, one that provisions its zones itself; where its connectivity is private.
    "aws:ec2/natGateway:NatGateway": ["availabilityZoneAddresses", "secondaryPrivateIpAddressCount"],
    "aws:ec2/route:Route": ["odbNetworkArn"],
    // Where addresses were given at creation.
    "aws:ec2/subnet:Subnet": ["ipv6CidrBlock"],
    // From dedicated to default it is changed in place.
    "aws:ec2/vpc:Vpc": ["instanceTenancy"],
    // Only of an interface it is changed in place.
    "aws:ec2/vpcEndpoint:VpcEndpoint": ["privateDnsEnabled"],
    // Encryption cannot be taken away; the role of Auto Mode's nodes can be set, and not be another. The others are newer.
    "aws:eks/cluster:Cluster": [
        ...["computeConfig.nodeRoleArn", "defaultAddonsToRemoves", "encryptionConfig", "kubeApiServerConfig"],
        ...["kubeControllerManagerConfig", "kubeSchedulerConfig", "kubernetesNetworkConfig.serviceIpv6Cidr"],
        ...["outpostConfig.controlPlanePlacement.spreadLevel", "outpostConfig.etcdInstanceType"],
        "outpostConfig.etcdPlacement",
    ],
    "aws:eks/nodeGroup:NodeGroup": ["warmPoolConfig"],
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": ["policy"],
    "aws:s3/bucket:Bucket": ["bucketNamespace"],
};
