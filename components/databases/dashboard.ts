import type { Dashboard } from "../monitoring/dashboard";

export const dashboard: Dashboard = {
    title: "CloudNativePG",
    panels: [
        {
            title: "Instances that do not answer",
            query: "cnpg_collector_up == 0",
            legend: "{{namespace}}/{{pod}}",
        },
        {
            title: "Standbys behind their primary",
            query: "max by (namespace, pod) (cnpg_pg_replication_lag)",
            legend: "{{namespace}}/{{pod}}",
            unit: "s",
        },
        {
            title: "Age of the last backup",
            query:
                "time() - (max by (namespace, pod)" +
                " (barman_cloud_cloudnative_pg_io_last_available_backup_timestamp) > 0)",
            legend: "{{namespace}}/{{pod}}",
            unit: "s",
        },
        {
            title: "How far back a database can be restored",
            query:
                "time() - (min by (namespace, pod)" +
                " (barman_cloud_cloudnative_pg_io_first_recoverability_point > 0))",
            legend: "{{namespace}}/{{pod}}",
            unit: "s",
        },
        {
            title: "Log files that wait to be archived",
            query: 'max by (namespace, pod) (cnpg_collector_pg_wal_archive_status{value="ready"})',
            legend: "{{namespace}}/{{pod}}",
        },
        {
            title: "Connections",
            query: "sum by (namespace, pod) (cnpg_backends_total)",
            legend: "{{namespace}}/{{pod}}",
        },
        {
            title: "Transactions",
            query:
                "sum by (namespace, pod) (rate(cnpg_pg_stat_database_xact_commit[5m])" +
                " + rate(cnpg_pg_stat_database_xact_rollback[5m]))",
            legend: "{{namespace}}/{{pod}}",
            unit: "ops",
        },
        {
            title: "Size",
            query: "max by (namespace, datname) (cnpg_pg_database_size_bytes)",
            legend: "{{namespace}}/{{datname}}",
            unit: "bytes",
        },
    ],
    alerts: [
        {
            name: "CloudNativePGInstanceDown",
            query: "cnpg_collector_up == 0",
            for: "10m",
            severity: "warning",
            summary: "PostgreSQL of {{ $labels.namespace }}/{{ $labels.pod }} has not answered for ten minutes.",
        },
        {
            name: "CloudNativePGStandbyBehind",
            query: "max by (namespace, pod) (cnpg_pg_replication_lag) > 300",
            for: "15m",
            severity: "warning",
            summary: "Standby {{ $labels.namespace }}/{{ $labels.pod }} is {{ $value }} seconds behind its primary.",
        },
        {
            name: "CloudNativePGArchiveBehind",
            query: 'max by (namespace, pod) (cnpg_collector_pg_wal_archive_status{value="ready"}) > 10',
            for: "30m",
            severity: "warning",
            summary: "{{ $value }} log files of {{ $labels.namespace }}/{{ $labels.pod }} wait to be archived.",
        },
    ],
};
