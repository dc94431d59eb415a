import type { Dashboard } from "../monitoring/dashboard";

export const dashboard: Dashboard = {
    title: "Cilium",
    panels: [
        {
            title: "Packets refused or lost, by reason",
            query: "sum by (reason) (rate(cilium_drop_count_total[5m]))",
            legend: "{{reason}}",
            unit: "ops",
        },
        {
            title: "Traffic that a node forwards",
            query: "sum by (node) (rate(cilium_forward_bytes_total[5m]))",
            legend: "{{node}}",
            unit: "Bps",
        },
        {
            title: "Pods that a node connects, by state",
            query: "sum by (endpoint_state) (cilium_endpoint_state)",
            legend: "{{endpoint_state}}",
        },
        {
            title: "Time until a policy is in force on a node, 99 of 100",
            query: "histogram_quantile(0.99, sum by (le, node) (rate(cilium_policy_implementation_delay_bucket[5m])))",
            legend: "{{node}}",
            unit: "s",
        },
        {
            title: "Fullest table of a node's kernel",
            query: "max by (node) (cilium_bpf_map_pressure)",
            legend: "{{node}}",
            unit: "percentunit",
        },
        {
            title: "What an agent tries again and again",
            query: "sum by (node) (cilium_controllers_failing)",
            legend: "{{node}}",
        },
        { title: "Connections that Hubble saw", query: "sum(rate(hubble_flows_processed_total[5m]))", unit: "ops" },
    ],
    alerts: [
        {
            name: "CiliumTableFull",
            query: "max by (node, map_name) (cilium_bpf_map_pressure) > 0.9",
            for: "15m",
            severity: "critical",
            summary:
                "Table {{ $labels.map_name }} of Cilium on {{ $labels.node }} is {{ $value | humanizePercentage }} full: new connections or policies may be refused.",
        },
        {
            name: "CiliumControllersFail",
            query: "sum by (node) (cilium_controllers_failing) > 0",
            for: "30m",
            severity: "warning",
            summary: "Cilium on {{ $labels.node }} tries something again and again, and fails.",
        },
    ],
};
