import type { Dashboard } from "../monitoring/dashboard";

export const dashboard: Dashboard = {
    title: "SeaweedFS",
    panels: [
        {
            title: "Kept, by bucket, all copies together",
            query: 'sum by (collection) (SeaweedFS_volumeServer_total_disk_size{type="volume"})',
            legend: "{{collection}}",
            unit: "bytes",
        },
        {
            title: "Disk taken, of each volume server",
            query:
                'sum by (pod) (SeaweedFS_volumeServer_resource{type="used"})' +
                ' / sum by (pod) (SeaweedFS_volumeServer_resource{type="all"})',
            legend: "{{pod}}",
            unit: "percentunit",
        },
        {
            title: "Volumes taken, of those there is room for",
            query: "sum by (pod) (SeaweedFS_volumeServer_volumes) / sum by (pod) (SeaweedFS_volumeServer_max_volumes)",
            legend: "{{pod}}",
            unit: "percentunit",
        },
        {
            title: "Volumes that miss a copy",
            query: "sum by (collection) (SeaweedFS_master_under_replicated_volumes)",
            legend: "{{collection}}",
        },
        {
            title: "Requests answered, by code",
            query: "sum by (code) (rate(SeaweedFS_s3_request_total[5m]))",
            legend: "{{code}}",
            unit: "reqps",
        },
        {
            title: "Time an answer takes, 99 of 100",
            query: "histogram_quantile(0.99, sum by (type, le) (rate(SeaweedFS_s3_request_seconds_bucket[5m])))",
            legend: "{{type}}",
            unit: "s",
        },
        {
            title: "Written, by bucket",
            query: "sum by (bucket) (rate(SeaweedFS_s3_bucket_traffic_received_bytes_total[5m]))",
            legend: "{{bucket}}",
            unit: "Bps",
        },
        {
            title: "Masters that lead: one",
            query: "sum(SeaweedFS_master_is_leader)",
        },
    ],
    alerts: [
        {
            name: "SeaweedFSCopiesMissing",
            query: "sum by (collection) (SeaweedFS_master_under_replicated_volumes) > 0",
            for: "1h",
            severity: "warning",
            summary: "{{ $value }} volumes of SeaweedFS miss a copy, of collection {{ $labels.collection }}.",
        },
        {
            name: "SeaweedFSDiskFull",
            query:
                'sum by (pod) (SeaweedFS_volumeServer_resource{type="used"})' +
                ' / sum by (pod) (SeaweedFS_volumeServer_resource{type="all"}) > 0.85',
            for: "30m",
            severity: "warning",
            summary: "The disk of {{ $labels.pod }} is more than 85 % full.",
        },
    ],
};
