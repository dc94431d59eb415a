import { CREDENTIALS } from "./longhorn-backup";
import type { LonghornArgs } from "./longhorn";

/** What Longhorn's chart is given. A setting that Longhorn does not know or like it drops without a word. */
export function longhornValues(said: LonghornArgs): Record<string, unknown> {
    return {
        // The classes are ours: the chart's own appears only some time after the chart is ready, and Pulumi would not
        // see it.
        persistence: { createStorageClass: false, defaultClass: false },
        defaultSettings: {
            defaultReplicaCount: { v1: String(said.replicas), v2: String(said.replicas) },
            createDefaultDiskLabeledNodes: said.disks === "labelled",
            defaultDataPath: said.dataPath,
            replicaAutoBalance: "best-effort",
            // A pod whose node is gone starts elsewhere by itself; Kubernetes waits for somebody to be sure.
            nodeDownPodDeletionPolicy: "delete-both-statefulset-and-deployment-pod",
            // Engines follow the chart's version, one of each node at a time; by default nobody upgrades them.
            concurrentAutomaticEngineUpgradePerNodeLimit: 1,
            systemManagedCSIComponentsResourceLimits: JSON.stringify(sidecarRequests),
            // Neither calls home.
            upgradeChecker: false,
            allowCollectingLonghornUsageMetrics: false,
            // Said even when false, so that consent can be taken back.
            deletingConfirmationFlag: said.allowDestroy,
        },
        // Said even when empty: Longhorn keeps the last target it was told.
        defaultBackupStore: {
            backupTarget: said.backup?.target ?? "",
            backupTargetCredentialSecret: said.backup ? CREDENTIALS : "",
        },
        csi: {
            attacherReplicaCount: 2,
            provisionerReplicaCount: 2,
            resizerReplicaCount: 2,
            snapshotterReplicaCount: 2,
        },
        longhornManager: { resources: { requests: { cpu: "100m", memory: "256Mi" } } },
        // The console spreads over nodes by itself. The chart lets nothing be said of its pods' resources, nor of more
        // than one driver deployer; Longhorn makes budgets for its engines and sidecars.
        longhornUI: { replicas: 2 },
        metrics: { serviceMonitor: { enabled: true } },
    };
}

const sidecar = { requests: { cpu: "10m", memory: "48Mi" } };

const sidecarRequests = {
    "csi-attacher": sidecar,
    "csi-provisioner": sidecar,
    "csi-resizer": sidecar,
    "csi-snapshotter": sidecar,
    "longhorn-csi-plugin": { requests: { cpu: "20m", memory: "96Mi" } },
    "node-driver-registrar": { requests: { cpu: "5m", memory: "24Mi" } },
    "longhorn-liveness-probe": { requests: { cpu: "5m", memory: "24Mi" } },
};
