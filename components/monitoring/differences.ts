import type { Declared } from "../difference";

export const monitoringDifferences: Declared[] = [
    {
        by: "KubePrometheusStack",
        word: "cluster.ownControlPlane",
        between: [true, undefined],
        what: [
            "Release monitoring/kube-prometheus-stack values.kubeControllerManager.enabled",
            "Release monitoring/kube-prometheus-stack values.kubeEtcd.enabled",
            "Release monitoring/kube-prometheus-stack values.kubeProxy.enabled",
            "Release monitoring/kube-prometheus-stack values.kubeScheduler.enabled",
            "Release monitoring/kube-prometheus-stack values.defaultRules.rules.etcd",
            "Release monitoring/kube-prometheus-stack values.defaultRules.rules.kubeControllerManager",
            "Release monitoring/kube-prometheus-stack values.defaultRules.rules.kubeProxy",
            "Release monitoring/kube-prometheus-stack values.defaultRules.rules.kubeSchedulerAlerting",
            "Release monitoring/kube-prometheus-stack values.defaultRules.rules.kubeSchedulerRecording",
        ],
        reason: "the control plane of EKS is AWS', and shows nobody its metrics",
    },
    {
        by: "KubePrometheusStack",
        word: "cluster.kubeletCertificates",
        between: ["selfSigned", undefined],
        what: ["Release monitoring/kube-prometheus-stack values.kubelet.serviceMonitor.insecureSkipVerify"],
        reason: "kubeadm leaves kubelets with certificates that nobody signed; on EKS they are signed, and are verified",
    },
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
    {
        by: "MetricsServer",
        word: "cluster.kubeletCertificates",
        between: ["selfSigned", undefined],
        what: ["Release metrics-server/metrics-server values.args"],
        reason: "kubeadm leaves kubelets with certificates that nobody signed; on EKS they are signed, and are verified",
    },
];
