import { type Declared, each } from "../difference";

/** Where the copies may lie. */
const kinds = ["seaweedfs", "ceph", "existing", "s3"] as const;

/** A difference between one kind of object storage and each of the others. */
const among = (one: string, others: readonly string[], declared: Pick<Declared, "what" | "reason">) =>
    others
        .filter((other) => other !== one)
        .map((other): Declared => ({ by: "Velero", word: "objectStorage.kind", between: [one, other], ...declared }));

const withKey = kinds.filter((kind) => kind !== "s3");
const itsOwn = "where the copies lie: in a bucket of the place's own object storage";
const itsWords = [
    "BackupStorageLocation velero/default spec.config.region",
    "BackupStorageLocation velero/default spec.config.s3ForcePathStyle",
    "BackupStorageLocation velero/default spec.config.checksumAlgorithm",
    "BackupStorageLocation velero/default spec.objectStorage.bucket",
];
const wayOut =
    "to where Velero is let out: S3 is outside the cluster, and so is what tells a pod its identity; others are inside";
const ways = { seaweedfs: "object-storage 8333", ceph: "storage 8080", s3: "anywhere 443 80" } as const;

export const backupDifferences: Declared[] = [
    ...among("s3", withKey, {
        what: [
            "Secret velero/velero-credentials",
            "Release velero/velero values.credentials.useSecret",
            "Release velero/velero values.credentials.existingSecret",
            "BackupStorageLocation velero/default spec.credential",
        ],
        reason: "S3 knows Velero by its pod's identity, so that there is no key to keep; the others ask for a key",
    }),
    ...among("s3", ["seaweedfs", "ceph"], { what: itsWords, reason: itsOwn }),
    // Somebody else's says of each what it is.
    { by: "Velero", word: "objectStorage.endpoint", what: itsWords, reason: itsOwn },
    ...kinds.flatMap((kind, index) =>
        among(kind, kinds.slice(index), {
            what: ["BackupStorageLocation velero/default spec.config.s3Url"],
            reason: itsOwn,
        }),
    ),
    ...Object.entries(ways).flatMap(([kind, to]) =>
        among(kind, kinds, {
            what: [`NetworkPolicy velero/samestack-flows spec.egress[${to}]`],
            reason: wayOut,
        }),
    ),
    {
        by: "Velero",
        word: "objectStorage.endpoint",
        // At whatever port it answers.
        what: ["NetworkPolicy velero/samestack-flows spec.egress[anywhere *]"],
        reason: wayOut,
    },
    ...each(["longhorn", "rook-ceph", "kadalu"], ["ebs"]).map((between): Declared => ({
        by: "Velero",
        word: "storage.kind",
        between,
        what: [
            "Release velero/velero values.configuration.defaultSnapshotMoveData",
            "Release velero/velero values.deployNodeAgent",
            "Release velero/velero values.metrics.nodeAgentPodMonitor.enabled",
            "Schedule velero/nightly spec.template.snapshotMoveData",
        ],
        reason: "snapshots of EBS are outside the cluster; others would be lost with it, so what is in them is copied too",
    })),
];
