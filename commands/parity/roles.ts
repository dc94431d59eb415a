/**
 * The roles as components are called by them, in the order of `stacks/production.ts`, each with its words for people and
 * what it is for.
 */
export const roles: Record<string, { title: string; purpose: string }> = {
    cluster: { title: "cluster", purpose: "where everything runs" },
    network: { title: "network", purpose: "pods reach each other, and policies hold" },
    storage: { title: "storage", purpose: "volumes and their snapshots" },
    objectStorage: { title: "object storage", purpose: "buckets" },
    certificates: { title: "certificates", purpose: "every host has one" },
    loadBalancing: { title: "load balancing", purpose: "a Service gets an address" },
    ingress: { title: "ingress", purpose: "hosts lead to Services" },
    access: { title: "access", purpose: "one login before every console" },
    dns: { title: "dns", purpose: "host names resolve" },
    logging: { title: "logging", purpose: "logs are searchable" },
    databases: { title: "databases", purpose: "with standbys and copies" },
    backup: { title: "backup", purpose: "every claim is copied" },
    delivery: { title: "delivery", purpose: "a merge reaches the cluster" },
    monitoring: { title: "monitoring", purpose: "metrics, dashboards and alerts" },
    startPage: { title: "start page", purpose: "leads to all others" },
};

const spelled: Record<string, string> = {
    ExistingCluster: "existing cluster",
    Eks: "EKS",
    CloudNativePg: "CloudNativePG",
    ElasticsearchLogging: "Elasticsearch",
    EckOperator: "ECK",
    KubePrometheusStack: "kube-prometheus-stack",
    OAuth2Proxy: "oauth2-proxy",
    CertManager: "cert-manager",
    AwsLoadBalancerController: "AWS Load Balancer Controller",
    ExternalDns: "ExternalDNS",
    Nginx: "NGINX",
    CephObjectStorage: "Ceph",
    ExistingObjectStorage: "existing",
    ExistingLoadBalancer: "existing",
    ExistingGitLab: "existing GitLab",
    WeaveNet: "Weave Net",
    Ebs: "EBS",
    MariaDBOperator: "MariaDB operator",
    RookCeph: "Rook-Ceph",
    FluentBit: "Fluent Bit",
    SnapshotController: "snapshot-controller",
    MetricsServer: "metrics-server",
    PrometheusCrds: "Prometheus' definitions",
    GatewayApi: "Gateway API",
};

/** A component as its system's manual spells it. */
export function spelling(component: string): string {
    return spelled[component] ?? component;
}

/** What plays a role, in words. */
export function playing(components: readonly string[]): string {
    return components.length === 0 ? "none" : components.map(spelling).join(", ");
}
