/** What the chart's Services and its own pods are called, from which everything around it is derived. */
export const NAME = "traefik";

/** The labels by which the chart's pods are selected. They do not change with its version. */
export const pods = { "app.kubernetes.io/name": NAME, "app.kubernetes.io/instance": `${NAME}-${NAME}` };

/** Ports of the pods: two for people, one for Traefik's own API and its health, one for metrics. */
export const ports = { web: 8000, websecure: 8443, api: 8080, metrics: 9100 };

/** The Secret of the certificate that the Gateway serves, and whatever names no other. */
export const CERTIFICATE = "gateway-tls";

/**
 * The chart's values. What other roles rely upon (the Service with its address, the ingress class, the Gateway) is not
 * in them: those are objects of ours.
 */
export function traefikValues({
    replicas,
    proxyProtocol,
    certificate,
}: {
    replicas: number;
    /** Whether connections begin with a PROXY header. */
    proxyProtocol: boolean;
    /** Whether there is a certificate for hosts that bring none. */
    certificate: boolean;
}): Record<string, unknown> {
    const entryPoint = {
        // Only the balancer reaches the pods from such an address with a header; from elsewhere none is believed.
        ...(proxyProtocol && { proxyProtocol: { trustedIPs: privateNetworks } }),
        // Still serves while balancers notice that the pod is going.
        transport: { lifeCycle: { requestAcceptGraceTimeout: "10s" } },
    };
    return {
        deployment: { replicas },
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: pods },
        })),
        priorityClassName: "system-cluster-critical",
        resources: { requests: { cpu: "100m", memory: "128Mi" } },

        service: { enabled: false },
        ingressClass: { enabled: false },
        gateway: { enabled: false },
        providers: {
            kubernetesCRD: { defaultTLSResourcesNamespace: NAME },
            kubernetesIngress: { publishedService: { enabled: true, pathOverride: `${NAME}/${NAME}` } },
            kubernetesGateway: { enabled: true },
        },
        // Where a Gateway's status has its address from; the chart has keys for its own Service only.
        additionalArguments: [
            `--providers.kubernetesgateway.statusaddress.service.name=${NAME}`,
            `--providers.kubernetesgateway.statusaddress.service.namespace=${NAME}`,
        ],

        ports: {
            web: {
                ...entryPoint,
                http: { redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true } } },
                // Or an authority's HTTP-01 question would be sent to a host that has no certificate yet.
                allowACMEByPass: true,
            },
            // A backend may take `X_User` for the header `X-User`, which only Traefik should be able to set.
            websecure: { ...entryPoint, http: { underscoreHeadersStrategy: "delete" } },
        },
        tlsOptions: { default: { minVersion: "VersionTLS12" } },
        ...(certificate && { tlsStore: { default: { defaultCertificate: { secretName: CERTIFICATE } } } }),

        // The dashboard is a console like others, so it needs a port that an Ingress can lead to. That port asks for no
        // login, and a policy keeps it to Traefik's own pods, which ask for one.
        api: { dashboard: true, insecure: true, disableDashboardAd: true },
        log: { format: "json" },
        accessLog: { enabled: true, format: "json", fields: { queryParameters: { defaultMode: "drop" } } },
        metrics: {
            prometheus: {
                service: { enabled: true },
                // The check asks the cluster, which a render without one cannot.
                disableAPICheck: true,
                serviceMonitor: { enabled: true },
            },
        },
        global: { checkNewVersion: false, sendAnonymousUsage: false },
    };
}

const privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
