import type { Chart } from "../chart";
import type { Dashboard } from "./dashboard";

/**
 * Which chart is pinned to which version in which place, as a metric that is always 1: what was pinned when is then in
 * Prometheus, beside all else that happened. No alert compares it with what runs: a chart's version is not that of its
 * images, and images name theirs each in its own way.
 */
export function versionRules(charts: Chart[], placeName: string) {
    // Two that are installed of one chart are one pin, and two rules for one series would be an error.
    const pins = new Map(charts.map((chart) => [`${chart.name} ${chart.version}`, chart]));
    return [...pins.values()].map(({ name, version }) => ({
        record: "samestack:system_info",
        expr: "vector(1)",
        labels: { chart: name, version, place: placeName },
    }));
}

/** What is pinned, and what runs. */
export const versions: Dashboard = {
    title: "Versions",
    panels: [
        {
            title: "Charts that are pinned",
            query: "max by (place, chart, version) (samestack:system_info)",
            table: ["place", "chart", "version"],
        },
        {
            title: "Images that run",
            query: "count by (namespace, image) (kube_pod_container_info)",
            table: ["namespace", "image"],
        },
        {
            title: "Kubernetes on the nodes",
            query: "max by (node, kubelet_version, kernel_version, os_image, container_runtime_version) (kube_node_info)",
            table: ["node", "kubelet_version", "os_image", "kernel_version", "container_runtime_version"],
        },
        {
            title: "When a pin moved",
            query: "count by (chart, version) (samestack:system_info)",
            legend: "{{chart}} {{version}}",
        },
    ],
};
