import type { Claim } from "../claim";
import type { SeaweedFSArgs } from "./seaweedfs";
import { BLOCK_CLASS, MASTER_DISK, masters } from "./seaweedfs-values";

const chart = "seaweedfs";

/** The volumes of SeaweedFS. The chart's labels are on them, as on its pods. */
export function claimsOfSeaweedFS(said: SeaweedFSArgs): Claim[] {
    const common = {
        namespace: "seaweedfs",
        storageClass: BLOCK_CLASS,
        kept: {
            by: "disposable",
            reason: "it holds the copies itself: what must outlive the cluster belongs in a store outside, of kind existing",
        },
    } as const;
    const labels = (component: string) => ({
        "app.kubernetes.io/name": "seaweedfs",
        "app.kubernetes.io/component": component,
    });
    return [
        {
            ...common,
            what: "where objects lie, in SeaweedFS",
            from: { chart, values: "master.data" },
            count: masters(said),
            gibibytes: MASTER_DISK,
            labels: labels("master"),
        },
        {
            ...common,
            what: "objects in SeaweedFS",
            from: { chart, values: "volume.dataDirs.0" },
            count: said.replicas,
            gibibytes: said.disk,
            labels: labels("volume"),
        },
        {
            ...common,
            what: "names of objects in SeaweedFS",
            from: { chart, values: "filer.data" },
            count: 1,
            gibibytes: said.metadataDisk,
            labels: labels("filer"),
        },
    ];
}
