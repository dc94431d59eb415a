import type { Declared } from "../difference";

export const storageDifferences: Declared[] = [
    {
        by: "Longhorn",
        word: "storage.allowDestroy",
        between: [true, false],
        what: ["Release longhorn-system/longhorn values.defaultSettings.deletingConfirmationFlag"],
        reason: "Longhorn deletes itself, and every volume, with consent alone",
    },
    ...(["longhorn", "rook-ceph", "ebs"] as const).map((kind): Declared => ({
        by: "Kadalu",
        word: "storage.kind",
        between: ["kadalu", kind],
        what: ["ConfigMap monitoring/dashboard-gluster", "PrometheusRule monitoring/samestack-gluster"],
        reason: "Gluster is watched where it is",
    })),
];
