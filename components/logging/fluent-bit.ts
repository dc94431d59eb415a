import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import type { Place } from "../place";
import { authorityMount, authorityVolume, collectorNamespace, passwordVariable, type Store } from "./store";
import type { ElasticsearchArgs } from "./args";
import { type FluentBitConfiguration, fluentBitConfiguration, METRICS_PORT } from "./fluent-bit-configuration";

export const fluentBit: Chart = {
    repository: "https://fluent.github.io/helm-charts",
    name: "fluent-bit",
    // renovate: datasource=helm registryUrl=https://fluent.github.io/helm-charts depName=fluent-bit
    version: "0.58.1",
    kubernetes: { from: "1.25", to: "1.36" },
};

/**
 * Fluent Bit, on every node: the light collector. What it could not yet send it keeps on the node's disk, and sends
 * until it is taken; what Elasticsearch refuses for good it notes in its own log and drops.
 *
 * @see https://docs.fluentbit.io/manual
 */
export class FluentBit extends pulumi.ComponentResource {
    constructor(
        name: string,
        { place, said, store }: { place: Place; said: ElasticsearchArgs; store: Store },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:logging:FluentBit", name, {}, opts);
        const { namespace, secret } = collectorNamespace(
            name,
            {
                called: "fluent-bit",
                podSecurity: {
                    level: "privileged",
                    because:
                        "it reads the node's /var/log as root, which is whose the files are, and keeps its place there",
                },
                metricsPort: METRICS_PORT,
                store,
            },
            this,
        );
        install(
            name,
            fluentBit,
            {
                source: place.charts,
                namespace,
                values: fluentBitValues({ cluster: place.name, store, auditLog: said.auditLog }),
            },
            { parent: this, dependsOn: secret },
        );
        this.registerOutputs({});
    }
}

/** What the chart is given. */
export function fluentBitValues(said: FluentBitConfiguration): Record<string, unknown> {
    const varLog = { name: "varlog", mountPath: "/var/log" };
    return {
        ...common,
        config: fluentBitConfiguration(said),
        // The chart's own have Docker's folder and the machine's id, of which nothing is read.
        daemonSetVolumes: [{ name: varLog.name, hostPath: { path: varLog.mountPath } }],
        daemonSetVolumeMounts: [varLog],
        securityContext: { ...common.securityContext, runAsUser: 0 },
        tolerations: [{ operator: "Exists" }],
        // Of a node that is full, it is not what goes first.
        priorityClassName: "system-node-critical",
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    };
}

/** What the chart is given wherever it runs. */
export const common = {
    env: [passwordVariable],
    extraVolumes: [authorityVolume],
    extraVolumeMounts: [authorityMount],
    securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
    },
    metricsPort: METRICS_PORT,
    serviceMonitor: { enabled: true },
    testFramework: { enabled: false },
};
