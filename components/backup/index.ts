import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Chart } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import type { ObjectStore } from "../object-storage";
import type { Place } from "../place";
import { chart, Velero, VeleroArgs, type VeleroNeeds } from "./velero";

/** Nothing copies the cluster's objects and volumes. */
const NoBackupArgs = z.strictObject({ kind: z.literal("none") });

/** What an environment may say of what copies a place. */
export const BackupArgs = z.discriminatedUnion("kind", [NoBackupArgs, VeleroArgs]);
export type BackupArgs = z.infer<typeof BackupArgs>;

/** What backup gives: every object and every claim is copied, but for claims that are kept otherwise. */
export interface Backup {
    readonly dashboard: Dashboard;
}

/** What the choice needs of the other roles. */
export type BackupNeeds = Omit<VeleroNeeds, "store"> & { store: ObjectStore | undefined };

/** Puts what copies the place; nothing for `none`. */
export function backup(
    place: Place,
    said: BackupArgs,
    { store, ...needs }: BackupNeeds,
    opts?: pulumi.ComponentResourceOptions,
): Backup | undefined {
    switch (said.kind) {
        case "none":
            return undefined;
        case "velero":
            if (!store) {
                throw new Error(
                    `places.${place.name}.backup is velero, and the place has no object storage: say objectStorage, or backup: { kind: none }`,
                );
            }
            return new Velero(`${place.name}-velero`, { place, said, store, ...needs }, opts);
    }
}

/** Every chart that the choice installs. */
export function backupCharts(said: BackupArgs): Chart[] {
    return { none: [], velero: [chart] }[said.kind];
}
