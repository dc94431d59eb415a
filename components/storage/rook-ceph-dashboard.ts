import type { Dashboard } from "../monitoring/dashboard";

export const dashboard: Dashboard = {
    title: "Ceph",
    panels: [
        {
            title: "Health: 0 is good, 1 a warning, 2 an error",
            query: "max(ceph_health_status)",
        },
        {
            title: "What health speaks of",
            query: "sum by (name) (ceph_health_detail > 0)",
            legend: "{{name}}",
        },
        {
            title: "OSDs that are not up, and not in",
            query: 'label_replace(count(ceph_osd_up == 0), "what", "not up", "", "") or label_replace(count(ceph_osd_in == 0), "what", "not in", "", "")',
            legend: "{{what}}",
        },
        {
            title: "Disk taken",
            query: "max(ceph_cluster_total_used_raw_bytes) / max(ceph_cluster_total_bytes)",
            unit: "percentunit",
        },
        {
            title: "Kept, by pool, all copies together",
            query: "max by (name) (ceph_pool_stored_raw * on (pool_id) group_left (name) ceph_pool_metadata)",
            legend: "{{name}}",
            unit: "bytes",
        },
        {
            title: "Groups of objects that miss a copy",
            query: "sum(ceph_pg_degraded)",
        },
        {
            title: "Written, by pool",
            query: "sum by (name) (rate(ceph_pool_wr_bytes[5m]) * on (pool_id) group_left (name) ceph_pool_metadata)",
            legend: "{{name}}",
            unit: "Bps",
        },
        {
            title: "Time a write takes, the ten slowest OSDs",
            query: "topk(10, max by (ceph_daemon) (ceph_osd_apply_latency_ms) / 1000)",
            legend: "{{ceph_daemon}}",
            unit: "s",
        },
    ],
    alerts: [
        {
            name: "CephHealthError",
            query: "max(ceph_health_status) == 2",
            for: "5m",
            severity: "critical",
            summary: "Ceph's health is an error: data cannot be had or written, or will not be for long.",
        },
        {
            name: "CephHealthWarning",
            // OSDs that are down have an alert of their own.
            query: 'max by (name) (ceph_health_detail{name!~"OSD_(.*_)?DOWN"}) > 0',
            for: "1h",
            severity: "warning",
            summary: "Ceph has complained of {{ $labels.name }} for an hour.",
        },
        {
            name: "CephOSDDown",
            query: "max by (ceph_daemon) (ceph_osd_up) == 0",
            // Until then a node that restarts is back; then Ceph makes the copies anew elsewhere.
            for: "10m",
            severity: "warning",
            summary: "Ceph's {{ $labels.ceph_daemon }} is down: what is on its disk has a copy less.",
        },
        {
            name: "CephNearlyFull",
            // Below the 85 % at which Ceph warns, so that there is still room for the copies of a disk that is lost.
            query: "max(ceph_cluster_total_used_raw_bytes) / max(ceph_cluster_total_bytes) > 0.75",
            for: "30m",
            severity: "warning",
            summary: "Ceph's disks are {{ $value | humanizePercentage }} full, all together.",
        },
        {
            name: "CephNotSeen",
            query: "absent(ceph_health_status)",
            for: "15m",
            severity: "warning",
            summary: "Ceph's manager has told nothing for 15 minutes: nobody would see that data is in danger.",
        },
    ],
};
