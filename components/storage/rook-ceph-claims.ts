import type { Claim } from "../claim";
import type { RookCephArgs } from "./rook-ceph";
import { CLAIMS, MONITOR_DISK, monitors } from "./rook-ceph-values";

const from = (values: string) => ({ chart: "rook-ceph-cluster", values });

/** The volumes of another system that Ceph keeps its data on; none where it has devices. */
export function rookCephClaims(
    said: RookCephArgs,
    { nodes, className }: { nodes: number; className: string },
): Claim[] {
    const { count, disk } = said.claims ?? CLAIMS;
    const common = {
        namespace: "rook-ceph",
        storageClass: className,
        kept: {
            by: "disposable",
            reason: "Ceph's own copies are on the others; the volumes it gives are copied instead",
        },
    } as const;
    return [
        {
            ...common,
            what: "what Ceph's monitors know",
            from: from("cephClusterSpec.mon"),
            count: monitors(nodes),
            gibibytes: MONITOR_DISK,
            labels: { "ceph.rook.io/daemon_type": "mon" },
        },
        {
            ...common,
            what: "data of Ceph",
            from: from("cephClusterSpec.storage.storageClassDeviceSets.0"),
            count,
            gibibytes: disk,
            labels: { "ceph.rook.io/DeviceSet": "claims" },
        },
    ];
}
