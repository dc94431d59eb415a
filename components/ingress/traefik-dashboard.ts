import type { Dashboard } from "../monitoring/dashboard";

export const dashboard: Dashboard = {
    title: "Traefik",
    panels: [
        {
            title: "Requests by answer",
            query: "sum by (code) (rate(traefik_entrypoint_requests_total[5m]))",
            legend: "{{code}}",
            unit: "reqps",
        },
        {
            title: "Server errors by service",
            query: 'sum by (exported_service) (rate(traefik_service_requests_total{code=~"5.."}[5m]))',
            legend: "{{exported_service}}",
            unit: "reqps",
        },
        {
            title: "Time to answer, 95 of 100",
            query:
                "histogram_quantile(0.95, sum by (entrypoint, le)" +
                " (rate(traefik_entrypoint_request_duration_seconds_bucket[5m])))",
            legend: "{{entrypoint}}",
            unit: "s",
        },
        {
            title: "Open connections",
            query: "sum by (pod, entrypoint) (traefik_open_connections)",
            legend: "{{pod}} {{entrypoint}}",
        },
        {
            title: "Time until a served certificate expires",
            query: "min by (cn) (traefik_tls_certs_not_after) - time()",
            legend: "{{cn}}",
            unit: "s",
        },
    ],
    alerts: [
        {
            name: "TraefikDown",
            query: 'kube_deployment_status_replicas_available{namespace="traefik", deployment="traefik"} == 0',
            for: "2m",
            severity: "critical",
            summary: "No pod of Traefik is available: nobody gets into the place.",
        },
        {
            name: "TraefikServerErrors",
            query:
                'sum by (exported_service) (rate(traefik_service_requests_total{code=~"5.."}[10m]))' +
                " / sum by (exported_service) (rate(traefik_service_requests_total[10m])) > 0.05" +
                " and sum by (exported_service) (rate(traefik_service_requests_total[10m])) > 0.1",
            for: "10m",
            severity: "warning",
            summary:
                "Of the requests to {{ $labels.exported_service }} {{ $value | humanizePercentage }} are answered with a server error.",
        },
        {
            name: "TraefikCertificateExpires",
            query: "min by (cn, sans) (traefik_tls_certs_not_after) - time() < 172800",
            for: "1h",
            severity: "critical",
            summary: "The certificate that visitors of {{ $labels.sans }} see has less than two days left.",
        },
    ],
};
