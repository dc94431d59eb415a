import type { Alert, ObjectState } from "../monitoring/dashboard";
import type { ElasticsearchArgs } from "./args";
import { NAMESPACE } from "./stack";

/** Elasticsearch has no metrics of its own; how it is, ECK writes into its status. */
export const health: ObjectState = {
    group: "elasticsearch.k8s.elastic.co",
    version: "v1",
    kind: "Elasticsearch",
    plural: "elasticsearches",
    name: "elasticsearch_health",
    label: "health",
    path: ["status", "health"],
    values: ["green", "yellow", "red", "unknown"],
};

const HEALTH = `max by (namespace, name, health) (kube_customresource_elasticsearch_health`;
const volumes = (which: "available" | "capacity") =>
    `max by (persistentvolumeclaim) (kubelet_volume_stats_${which}_bytes{namespace="${NAMESPACE}"})`;

const store: Alert[] = [
    {
        name: "ElasticsearchRed",
        query: `${HEALTH}{health=~"red|unknown"}) == 1`,
        for: "10m",
        severity: "critical",
        summary: "Elasticsearch is {{ $labels.health }}: some or all logs can be neither written nor searched.",
    },
    {
        name: "ElasticsearchYellow",
        query: `${HEALTH}{health="yellow"}) == 1`,
        // Longer than a node takes to come back and to catch up.
        for: "1h",
        severity: "warning",
        summary: "Logs in Elasticsearch have had no second copy for an hour.",
    },
    {
        name: "ElasticsearchDiskFull",
        // From here on it puts no new index on this disk, at 90 % it moves some away, at 95 % it takes nothing more.
        query: `1 - ${volumes("available")} / ${volumes("capacity")} > 0.85`,
        for: "30m",
        severity: "warning",
        summary: "Disk {{ $labels.persistentvolumeclaim }} of Elasticsearch is {{ $value | humanizePercentage }} full.",
    },
    {
        name: "KibanaDown",
        query: `kube_deployment_status_replicas_available{namespace="${NAMESPACE}", deployment="logging-kb"} == 0`,
        for: "15m",
        severity: "warning",
        summary: "No pod of Kibana is available: nobody can search the logs.",
    },
    {
        name: "EckReconcileFails",
        query: 'sum by (controller) (rate(controller_runtime_reconcile_errors_total{namespace="elastic-system"}[15m])) > 0',
        for: "1h",
        severity: "warning",
        summary: "ECK's {{ $labels.controller }} has failed for an hour: changes of the log store do not arrive.",
    },
];

const fluentd: Alert[] = [
    {
        name: "FluentdNotDelivering",
        query: "sum by (pod, plugin_id) (increase(fluentd_output_status_retry_count[15m])) > 0",
        for: "30m",
        severity: "warning",
        summary:
            "{{ $labels.pod }} has sent again for half an hour what its {{ $labels.plugin_id }} could not deliver.",
    },
    {
        name: "FluentdBufferFull",
        query: "min by (pod, plugin_id) (fluentd_output_status_buffer_available_space_ratio) < 20",
        for: "15m",
        severity: "warning",
        summary: "{{ $labels.pod }} has {{ $value }} % of its room left for lines that wait to be sent.",
    },
];

/** Of every Fluent Bit: one collects Kubernetes' events beside Fluentd too. */
const fluentBit: Alert[] = [
    {
        name: "FluentBitNotDelivering",
        query:
            "sum by (namespace, pod) (increase(fluentbit_output_retries_total[15m])) > 0" +
            " unless sum by (namespace, pod) (increase(fluentbit_output_proc_records_total[15m])) > 0",
        for: "30m",
        severity: "warning",
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} has delivered nothing for half an hour, and tries again.",
    },
    {
        name: "FluentBitBufferFull",
        query: "min by (namespace, pod) (fluentbit_output_chunk_available_capacity_percent) < 20",
        for: "15m",
        severity: "warning",
        summary:
            "{{ $labels.namespace }}/{{ $labels.pod }} has {{ $value }} % of its room left for lines that wait to be sent.",
    },
    {
        name: "FluentBitLinesDropped",
        query: "sum by (namespace, pod) (increase(fluentbit_output_dropped_records_total[1h])) > 0",
        for: "5m",
        severity: "warning",
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} dropped {{ $value }} lines within an hour.",
    },
];

/** What is called for of the store and of whatever collects. */
export const alerts: Record<ElasticsearchArgs["collector"], Alert[]> = {
    fluentd: [...store, ...fluentd, ...fluentBit],
    "fluent-bit": [...store, ...fluentBit],
};
