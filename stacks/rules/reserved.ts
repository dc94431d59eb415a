/** Namespaces of the stack that do not end in `-system`; a test compares the list with what environments register. */
export const ofTheStack: readonly string[] = [
    "aws-ebs-csi-driver",
    "aws-load-balancer-controller",
    "cert-manager",
    "deployer",
    "dex",
    "external-dns",
    "fluent-bit",
    "fluentd",
    "gitlab",
    "gitlab-agent",
    "gitlab-runner",
    "kadalu",
    "kubernetes-events",
    "logging",
    "metrics-server",
    "monitoring",
    "nginx-ingress",
    "node-exporter",
    "oauth2-proxy",
    "rook-ceph",
    "seaweedfs",
    "snapshot-controller",
    "start-page",
    "tigera-operator",
    "traefik",
    "velero",
];

/** Whether a namespace is Kubernetes' own, or of a system of the stack. */
export function isReserved(namespace: string): boolean {
    return namespace === "default" || /^kube-|-system$/.test(namespace) || ofTheStack.includes(namespace);
}
