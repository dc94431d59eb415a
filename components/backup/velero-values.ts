import { type Image, imageReference } from "../chart";

/** What the chart is told. The location and the schedules are objects of ours: `up` ends when the bucket was reached. */
export function veleroValues({
    plugin,
    moveData,
    credentials,
}: {
    /** How it reaches the bucket. */
    plugin: Image;
    moveData: boolean;
    /** The Secret with the bucket's key; without one the cloud vouches for the pods. */
    credentials: string | undefined;
}): Record<string, unknown> {
    return {
        // One, which the chart fixes: two would take every backup twice. While it is away a schedule is late.
        resources: { requests: { cpu: "100m", memory: "256Mi" } },
        containerSecurityContext: unprivileged,
        initContainers: [
            {
                name: plugin.name,
                image: imageReference(plugin),
                volumeMounts: [{ name: "plugins", mountPath: "/target" }],
                resources: { requests: { cpu: "10m", memory: "32Mi" } },
                securityContext: unprivileged,
            },
        ],
        configuration: {
            features: "EnableCSI",
            uploaderType: "kopia",
            defaultSnapshotMoveData: moveData,
            // A node that is slow to give a volume to the one who copies it is no reason to fail.
            dataMoverPrepareTimeout: "1h",
        },
        backupsEnabled: false,
        snapshotsEnabled: false,
        credentials:
            credentials === undefined ? { useSecret: false } : { useSecret: true, existingSecret: credentials },
        upgradeCRDs: false,
        deployNodeAgent: moveData,
        nodeAgent: {
            // Only copies of files, not of snapshots, need the nodes' own directories.
            disableHostPath: true,
            resources: { requests: { cpu: "20m", memory: "128Mi" } },
            containerSecurityContext: unprivileged,
        },
        metrics: {
            serviceMonitor: { enabled: true, autodetect: false },
            nodeAgentPodMonitor: { enabled: moveData, autodetect: false },
        },
    };
}

// Not with a read-only root: the program that copies data keeps its configuration in its home.
const unprivileged = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
};
