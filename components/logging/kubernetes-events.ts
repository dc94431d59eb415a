import * as pulumi from "@pulumi/pulumi";

import { install } from "../chart";
import type { Place } from "../place";
import { collectorNamespace, type Store } from "./store";
import { common, fluentBit } from "./fluent-bit";
import { METRICS_PORT, output, service } from "./fluent-bit-configuration";

/** Starts the names of its objects: the chart's own would be those of the collector, which is of the same chart. */
const FULL_NAME = "kubernetes-events";
const FOLDER = "/var/lib/kubernetes-events";

/**
 * Kubernetes' events, which the API server forgets after an hour: one Fluent Bit for the whole place, whatever collects
 * the logs, for Fluentd's image has nothing that reads them. It needs nothing of the node it is on.
 *
 * What it has read already it knows as long as its pod lives. A new one reads the last hour again, and Elasticsearch
 * takes each record once, by an id that follows from what it says.
 *
 * @see https://docs.fluentbit.io/manual/data-pipeline/inputs/kubernetes-events
 */
export class KubernetesEvents extends pulumi.ComponentResource {
    constructor(
        name: string,
        { place, store }: { place: Place; store: Store },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:logging:KubernetesEvents", name, {}, opts);
        const { namespace, secret } = collectorNamespace(
            name,
            { called: FULL_NAME, podSecurity: "restricted", metricsPort: METRICS_PORT, store },
            this,
        );
        install(
            name,
            fluentBit,
            { source: place.charts, namespace, values: kubernetesEventsValues({ cluster: place.name, store }) },
            { parent: this, dependsOn: secret },
        );
        this.registerOutputs({});
    }
}

/** What the chart is given. */
export function kubernetesEventsValues({
    cluster,
    store,
}: {
    cluster: string;
    store: Pick<Store, "host" | "port" | "username">;
}): Record<string, unknown> {
    return {
        ...common,
        fullnameOverride: FULL_NAME,
        kind: "Deployment",
        // A second one would note everything twice.
        replicaCount: 1,
        updateStrategy: { type: "Recreate" },
        rbac: { eventsAccess: true },
        extraVolumes: [...common.extraVolumes, { name: "state", emptyDir: { sizeLimit: "512Mi" } }],
        extraVolumeMounts: [...common.extraVolumeMounts, { name: "state", mountPath: FOLDER }],
        securityContext: { ...common.securityContext, runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534 },
        podSecurityContext: { fsGroup: 65534 },
        resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { memory: "192Mi" } },
        config: {
            service: service(FOLDER),
            inputs: `[INPUT]
    Name kubernetes_events
    Tag events
    DB ${FOLDER}/events.db
    kube_retention_time 1h
    storage.type filesystem
`,
            filters: `[FILTER]
    Name modify
    Match *
    Set cluster ${cluster}
`,
            outputs: output("events", "events", store, "256M"),
            customParsers: "",
        },
    };
}
