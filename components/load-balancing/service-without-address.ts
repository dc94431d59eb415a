import type { Alert, Dashboard } from "../monitoring/dashboard";

/** What every load balancer is there for, seen from outside it; so the same alert whichever it is. */
export const serviceWithoutAddress: Alert = {
    name: "ServiceWithoutAddress",
    query:
        'kube_service_spec_type{type="LoadBalancer"}' +
        " unless on (namespace, service) kube_service_status_load_balancer_ingress",
    for: "15m",
    severity: "critical",
    summary: "Service {{ $labels.namespace }}/{{ $labels.service }} asks for an address and has none.",
};

/** What is seen of a balancer that shows nothing of itself. */
export function seenFromOutside(title: string): Dashboard {
    return {
        title,
        panels: [
            {
                title: "Services that wait for an address",
                query: serviceWithoutAddress.query,
                legend: "{{namespace}}/{{service}}",
            },
        ],
        alerts: [serviceWithoutAddress],
    };
}
