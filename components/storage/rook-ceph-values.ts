import type { RookCephArgs } from "./rook-ceph";

/** Of the chart's choosing: the names of drivers and Secrets start with it. */
export const NAMESPACE = "rook-ceph";
export const DASHBOARD_PORT = 7000;

/** Where Ceph keeps its data on EKS: raw volumes of a class of EBS. */
interface Disks {
    className: string;
}

/** What the operator's chart is given. `csiVersion` is that of the drivers' chart, which is of one release with it. */
export function operatorValues(csiVersion: string): Record<string, unknown> {
    return {
        // Nobody else makes clusters of Ceph here.
        currentNamespaceOnly: true,
        monitoring: { enabled: true },
        // A bucket belongs to a user whose key is ours.
        obcAllowAdditionalConfigFields: "maxObjects,maxSize,bucketOwner",
        "ceph-csi-operator": {
            controllerManager: {
                replicas: 2,
                // The chart says latest, and that is another one tomorrow.
                manager: { image: { tag: `v${csiVersion}` } },
            },
        },
    };
}

/**
 * What the chart of the CSI drivers is given: what Rook's own manual asks for, without the drivers that nobody uses. The
 * chart's own names are not those that Rook looks for.
 */
export function driversValues(): Record<string, unknown> {
    return {
        operatorConfig: {
            namespace: NAMESPACE,
            driverSpecDefaults: {
                imageSet: { name: "rook-csi-operator-image-set-configmap" },
                nodePlugin: { priorityClassName: "system-node-critical" },
                controllerPlugin: { priorityClassName: "system-cluster-critical" },
            },
        },
        drivers: {
            rbd: driver("rbd"),
            cephfs: driver("cephfs"),
            nfs: { enabled: false },
            nvmeof: { enabled: false },
        },
    };
}

// The chart writes one replica on each driver, which no default changes.
function driver(kind: string) {
    return {
        name: `${NAMESPACE}.${kind}.csi.ceph.com`,
        snapshotPolicy: "volumeSnapshot",
        controllerPlugin: { replicas: 2 },
    };
}

/** GiB of each monitor's volume, where Ceph has volumes of another system. */
export const MONITOR_DISK = 10;

/** The volumes that Ceph keeps its data on there, unless said. */
export const CLAIMS = { count: 3, disk: 200 };

/** What the chart of the cluster is given: the cluster, and neither pools nor classes, which are objects of ours. */
export function clusterValues(
    said: RookCephArgs,
    { nodes, disks }: { nodes: number; disks?: Disks },
): Record<string, unknown> {
    return {
        operatorNamespace: NAMESPACE,
        // The chart's rules lead to no page, watch the nodes a second time, and say one by one what Ceph's health says at
        // once; ours are beside them.
        monitoring: { enabled: true, createPrometheusRules: false },
        cephClusterSpec: {
            mon: {
                count: monitors(nodes),
                ...(disks && { volumeClaimTemplate: { spec: claim(disks, MONITOR_DISK) } }),
            },
            mgr: { count: nodes < 2 ? 1 : 2 },
            // The ingress speaks TLS for it.
            dashboard: { ssl: false },
            // The next minor of Rook takes no other. It needs Linux 5.11.
            network: { connections: { requireMsgr2: true } },
            // Said even when empty, so that consent can be taken back. With it Rook takes no other change.
            cleanupPolicy: { confirmation: said.allowDestroy ? "yes-really-destroy-data" : "" },
            resources: {
                mon: { requests: { cpu: "200m" } },
                mgr: { requests: { cpu: "200m" } },
                osd: { requests: { cpu: "500m" } },
            },
            // Never all devices: an empty one may be meant for something else.
            storage: { useAllNodes: false, useAllDevices: false, ...(disks ? onClaims(said, disks) : onDevices(said)) },
        },
        cephBlockPools: [],
        cephFileSystems: [],
        cephObjectStores: [],
    };
}

/** As many monitors as can lose one, or one alone: two are lost with either. */
export function monitors(nodes: number): number {
    return nodes < 3 ? 1 : 3;
}

function onDevices({ nodes = [] }: RookCephArgs) {
    return {
        nodes: nodes.map(({ name, devices }) => ({ name, devices: devices.map((device) => ({ name: device })) })),
    };
}

function onClaims({ claims: { count, disk } = CLAIMS }: RookCephArgs, disks: Disks) {
    return {
        storageClassDeviceSets: [
            {
                name: "claims",
                count,
                // A daemon follows its volume to another node of the zone.
                portable: true,
                // gp3 is neither a slow disk nor told apart from one.
                tuneFastDeviceClass: true,
                placement: {
                    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(
                        (topologyKey) => ({
                            maxSkew: 1,
                            topologyKey,
                            whenUnsatisfiable: "ScheduleAnyway",
                            labelSelector: { matchLabels: { app: "rook-ceph-osd" } },
                        }),
                    ),
                },
                preparePlacement: {
                    topologySpreadConstraints: [
                        {
                            maxSkew: 1,
                            topologyKey: "topology.kubernetes.io/zone",
                            // Where a volume is made it stays: one in each zone, or copies would be of one.
                            whenUnsatisfiable: "DoNotSchedule",
                            labelSelector: { matchLabels: { app: "rook-ceph-osd-prepare" } },
                        },
                    ],
                },
                volumeClaimTemplates: [{ metadata: { name: "data" }, spec: claim(disks, disk, "Block") }],
            },
        ],
    };
}

function claim({ className }: Disks, gibibytes: number, volumeMode = "Filesystem") {
    return {
        storageClassName: className,
        accessModes: ["ReadWriteOnce"],
        volumeMode,
        resources: { requests: { storage: `${gibibytes}Gi` } },
    };
}
