import type { Alert, Dashboard, Panel } from "../monitoring/dashboard";
import { serviceWithoutAddress } from "./service-without-address";

/**
 * What is seen of MetalLB. The chart has alerts of its own, which are off: they ask for a session's state by a name that
 * only MetalLB's former way to speak BGP has, and have no pages.
 */
export function dashboard(mode: "l2" | "bgp"): Dashboard {
    return {
        title: "MetalLB",
        panels: [...panels, ...(mode === "bgp" ? [sessions] : [])],
        alerts: [serviceWithoutAddress, ...alerts, ...(mode === "bgp" ? [sessionDown] : [])],
    };
}

const panels: Panel[] = [
    {
        title: "Addresses in use",
        query: "sum by (pool) (metallb_allocator_addresses_in_use_total)",
        legend: "{{pool}}",
    },
    {
        title: "Addresses left",
        query:
            "sum by (pool) (metallb_allocator_addresses_total)" +
            " - sum by (pool) (metallb_allocator_addresses_in_use_total)",
        legend: "{{pool}}",
    },
    {
        title: "Nodes that announce an address",
        query: "count by (service, ip) (metallb_speaker_announced == 1)",
        legend: "{{service}} {{ip}}",
    },
    {
        title: "Configuration refused",
        query: "max by (pod) (metallb_k8s_client_config_stale_bool)",
        legend: "{{pod}}",
        unit: "bool",
    },
];

const alerts: Alert[] = [
    {
        name: "MetalLBAddressesShort",
        query:
            "(sum by (pool) (metallb_allocator_addresses_in_use_total)" +
            " / sum by (pool) (metallb_allocator_addresses_total) > 0.9)" +
            " and sum by (pool) (metallb_allocator_addresses_total) > 2",
        for: "1h",
        severity: "warning",
        summary: "Of pool {{ $labels.pool }} {{ $value | humanizePercentage }} of the addresses are given out.",
    },
    {
        name: "MetalLBConfigurationRefused",
        query: "max by (pod) (metallb_k8s_client_config_stale_bool) == 1",
        for: "10m",
        severity: "warning",
        summary: "{{ $labels.pod }} refuses MetalLB's present configuration, and works by the one before.",
    },
];

const sessions: Panel = {
    title: "BGP sessions up",
    query: "min by (peer) (frrk8s_bgp_session_up)",
    legend: "{{peer}}",
    unit: "bool",
};

const sessionDown: Alert = {
    name: "MetalLBSessionDown",
    query: "min by (pod, peer) (frrk8s_bgp_session_up) == 0",
    for: "5m",
    severity: "critical",
    summary: "{{ $labels.pod }} has no BGP session with router {{ $labels.peer }}.",
};
