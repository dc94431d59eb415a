import type { Dashboard } from "./dashboard";

/** Where one looks first: each line is something that is broken now, and an empty dashboard is a healthy place. */
export const whatIsDown: Dashboard = {
    title: "What is down",
    panels: [
        {
            title: "Alerts that fire",
            query: 'count by (alertname, severity) (ALERTS{alertstate="firing", alertname!~"Watchdog|InfoInhibitor"})',
            legend: "{{severity}} {{alertname}}",
        },
        {
            title: "Targets that do not answer",
            query: "count by (namespace, job) (up == 0)",
            legend: "{{namespace}} {{job}}",
        },
        {
            title: "Nodes that are not ready",
            query: 'sum by (node) (kube_node_status_condition{condition="Ready", status!="true"}) > 0',
            legend: "{{node}}",
        },
        {
            title: "Pods that do not run",
            query: 'sum by (namespace, phase) (kube_pod_status_phase{phase=~"Pending|Failed|Unknown"}) > 0',
            legend: "{{namespace}} {{phase}}",
        },
        {
            title: "Deployments short of replicas",
            query: "kube_deployment_spec_replicas - kube_deployment_status_replicas_available > 0",
            legend: "{{namespace}} {{deployment}}",
        },
        {
            title: "StatefulSets short of replicas",
            query: "kube_statefulset_replicas - kube_statefulset_status_replicas_ready > 0",
            legend: "{{namespace}} {{statefulset}}",
        },
        {
            title: "DaemonSets short of pods",
            query: "kube_daemonset_status_desired_number_scheduled - kube_daemonset_status_number_ready > 0",
            legend: "{{namespace}} {{daemonset}}",
        },
        {
            title: "Containers that keep restarting",
            query: "sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total[30m])) > 1",
            legend: "{{namespace}} {{pod}}",
        },
        {
            title: "Claims that are not bound",
            query: 'sum by (namespace, persistentvolumeclaim) (kube_persistentvolumeclaim_status_phase{phase!="Bound"}) > 0',
            legend: "{{namespace}} {{persistentvolumeclaim}}",
        },
        {
            title: "Volumes more than 80 % full",
            query: "1 - kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes > 0.8",
            legend: "{{namespace}} {{persistentvolumeclaim}}",
            unit: "percentunit",
        },
    ],
};

/** The machines, as node-exporter and the scheduler see them. */
export const nodes: Dashboard = {
    title: "Nodes",
    panels: [
        {
            title: "CPU in use",
            query: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
            legend: "{{instance}}",
            unit: "percentunit",
        },
        {
            title: "CPU requested by pods",
            query:
                'sum by (node) (kube_pod_container_resource_requests{resource="cpu"})' +
                ' / sum by (node) (kube_node_status_allocatable{resource="cpu"})',
            legend: "{{node}}",
            unit: "percentunit",
        },
        {
            title: "Memory in use",
            query: "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
            legend: "{{instance}}",
            unit: "percentunit",
        },
        {
            title: "Memory requested by pods",
            query:
                'sum by (node) (kube_pod_container_resource_requests{resource="memory"})' +
                ' / sum by (node) (kube_node_status_allocatable{resource="memory"})',
            legend: "{{node}}",
            unit: "percentunit",
        },
        {
            title: "File systems in use",
            query: '1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs"} / node_filesystem_size_bytes{fstype!~"tmpfs|ramfs"}',
            legend: "{{instance}} {{mountpoint}}",
            unit: "percentunit",
        },
        {
            title: "Disks busy",
            query: "rate(node_disk_io_time_seconds_total[5m])",
            legend: "{{instance}} {{device}}",
            unit: "percentunit",
        },
        {
            title: "Network received",
            query: 'sum by (instance) (rate(node_network_receive_bytes_total{device!~"lo|cali.*|veth.*|lxc.*"}[5m]))',
            legend: "{{instance}}",
            unit: "Bps",
        },
        {
            title: "Network sent",
            query: 'sum by (instance) (rate(node_network_transmit_bytes_total{device!~"lo|cali.*|veth.*|lxc.*"}[5m]))',
            legend: "{{instance}}",
            unit: "Bps",
        },
    ],
};

/** What watches the rest: Prometheus, and Alertmanager behind it. */
export const prometheus: Dashboard = {
    title: "Prometheus",
    panels: [
        {
            title: "Active series",
            query: "prometheus_tsdb_head_series",
            legend: "{{pod}}",
        },
        {
            title: "Samples taken in",
            query: "rate(prometheus_tsdb_head_samples_appended_total[5m])",
            legend: "{{pod}} {{type}}",
            unit: "ops",
        },
        {
            title: "Disk used by blocks",
            query: "prometheus_tsdb_storage_blocks_bytes",
            legend: "{{pod}}",
            unit: "bytes",
        },
        {
            title: "Scrapes that were cut off",
            query:
                "rate(prometheus_target_scrapes_exceeded_sample_limit_total[5m])" +
                " + rate(prometheus_target_scrapes_exceeded_body_size_limit_total[5m])",
            legend: "{{pod}}",
            unit: "ops",
        },
        {
            title: "Slowest rule groups",
            query: "topk(5, prometheus_rule_group_last_duration_seconds)",
            legend: "{{pod}} {{rule_group}}",
            unit: "s",
        },
        {
            title: "Rule evaluations that failed",
            query: "sum by (pod, rule_group) (rate(prometheus_rule_evaluation_failures_total[5m]))",
            legend: "{{pod}} {{rule_group}}",
            unit: "ops",
        },
        {
            title: "Alerts in Alertmanager",
            query: "sum by (pod, state) (alertmanager_alerts)",
            legend: "{{pod}} {{state}}",
        },
        {
            title: "Notifications that failed",
            query: "sum by (pod, integration) (rate(alertmanager_notifications_failed_total[5m]))",
            legend: "{{pod}} {{integration}}",
            unit: "ops",
        },
    ],
    alerts: [
        {
            name: "PrometheusHistoryShort",
            query: "max by (pod) (increase(prometheus_tsdb_size_retentions_total[1d])) > 0",
            for: "1h",
            severity: "warning",
            summary:
                "The disk of {{ $labels.pod }} is full before retentionDays: the oldest metrics are dropped early.",
        },
        {
            name: "GrafanaDown",
            query: 'kube_deployment_status_replicas_available{namespace="monitoring", deployment="grafana"} == 0',
            for: "15m",
            severity: "warning",
            summary: "Grafana is not available: nobody sees the graphs.",
        },
    ],
};
