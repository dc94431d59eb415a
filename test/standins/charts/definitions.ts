/** A custom resource definition of a stand-in: open, it accepts every field, as the real ones do not. */
export interface Definition {
    group: string;
    plural: string;
    kind: string;
    scope: "Namespaced" | "Cluster";
    /** The only one it serves. */
    version: string;
    /** Whether status is a subresource: whoever writes it writes nothing else, and a write of the object leaves it out. */
    status: boolean;
}

/**
 * Kinds by group and version; those of the cluster itself have a star, those whose status is no subresource a minus. A
 * plural that is not the kind's own follows it.
 */
const kinds: Record<string, string[]> = {
    "operator.tigera.io/v1": ["Installation*", "APIServer*", "TigeraStatus*:tigerastatuses"],
    "crd.projectcalico.org/v1": [
        "FelixConfiguration*-",
        "BGPConfiguration*-",
        "BGPPeer*-",
        "IPPool*-",
        "NetworkPolicy-:networkpolicies",
    ],
    "longhorn.io/v1beta2": ["RecurringJob", "Setting", "Volume", "Node", "BackupTarget"],
    "snapshot.storage.k8s.io/v1": [
        "VolumeSnapshot",
        "VolumeSnapshotClass*:volumesnapshotclasses",
        "VolumeSnapshotContent*",
    ],
    "ceph.rook.io/v1": [
        "CephBlockPool",
        "CephBlockPoolRadosNamespace",
        "CephBucketNotification",
        "CephBucketTopic",
        "CephClient",
        "CephCluster",
        "CephCOSIDriver-",
        "CephFilesystem",
        "CephFilesystemMirror",
        "CephFilesystemSubVolumeGroup",
        "CephNFS:cephnfses",
        "CephNVMeOFGateway",
        "CephObjectRealm",
        "CephObjectStore",
        "CephObjectStoreAccount",
        "CephObjectStoreUser",
        "CephObjectZone",
        "CephObjectZoneGroup",
        "CephRBDMirror",
    ],
    "csi.ceph.io/v1": ["OperatorConfig", "Driver"],
    "objectbucket.io/v1alpha1": ["ObjectBucketClaim", "ObjectBucket*"],
    "kadalu-operator.storage/v1alpha1": ["KadaluStorage-"],
    "metallb.io/v1beta1": ["IPAddressPool", "L2Advertisement", "BGPAdvertisement"],
    "metallb.io/v1beta2": ["BGPPeer"],
    "elbv2.k8s.aws/v1beta1": ["TargetGroupBinding", "IngressClassParams*-:ingressclassparams"],
    "traefik.io/v1alpha1": ["IngressRoute-", "Middleware-", "TLSOption-", "TLSStore-", "ServersTransport-"],
    "k8s.nginx.org/v1": [
        "VirtualServer",
        "VirtualServerRoute",
        "TransportServer",
        "Policy:policies",
        "GlobalConfiguration-",
    ],
    "cert-manager.io/v1": ["Certificate", "CertificateRequest", "Issuer", "ClusterIssuer*"],
    "acme.cert-manager.io/v1": ["Order", "Challenge"],
    "monitoring.coreos.com/v1": [
        "ServiceMonitor",
        "PodMonitor",
        "PrometheusRule",
        "Prometheus:prometheuses",
        "Alertmanager",
    ],
    "postgresql.cnpg.io/v1": [
        "Backup",
        "Cluster",
        "ClusterImageCatalog*-",
        "Database",
        "DatabaseRole",
        "FailoverQuorum",
        "ImageCatalog-",
        "Pooler",
        "Publication",
        "ScheduledBackup",
        "Subscription",
    ],
    "barmancloud.cnpg.io/v1": ["ObjectStore"],
    "k8s.mariadb.com/v1alpha1": [
        "MariaDB",
        "MaxScale",
        "Backup",
        "PhysicalBackup",
        "PointInTimeRecovery:pointintimerecoveries",
        "Restore",
        "Database",
        "User",
        "Grant",
        "Connection",
        "SqlJob",
        "ExternalMariaDB",
    ],
    // Its operator makes them, and no chart.
    "cilium.io/v2": ["CiliumLoadBalancerIPPool*"],
    "cilium.io/v2alpha1": ["CiliumL2AnnouncementPolicy*:ciliuml2announcementpolicies"],
    "velero.io/v1": [
        "Backup-",
        "BackupStorageLocation-",
        "Restore-",
        "Schedule-",
        "VolumeSnapshotLocation-",
        "DeleteBackupRequest-",
    ],
    "externaldns.k8s.io/v1alpha1": ["DNSEndpoint"],
    "elasticsearch.k8s.elastic.co/v1": ["Elasticsearch:elasticsearches"],
    "kibana.k8s.elastic.co/v1": ["Kibana"],
    "agent.k8s.elastic.co/v1alpha1": ["Agent"],
    "apm.k8s.elastic.co/v1": ["ApmServer"],
    "autoops.k8s.elastic.co/v1alpha1": ["AutoOpsAgentPolicy:autoopsagentpolicies"],
    "autoscaling.k8s.elastic.co/v1alpha1": ["ElasticsearchAutoscaler"],
    "beat.k8s.elastic.co/v1beta1": ["Beat"],
    "enterprisesearch.k8s.elastic.co/v1": ["EnterpriseSearch:enterprisesearches"],
    "logstash.k8s.elastic.co/v1alpha1": ["Logstash:logstashes"],
    "maps.k8s.elastic.co/v1alpha1": ["ElasticMapsServer"],
    "packageregistry.k8s.elastic.co/v1alpha1": ["PackageRegistry:packageregistries"],
    "stackconfigpolicy.k8s.elastic.co/v1alpha1": ["StackConfigPolicy:stackconfigpolicies"],
    "gateway.networking.k8s.io/v1": ["GatewayClass*:gatewayclasses", "Gateway", "HTTPRoute", "GRPCRoute"],
};

/** Every definition that a stand-in may hold, by `<plural>.<group>`. */
export const definitions: ReadonlyMap<string, Definition> = new Map(
    Object.entries(kinds).flatMap(([groupVersion, names]) => {
        const [group = "", version = ""] = groupVersion.split("/");
        return names.map((name): [string, Definition] => {
            const [marked = "", said] = name.split(":");
            const kind = marked.replaceAll(/[*-]/g, "");
            const plural = said ?? `${kind.toLowerCase()}s`;
            const scope = marked.includes("*") ? "Cluster" : "Namespaced";
            return [`${plural}.${group}`, { group, plural, kind, scope, version, status: !marked.includes("-") }];
        });
    }),
);

/** Names of the definitions of groups, and of those below them. */
export function definitionsOf(...groups: string[]): string[] {
    return [...definitions]
        .filter(([, { group }]) => groups.some((of) => group === of || group.endsWith(`.${of}`)))
        .map(([name]) => name);
}
