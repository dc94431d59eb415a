import type { Dashboard } from "../monitoring/dashboard";
import { NAME } from "./nginx-values";

/** Answers of backends; a visitor who is answered before one is asked is not among them. */
const answers = "nginx_ingress_controller_upstream_server_response_latency_ms_count";

export const dashboard: Dashboard = {
    title: "NGINX",
    panels: [
        {
            title: "Requests",
            query: "sum by (pod) (rate(nginx_ingress_nginx_http_requests_total[5m]))",
            legend: "{{pod}}",
            unit: "reqps",
        },
        {
            title: "Time of backends to answer, 95 of 100",
            query:
                "histogram_quantile(0.95, sum by (resource_namespace, exported_service, le)" +
                " (rate(nginx_ingress_controller_upstream_server_response_latency_ms_bucket[5m]))) / 1000",
            legend: "{{resource_namespace}}/{{exported_service}}",
            unit: "s",
        },
        {
            title: "Open connections",
            query: "sum by (pod) (nginx_ingress_nginx_connections_active)",
            legend: "{{pod}}",
        },
        {
            title: "Ingresses it serves",
            query: "max by (type) (nginx_ingress_controller_ingress_resources_total)",
            legend: "{{type}}",
        },
        {
            title: "Configurations that NGINX refused",
            query: "sum by (pod) (increase(nginx_ingress_controller_nginx_reload_errors_total[1h]))",
            legend: "{{pod}}",
        },
    ],
    alerts: [
        {
            name: "NginxIngressDown",
            query: `kube_deployment_status_replicas_available{namespace="${NAME}", deployment="${NAME}-controller"} == 0`,
            for: "2m",
            severity: "critical",
            summary: "No pod of NGINX is available: nobody gets into the place.",
        },
        {
            name: "NginxIngressConfigurationRefused",
            query: "min by (pod) (nginx_ingress_controller_nginx_last_reload_status) == 0",
            for: "10m",
            severity: "warning",
            summary: "NGINX in {{ $labels.pod }} refuses its configuration: changes of Ingresses do not arrive.",
        },
        {
            name: "NginxIngressServerErrors",
            query:
                `sum by (resource_namespace, exported_service) (rate(${answers}{code=~"5.."}[10m]))` +
                ` / sum by (resource_namespace, exported_service) (rate(${answers}[10m])) > 0.05` +
                ` and sum by (resource_namespace, exported_service) (rate(${answers}[10m])) > 0.1`,
            for: "10m",
            severity: "warning",
            summary:
                "Of the requests to {{ $labels.resource_namespace }}/{{ $labels.exported_service }}" +
                " {{ $value | humanizePercentage }} are answered with a server error.",
        },
    ],
};
