import { type Declared, each, watching } from "../difference";

const elsewhere = each(["seaweedfs"], ["s3", "ceph", "existing", "none"]);

export const objectStorageDifferences: Declared[] = [
    ...elsewhere.flatMap((between): Declared[] => {
        const declared = { by: "SeaweedFS", word: "objectStorage.kind", between };
        return [
            {
                ...declared,
                what: ["SeaweedFS"],
                reason: "your own servers have no object storage, so SeaweedFS keeps it on their disks",
            },
            {
                ...declared,
                what: watching("seaweedfs"),
                reason: "SeaweedFS is watched where it is",
            },
            {
                ...declared,
                what: [
                    'ConfigMap velero/volume-policies data["policies.yaml"].volumePolicies[skip app.kubernetes.io/name=seaweedfs *]',
                ],
                reason: "Velero does not copy the volumes that its own copies lie on",
            },
        ];
    }),
    ...each(["s3"], ["seaweedfs", "ceph", "existing"]).map((between): Declared => ({
        by: "S3",
        word: "objectStorage.kind",
        between,
        unless: "backup.kind",
        what: ["S3"],
        reason: "in AWS buckets are those of S3",
    })),
    ...[
        { by: "S3", what: "aws:s3:Bucket s3-* forceDestroy" },
        { by: "CephObjectStorage", what: "CephObjectStore rook-ceph/objects spec.preservePoolsOnDelete" },
    ].map(({ by, what }): Declared => ({
        by,
        word: "objectStorage.allowDestroy",
        between: [true, false],
        what: [what],
        reason: "with consent what is in a store goes with it",
    })),
];
