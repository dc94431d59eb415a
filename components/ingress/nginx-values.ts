/** The chart's release, and what its objects and ours are called. */
export const NAME = "nginx-ingress";

/** The labels by which the chart's pods are selected. They do not change with its version. */
export const pods = { "app.kubernetes.io/name": NAME, "app.kubernetes.io/instance": NAME };

/** Ports of the pods: two for people, one for metrics. Its redirects name the port it listens on, so that is 443. */
export const ports = { http: 80, https: 443, metrics: 9113 };

/** The Secret of the certificate for hosts that bring none. */
export const CERTIFICATE = "default-tls";

/**
 * The chart's values. What other roles rely upon (the Service with its address, the ingress class) is not in them: those
 * are objects of ours.
 *
 * @see https://docs.nginx.com/nginx-ingress-controller/install/helm/parameters/
 */
export function nginxValues({
    replicas,
    proxyProtocol,
    ingressClass,
}: {
    replicas: number;
    /** Whether connections begin with a PROXY header. */
    proxyProtocol: boolean;
    /** The name of the class that it serves. */
    ingressClass: string;
}): Record<string, unknown> {
    const certificate = { secret: `${NAME}/${CERTIFICATE}` };
    return {
        controller: {
            replicaCount: replicas,
            podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
            topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
                maxSkew: 1,
                topologyKey,
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: pods },
            })),
            priorityClassName: "system-cluster-critical",
            resources: { requests: { cpu: "100m", memory: "128Mi" } },
            // An init container copies what NGINX writes to, the configuration among it, to a volume.
            readOnlyRootFilesystem: true,
            initContainerResources: { requests: { cpu: "100m", memory: "128Mi" } },
            // Still serves while balancers notice that the pod is going.
            lifecycle: { preStop: { sleep: { seconds: 10 } } },
            terminationGracePeriodSeconds: 60,

            service: { create: false },
            reportIngressStatus: { enable: true, externalService: NAME },
            ingressClass: { name: ingressClass, create: false },
            defaultTLS: certificate,
            // For an Ingress that names hosts under spec.tls and no Secret.
            wildcardTLS: certificate,
            // Who may write a snippet may read every Secret that the controller can.
            enableSnippets: false,
            telemetryReporting: { enable: false },
            logFormat: "json",
            enableLatencyMetrics: true,
            config: { entries: { ...entries, ...(proxyProtocol && behindBalancer) } },
        },
        prometheus: {
            create: true,
            port: ports.metrics,
            service: { create: true },
            serviceMonitor: { create: true },
        },
    };
}

/** Of its ConfigMap. All are text, as the ConfigMap's own are. @see https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/configmap-resource/ */
const entries: Record<string, string> = {
    "ssl-protocols": "TLSv1.2 TLSv1.3",
    "ssl-redirect": "True",
    "http-redirect-code": "301",
    http2: "True",
    "server-tokens": "False",
    // As with Traefik: a body is as large, and an answer takes as long, as its backend allows.
    "client-max-body-size": "0",
    "proxy-read-timeout": "1h",
    "proxy-send-timeout": "1h",
    "log-format-escaping": "json",
    // The path without its query, where secrets are.
    "log-format": JSON.stringify({
        time: "$time_iso8601",
        client: "$remote_addr",
        method: "$request_method",
        host: "$host",
        path: "$uri",
        status: "$status",
        bytes: "$body_bytes_sent",
        seconds: "$request_time",
        backend: "$resource_namespace/$service",
        agent: "$http_user_agent",
    }),
};

const privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** Only the balancer reaches the pods from such an address; from elsewhere no header is believed. */
const behindBalancer: Record<string, string> = {
    "proxy-protocol": "True",
    "real-ip-header": "proxy_protocol",
    "set-real-ip-from": privateNetworks.join(","),
};
