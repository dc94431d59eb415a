import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import { goWith } from "../definitions";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import { dashboard } from "./rook-ceph-dashboard";
import { definitions } from "./rook-ceph-definitions";
import { DASHBOARD_SERVICE, guardPods } from "./rook-ceph-pods";
import { pools } from "./rook-ceph-pools";
import { clusterValues, DASHBOARD_PORT, driversValues, NAMESPACE, operatorValues } from "./rook-ceph-values";
import type { Classes, Disks, Storage } from ".";

export const operator: Chart = {
    repository: "https://charts.rook.io/release",
    name: "rook-ceph",
    // renovate: datasource=helm registryUrl=https://charts.rook.io/release depName=rook-ceph
    version: "v1.20.6",
    kubernetes: { from: "1.31", to: "1.36" },
    upgrades: {
        through: "every minor",
        down: "never",
        manual: "https://rook.io/docs/rook/latest/Upgrade/rook-upgrade/",
    },
};

/** The drivers that serve claims. Since 1.20 the operator brings none. */
export const drivers: Chart = {
    repository: "https://ceph.github.io/ceph-csi-operator",
    name: "ceph-csi-drivers",
    // renovate: datasource=helm registryUrl=https://ceph.github.io/ceph-csi-operator depName=ceph-csi-drivers
    version: "1.0.4",
    kubernetes: { from: "1.31", to: "1.36" },
};

/** Of the same release as the operator, always. */
export const cluster: Chart = {
    repository: "https://charts.rook.io/release",
    name: "rook-ceph-cluster",
    // renovate: datasource=helm registryUrl=https://charts.rook.io/release depName=rook-ceph-cluster
    version: "v1.20.6",
    kubernetes: { from: "1.31", to: "1.36" },
    upgrades: {
        through: "every minor",
        down: "never",
        manual: "https://rook.io/docs/rook/latest/Upgrade/rook-upgrade/",
    },
};

const Device = z.string().refine((said) => /^\/dev\/[\w.:+/-]+$/.test(said), {
    error: "is not a device",
    params: {
        allowed: "a path below /dev/",
        fix: "write for example /dev/disk/by-id/nvme-…, which is the same disk after a restart",
    },
});

/** What an environment may say of Rook-Ceph. */
export const RookCephArgs = z.strictObject({
    kind: z.literal("rook-ceph"),
    /** Copies of everything, each on a host of its own. Three: with one lost, a write still has two. */
    replicas: z.int().min(1).max(5).default(3),
    /**
     * On own servers: the nodes that keep data, and their devices, whole, raw and empty. Each is named; none is taken
     * because it happens to be empty. Needed there, and nowhere else.
     */
    nodes: z
        .array(
            z.strictObject({
                /** As `kubectl get nodes` names it. */
                name: z.string().min(1),
                devices: z.array(Device).min(1),
            }),
        )
        .min(1)
        .optional(),
    /** On EKS: volumes of the place's class of EBS, on which Ceph keeps its data. */
    claims: z
        .strictObject({
            /** How many, in all zones together. One in each of three zones unless said. */
            count: z.int().min(1).max(500).default(3),
            /** GiB of each. 200 unless said. */
            disk: z.int().min(10).max(16384).default(200),
        })
        .optional(),
    /**
     * Consent to delete Ceph, every volume and every object with it, and to wipe its devices. Without it, the default,
     * Pulumi refuses to, and so does Rook. To destroy: set it and run `pulumi up`; then run `pulumi destroy`.
     */
    allowDestroy: z.boolean().default(false),
});
export type RookCephArgs = z.infer<typeof RookCephArgs>;

const METRICS_PORTS = [9283, 9926];

/**
 * Rook runs Ceph: volumes for one pod and for many, and objects, in copies on raw devices of the nodes; on EKS on volumes
 * of EBS. For places with disks to give, and about 4 GiB of memory for each.
 *
 * @see https://rook.io/docs/rook/v1.20/
 */
export class RookCeph extends pulumi.ComponentResource implements Storage {
    readonly block: pulumi.Output<string>;
    readonly shared: pulumi.Output<string>;
    readonly snapshots: pulumi.Output<string>;
    readonly ceph: NonNullable<Storage["ceph"]>;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[];

    constructor(
        name: string,
        { place, said, classes, disks }: { place: Place; said: RookCephArgs; classes: Classes; disks?: Disks },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:storage:RookCeph", name, said, opts);
        if (said.nodes === undefined && disks === undefined) {
            throw new Error(
                `places.${place.name}.storage is of kind rook-ceph and has nothing to keep data on: name nodes and their devices, or on EKS a class of EBS beside it`,
            );
        }
        const protect = !said.allowDestroy;

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAMESPACE,
                role: "storage",
                podSecurity: {
                    level: "privileged",
                    because: "its daemons work on devices of the node, its drivers on mounts",
                },
                accepts: [
                    { from: "here" },
                    { from: { role: "monitoring" }, ports: METRICS_PORTS },
                    { from: { role: "ingress" }, ports: [DASHBOARD_PORT] },
                ],
                opens: [{ to: "here" }, { to: "apiServer" }],
            },
            { parent: this, protect },
        );
        const guards = guardPods(name, namespace, { parent: this });

        // Deleted in turn, the other way round: the operator lives until nothing waits for it.
        const source = place.charts;
        const here = { parent: this, protect };
        const operating = install(
            `${name}-operator`,
            operator,
            { source, namespace, values: operatorValues(drivers.version) },
            { ...here, dependsOn: guards },
        );
        if (said.allowDestroy) {
            goWith(name, { namespace, definitions }, { parent: this, dependsOn: [operating] });
        }
        const serving = install(
            `${name}-drivers`,
            drivers,
            { source, namespace, values: driversValues() },
            { ...here, dependsOn: operating },
        );
        const { nodes } = place.cluster;
        const made = install(
            `${name}-cluster`,
            cluster,
            { source, namespace, values: clusterValues(said, { nodes, disks }) },
            { ...here, dependsOn: disks ? disks.made.apply(() => [serving]) : serving },
        );
        const { block, shared, snapshots } = pools(
            name,
            { classes, replicas: said.replicas },
            { ...here, dependsOn: made },
        );

        this.block = block.metadata.name;
        this.shared = shared.metadata.name;
        this.snapshots = snapshots.metadata.name;
        // Known by the class, so that who makes an object store waits until there is something to keep it in.
        this.ceph = { namespace: this.block.apply(() => NAMESPACE), replicas: said.replicas };
        this.consoles = [
            {
                host: "ceph",
                title: "Ceph",
                purpose: "health, disks, pools and object stores",
                namespace: namespace.name,
                service: DASHBOARD_SERVICE,
                port: DASHBOARD_PORT,
                // It asks as well, for a password that Rook makes: what it can do is worth two.
                login: "shared",
            },
        ];
        this.registerOutputs({ block: this.block, shared: this.shared });
    }
}
