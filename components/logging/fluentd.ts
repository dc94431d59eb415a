import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import type { Place } from "../place";
import { authorityMount, authorityVolume, collectorNamespace, majorOf, passwordVariable, type Store } from "./store";
import type { ElasticsearchArgs } from "./args";
import { fluentdConfiguration } from "./fluentd-configuration";

export const fluentd: Chart = {
    repository: "https://fluent.github.io/helm-charts",
    name: "fluentd",
    // renovate: datasource=helm registryUrl=https://fluent.github.io/helm-charts depName=fluentd
    version: "0.6.0",
    kubernetes: { from: "1.25", to: "1.36" },
};

const METRICS_PORT = 24231;

/**
 * Fluentd, on every node: it follows the files of all containers, adds whose they are, keeps what it could not yet send
 * on the node's disk, and sends until it is taken. When its room on the disk is full it stops reading, so that the
 * files themselves wait.
 *
 * @see https://docs.fluentd.org
 */
export class Fluentd extends pulumi.ComponentResource {
    constructor(
        name: string,
        { place, said, store }: { place: Place; said: ElasticsearchArgs; store: Store },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:logging:Fluentd", name, {}, opts);
        const { namespace, secret } = collectorNamespace(
            name,
            {
                called: "fluentd",
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
            fluentd,
            {
                source: place.charts,
                namespace,
                values: fluentdValues({ cluster: place.name, store, auditLog: said.auditLog }),
            },
            { parent: this, dependsOn: secret },
        );
        this.registerOutputs({});
    }
}

/** What the chart is given. */
export function fluentdValues({
    cluster,
    store,
    auditLog,
}: {
    cluster: string;
    store: Pick<Store, "host" | "port" | "username" | "version">;
    auditLog?: string;
}): Record<string, unknown> {
    return {
        // An image for each major of the server: a client of another one is refused for its media type.
        variant: `elasticsearch${majorOf(store.version)}`,
        fileConfigs: fluentdConfiguration({ cluster, store, auditLog }),
        env: [passwordVariable, { name: "K8S_NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
        volumes: [authorityVolume],
        volumeMounts: [authorityMount],
        // Docker's own folder; containerd has none.
        mountDockerContainersDirectory: false,
        securityContext: {
            runAsUser: 0,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            seccompProfile: { type: "RuntimeDefault" },
        },
        tolerations: [{ operator: "Exists" }],
        // Of a node that is full, it is not what goes first.
        priorityClassName: "system-node-critical",
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
        podSecurityPolicy: { enabled: false },
        // Ours is beside the others. The chart takes every text for yes.
        dashboards: { enabled: "" },
        metrics: { serviceMonitor: { enabled: true } },
    };
}
