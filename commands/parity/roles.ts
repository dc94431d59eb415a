/**
 * The roles as components are called by them, in the order of `stacks/production.ts`, each as people say it.
 */
export const roles: Record<string, string> = {
    cluster: "cluster",
    network: "network",
    admission: "admission",
    storage: "storage",
    objectStorage: "object storage",
    certificates: "certificates",
    loadBalancing: "load balancing",
    ingress: "ingress",
    access: "access",
    dns: "dns",
    logging: "logging",
    databases: "databases",
    backup: "backup",
    delivery: "delivery",
    monitoring: "monitoring",
    startPage: "start page",
    contract: "contract",
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
    Contract: "what applications rely on",
};

/** A component as its system's manual spells it. */
export function spelling(component: string): string {
    return spelled[component] ?? component;
}

/** What a system needs beside it, and nobody chooses. */
const beside = ["GatewayApi", "MetricsServer", "PrometheusCrds", "SnapshotController"];

/** What plays a role, in words: the system that was chosen first. */
export function playing(components: readonly string[]): string {
    const chosen = components.filter((component) => !beside.includes(component));
    const all = [...chosen, ...components.filter((component) => beside.includes(component))];
    return all.length === 0 ? "none" : all.map(spelling).join(", ");
}

/** The same in few words: without what nobody chooses, where there is something else. */
export function chiefly(components: readonly string[]): string {
    const chosen = components.filter((component) => !beside.includes(component));
    return playing(chosen.length > 0 ? chosen : components);
}
