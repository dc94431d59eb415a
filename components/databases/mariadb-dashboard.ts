import type { Dashboard } from "../monitoring/dashboard";

export const dashboard: Dashboard = {
    title: "MariaDB",
    panels: [
        {
            title: "Instances that do not answer",
            query: "mysql_up == 0",
            legend: "{{namespace}}/{{target}}",
        },
        {
            title: "Members that an instance sees",
            query: "min by (namespace, service) (mysql_global_status_wsrep_cluster_size)",
            legend: "{{namespace}}/{{service}}",
        },
        {
            title: "Writes held back for a slow member, as a share of the time",
            query: "max by (namespace, target) (mysql_global_status_wsrep_flow_control_paused)",
            legend: "{{namespace}}/{{target}}",
            unit: "percentunit",
        },
        {
            title: "Age of the last copy",
            query:
                "time() - max by (namespace, owner_name) (kube_job_status_completion_time" +
                ' * on (namespace, job_name) group_left (owner_name) kube_job_owner{owner_kind="PhysicalBackup"})',
            legend: "{{namespace}}/{{owner_name}}",
            unit: "s",
        },
        {
            title: "Connections",
            query: "sum by (namespace, target) (mysql_global_status_threads_connected)",
            legend: "{{namespace}}/{{target}}",
        },
        {
            title: "Statements",
            query: "sum by (namespace, target) (rate(mysql_global_status_queries[5m]))",
            legend: "{{namespace}}/{{target}}",
            unit: "ops",
        },
    ],
    alerts: [
        {
            name: "MariaDBDown",
            query: "max by (namespace, service) (mysql_up) == 0",
            for: "5m",
            severity: "critical",
            summary: "No instance of {{ $labels.namespace }}/{{ $labels.service }} has answered for five minutes.",
        },
        {
            name: "MariaDBInstanceDown",
            query: "mysql_up == 0",
            for: "10m",
            severity: "warning",
            summary: "MariaDB {{ $labels.namespace }}/{{ $labels.target }} has not answered for ten minutes.",
        },
        {
            name: "MariaDBMemberLost",
            query:
                "count by (namespace, service) (mysql_up)" +
                " > min by (namespace, service) (mysql_global_status_wsrep_cluster_size)",
            for: "15m",
            severity: "warning",
            summary: "An instance of {{ $labels.namespace }}/{{ $labels.service }} does not see all of the others.",
        },
        {
            name: "MariaDBCopyFailed",
            query:
                "max by (namespace, owner_name) (kube_job_status_failed" +
                ' * on (namespace, job_name) group_left (owner_name) kube_job_owner{owner_kind="PhysicalBackup"}) > 0',
            for: "15m",
            severity: "warning",
            summary: "A copy of MariaDB {{ $labels.namespace }}/{{ $labels.owner_name }} failed.",
        },
    ],
};
