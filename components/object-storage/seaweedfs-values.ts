import type { SeaweedFSArgs } from "./seaweedfs";

/** The Secret with the identities that the S3 gateways know from the start, and the key in it that they read. */
export const IDENTITIES = { secret: "seaweedfs-identities", key: "seaweedfs_s3_config" };

/** The user and group that the image has for itself. */
const USER = 1000;
// The contract's class; its name is written out because a chart's values must be known when a change is previewed.
export const BLOCK_CLASS = "block";
/** GiB of each master: it keeps a table. */
export const MASTER_DISK = 1;

/** Masters, which agree on where things lie: as many as can lose one, or one alone. */
export function masters({ replicas }: Pick<SeaweedFSArgs, "replicas">): number {
    return replicas < 3 ? 1 : 3;
}

/** What SeaweedFS's chart is given. Pure: everything in it is known before anything exists, and nothing in it is a secret. */
export function seaweedfsValues(said: SeaweedFSArgs): Record<string, unknown> {
    return {
        global: {
            seaweedfs: {
                // XYZ: copies in other data centres, in other racks, on other servers.
                enableReplication: true,
                replicationPlacement: said.replicas > 1 ? "001" : "000",
                monitoring: { enabled: true },
                // Of use only to somebody who moves masters by hand, and it may delete every pod of the cluster.
                createClusterRole: false,
                automountServiceAccountToken: false,
            },
        },
        master: {
            ...unprivileged,
            replicas: masters(said),
            data: claim(MASTER_DISK),
            logs,
            // A bucket takes this many volumes at once when it is first written to; the chart's 7 and 6 would use up a
            // disk's with a dozen of buckets.
            extraEnvironmentVars: { WEED_MASTER_VOLUME_GROWTH_COPY_1: "2", WEED_MASTER_VOLUME_GROWTH_COPY_2: "2" },
            resources: requests("20m", "64Mi"),
        },
        volume: {
            ...unprivileged,
            replicas: said.replicas,
            dataDirs: [{ name: "data1", ...claim(said.disk), maxVolumes: 0 }],
            // Its Job is not as `restricted` asks, and no claim grows without it either: see docs/object-storage.md.
            resizeHook: { enabled: false },
            resources: requests("50m", "256Mi"),
        },
        filer: {
            ...unprivileged,
            // One: a second would have names of its own, hear of the first's a moment later, and an object that was
            // just written would not be found. Its volume follows it to another node.
            replicas: 1,
            data: claim(said.metadataDisk),
            logs,
            resources: requests("50m", "128Mi"),
        },
        s3: {
            ...unprivileged,
            enabled: true,
            replicas: 2,
            enableAuth: true,
            existingConfigSecret: IDENTITIES.secret,
            logs,
            // The chart's text goes through its template, and it has none of its own for these pods.
            topologySpreadConstraints: JSON.stringify([
                {
                    maxSkew: 1,
                    topologyKey: "kubernetes.io/hostname",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: labelsOf("s3") },
                },
            ]),
            // Catalogues of tables, which nobody asked for.
            extraArgs: ["-port.iceberg=0", "-port.lance=0"],
            resources: requests("50m", "128Mi"),
        },
    };
}

/** The labels by which the chart knows the pods of a part. */
export function labelsOf(component: string): Record<string, string> {
    return {
        "app.kubernetes.io/name": "seaweedfs",
        "app.kubernetes.io/instance": "seaweedfs",
        "app.kubernetes.io/component": component,
    };
}

/** What `restricted` asks of a pod, and of its containers. */
export const podSecurityContext = {
    runAsNonRoot: true,
    runAsUser: USER,
    runAsGroup: USER,
    fsGroup: USER,
    seccompProfile: { type: "RuntimeDefault" },
};
export const containerSecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

const unprivileged = {
    podSecurityContext: { enabled: true, ...podSecurityContext },
    containerSecurityContext: { enabled: true, ...containerSecurityContext },
};

// To standard output, where the collector of logs finds them; the chart would write to a directory of the node.
const logs = { type: "" };

function claim(gibibytes: number) {
    return { type: "persistentVolumeClaim", size: `${gibibytes}Gi`, storageClass: BLOCK_CLASS };
}

function requests(cpu: string, memory: string) {
    return { requests: { cpu, memory } };
}
