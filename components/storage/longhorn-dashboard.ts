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
    alerts: [
        {
            name: "LonghornVolumeFaulted",
            query: 'max by (volume, pvc_namespace, pvc) (longhorn_volume_robustness{state="faulted"}) == 1',
            for: "2m",
            severity: "critical",
            summary:
                "Volume {{ $labels.volume }} of {{ $labels.pvc_namespace }}/{{ $labels.pvc }} has no usable copy left.",
        },
        {
            name: "LonghornVolumeDegraded",
            query: 'max by (volume, pvc_namespace, pvc) (longhorn_volume_robustness{state="degraded"}) == 1',
            for: "1h",
            severity: "warning",
            summary:
                "Volume {{ $labels.volume }} of {{ $labels.pvc_namespace }}/{{ $labels.pvc }} has fewer copies than it should.",
        },
        {
            name: "LonghornVolumeReadOnly",
            query: "max by (volume, pvc_namespace, pvc) (longhorn_volume_file_system_read_only) == 1",
            for: "5m",
            severity: "critical",
            summary: "The file system on {{ $labels.pvc_namespace }}/{{ $labels.pvc }} takes no more writes.",
        },
        {
            name: "LonghornDiskFull",
            query: "longhorn_node_storage_usage_bytes / longhorn_node_storage_capacity_bytes > 0.8",
            for: "30m",
            severity: "warning",
            summary: "The disks for volumes on {{ $labels.node }} are {{ $value | humanizePercentage }} full.",
        },
        {
            name: "LonghornNodeNotReady",
            query: 'max by (node) (longhorn_node_status{condition="ready"}) == 0',
            for: "15m",
            severity: "warning",
            summary: "Longhorn on {{ $labels.node }} is not ready to keep data.",
        },
        {
            name: "LonghornBackupFailed",
            query: "max by (volume, backup) (longhorn_backup_state) == 4",
            for: "15m",
            severity: "warning",
            summary: "Backup {{ $labels.backup }} of volume {{ $labels.volume }} failed.",
        },
    ],
};
