import type { Dashboard, Panel } from "../monitoring/dashboard";
import { alerts, health } from "./alerts";
import type { ElasticsearchArgs } from "./args";

/** Whether logs arrive, and whether there is room for them. */
export function dashboardOf(collector: ElasticsearchArgs["collector"]): Dashboard {
    return {
        title: "Logging",
        panels: [...store, ...collectors[collector], ...operator],
        alerts: alerts[collector],
        states: [health],
    };
}

const store: Panel[] = [
    {
        title: "Health of Elasticsearch",
        query: "max by (health) (kube_customresource_elasticsearch_health)",
        legend: "{{health}}",
        unit: "bool",
    },
    {
        title: "Disks of Elasticsearch in use",
        query:
            '1 - kubelet_volume_stats_available_bytes{namespace="logging"}' +
            ' / kubelet_volume_stats_capacity_bytes{namespace="logging"}',
        legend: "{{persistentvolumeclaim}}",
        unit: "percentunit",
    },
    {
        title: "Memory of Elasticsearch and Kibana",
        query:
            'sum by (pod, container) (container_memory_working_set_bytes{namespace="logging",' +
            ' container=~"elasticsearch|kibana"})',
        legend: "{{pod}}",
        unit: "bytes",
    },
    {
        title: "CPU of Elasticsearch and Kibana",
        query:
            'sum by (pod, container) (rate(container_cpu_usage_seconds_total{namespace="logging",' +
            ' container=~"elasticsearch|kibana"}[5m]))',
        legend: "{{pod}}",
    },
    {
        title: "Pods of Elasticsearch and Kibana that are not ready",
        query: 'kube_pod_status_ready{namespace="logging", condition="false"} > 0',
        legend: "{{pod}}",
    },
];

const events: Panel = {
    title: "Kubernetes' events noted",
    query: 'sum by (pod) (rate(fluentbit_output_proc_records_total{namespace="kubernetes-events"}[5m]))',
    legend: "{{pod}}",
    unit: "ops",
};

const collectors: Record<ElasticsearchArgs["collector"], Panel[]> = {
    fluentd: [
        {
            title: "Lines sent",
            query: "sum by (plugin_id) (rate(fluentd_output_status_emit_records[5m]))",
            legend: "{{plugin_id}}",
            unit: "ops",
        },
        {
            title: "Waiting to be sent, by node",
            query: "sum by (pod) (fluentd_output_status_buffer_total_bytes)",
            legend: "{{pod}}",
            unit: "bytes",
        },
        {
            title: "Sent again",
            query: "sum by (pod) (rate(fluentd_output_status_retry_count[5m]))",
            legend: "{{pod}}",
            unit: "ops",
        },
        {
            title: "Refused by Elasticsearch",
            query: 'sum by (pod) (rate(fluentd_output_status_emit_records{plugin_id="rejected_output"}[5m]))',
            legend: "{{pod}}",
            unit: "ops",
        },
        events,
    ],
    "fluent-bit": [
        {
            title: "Lines sent",
            query: 'sum by (pod) (rate(fluentbit_output_proc_records_total{namespace="fluent-bit"}[5m]))',
            legend: "{{pod}}",
            unit: "ops",
        },
        {
            title: "Waiting to be sent, by node",
            query: "sum by (pod) (fluentbit_input_storage_chunks_busy_bytes)",
            legend: "{{pod}}",
            unit: "bytes",
        },
        {
            title: "Sent again",
            query: "sum by (pod) (rate(fluentbit_output_retries_total[5m]))",
            legend: "{{pod}}",
        },
        {
            title: "Dropped",
            query: "sum by (pod) (rate(fluentbit_output_dropped_records_total[5m]))",
            legend: "{{pod}}",
            unit: "ops",
        },
        events,
    ],
};

const operator: Panel[] = [
    {
        title: "Work of ECK that failed",
        query: 'sum by (controller) (rate(controller_runtime_reconcile_errors_total{namespace="elastic-system"}[5m]))',
        legend: "{{controller}}",
        unit: "ops",
    },
];
