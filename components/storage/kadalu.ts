import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import { definition, goWith } from "../definitions";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import { podMonitor } from "../pod-monitor";
import type { Place } from "../place";
import { storageClass } from "./classes";
import type { Classes, Storage } from ".";

const pin = {
    name: "kadalu",
    // renovate: datasource=github-releases depName=kadalu/kadalu
    version: "1.2.0",
    // Its last release is older than any of these; what it uses of Kubernetes they still have.
    kubernetes: { from: "1.25", to: "1.36" },
};
export const chart: Chart = {
    ...pin,
    repository: `https://github.com/kadalu/kadalu/releases/download/${pin.version}/kadalu-helm-chart.tgz`,
};

/** What an environment may say of Gluster. */
export const KadaluArgs = z.strictObject({
    kind: z.literal("kadalu"),
    /**
     * That nobody mends it any longer: Kadalu's last release is of September 2023, its last change of January 2024, and
     * Gluster itself has four volunteers. Needed, and it must be true.
     */
    acceptUnmaintained: z
        .boolean()
        .refine((said) => said, {
            error: "is what Kadalu asks for: nobody has mended it since January 2024",
            params: { allowed: "true", fix: "write acceptUnmaintained: true, or kind: longhorn" },
        })
        .prefault(false),
    /** The nodes that keep data, each with a device, whole, raw and empty. Three for three copies, or one for one. */
    nodes: z
        .array(
            z.strictObject({
                /** As `kubectl get nodes` names it. */
                name: z.string().min(1),
                /** Below `/dev/`; by a name that is the same after a restart. */
                device: z.string().startsWith("/dev/"),
            }),
        )
        .refine((said) => said.length === 1 || said.length === 3, {
            error: "are neither one node nor three",
            params: { allowed: "three, for three copies, or one", fix: "name three nodes, each with a device" },
        }),
    /**
     * Consent to delete Gluster and every volume in it. Without it, the default, Pulumi refuses to. Devices keep what is
     * on them.
     */
    allowDestroy: z.boolean().default(false),
});
export type KadaluArgs = z.infer<typeof KadaluArgs>;

/** What is in the `crds/` of its chart, of which Helm removes nothing. */
export const definitions = [definition("kadalu-operator.storage", "KadaluStorage")];

const NAMESPACE = "kadalu";
const POOL = "gluster";
const METRICS_PORT = 8050;

/**
 * Gluster, in containers, by Kadalu: volumes that one pod or many mount, in copies on the nodes' devices. It is here for
 * those who have it and know it; nobody mends it any longer. It takes no snapshots.
 *
 * The chart lets nothing be said of replicas, resources or budgets.
 *
 * @see https://kadalu.tech/k8s-storage/
 */
export class Kadalu extends pulumi.ComponentResource implements Storage {
    readonly block: pulumi.Output<string>;
    readonly shared: pulumi.Output<string>;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[] = [];

    constructor(
        name: string,
        { place, said, classes }: { place: Place; said: KadaluArgs; classes: Classes },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:storage:Kadalu", name, said, opts);
        const protect = !said.allowDestroy;
        void pulumi.log.warn(
            `places.${place.name}.storage is Gluster by Kadalu, which nobody has mended since January 2024`,
            this,
        );

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAMESPACE,
                role: "storage",
                podSecurity: {
                    level: "privileged",
                    because: "its servers format devices of the node, its driver mounts volumes there",
                },
                accepts: [{ from: "here" }, { from: { role: "monitoring" }, ports: [METRICS_PORT] }],
                opens: [{ to: "here" }, { to: "apiServer" }],
            },
            { parent: this, protect },
        );
        const release = install(
            name,
            chart,
            {
                source: place.charts,
                namespace,
                // Off by default, both of them.
                values: { operator: { enabled: true }, "csi-nodeplugin": { enabled: true } },
                timeoutSeconds: 600,
            },
            { parent: this, protect },
        );
        if (said.allowDestroy) goWith(name, { namespace, definitions }, { parent: this, dependsOn: [release] });
        podMonitor(
            `${name}-metrics`,
            {
                name: "kadalu",
                namespace: namespace.name,
                label: ["name", "kadalu"],
                container: "kadalu-operator",
                port: METRICS_PORT,
            },
            { parent: this, dependsOn: release },
        );

        // It tells nobody when it is ready: claims wait until it is.
        const here = { parent: this, protect, dependsOn: release };
        const pool = new k8s.apiextensions.CustomResource(
            `${name}-pool`,
            {
                apiVersion: "kadalu-operator.storage/v1alpha1",
                kind: "KadaluStorage",
                metadata: { name: POOL, namespace: namespace.name },
                spec: {
                    type: said.nodes.length === 3 ? "Replica3" : "Replica1",
                    storage: said.nodes.map(({ name, device }) => ({ node: name, device })),
                },
            },
            here,
        );
        const made = { provisioner: "kadalu", parameters: { storage_name: POOL, single_pv_per_pool: "False" } };
        const after = { ...here, dependsOn: pool };
        const block = storageClass(
            `${name}-block`,
            { ...made, name: classes.block, isDefault: classes.isDefault },
            after,
        );
        const shared = storageClass(`${name}-shared`, { ...made, name: "shared", isDefault: false }, after);

        this.block = block.metadata.name;
        this.shared = shared.metadata.name;
        this.registerOutputs({ block: this.block, shared: this.shared });
    }
}

const dashboard: Dashboard = {
    title: "Gluster",
    panels: [
        {
            title: "Disk taken, of each pool",
            query: "kadalu_storage_used_capacity_bytes / kadalu_storage_total_capacity_bytes",
            legend: "{{name}}",
            unit: "percentunit",
        },
        {
            title: "Names taken, of each pool",
            query: "kadalu_storage_used_inodes / kadalu_storage_total_inodes",
            legend: "{{name}}",
            unit: "percentunit",
        },
        {
            title: "Volumes taken, the ten fullest",
            query: "topk(10, kadalu_pvc_used_capacity_bytes / kadalu_pvc_total_capacity_bytes)",
            legend: "{{name}}",
            unit: "percentunit",
        },
        {
            title: "Containers that are not ready",
            query: "kadalu_total_number_of_containers - kadalu_total_number_of_ready_containers",
            legend: "{{name}}",
        },
    ],
    alerts: [
        {
            name: "KadaluPoolFull",
            query: "kadalu_storage_used_capacity_bytes / kadalu_storage_total_capacity_bytes > 0.8",
            for: "30m",
            severity: "warning",
            summary: "Pool {{ $labels.name }} of Gluster is {{ $value | humanizePercentage }} full.",
        },
        {
            name: "KadaluContainersNotReady",
            query: "kadalu_total_number_of_containers - kadalu_total_number_of_ready_containers > 0",
            for: "15m",
            severity: "warning",
            summary: "{{ $value }} containers of Kadalu's {{ $labels.name }} are not ready.",
        },
        {
            name: "KadaluNotSeen",
            // One of its pods that does not answer is enough for the operator to tell nothing of any.
            query: "absent(kadalu_storage_total_capacity_bytes)",
            for: "15m",
            severity: "warning",
            summary: "Kadalu has told nothing of Gluster for 15 minutes: one of its pods does not answer.",
        },
    ],
};
