import type { Declared } from "../difference";

export const storageDifferences: Declared[] = (["longhorn", "rook-ceph", "ebs"] as const).map((kind) => ({
    by: "Kadalu",
    word: "storage.kind",
    between: ["kadalu", kind],
    what: ["ConfigMap monitoring/dashboard-gluster", "PrometheusRule monitoring/samestack-gluster"],
    reason: "Gluster is watched where it is",
}));
