import { type Declared, each } from "../difference";

/** What asks kubelets, and may trust them. */
const kubelets = [
    [
        "KubePrometheusStack",
        "Release monitoring/kube-prometheus-stack values.kubelet.serviceMonitor.insecureSkipVerify",
    ],
    ["MetricsServer", "Release metrics-server/metrics-server values.args"],
] as const;

const kubeProxy = [
    "Release monitoring/kube-prometheus-stack values.kubeProxy.enabled",
    "Release monitoring/kube-prometheus-stack values.defaultRules.rules.kubeProxy",
];

const unseen = "a control plane that others run, as that of EKS, shows nobody its metrics, nor does kube-proxy there";

export const monitoringDifferences: Declared[] = [
    ...each([true], [false, undefined]).flatMap((between): Declared[] => [
        {
            by: "KubePrometheusStack",
            word: "cluster.ownControlPlane",
            between,
            what: [
                "Release monitoring/kube-prometheus-stack values.kubeControllerManager.enabled",
                "Release monitoring/kube-prometheus-stack values.kubeEtcd.enabled",
                "Release monitoring/kube-prometheus-stack values.kubeScheduler.enabled",
                "Release monitoring/kube-prometheus-stack values.defaultRules.rules.etcd",
                "Release monitoring/kube-prometheus-stack values.defaultRules.rules.kubeControllerManager",
                "Release monitoring/kube-prometheus-stack values.defaultRules.rules.kubeSchedulerAlerting",
                "Release monitoring/kube-prometheus-stack values.defaultRules.rules.kubeSchedulerRecording",
            ],
            reason: unseen,
        },
        {
            by: "KubePrometheusStack",
            word: "cluster.ownControlPlane",
            between,
            unless: "network.kubeProxyReplacement",
            what: kubeProxy,
            reason: unseen,
        },
        {
            by: "Cilium",
            word: "network.kubeProxyReplacement",
            between,
            // There nobody scrapes it anyway.
            unless: ["cluster.region", "cluster.ownControlPlane"],
            what: kubeProxy,
            reason: "Cilium stands in the place of kube-proxy, so there is none to scrape",
        },
    ]),
    ...each(["selfSigned"], ["signed", undefined]).flatMap((between) =>
        kubelets.map(([by, what]): Declared => ({
            by,
            word: "cluster.kubeletCertificates",
            between,
            what: [what],
            reason: "kubeadm leaves kubelets with certificates that nobody signed; on EKS they are signed, and are verified",
        })),
    ),
    {
        by: "KubePrometheusStack",
        word: "monitoring.prometheusDisk",
        what: ["Release monitoring/kube-prometheus-stack values.prometheus.prometheusSpec.retentionSize"],
        reason: "Prometheus fills no more of its disk than leaves room for what it is writing",
    },
    {
        by: "KubePrometheusStack",
        word: "monitoring.prometheusMemory",
        what: ["Release monitoring/kube-prometheus-stack values.prometheus.prometheusSpec.resources.requests.memory"],
        reason: "Prometheus asks for the memory that it is given",
    },
    ...["access.administrators", "access.org"].map((word): Declared => ({
        by: "KubePrometheusStack",
        word,
        what: [
            'Release monitoring/kube-prometheus-stack values.grafana["grafana.ini"]["auth.generic_oauth"].role_attribute_path',
        ],
        reason: "Grafana is told which groups may change everything; GitHub's are teams, named after their organization",
    })),
    {
        by: "KubePrometheusStack",
        word: "monitoring.alerts.receivers",
        between: [true, undefined],
        unless: "monitoring.alerts.watchdog",
        what: ["NetworkPolicy monitoring/alertmanager-notifies"],
        reason: "Alertmanager is let out to whom it tells of alerts",
    },
    {
        by: "KubePrometheusStack",
        word: "monitoring.alerts.receivers",
        what: [
            "Secret monitoring/alertmanager-receivers",
            "Release monitoring/kube-prometheus-stack values.alertmanager.alertmanagerSpec.secrets",
        ],
        reason: "what only a receiver of alerts may know, as the password of a mail server, stands in a Secret",
    },
];
