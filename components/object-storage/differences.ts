import type { Declared } from "../difference";

export const objectStorageDifferences: Declared[] = [
    {
        by: "SeaweedFS",
        word: "objectStorage.kind",
        between: ["seaweedfs", "s3"],
        what: ["SeaweedFS"],
        reason: "your own servers have no object storage, so SeaweedFS keeps it on their disks",
    },
    {
        by: "S3",
        word: "objectStorage.kind",
        between: ["seaweedfs", "s3"],
        unless: "backup.kind",
        what: ["S3"],
        reason: "in AWS buckets are those of S3",
    },
    {
        by: "SeaweedFS",
        word: "objectStorage.kind",
        between: ["seaweedfs", "s3"],
        what: [
            "ConfigMap monitoring/dashboard-seaweedfs",
            "PrometheusRule monitoring/samestack-seaweedfs",
            "PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info seaweedfs]",
        ],
        reason: "SeaweedFS is watched where it is",
    },
    {
        by: "SeaweedFS",
        word: "objectStorage.kind",
        between: ["seaweedfs", "s3"],
        what: ['ConfigMap velero/volume-policies data["policies.yaml"].volumePolicies[skip seaweedfs *]'],
        reason: "Velero does not copy the volumes that its own copies lie on",
    },
];
