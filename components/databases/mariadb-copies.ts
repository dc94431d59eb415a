import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { ObjectStore } from "../object-storage";
import { archiveOf, type MariaDBArgs } from "./args";
import { type Copies, copiesIn, storeKeys } from "./copies";
import { mariadbLabels, security } from "./mariadb-spec";

/** On the volume that copies pass through. */
export function stagingLabels(name: string): Record<string, string> {
    return { "samestack.dev/mariadb-staging": name };
}

/** GiB of that volume: the compressed copy lies beside the plain one until it is whole. */
export function stagingSize({ size }: Pick<MariaDBArgs, "size">): number {
    return Math.ceil(1.5 * size);
}

interface Given {
    store: ObjectStore;
    name: string;
    namespace: string;
    said: MariaDBArgs;
}

/** Opens the place's bucket to the Jobs that copy a database, and to those that make one from copies. */
export function mariadbCopies(
    resource: string,
    { store, name, namespace, said }: Given,
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): Copies {
    return copiesIn(
        resource,
        {
            store,
            namespace,
            said,
            // Those that make one run as the database itself does.
            accounts: { writes: accountOf(name), reads: name },
            // By the label the operator sees when it changes.
            secret: { name: `${name}-archive`, labels: { "k8s.mariadb.com/watch": "" } },
        },
        opts,
    );
}

/** From where a database starts that is not to be empty. */
export function bootstrapFrom(
    { store, said, storageClass }: Pick<Given, "store" | "said"> & { storageClass: pulumi.Input<string> },
    copies: Copies,
): Record<string, unknown> | undefined {
    const { restoreFrom, size } = said;
    if (!restoreFrom || copies.outOf === undefined) return undefined;
    return {
        s3: s3(store, { bucket: copies.outOf, archive: restoreFrom.archive }, copies),
        backupContentType: "Physical",
        ...(restoreFrom.at !== undefined && { targetRecoveryTime: restoreFrom.at }),
        // Compressed, plain and unpacked it lies there side by side; the operator removes it when all have theirs.
        stagingStorage: staging(3 * size, storageClass),
        restoreJob: { resources },
    };
}

/** Has a database copied whole, now and then. What is here never changes: another word makes the object anew. */
export function copied(
    resource: string,
    { store, name, namespace, said, storageClass }: Given & { storageClass: pulumi.Input<string> },
    copies: Copies,
    opts: pulumi.CustomResourceOptions,
) {
    const { schedule, retentionDays } = said.backup;
    return new k8s.apiextensions.CustomResource(
        `${resource}-backups`,
        {
            apiVersion: "k8s.mariadb.com/v1alpha1",
            kind: "PhysicalBackup",
            metadata: { name, namespace },
            spec: {
                mariaDbRef: { name },
                // The first one at once: until there is one, nothing can be restored.
                schedule: { cron: schedule, immediate: true },
                maxRetention: `${retentionDays * 24}h`,
                // Where a single one is all there is, of that.
                target: "PreferReplica",
                compression: "gzip",
                timeout: "6h",
                storage: { s3: s3(store, { bucket: copies.into, archive: archiveOf(name, said) }, copies) },
                stagingStorage: staging(stagingSize(said), storageClass),
                serviceAccountName: accountOf(name),
                inheritMetadata: { labels: stagingLabels(name) },
                podMetadata: { labels: mariadbLabels(name) },
                ...security,
                resources,
            },
        },
        // By its webhook nothing of it may change.
        pulumi.mergeOptions(opts, { replaceOnChanges: ["spec"], deleteBeforeReplace: true }),
    );
}

const resources = { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "1Gi" } };

function accountOf(name: string): string {
    return `${name}-backup`;
}

function staging(gibibytes: number, storageClassName: pulumi.Input<string>) {
    return {
        persistentVolumeClaim: {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: `${gibibytes}Gi` } },
            storageClassName,
        },
    };
}

/** A folder in the place's store. Databases of PostgreSQL have theirs beside `mariadb/`. */
function s3(store: ObjectStore, { bucket, archive }: { bucket: string; archive: string }, { byKey, secret }: Copies) {
    const entry = (key: string) => secret && { name: secret, key };
    const { protocol, host } = new URL(store.endpoint);
    return {
        bucket,
        prefix: `mariadb/${archive}`,
        endpoint: host,
        region: store.region,
        ...(byKey && {
            accessKeyIdSecretKeyRef: entry(storeKeys.id),
            secretAccessKeySecretKeyRef: entry(storeKeys.key),
        }),
        tls: {
            enabled: protocol === "https:",
            ...(store.certificateAuthority && { caSecretKeyRef: entry(storeKeys.certificateAuthority) }),
        },
    };
}
