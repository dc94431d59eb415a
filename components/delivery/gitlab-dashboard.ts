import type { Dashboard } from "../monitoring/dashboard";

/** What GitLab's Workhorse answers, to everybody who asks GitLab. */
const answers = 'gitlab_workhorse_http_requests_total{namespace="gitlab"';
/** How long jobs waited in their queues; the longest time that is counted is a minute. */
const waited = "sidekiq_jobs_queue_duration_seconds";
const backup = 'kube_cronjob_status_last_successful_time{namespace="gitlab", cronjob="gitlab-toolbox-backup"}';

const late =
    `1 - sum(rate(${waited}_bucket{namespace="gitlab", le=~"60(\\\\.0)?"}[15m]))` +
    ` / sum(rate(${waited}_count{namespace="gitlab"}[15m]))`;

export const dashboard: Dashboard = {
    title: "GitLab",
    panels: [
        {
            title: "Answers, by status",
            query: `sum by (code) (rate(${answers}}[5m]))`,
            legend: "{{code}}",
            unit: "reqps",
        },
        {
            title: "Answers that were errors of the server",
            query: `sum(rate(${answers}, code=~"5.."}[5m])) / sum(rate(${answers}}[5m]))`,
            legend: "errors",
            unit: "percentunit",
        },
        {
            title: "Jobs that waited more than a minute",
            query: late,
            legend: "late",
            unit: "percentunit",
        },
        {
            title: "Calls to Gitaly, by answer",
            query: 'sum by (grpc_code) (rate(grpc_server_handled_total{namespace="gitlab"}[5m]))',
            legend: "{{grpc_code}}",
            unit: "ops",
        },
        {
            title: "Repositories' volume taken",
            query:
                '1 - kubelet_volume_stats_available_bytes{namespace="gitlab", persistentvolumeclaim=~"repo-data-.*"}' +
                ' / kubelet_volume_stats_capacity_bytes{namespace="gitlab", persistentvolumeclaim=~"repo-data-.*"}',
            legend: "{{persistentvolumeclaim}}",
            unit: "percentunit",
        },
        {
            title: "Age of the last backup of its own",
            query: `time() - max(${backup})`,
            legend: "backup",
            unit: "s",
        },
        {
            title: "Pods that are not ready",
            query: 'sum by (pod) (kube_pod_status_ready{namespace="gitlab", condition="false"}) > 0',
            legend: "{{pod}}",
        },
    ],
    alerts: [
        {
            name: "GitLabDown",
            query: 'kube_deployment_status_replicas_available{namespace="gitlab", deployment="gitlab-webservice-default"} == 0',
            for: "5m",
            severity: "critical",
            summary: "No pod of GitLab's web service is ready.",
        },
        {
            name: "GitLabRepositoriesDown",
            query: 'kube_statefulset_status_replicas_ready{namespace="gitlab", statefulset="gitlab-gitaly"} == 0',
            for: "5m",
            severity: "critical",
            summary: "Gitaly, which keeps all repositories, is not ready.",
        },
        {
            name: "GitLabServerErrors",
            query: `sum(rate(${answers}, code=~"5.."}[10m])) / sum(rate(${answers}}[10m])) > 0.05`,
            for: "10m",
            severity: "critical",
            summary: "GitLab answers {{ $value | humanizePercentage }} of what it is asked with an error.",
        },
        {
            name: "GitLabJobsWait",
            query: `${late} > 0.1`,
            for: "30m",
            severity: "warning",
            summary: "Of GitLab's jobs {{ $value | humanizePercentage }} wait more than a minute for their turn.",
        },
        {
            name: "GitLabBackupOverdue",
            // Longer than a night and a day, for a schedule that runs once a day.
            query: `time() - max(${backup}) > 36 * 3600`,
            for: "1h",
            severity: "warning",
            summary: "GitLab's own backup has not ended well for a day and a half.",
        },
    ],
};
