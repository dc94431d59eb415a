import type { Dashboard } from "../monitoring/dashboard";

const available = (namespace: string) =>
    `kube_deployment_status_replicas_available{namespace="${namespace}", deployment="${namespace}"}`;

/** nginx tells its metrics to a program beside it only; whether it is there, kube-state-metrics knows. */
export function dashboardOf(namespace: string): Dashboard {
    return {
        title: "Start page",
        panels: [{ title: "Pods that are available", query: available(namespace), legend: "pods" }],
        alerts: [
            {
                name: "StartPageDown",
                query: `${available(namespace)} == 0`,
                for: "15m",
                severity: "warning",
                summary: "No pod of the start page is available: people must know the consoles' host names.",
            },
        ],
    };
}
