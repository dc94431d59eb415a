import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import { snapshotClass, storageClass } from "./classes";
import { BackupArgs, backupCredentials, backupFlow } from "./longhorn-backup";
import { dashboard } from "./longhorn-dashboard";
import { guardPods } from "./longhorn-pods";
import { longhornValues } from "./longhorn-values";
import { Cron } from "../schedule";
import type { Classes, Storage } from ".";

export const chart: Chart = {
    repository: "https://charts.longhorn.io",
    name: "longhorn",
    // renovate: datasource=helm registryUrl=https://charts.longhorn.io depName=longhorn
    version: "1.12.1",
    kubernetes: { from: "1.33", to: "1.36" },
    upgrades: { through: "every minor", down: "never", manual: "https://longhorn.io/docs/latest/deploy/upgrade/" },
};

/** What an environment may say of Longhorn. */
export const LonghornArgs = z.strictObject({
    kind: z.literal("longhorn"),
    /** Copies of every block, each on its own node. Three: one node can be lost while another is upgraded. */
    replicas: z.int().min(1).max(5).default(3),
    /**
     * Nodes whose disks it keeps data on. `labelled`, the default: those with the label
     * `node.longhorn.io/create-default-disk=true`, so that no node's system disk fills up unasked. `every`: all.
     */
    disks: z.enum(["labelled", "every"]).default("labelled"),
    /** Directory of those nodes where the data lies; in production the mount of a disk of its own. */
    dataPath: z
        .string()
        .refine((said) => /^\/[A-Za-z0-9._/-]+$/.test(said), {
            error: "is not a directory from the root on",
            params: { allowed: "a path that starts with /", fix: "write for example dataPath: /var/lib/longhorn/" },
        })
        .default("/var/lib/longhorn/"),
    /** Snapshots of every volume, kept on the same disks: against mistakes, not against loss. */
    snapshots: z
        .strictObject({
            /** When, as cron says it, in UTC. Every night at one by default. */
            schedule: Cron.default("0 1 * * *"),
            /** How many are kept of each volume. A week of nights by default; each holds what was changed since. */
            retain: z.int().min(1).max(100).default(7),
        })
        .prefault({}),
    /** Copies outside the cluster. Without it no data leaves the cluster, and what is lost with it is lost. */
    backup: BackupArgs.optional(),
    /**
     * Consent to delete Longhorn and every volume with it. Without it, the default, Pulumi refuses to, and so does
     * Longhorn itself. To destroy: set it and run `pulumi up`, which tells both; then run `pulumi destroy`.
     */
    allowDestroy: z.boolean().default(false),
});
export type LonghornArgs = z.infer<typeof LonghornArgs>;

// Of Longhorn's own choosing: it will not run in another.
const NAMESPACE = "longhorn-system";
const MANAGER_PORT = 9500;
const UI_PORT = 8000;

/**
 * Longhorn keeps volumes as replicated blocks on the nodes' own disks, so that the same storage exists with or without
 * a cloud underneath. Its nodes need open-iscsi, and an NFS client for class `shared`.
 *
 * @see https://longhorn.io/docs/1.12.1/
 */
export class Longhorn extends pulumi.ComponentResource implements Storage {
    readonly block: pulumi.Output<string>;
    readonly shared: pulumi.Output<string>;
    readonly snapshots: pulumi.Output<string>;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[];

    constructor(
        name: string,
        { place, said, classes, secrets }: { place: Place; said: LonghornArgs; classes: Classes; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:storage:Longhorn", name, said, opts);
        const protect = !said.allowDestroy;

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAMESPACE,
                role: "storage",
                podSecurity: {
                    level: "privileged",
                    because: "its manager and its engines work on devices and mounts of the node",
                },
                // What its parts say to each other the chart's own policies let through, part by part.
                accepts: [
                    { from: { role: "monitoring" }, ports: [MANAGER_PORT] },
                    { from: { role: "ingress" }, ports: [UI_PORT] },
                ],
                opens: [{ to: "here" }, { to: "apiServer" }, ...(said.backup ? [backupFlow(said.backup)] : [])],
            },
            { parent: this, protect },
        );
        const guards = guardPods(name, namespace, { parent: this });
        const credentials =
            said.backup && backupCredentials(`${name}-backup`, { place, said: said.backup, namespace, secrets }, this);

        const release = install(
            name,
            chart,
            {
                source: place.charts,
                namespace,
                values: longhornValues(said),
                // Its last pods are ready only when every node has pulled a dozen images; removing it takes a Job that
                // detaches and deletes volume after volume.
                timeoutSeconds: 900,
            },
            { parent: this, protect, dependsOn: [...guards, ...(credentials ?? [])] },
        );

        for (const job of recurringJobs(said)) {
            new k8s.apiextensions.CustomResource(
                `${name}-job-${job.name}`,
                {
                    apiVersion: "longhorn.io/v1beta2",
                    kind: "RecurringJob",
                    metadata: { name: job.name, namespace: namespace.name },
                    // `default` is the group of every volume that names no other.
                    spec: { ...job, groups: ["default"], concurrency: 2, labels: {}, parameters: {} },
                },
                { parent: this, dependsOn: release },
            );
        }

        // The number of copies is not among the parameters, which a class cannot change: Longhorn takes its setting.
        const made = { provisioner: "driver.longhorn.io", parameters: { dataEngine: "v1", staleReplicaTimeout: "30" } };
        const here = { parent: this, protect, dependsOn: release };
        const block = storageClass(
            `${name}-block`,
            {
                ...made,
                name: classes.block,
                isDefault: classes.isDefault,
                // Keeps one copy where the pod is, if there is room, so that reading needs no network.
                parameters: { ...made.parameters, fsType: "ext4", dataLocality: "best-effort" },
            },
            here,
        );
        // A claim for many readers and writers makes Longhorn serve the volume by NFS; the class only gives it a name
        // that says so in every place, and leaves the copies where they are.
        const shared = storageClass(
            `${name}-shared`,
            { ...made, name: "shared", isDefault: false, parameters: { ...made.parameters, fsType: "ext4" } },
            here,
        );
        const snapshots = snapshotClass(
            `${name}-snapshots`,
            {
                name: classes.block,
                isDefault: classes.isDefault,
                driver: made.provisioner,
                // Beside the volume. `bak` would need a backup target.
                parameters: { type: "snap" },
            },
            here,
        );

        this.block = block.metadata.name;
        this.shared = shared.metadata.name;
        this.snapshots = snapshots.metadata.name;
        this.consoles = [
            {
                host: "longhorn",
                title: "Longhorn",
                purpose: "volumes, their copies, snapshots and backups",
                namespace: namespace.name,
                service: "longhorn-frontend",
                port: 80,
                // It asks nobody who they are.
                login: "shared",
            },
        ];
        this.registerOutputs({ block: this.block, shared: this.shared });
    }
}

interface RecurringJob {
    name: string;
    task: string;
    cron: string;
    retain: number;
}

function recurringJobs({ snapshots, backup }: LonghornArgs): RecurringJob[] {
    return [
        { name: "snapshot", task: "snapshot", cron: snapshots.schedule, retain: snapshots.retain },
        ...(backup ? [{ name: "backup", task: "backup", cron: backup.schedule, retain: backup.retain }] : []),
        // Gives back blocks of deleted files; without it a volume only ever grows. Sundays at four.
        { name: "trim", task: "filesystem-trim", cron: "0 4 * * 0", retain: 0 },
    ];
}
