import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import type { EksSurroundings } from "../cluster";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import { snapshotClass, storageClass } from "./classes";
import type { Classes, Storage } from ".";

export const chart: Chart = {
    repository: "https://kubernetes-sigs.github.io/aws-ebs-csi-driver",
    name: "aws-ebs-csi-driver",
    // renovate: datasource=helm registryUrl=https://kubernetes-sigs.github.io/aws-ebs-csi-driver depName=aws-ebs-csi-driver
    version: "2.64.0",
    kubernetes: { from: "1.30", to: "1.36" },
};

/** What an environment may say of EBS. Its volumes are of type gp3 and encrypted, with the account's key for EBS. */
export const EbsArgs = z.strictObject({ kind: z.literal("ebs") });
export type EbsArgs = z.infer<typeof EbsArgs>;

const NAMESPACE = "aws-ebs-csi-driver";
const CONTROLLER = "ebs-csi-controller-sa";
// Of the driver, then of its sidecars, in the order of the chart.
const METRICS_PORTS = [3301, 3302, 3303, 3304, 3305, 3306];
// Where EKS Pod Identity's agent answers on each node.
const AGENT_PORT = 80;

/**
 * EBS volumes, by AWS's own driver: a disk of the zone for one node at a time, so there is no class `shared`.
 *
 * From the chart, not as an EKS add-on: it is pinned, mirrored and tried out as every other system, and closed like them.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver
 */
export class Ebs extends pulumi.ComponentResource implements Storage {
    readonly block: pulumi.Output<string>;
    readonly snapshots: pulumi.Output<string>;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[] = [];

    constructor(
        name: string,
        { place, said, classes }: { place: Place; said: EbsArgs; classes: Classes },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:storage:Ebs", name, said, opts);
        const { eks, identity } = place.cluster;
        if (!eks || !identity) {
            throw new Error(
                `places.${place.name}.storage is of kind ebs, and the cluster of ${place.name} is not EKS: choose longhorn, or a cluster of kind eks`,
            );
        }

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAMESPACE,
                role: "storage",
                podSecurity: { level: "privileged", because: "its DaemonSet formats and mounts disks of the node" },
                accepts: [{ from: { role: "monitoring" }, ports: METRICS_PORTS }],
                opens: [{ to: "apiServer" }, { to: "internet", ports: [AGENT_PORT] }],
            },
            { parent: this },
        );
        const permitted = identity(
            `${name}-identity`,
            { namespace: NAMESPACE, serviceAccount: CONTROLLER },
            // Lets it at volumes that it tagged itself, and no others.
            { managed: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicyV2" },
            { parent: this },
        );
        const release = install(
            name,
            chart,
            { source: place.charts, namespace, values: ebsValues(eks) },
            { parent: this, dependsOn: permitted },
        );

        const provisioner = "ebs.csi.aws.com";
        const here = { parent: this, dependsOn: release };
        const block = storageClass(
            `${name}-block`,
            {
                name: classes.block,
                isDefault: classes.isDefault,
                provisioner,
                parameters: { type: "gp3", encrypted: "true", "csi.storage.k8s.io/fstype": "ext4" },
            },
            here,
        );
        const snapshots = snapshotClass(
            `${name}-snapshots`,
            { name: classes.block, isDefault: classes.isDefault, driver: provisioner, parameters: {} },
            here,
        );

        this.block = block.metadata.name;
        this.snapshots = snapshots.metadata.name;
        this.registerOutputs({ block: this.block });
    }
}

export function ebsValues({ clusterName, region }: Pick<EksSurroundings, "clusterName" | "region">) {
    const sidecar = { resources: { requests: { cpu: "10m", memory: "32Mi" } } };
    return {
        controller: {
            replicaCount: 2,
            region,
            // Marks volumes as this cluster's, so that what is left of them can be found.
            k8sTagClusterId: clusterName,
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "topology.kubernetes.io/zone",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { app: "ebs-csi-controller" } },
                },
            ],
            enableMetrics: true,
            serviceMonitor: { forceEnable: true },
        },
        node: {
            // It asks the machine's metadata service how many disks it can take, which answers no pod, as our nodes let
            // its answers take one hop only.
            hostNetwork: true,
            enableMetrics: true,
            serviceMonitor: { forceEnable: true },
            enableWindows: false,
        },
        sidecars: {
            provisioner: sidecar,
            attacher: sidecar,
            resizer: sidecar,
            livenessProbe: sidecar,
            nodeDriverRegistrar: sidecar,
            // The kinds are there, and the chart need not find them first.
            snapshotter: { ...sidecar, forceEnable: true },
        },
        helmTester: { enabled: false },
    };
}

const dashboard: Dashboard = {
    title: "EBS",
    panels: [
        {
            title: "Requests to EC2 that failed",
            query: "sum by (request, error) (rate(aws_ebs_csi_api_request_errors_total[5m]))",
            legend: "{{request}} {{error}}",
            unit: "reqps",
        },
        {
            title: "Requests that EC2 slowed down",
            query: "sum by (request) (rate(aws_ebs_csi_api_request_throttles_total[5m]))",
            legend: "{{request}}",
            unit: "reqps",
        },
        {
            title: "Time EC2 takes to answer, 99 of 100",
            query:
                "histogram_quantile(0.99, sum by (request, le)" +
                " (rate(aws_ebs_csi_api_request_duration_seconds_bucket[5m])))",
            legend: "{{request}}",
            unit: "s",
        },
        {
            title: "Time over a volume's limit of operations, the ten worst",
            query: "topk(10, sum by (volume_id) (rate(aws_ebs_csi_exceeded_iops_seconds_total[5m])))",
            legend: "{{volume_id}}",
            unit: "percentunit",
        },
        {
            title: "Written, the ten busiest volumes",
            query: "topk(10, sum by (volume_id) (rate(aws_ebs_csi_write_bytes_total[5m])))",
            legend: "{{volume_id}}",
            unit: "Bps",
        },
    ],
    alerts: [
        {
            name: "EbsRequestsFail",
            query: "sum by (request, error) (rate(aws_ebs_csi_api_request_errors_total[15m])) > 0",
            for: "30m",
            severity: "warning",
            summary: "EC2 answers {{ $labels.request }} with {{ $labels.error }}: volumes may not be made or attached.",
        },
        {
            name: "EbsRequestsThrottled",
            query: "sum by (request) (rate(aws_ebs_csi_api_request_throttles_total[15m])) > 0.1",
            for: "30m",
            severity: "warning",
            summary: "EC2 slows {{ $labels.request }} down: volumes are made and attached late.",
        },
        {
            name: "EbsVolumeTooSlow",
            query: "sum by (volume_id) (rate(aws_ebs_csi_exceeded_iops_seconds_total[15m])) > 0.5",
            for: "1h",
            severity: "warning",
            summary: "Volume {{ $labels.volume_id }} is asked for more operations than it was bought for.",
        },
    ],
};
