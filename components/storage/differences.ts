import type { Declared } from "../difference";

export const storageDifferences: Declared[] = [
    {
        by: "Longhorn",
        word: "storage.allowDestroy",
        between: [true, false],
        what: ["Release longhorn-system/longhorn values.defaultSettings.deletingConfirmationFlag"],
        reason: "Longhorn deletes itself, and every volume, with consent alone",
    },
    {
        by: "RookCeph",
        word: "storage.allowDestroy",
        between: [true, false],
        what: ["Release rook-ceph/rook-ceph-cluster values.cephClusterSpec.cleanupPolicy.confirmation"],
        reason: "Rook lets its cluster be deleted, and wipes its devices, with consent alone",
    },
    ...[
        {
            by: "RookCeph",
            what: ["CustomResourceDefinition *.ceph.rook.io", "CustomResourceDefinition *.objectbucket.io"],
        },
        { by: "Kadalu", what: ["CustomResourceDefinition *.kadalu-operator.storage"] },
    ].map(({ by, what }): Declared => ({
        by,
        word: "storage.allowDestroy",
        between: [true, false],
        what,
        reason: "with consent its definitions go when its namespace does, where its chart would keep them",
    })),
    ...(["longhorn", "rook-ceph", "ebs"] as const).map((kind): Declared => ({
        by: "Kadalu",
        word: "storage.kind",
        between: ["kadalu", kind],
        what: ["ConfigMap monitoring/dashboard-gluster", "PrometheusRule monitoring/samestack-gluster"],
        reason: "Gluster is watched where it is",
    })),
];
