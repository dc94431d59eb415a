import { definitionsOf } from "./definitions";
import { type Custom, numberOf, type StandinChart, valueOr } from "./parts";

const stack = valueOr("fullnameOverride", "kube-prometheus-stack");
const grafana = valueOr("grafana.fullnameOverride", "kube-prometheus-stack-grafana");
const states = valueOr("kube-state-metrics.fullnameOverride", "kube-prometheus-stack-kube-state-metrics");
const exporter = {
    name: valueOr("prometheus-node-exporter.fullnameOverride", "kube-prometheus-stack-prometheus-node-exporter"),
    namespace: `{{ index .Values "prometheus-node-exporter" "namespaceOverride" | default .Release.Namespace }}`,
};
const bit = valueOr("fullnameOverride", "fluent-bit");

/**
 * The stand-in charts: for each chart of the stack the workloads and Services that its namesake has, and those of its
 * other objects that something in a simulated cluster looks at. What nothing there answers is left out: webhooks, and
 * metrics-server's APIService, which would keep namespaces from ever being deleted. test/upstream compares the table
 * with the real charts.
 */
export const charts: StandinChart[] = [
    {
        name: "crd.projectcalico.org.v1",
        crds: definitionsOf("operator.tigera.io", "crd.projectcalico.org"),
    },
    {
        name: "tigera-operator",
        workloads: [{ kind: "Deployment", name: "tigera-operator" }],
        hooks: [{ name: "tigera-operator-uninstall", at: "pre-delete" }],
    },
    {
        name: "cilium",
        values: {
            operator: { replicas: 2, prometheus: { serviceMonitor: { enabled: false } } },
            envoy: { prometheus: { serviceMonitor: { enabled: false } } },
            prometheus: { serviceMonitor: { enabled: false } },
            hubble: {
                metrics: { serviceMonitor: { enabled: false } },
                relay: { enabled: false, replicas: 1, prometheus: { serviceMonitor: { enabled: false } } },
                ui: { enabled: false, replicas: 1 },
            },
        },
        workloads: [
            { kind: "DaemonSet", name: "cilium" },
            { kind: "DaemonSet", name: "cilium-envoy" },
            { kind: "Deployment", name: "cilium-operator", replicas: "operator.replicas" },
            {
                kind: "Deployment",
                name: "hubble-relay",
                replicas: "hubble.relay.replicas",
                when: "hubble.relay.enabled",
            },
            { kind: "Deployment", name: "hubble-ui", replicas: "hubble.ui.replicas", when: "hubble.ui.enabled" },
        ],
        services: [
            { name: "cilium-envoy", ports: [9964] },
            { name: "hubble-peer", ports: [443] },
            { name: "cilium-agent", ports: [9962], when: "prometheus.serviceMonitor.enabled" },
            { name: "cilium-operator", ports: [9963], when: "operator.prometheus.serviceMonitor.enabled" },
            { name: "hubble-metrics", ports: [9965], when: "hubble.metrics.serviceMonitor.enabled" },
            { name: "hubble-relay", ports: [80], when: "hubble.relay.enabled" },
            { name: "hubble-relay-metrics", ports: [9966], when: "hubble.relay.prometheus.serviceMonitor.enabled" },
            { name: "hubble-ui", ports: [80], when: "hubble.ui.enabled" },
        ],
        objects: [
            monitor("cilium-agent", "prometheus.serviceMonitor.enabled"),
            monitor("cilium-envoy", "envoy.prometheus.serviceMonitor.enabled"),
            monitor("cilium-operator", "operator.prometheus.serviceMonitor.enabled"),
            monitor("hubble", "hubble.metrics.serviceMonitor.enabled"),
            monitor("hubble-relay", "hubble.relay.prometheus.serviceMonitor.enabled"),
        ],
        crds: definitionsOf("cilium.io"),
    },
    {
        name: "flannel",
        workloads: [{ kind: "DaemonSet", name: "kube-flannel-ds" }],
    },
    {
        name: "longhorn",
        values: { longhornUI: { replicas: 2 }, metrics: { serviceMonitor: { enabled: false } } },
        workloads: [
            { kind: "DaemonSet", name: "longhorn-manager" },
            { kind: "Deployment", name: "longhorn-driver-deployer" },
            { kind: "Deployment", name: "longhorn-ui", replicas: "longhornUI.replicas" },
        ],
        services: [
            { name: "longhorn-backend", ports: [9500] },
            { name: "longhorn-frontend", ports: [80] },
            { name: "longhorn-admission-webhook", ports: [9502] },
            { name: "longhorn-recovery-backend", ports: [9503] },
        ],
        hooks: [
            { name: "longhorn-pre-upgrade", at: "pre-upgrade" },
            { name: "longhorn-post-upgrade", at: "post-upgrade" },
            { name: "longhorn-uninstall", at: "pre-delete" },
        ],
        objects: [monitor("longhorn-prometheus-servicemonitor", "metrics.serviceMonitor.enabled")],
        crds: definitionsOf("longhorn.io"),
    },
    {
        name: "snapshot-controller",
        values: { controller: { replicaCount: 1, serviceMonitor: { create: false } } },
        workloads: [{ kind: "Deployment", name: "snapshot-controller", replicas: "controller.replicaCount" }],
        services: [{ name: "snapshot-controller", ports: [8080], when: "controller.serviceMonitor.create" }],
        objects: [monitor("snapshot-controller", "controller.serviceMonitor.create")],
        crds: definitionsOf("snapshot.storage.k8s.io"),
    },
    {
        name: "aws-ebs-csi-driver",
        values: {
            controller: { replicaCount: 2, enableMetrics: false, serviceMonitor: { forceEnable: false } },
            node: { enableWindows: true, enableMetrics: false },
        },
        workloads: [
            { kind: "Deployment", name: "ebs-csi-controller", replicas: "controller.replicaCount" },
            { kind: "DaemonSet", name: "ebs-csi-node" },
            { kind: "DaemonSet", name: "ebs-csi-node-windows", when: "node.enableWindows" },
        ],
        services: [
            ...["", "-provisioner", "-attacher", "-resizer", "-liveness-probe", "-snapshotter"].map(
                (sidecar, index) => ({
                    name: `ebs-csi-controller${sidecar}`,
                    ports: [3301 + index],
                    when: "controller.enableMetrics",
                }),
            ),
            { name: "ebs-csi-node", ports: [3302], when: "node.enableMetrics" },
        ],
        objects: [
            monitor("ebs-csi-controller", "controller.serviceMonitor.forceEnable"),
            {
                apiVersion: "storage.k8s.io/v1",
                kind: "CSIDriver",
                name: "ebs.csi.aws.com",
                cluster: true,
                spec: { attachRequired: true, podInfoOnMount: false },
            },
        ],
    },
    {
        name: "rook-ceph",
        values: { "ceph-csi-operator": { controllerManager: { replicas: 1 } } },
        workloads: [
            { kind: "Deployment", name: "rook-ceph-operator" },
            {
                kind: "Deployment",
                name: "ceph-csi-controller-manager",
                replicas: "ceph-csi-operator.controllerManager.replicas",
            },
        ],
        crds: definitionsOf("csi.ceph.io"),
        crdsKept: definitionsOf("ceph.rook.io", "objectbucket.io"),
    },
    {
        name: "ceph-csi-drivers",
        values: { drivers: { rbd: { name: "rbd.csi.ceph.com" }, cephfs: { name: "cephfs.csi.ceph.com" } } },
        objects: [
            { apiVersion: "csi.ceph.io/v1", kind: "OperatorConfig", name: "ceph-csi-operator-config", spec: {} },
            ...["rbd", "cephfs"].map((driver) => ({
                apiVersion: "csi.ceph.io/v1",
                kind: "Driver",
                name: valueOr(`drivers.${driver}.name`, `${driver}.csi.ceph.com`),
                spec: {},
            })),
        ],
    },
    {
        name: "rook-ceph-cluster",
        values: { cephClusterSpec: { mon: { count: 3 } } },
        objects: [
            {
                apiVersion: "ceph.rook.io/v1",
                kind: "CephCluster",
                name: "rook-ceph",
                spec: { mon: { count: numberOf("cephClusterSpec.mon.count") } },
            },
        ],
    },
    {
        name: "kadalu",
        values: { "csi-nodeplugin": { enabled: false } },
        workloads: [
            // Facts are of the chart with it.
            { kind: "Deployment", name: "operator" },
            { kind: "DaemonSet", name: "kadalu-csi-nodeplugin", when: "csi-nodeplugin.enabled" },
        ],
        crds: definitionsOf("kadalu-operator.storage"),
        crdsApart: true,
    },
    {
        name: "seaweedfs",
        values: {
            global: { seaweedfs: { monitoring: { enabled: false } } },
            master: { replicas: 1 },
            volume: { replicas: 1 },
            filer: { replicas: 1 },
            s3: { enabled: false, replicas: 1 },
        },
        workloads: [
            { kind: "StatefulSet", name: "seaweedfs-master", replicas: "master.replicas" },
            { kind: "StatefulSet", name: "seaweedfs-volume", replicas: "volume.replicas" },
            { kind: "StatefulSet", name: "seaweedfs-filer", replicas: "filer.replicas" },
            { kind: "Deployment", name: "seaweedfs-s3", replicas: "s3.replicas", when: "s3.enabled" },
        ],
        services: [
            { name: "seaweedfs-master", ports: [9333, 19333, 9327] },
            { name: "seaweedfs-volume", ports: [8080, 18080, 9327] },
            { name: "seaweedfs-filer", ports: [8888, 18888, 9327] },
            { name: "seaweedfs-filer-client", ports: [8888, 18888, 9327] },
            { name: "seaweedfs-s3", ports: [8333, 9327], when: "s3.enabled" },
        ],
        objects: ["master", "volume", "filer", "s3"].map((part) =>
            monitor(`seaweedfs-${part}`, "global.seaweedfs.monitoring.enabled"),
        ),
    },
    {
        name: "metallb",
        values: {
            frrk8s: { enabled: true },
            "frr-k8s": { prometheus: { serviceMonitor: { enabled: false } } },
            prometheus: { serviceMonitor: { enabled: false } },
        },
        workloads: [
            { kind: "Deployment", name: "metallb-controller" },
            { kind: "DaemonSet", name: "metallb-speaker" },
            { kind: "DaemonSet", name: "metallb-frr-k8s", when: "frrk8s.enabled" },
            { kind: "Deployment", name: "metallb-frr-k8s-statuscleaner", when: "frrk8s.enabled" },
        ],
        services: [
            { name: "metallb-webhook-service", ports: [443] },
            { name: "frr-k8s-webhook-service", ports: [443], when: "frrk8s.enabled" },
            {
                name: "metallb-controller-monitor-service",
                ports: [9120],
                when: "prometheus.serviceMonitor.enabled",
            },
            { name: "metallb-speaker-monitor-service", ports: [9120], when: "prometheus.serviceMonitor.enabled" },
            {
                name: "metallb-frr-k8s-frr-k8s-monitor-service",
                ports: [9140, 9141],
                when: "frr-k8s.prometheus.serviceMonitor.enabled",
            },
        ],
        objects: [
            monitor("metallb-controller-monitor", "prometheus.serviceMonitor.enabled"),
            monitor("metallb-speaker-monitor", "prometheus.serviceMonitor.enabled"),
        ],
        crds: definitionsOf("metallb.io"),
    },
    {
        name: "aws-load-balancer-controller",
        values: { replicaCount: 2, enableCertManager: false, serviceMonitor: { enabled: false } },
        workloads: [{ kind: "Deployment", name: "aws-load-balancer-controller", replicas: "replicaCount" }],
        services: [
            { name: "aws-load-balancer-webhook-service", ports: [443] },
            { name: "aws-load-balancer-controller", ports: [8080], when: "serviceMonitor.enabled" },
        ],
        objects: [
            monitor("aws-load-balancer-controller", "serviceMonitor.enabled"),
            certificate("aws-load-balancer-serving-cert", "aws-load-balancer-tls", "enableCertManager"),
        ],
        crds: definitionsOf("elbv2.k8s.aws"),
        crdsApart: true,
    },
    {
        name: "metrics-server",
        values: { replicas: 1, serviceMonitor: { enabled: false } },
        workloads: [{ kind: "Deployment", name: "metrics-server", replicas: "replicas" }],
        services: [{ name: "metrics-server", ports: [443] }],
        objects: [monitor("metrics-server", "serviceMonitor.enabled")],
    },
    {
        name: "traefik",
        values: {
            deployment: { replicas: 1 },
            service: { enabled: true },
            ingressClass: { enabled: true, name: "" },
            providers: { kubernetesGateway: { enabled: false } },
            metrics: { prometheus: { service: { enabled: false }, serviceMonitor: { enabled: false } } },
        },
        workloads: [{ kind: "Deployment", name: "traefik", replicas: "deployment.replicas" }],
        services: [
            { name: "traefik", ports: [80, 443], type: "LoadBalancer", when: "service.enabled" },
            { name: "traefik-metrics", ports: [9100], when: "metrics.prometheus.service.enabled" },
        ],
        objects: [
            monitor("traefik", "metrics.prometheus.serviceMonitor.enabled"),
            {
                apiVersion: "networking.k8s.io/v1",
                kind: "IngressClass",
                name: valueOr("ingressClass.name", "traefik"),
                cluster: true,
                when: "ingressClass.enabled",
                spec: { controller: "traefik.io/ingress-controller" },
            },
            {
                apiVersion: "gateway.networking.k8s.io/v1",
                kind: "GatewayClass",
                name: "traefik",
                cluster: true,
                when: "providers.kubernetesGateway.enabled",
                spec: { controllerName: "traefik.io/gateway-controller" },
            },
        ],
        crds: definitionsOf("traefik.io"),
        crdsApart: true,
    },
    {
        name: "nginx-ingress",
        values: {
            controller: {
                replicaCount: 1,
                service: { create: true },
                ingressClass: { name: "nginx", create: true },
            },
            prometheus: { service: { create: false }, serviceMonitor: { create: false } },
        },
        workloads: [{ kind: "Deployment", name: "nginx-ingress-controller", replicas: "controller.replicaCount" }],
        services: [
            {
                name: "nginx-ingress-controller",
                ports: [80, 443],
                type: "LoadBalancer",
                when: "controller.service.create",
            },
            { name: "nginx-ingress-prometheus-service", ports: [9113], when: "prometheus.service.create" },
        ],
        objects: [
            monitor("nginx-ingress-controller", "prometheus.serviceMonitor.create"),
            {
                apiVersion: "networking.k8s.io/v1",
                kind: "IngressClass",
                name: valueOr("controller.ingressClass.name", "nginx"),
                cluster: true,
                when: "controller.ingressClass.create",
                spec: { controller: "nginx.org/ingress-controller" },
            },
        ],
        crds: definitionsOf("k8s.nginx.org"),
        crdsApart: true,
    },
    {
        name: "cert-manager",
        values: {
            replicaCount: 1,
            cainjector: { replicaCount: 1 },
            webhook: { replicaCount: 1 },
            prometheus: { servicemonitor: { enabled: false } },
        },
        workloads: [
            { kind: "Deployment", name: "cert-manager", replicas: "replicaCount" },
            { kind: "Deployment", name: "cert-manager-cainjector", replicas: "cainjector.replicaCount" },
            { kind: "Deployment", name: "cert-manager-webhook", replicas: "webhook.replicaCount" },
        ],
        services: [
            { name: "cert-manager", ports: [9402] },
            { name: "cert-manager-cainjector", ports: [9402] },
            { name: "cert-manager-webhook", ports: [443, 9402] },
        ],
        hooks: [{ name: "cert-manager-startupapicheck", at: "post-install" }],
        objects: [monitor("cert-manager", "prometheus.servicemonitor.enabled")],
        crds: definitionsOf("cert-manager.io"),
    },
    {
        name: "prometheus-operator-crds",
        crds: definitionsOf("monitoring.coreos.com"),
    },
    {
        name: "kube-prometheus-stack",
        values: {
            fullnameOverride: "",
            grafana: { fullnameOverride: "", replicas: 1 },
            "kube-state-metrics": { fullnameOverride: "", replicas: 1 },
            "prometheus-node-exporter": { fullnameOverride: "", namespaceOverride: "" },
            prometheus: { prometheusSpec: { replicas: 1 } },
            alertmanager: { alertmanagerSpec: { replicas: 1 } },
            prometheusOperator: { admissionWebhooks: { certManager: { enabled: false } } },
            kubeControllerManager: { enabled: true },
            kubeEtcd: { enabled: true },
            kubeProxy: { enabled: true },
            kubeScheduler: { enabled: true },
        },
        workloads: [
            { kind: "Deployment", name: `${stack}-operator` },
            { kind: "Deployment", name: grafana, replicas: "grafana.replicas" },
            { kind: "Deployment", name: states, replicas: "kube-state-metrics.replicas" },
            { kind: "DaemonSet", ...exporter },
        ],
        services: [
            { name: grafana, ports: [80] },
            { name: states, ports: [8080] },
            { ...exporter, ports: [9100] },
            { name: `${stack}-operator`, ports: [443] },
            { name: `${stack}-prometheus`, ports: [9090, 8080] },
            { name: `${stack}-alertmanager`, ports: [9093, 8080] },
            { name: `${stack}-coredns`, namespace: "kube-system", ports: [9153] },
            ...[
                { part: "kube-controller-manager", port: 10257, when: "kubeControllerManager.enabled" },
                { part: "kube-etcd", port: 2381, when: "kubeEtcd.enabled" },
                { part: "kube-proxy", port: 10249, when: "kubeProxy.enabled" },
                { part: "kube-scheduler", port: 10259, when: "kubeScheduler.enabled" },
            ].map(({ part, port, when }) => ({
                name: `${stack}-${part}`,
                namespace: "kube-system",
                ports: [port],
                when,
            })),
        ],
        objects: [
            {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "Prometheus",
                name: `${stack}-prometheus`,
                spec: { replicas: numberOf("prometheus.prometheusSpec.replicas") },
            },
            {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "Alertmanager",
                name: `${stack}-alertmanager`,
                spec: { replicas: numberOf("alertmanager.alertmanagerSpec.replicas") },
            },
            monitor(`${stack}-prometheus`),
            certificate(
                `${stack}-admission`,
                `${stack}-admission`,
                "prometheusOperator.admissionWebhooks.certManager.enabled",
            ),
        ],
    },
    {
        name: "dex",
        values: { replicaCount: 1, serviceMonitor: { enabled: false } },
        workloads: [{ kind: "Deployment", name: "dex", replicas: "replicaCount" }],
        services: [{ name: "dex", ports: [5556, 5558] }],
        objects: [monitor("dex", "serviceMonitor.enabled")],
    },
    {
        name: "oauth2-proxy",
        values: { replicaCount: 1, metrics: { serviceMonitor: { enabled: false } } },
        workloads: [{ kind: "Deployment", name: "oauth2-proxy", replicas: "replicaCount" }],
        services: [{ name: "oauth2-proxy", ports: [80, 44180] }],
        objects: [monitor("oauth2-proxy", "metrics.serviceMonitor.enabled")],
    },
    {
        name: "valkey",
        values: { metrics: { enabled: false, serviceMonitor: { enabled: false } } },
        workloads: [{ kind: "Deployment", name: "valkey" }],
        services: [
            { name: "valkey", ports: [6379] },
            { name: "valkey-metrics", ports: [9121], when: "metrics.enabled" },
        ],
        objects: [monitor("valkey", "metrics.serviceMonitor.enabled")],
    },
    {
        name: "external-dns",
        values: { serviceMonitor: { enabled: false } },
        workloads: [{ kind: "Deployment", name: "external-dns" }],
        services: [{ name: "external-dns", ports: [7979] }],
        objects: [monitor("external-dns", "serviceMonitor.enabled")],
        crds: definitionsOf("externaldns.k8s.io"),
        crdsApart: true,
    },
    {
        name: "eck-operator",
        values: { replicaCount: 1, webhook: { enabled: true }, podMonitor: { enabled: false } },
        workloads: [{ kind: "StatefulSet", name: "elastic-operator", replicas: "replicaCount" }],
        services: [{ name: "elastic-operator-webhook", ports: [443], when: "webhook.enabled" }],
        objects: [podMonitor("elastic-operator", "podMonitor.enabled")],
        crdsKept: definitionsOf("k8s.elastic.co"),
    },
    {
        name: "fluentd",
        values: { metrics: { serviceMonitor: { enabled: false } } },
        workloads: [{ kind: "DaemonSet", name: "fluentd" }],
        services: [{ name: "fluentd", ports: [24231] }],
        objects: [monitor("fluentd", "metrics.serviceMonitor.enabled")],
    },
    {
        name: "fluent-bit",
        values: { fullnameOverride: "", kind: "DaemonSet", replicaCount: 1, serviceMonitor: { enabled: false } },
        workloads: [
            { kind: "DaemonSet", name: bit, when: "kind", is: "DaemonSet" },
            { kind: "Deployment", name: bit, replicas: "replicaCount", when: "kind", is: "Deployment" },
        ],
        services: [{ name: bit, ports: [2020] }],
        objects: [monitor(bit, "serviceMonitor.enabled")],
    },
    {
        name: "cloudnative-pg",
        values: { replicaCount: 1, monitoring: { podMonitorEnabled: false } },
        workloads: [{ kind: "Deployment", name: "cloudnative-pg", replicas: "replicaCount" }],
        services: [{ name: "cnpg-webhook-service", ports: [443] }],
        objects: [
            {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "PodMonitor",
                name: "cloudnative-pg",
                when: "monitoring.podMonitorEnabled",
                spec: { selector: {}, podMetricsEndpoints: [{ port: "metrics" }] },
            },
        ],
        crdsKept: definitionsOf("postgresql.cnpg.io"),
    },
    {
        name: "plugin-barman-cloud",
        values: { certificate: { createServerCertificate: true } },
        workloads: [{ kind: "Deployment", name: "plugin-barman-cloud" }],
        services: [{ name: "barman-cloud", ports: [9090] }],
        objects: [certificate("barman-cloud-server", "barman-cloud-server-tls", "certificate.createServerCertificate")],
        crdsKept: definitionsOf("barmancloud.cnpg.io"),
    },
    {
        name: "mariadb-operator-crds",
        crds: definitionsOf("k8s.mariadb.com"),
    },
    {
        name: "mariadb-operator",
        values: {
            ha: { replicas: 3 },
            metrics: { enabled: false },
            webhook: { enabled: true, ha: { replicas: 3 }, cert: { certManager: { enabled: false } } },
            certController: { enabled: true },
        },
        workloads: [
            { kind: "Deployment", name: "mariadb-operator", replicas: "ha.replicas" },
            {
                kind: "Deployment",
                name: "mariadb-operator-webhook",
                replicas: "webhook.ha.replicas",
                when: "webhook.enabled",
            },
            { kind: "Deployment", name: "mariadb-operator-cert-controller", when: "certController.enabled" },
        ],
        services: [
            { name: "mariadb-operator-webhook", ports: [443], when: "webhook.enabled" },
            { name: "mariadb-operator-metrics", ports: [8080], when: "metrics.enabled" },
            { name: "mariadb-operator-webhook-metrics", ports: [8080], when: "metrics.enabled" },
        ],
        objects: [
            monitor("mariadb-operator", "metrics.enabled"),
            monitor("mariadb-operator-webhook", "metrics.enabled"),
            certificate(
                "mariadb-operator-webhook-cert",
                "mariadb-operator-webhook-cert",
                "webhook.cert.certManager.enabled",
            ),
        ],
    },
    {
        name: "velero",
        values: { deployNodeAgent: false, metrics: { serviceMonitor: { enabled: false } } },
        workloads: [
            { kind: "Deployment", name: "velero" },
            { kind: "DaemonSet", name: "node-agent", when: "deployNodeAgent" },
        ],
        services: [{ name: "velero", ports: [8085] }],
        objects: [monitor("velero", "metrics.serviceMonitor.enabled")],
        crds: definitionsOf("velero.io"),
        crdsApart: true,
    },
    {
        name: "gitlab",
        values: {
            registry: { metrics: { enabled: false, serviceMonitor: { enabled: false } } },
            gitlab: {
                webservice: {
                    minReplicas: 2,
                    metrics: { serviceMonitor: { enabled: false } },
                    workhorse: { metrics: { serviceMonitor: { enabled: false } } },
                },
                sidekiq: { minReplicas: 1, metrics: { podMonitor: { enabled: false } } },
                gitaly: { metrics: { serviceMonitor: { enabled: false } } },
                kas: { minReplicas: 2, metrics: { serviceMonitor: { enabled: false } } },
                "gitlab-exporter": { metrics: { serviceMonitor: { enabled: false } } },
                "gitlab-shell": { enabled: true },
            },
        },
        workloads: [
            {
                kind: "Deployment",
                name: "gitlab-webservice-default",
                replicas: "gitlab.webservice.minReplicas",
            },
            { kind: "Deployment", name: "gitlab-sidekiq-all-in-1-v2", replicas: "gitlab.sidekiq.minReplicas" },
            { kind: "Deployment", name: "gitlab-kas", replicas: "gitlab.kas.minReplicas" },
            { kind: "Deployment", name: "gitlab-registry" },
            { kind: "Deployment", name: "gitlab-toolbox" },
            { kind: "Deployment", name: "gitlab-gitlab-exporter" },
            { kind: "Deployment", name: "gitlab-gitlab-shell", when: "gitlab.gitlab-shell.enabled" },
            { kind: "StatefulSet", name: "gitlab-gitaly" },
        ],
        services: [
            { name: "gitlab-webservice-default", ports: [8080, 8181, 8083] },
            { name: "gitlab-kas", ports: [8150, 8153, 8154, 8151] },
            { name: "gitlab-registry", ports: [5000] },
            { name: "gitlab-gitlab-exporter", ports: [9168] },
            { name: "gitlab-gitlab-shell", ports: [22], when: "gitlab.gitlab-shell.enabled" },
            { name: "gitlab-gitaly", ports: [8075, 9236] },
        ],
        hooks: [{ name: "gitlab-shared-secrets", at: "pre-install" }],
        objects: [
            monitor("gitlab-webservice", "gitlab.webservice.metrics.serviceMonitor.enabled"),
            monitor("gitlab-webservice-workhorse", "gitlab.webservice.workhorse.metrics.serviceMonitor.enabled"),
            podMonitor("gitlab-sidekiq", "gitlab.sidekiq.metrics.podMonitor.enabled"),
            monitor("gitlab-gitaly", "gitlab.gitaly.metrics.serviceMonitor.enabled"),
            monitor("gitlab-kas", "gitlab.kas.metrics.serviceMonitor.enabled"),
            monitor("gitlab-gitlab-exporter", "gitlab.gitlab-exporter.metrics.serviceMonitor.enabled"),
            monitor("gitlab-registry", "registry.metrics.serviceMonitor.enabled"),
        ],
    },
    {
        name: "gitlab-runner",
        values: { metrics: { enabled: false, serviceMonitor: { enabled: false } }, service: { enabled: false } },
        workloads: [{ kind: "Deployment", name: "gitlab-runner" }],
        services: [{ name: "gitlab-runner", ports: [9252], when: "service.enabled" }],
        objects: [monitor("gitlab-runner", "metrics.serviceMonitor.enabled")],
    },
    {
        name: "gitlab-agent",
        values: { replicas: 2, serviceMonitor: { enabled: false } },
        workloads: [{ kind: "Deployment", name: "gitlab-agent-v2", replicas: "replicas" }],
        services: [{ name: "gitlab-agent-observability", ports: [8080], when: "serviceMonitor.enabled" }],
        objects: [monitor("gitlab-agent-observability", "serviceMonitor.enabled")],
    },
];

function podMonitor(name: string, when: string): Custom {
    const spec = { selector: {}, podMetricsEndpoints: [{ port: "metrics" }] };
    return { apiVersion: "monitoring.coreos.com/v1", kind: "PodMonitor", name, when, spec };
}

function monitor(name: string, when?: string): Custom {
    return {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        name,
        when,
        spec: { selector: {}, endpoints: [{ port: "metrics" }] },
    };
}

function certificate(name: string, secretName: string, when: string): Custom {
    const issuerRef = { kind: "Issuer", name: `${name}-issuer` };
    return { apiVersion: "cert-manager.io/v1", kind: "Certificate", name, when, spec: { secretName, issuerRef } };
}
