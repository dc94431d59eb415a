import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";

export const chart: Chart = {
    repository: "https://piraeus.io/helm-charts",
    name: "snapshot-controller",
    // renovate: datasource=helm registryUrl=https://piraeus.io/helm-charts depName=snapshot-controller
    version: "5.2.0",
    kubernetes: { from: "1.25", to: "1.36" },
};

const METRICS_PORT = 8080;

/**
 * snapshot-controller turns a VolumeSnapshot into one of the storage system that its class names. Kubernetes leaves it,
 * and the kinds it serves, to be installed once for all storage systems, before the first of them.
 *
 * The chart keeps the kinds in its templates, so that a Release upgrades them, and deletes them with every
 * VolumeSnapshot when it is destroyed. A cluster that brings them itself, as RKE2 does, must be told not to.
 *
 * @see https://kubernetes-csi.github.io/docs/snapshot-controller.html
 */
export class SnapshotController extends pulumi.ComponentResource {
    readonly dashboard: Dashboard = dashboard;

    constructor(name: string, { place }: { place: Place }, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:storage:SnapshotController", name, {}, opts);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: "snapshot-controller",
                role: "storage",
                podSecurity: "restricted",
                accepts: [{ from: { role: "monitoring" }, ports: [METRICS_PORT] }],
                opens: [{ to: "apiServer" }],
            },
            { parent: this },
        );
        install(name, chart, { source: place.charts, namespace, values: snapshotControllerValues }, { parent: this });

        this.registerOutputs({});
    }
}

export const snapshotControllerValues = {
    controller: {
        replicaCount: 2,
        pdb: { maxUnavailable: 1 },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "app.kubernetes.io/name": "snapshot-controller" } },
            },
        ],
        resources: { requests: { cpu: "10m", memory: "64Mi" } },
        // The chart's own lack these two of what `restricted` asks for.
        podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
        securityContext: { allowPrivilegeEscalation: false },
        serviceMonitor: { create: true },
        priorityClassName: "system-cluster-critical",
    },
};

const dashboard: Dashboard = {
    title: "snapshot-controller",
    panels: [
        {
            title: "Snapshots being taken and deleted",
            query: "sum(snapshot_controller_operations_in_flight)",
        },
        {
            title: "Snapshots taken and deleted",
            query:
                "sum by (driver_name, operation_name)" +
                " (increase(snapshot_controller_operation_total_seconds_count[1h]))",
            legend: "{{driver_name}} {{operation_name}}",
        },
        {
            title: "Time until a snapshot can be used, 9 of 10",
            query:
                "histogram_quantile(0.9, sum by (driver_name, le) (rate(" +
                'snapshot_controller_operation_total_seconds_bucket{operation_name="CreateSnapshotAndReady"}[1h])))',
            legend: "{{driver_name}}",
            unit: "s",
        },
    ],
    alerts: [
        {
            name: "SnapshotsUnfinished",
            query: "min_over_time(sum(snapshot_controller_operations_in_flight)[2h:1m]) > 0",
            for: "15m",
            severity: "warning",
            summary: "For more than two hours some snapshot is being taken or deleted.",
        },
    ],
};
