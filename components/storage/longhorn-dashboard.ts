import type { Dashboard } from "../monitoring/dashboard";

export const dashboard: Dashboard = {
    title: "Longhorn",
    panels: [
        {
            title: "Volumes that miss a copy or all of them",
            query: 'sum by (state) (longhorn_volume_robustness{state=~"degraded|faulted"})',
            legend: "{{state}}",
        },
        {
            title: "Disk taken, of each node",
            query: "longhorn_node_storage_usage_bytes / longhorn_node_storage_capacity_bytes",
            legend: "{{node}}",
            unit: "percentunit",
        },
        {
            title: "Disk promised to volumes, of each node",
            query:
                "longhorn_node_storage_scheduled_bytes" +
                " / (longhorn_node_storage_capacity_bytes - longhorn_node_storage_reservation_bytes)",
            legend: "{{node}}",
            unit: "percentunit",
        },
        {
            title: "Volumes taken, the ten fullest",
            query: "topk(10, longhorn_volume_actual_size_bytes / longhorn_volume_capacity_bytes)",
            legend: "{{pvc_namespace}}/{{pvc}}",
            unit: "percentunit",
        },
        {
            title: "Written, the ten busiest volumes",
            query: "topk(10, longhorn_volume_write_throughput)",
            legend: "{{pvc_namespace}}/{{pvc}}",
            unit: "Bps",
        },
        {
            title: "Time a write takes, the ten slowest volumes",
            query: "topk(10, longhorn_volume_write_latency / 1e9)",
            legend: "{{pvc_namespace}}/{{pvc}}",
            unit: "s",
        },
        {
            title: "Age of a volume's last backup",
            query: "time() - (longhorn_volume_last_backup_at > 0)",
            legend: "{{pvc_namespace}}/{{pvc}}",
            unit: "s",
        },
        {
            title: "Nodes that are not ready to keep data",
            query: 'sum by (node) (longhorn_node_status{condition="ready"} == bool 0)',
            legend: "{{node}}",
            unit: "bool",
        },
    ],
};
