import type { Declared } from "../difference";

export const backupDifferences: Declared[] = [
    {
        by: "Velero",
        word: "objectStorage.kind",
        between: ["seaweedfs", "s3"],
        what: [
            "Secret velero/velero-credentials",
            "Release velero/velero values.credentials.useSecret",
            "Release velero/velero values.credentials.existingSecret",
            "BackupStorageLocation velero/default spec.credential",
        ],
        reason: "S3 knows Velero by its pod's identity, so that there is no key to keep; SeaweedFS asks for a key",
    },
    {
        by: "Velero",
        word: "objectStorage.kind",
        between: ["seaweedfs", "s3"],
        what: [
            "BackupStorageLocation velero/default spec.config.region",
            "BackupStorageLocation velero/default spec.config.s3Url",
            "BackupStorageLocation velero/default spec.config.s3ForcePathStyle",
            "BackupStorageLocation velero/default spec.config.checksumAlgorithm",
            "BackupStorageLocation velero/default spec.objectStorage.bucket",
        ],
        reason: "where the copies lie: in a bucket of the place's own object storage",
    },
    {
        by: "Velero",
        word: "objectStorage.kind",
        between: ["seaweedfs", "s3"],
        what: [
            "NetworkPolicy velero/samestack-flows spec.egress[0].ports[0].port",
            "NetworkPolicy velero/samestack-flows spec.egress[0].ports[1]*",
            "NetworkPolicy velero/samestack-flows spec.egress[0].to",
            "NetworkPolicy velero/samestack-flows spec.egress[1]*",
        ],
        reason: "S3 is outside the cluster, and so is what tells a pod its identity; SeaweedFS is inside",
    },
    {
        by: "Velero",
        word: "storage.kind",
        between: ["longhorn", "ebs"],
        what: [
            "Release velero/velero values.configuration.defaultSnapshotMoveData",
            "Release velero/velero values.deployNodeAgent",
            "Release velero/velero values.metrics.nodeAgentPodMonitor.enabled",
            "Schedule velero/nightly spec.template.snapshotMoveData",
        ],
        reason: "snapshots of EBS are outside the cluster; others would be lost with it, so what is in them is copied too",
    },
];
