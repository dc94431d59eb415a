import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, type Image, install } from "../chart";
import type { Claim } from "../claim";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { ObjectStore } from "../object-storage";
import type { Place } from "../place";
import { Cron } from "../schedule";
import { derived, type Secrets } from "../secrets";
import type { Storage } from "../storage";
import type { Backup } from "./index";
import { dashboard } from "./velero-dashboard";
import { CREDENTIALS, storageLocation } from "./velero-location";
import { volumePolicies } from "./velero-policies";
import { veleroValues } from "./velero-values";

export const chart: Chart = {
    repository: "https://vmware-tanzu.github.io/helm-charts",
    name: "velero",
    // renovate: datasource=helm registryUrl=https://vmware-tanzu.github.io/helm-charts depName=velero
    version: "12.1.0",
    // Its README expects every minor from 1.18 on, and has tried 1.33 to 1.35.
    kubernetes: { from: "1.18", to: "1.36" },
};

/** How Velero reaches AWS, and whatever speaks like it. Its README names Velero 1.17 for 1.13, and no Velero for a newer one. */
export const plugin: Image = {
    repository: "docker.io/velero",
    name: "velero-plugin-for-aws",
    // renovate: datasource=docker depName=docker.io/velero/velero-plugin-for-aws
    version: "v1.13.2",
};

const ScheduleArgs = z.strictObject({
    /** When, as cron says it, in UTC. Every night at half past two by default. */
    schedule: Cron.default("30 2 * * *"),
    /** Days for which each backup is kept. A month by default. */
    retentionDays: z.int().min(1).max(3650).default(30),
    /** Namespaces that it holds. All of them unless said, those of applications too, with what belongs to none. */
    namespaces: z.array(z.string().min(1)).min(1).optional(),
});
export type ScheduleArgs = z.infer<typeof ScheduleArgs>;

/** What an environment may say of Velero. */
export const VeleroArgs = z.strictObject({
    kind: z.literal("velero"),
    /** Schedules by name: objects and volumes together. One by default, `nightly`, of everything. */
    schedules: z.record(z.string().regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/), ScheduleArgs).prefault({ nightly: {} }),
});
export type VeleroArgs = z.infer<typeof VeleroArgs>;

/** What Velero needs of the other roles. */
export interface VeleroNeeds {
    store: ObjectStore;
    /** The kinds of snapshots are there, and the classes by which they are taken. */
    storage: Pick<Storage, "block">;
    /** Whether a snapshot must be copied out of the cluster, because it lies on the disks that it is a copy of. */
    moveData: boolean;
    /** What the systems of the place claim: volumes that need no copy are left out. */
    claims: Claim[];
    secrets: Secrets;
}

const NAMESPACE = "velero";
const METRICS_PORT = 8085;

/**
 * Velero copies the cluster's objects into object storage, and its volumes with them: by a snapshot, whose data its
 * node agent carries out of the cluster where the snapshot would be lost with it. Restoring is somebody's own decision,
 * by `velero restore create`, and no word of an environment.
 *
 * The chart as objects, without its hook that would upgrade the kinds: so they are resources, and follow its version.
 *
 * @see https://velero.io/docs/v1.18/
 */
export class Velero extends pulumi.ComponentResource implements Backup {
    readonly dashboard: Dashboard = dashboard;

    constructor(
        name: string,
        { place, said, store, storage, moveData, claims, secrets }: { place: Place; said: VeleroArgs } & VeleroNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:backup:Velero", name, said, opts);

        const bucket = store.bucket(
            "backups",
            { namespace: NAMESPACE, serviceAccount: "velero-server" },
            { parent: this },
        );
        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAMESPACE,
                role: "backup",
                podSecurity: {
                    level: "baseline",
                    because: "what reads and writes volumes does it as root, to keep the owners of files",
                },
                accepts: [{ from: { role: "monitoring" }, ports: [METRICS_PORT] }],
                opens: [{ to: "apiServer" }, store.flow],
            },
            { parent: this },
        );
        const credentials =
            bucket.credentials &&
            new k8s.core.v1.Secret(
                `${name}-credentials`,
                {
                    metadata: { name: CREDENTIALS, namespace: namespace.name },
                    stringData: { cloud: asFile(bucket.credentials) },
                },
                { parent: this },
            );
        // Otherwise Velero would encrypt what it takes from volumes with a password that everybody knows.
        const repository = new k8s.core.v1.Secret(
            `${name}-repository`,
            {
                metadata: { name: "velero-repo-credentials", namespace: namespace.name },
                stringData: { "repository-password": derived(secrets, place, "velero repository") },
            },
            { parent: this },
        );
        const release = install(
            name,
            chart,
            {
                source: place.charts,
                namespace,
                values: veleroValues({ plugin, moveData, credentials: credentials && CREDENTIALS }),
                engine: "objects",
            },
            {
                parent: this,
                dependsOn: storage.block.apply(() => [
                    repository,
                    ...bucket.ready,
                    ...(credentials ? [credentials] : []),
                ]),
            },
        );

        const here = { parent: this, dependsOn: release };
        const location = storageLocation(name, { store, bucket, credentials, namespace: namespace.name }, here);
        const policies = volumePolicies(name, { claims, namespace: namespace.name }, { parent: this });
        for (const [schedule, words] of Object.entries(said.schedules)) {
            new k8s.apiextensions.CustomResource(
                `${name}-${schedule}`,
                {
                    apiVersion: "velero.io/v1",
                    kind: "Schedule",
                    metadata: { name: schedule, namespace: namespace.name },
                    spec: scheduleSpec(words, { moveData, policies: policies.metadata.name }),
                },
                { parent: this, dependsOn: [location, policies] },
            );
        }
        this.registerOutputs({});
    }
}

/** The key as AWS' own programs keep it in a file. */
function asFile({
    accessKeyId,
    secretAccessKey,
}: {
    accessKeyId: pulumi.Output<string>;
    secretAccessKey: pulumi.Output<string>;
}) {
    return pulumi.secret(
        pulumi.interpolate`[default]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`,
    );
}

function scheduleSpec(
    { schedule, retentionDays, namespaces }: ScheduleArgs,
    { moveData, policies }: { moveData: boolean; policies: pulumi.Input<string> },
) {
    return {
        schedule,
        // A backup outlives the schedule that made it.
        useOwnerReferencesInBackup: false,
        template: {
            ttl: `${retentionDays * 24}h0m0s`,
            includedNamespaces: namespaces ?? ["*"],
            snapshotMoveData: moveData,
            resourcePolicy: { kind: "configmap", name: policies },
        },
    };
}
