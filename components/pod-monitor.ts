import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Pods whose metrics are to be scraped, and where the monitor for them stands. */
export interface Scraped {
    /** What the monitor is called, and the namespace it is in. */
    name: string;
    namespace: pulumi.Input<string>;
    /** The pods' own namespace, if it is another. */
    podNamespace?: pulumi.Input<string>;
    /** The one label that tells the pods; it names the job too. */
    label: [key: string, value: string];
    /** The container that serves metrics, and the port. */
    container: string;
    port: number;
}

/** Scrapes pods that declare no port for their metrics: each pod is one target, which is told the port here. */
export function podMonitor(
    name: string,
    { name: called, namespace, podNamespace = namespace, label: [key, value], container, port }: Scraped,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PodMonitor",
            metadata: { name: called, namespace },
            spec: {
                namespaceSelector: { matchNames: [podNamespace] },
                selector: { matchLabels: { [key]: value } },
                jobLabel: key,
                podMetricsEndpoints: [{ relabelings: toPort(container, port) }],
            },
        },
        opts,
    );
}

function toPort(container: string, port: number) {
    return [
        { action: "keep", sourceLabels: ["__meta_kubernetes_pod_container_name"], regex: container },
        {
            action: "replace",
            sourceLabels: ["__meta_kubernetes_pod_ip"],
            targetLabel: "__address__",
            replacement: `$1:${port}`,
        },
        { action: "replace", sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" },
    ];
}
