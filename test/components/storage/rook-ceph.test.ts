import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { Cluster } from "../../../components/cluster";
import { definitionName } from "../../../components/definitions";
import { drivers, operator, RookCeph, RookCephArgs } from "../../../components/storage/rook-ceph";
import { definitions } from "../../../components/storage/rook-ceph-definitions";
import { clusterValues, driversValues, operatorValues } from "../../../components/storage/rook-ceph-values";
import { deploy, goingWith, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const nodes = ["one", "two", "three"].map((name) => ({ name, devices: ["/dev/disk/by-id/nvme-1"] }));
const rook = (said: object = {}) => RookCephArgs.parse({ kind: "rook-ceph", nodes, ...said });

const put = (
    said: object = {},
    {
        cluster = {},
        isDefault = true,
        onEbs = false,
    }: { cluster?: Partial<Cluster>; isDefault?: boolean; onEbs?: boolean } = {},
) =>
    deploy(
        () =>
            new RookCeph("paris-rook-ceph", {
                place: paris(cluster),
                said: rook(said),
                classes: { block: "block", isDefault },
                ...(onEbs && { disks: { className: "disk", made: pulumi.output("disk") } }),
            }),
    );

const spec = (values: Record<string, unknown>) => values.cephClusterSpec as Record<string, Record<string, unknown>>;

describe("Rook-Ceph", () => {
    it("is three charts, a pool, a file system and their classes, in the one namespace that names start with", async () => {
        assert.deepEqual(listed(await put()), [
            "kubernetes:ceph.rook.io/v1:CephBlockPool paris-rook-ceph-pool",
            "kubernetes:ceph.rook.io/v1:CephFilesystem paris-rook-ceph-filesystem",
            "kubernetes:ceph.rook.io/v1:CephFilesystemSubVolumeGroup paris-rook-ceph-volumes",
            "kubernetes:core/v1:Namespace paris-rook-ceph-namespace",
            "kubernetes:core/v1:Service paris-rook-ceph-dashboard",
            "kubernetes:helm.sh/v3:Release paris-rook-ceph-cluster",
            "kubernetes:helm.sh/v3:Release paris-rook-ceph-drivers",
            "kubernetes:helm.sh/v3:Release paris-rook-ceph-operator",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-rook-ceph-clients",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-rook-ceph-namespace-flows",
            "kubernetes:policy/v1:PodDisruptionBudget paris-rook-ceph-drivers-operator",
            "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass paris-rook-ceph-shared-snapshots",
            "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass paris-rook-ceph-snapshots",
            "kubernetes:storage.k8s.io/v1:StorageClass paris-rook-ceph-block",
            "kubernetes:storage.k8s.io/v1:StorageClass paris-rook-ceph-shared",
            "samestack:index:Namespace paris-rook-ceph-namespace",
            "samestack:storage:RookCeph paris-rook-ceph",
        ]);
    });

    it("comes up in turn, and is deleted the other way round, each step when the one before is done", async () => {
        const resources = await put();
        const after = (name: string, type = RELEASE) => the(resources, type, `paris-rook-ceph-${name}`).dependsOn;
        assert.ok(after("drivers").includes("paris-rook-ceph-operator"));
        assert.ok(after("cluster").includes("paris-rook-ceph-drivers"));
        assert.ok(after("pool", "kubernetes:ceph.rook.io/v1:CephBlockPool").includes("paris-rook-ceph-cluster"));
        assert.deepEqual(after("block", "kubernetes:storage.k8s.io/v1:StorageClass"), ["paris-rook-ceph-pool"]);
        assert.deepEqual(after("shared", "kubernetes:storage.k8s.io/v1:StorageClass"), ["paris-rook-ceph-volumes"]);
        for (const { inputs } of resources.filter(({ type }) => type.startsWith("kubernetes:ceph.rook.io/"))) {
            const { annotations } = inputs.metadata as { annotations: unknown };
            assert.deepEqual(annotations, { "pulumi.com/waitFor": "jsonpath={.status.phase}=Ready" });
        }
    });

    it("takes the devices that are named, three copies and three monitors, and makes no pool by its chart", () => {
        assert.deepEqual(clusterValues(rook(), { nodes: 3 }), {
            operatorNamespace: "rook-ceph",
            monitoring: { enabled: true, createPrometheusRules: false },
            cephClusterSpec: {
                mon: { count: 3 },
                mgr: { count: 2 },
                dashboard: { ssl: false },
                network: { connections: { requireMsgr2: true } },
                cleanupPolicy: { confirmation: "" },
                resources: {
                    mon: { requests: { cpu: "200m" } },
                    mgr: { requests: { cpu: "200m" } },
                    osd: { requests: { cpu: "500m" } },
                },
                storage: {
                    useAllNodes: false,
                    useAllDevices: false,
                    nodes: ["one", "two", "three"].map((name) => ({
                        name,
                        devices: [{ name: "/dev/disk/by-id/nvme-1" }],
                    })),
                },
            },
            cephBlockPools: [],
            cephFileSystems: [],
            cephObjectStores: [],
        });
        assert.deepEqual(spec(clusterValues(rook(), { nodes: 2 })).mon, { count: 1 });
        assert.deepEqual(spec(clusterValues(rook(), { nodes: 1 })).mgr, { count: 1 });
    });

    it("keeps its data on claims of EBS where there are no devices, one in each zone", async () => {
        const resources = await put({ nodes: undefined, claims: { count: 6, disk: 500 } }, { onEbs: true });
        const { mon, storage } = spec(
            the(resources, RELEASE, "paris-rook-ceph-cluster").inputs.values as object as Record<string, unknown>,
        );
        const claim = (size: string, volumeMode: string) => ({
            storageClassName: "disk",
            accessModes: ["ReadWriteOnce"],
            volumeMode,
            resources: { requests: { storage: size } },
        });
        assert.deepEqual(mon, { count: 3, volumeClaimTemplate: { spec: claim("10Gi", "Filesystem") } });
        assert.deepEqual(Object.keys(storage ?? {}).sort(), ["storageClassDeviceSets", "useAllDevices", "useAllNodes"]);
        const [set] = (storage?.storageClassDeviceSets ?? []) as [Record<string, unknown>];
        assert.deepEqual(
            [set.count, set.portable, set.volumeClaimTemplates],
            [6, true, [{ metadata: { name: "data" }, spec: claim("500Gi", "Block") }]],
        );
        const { topologySpreadConstraints } = set.preparePlacement as { topologySpreadConstraints: [object] };
        assert.deepEqual(topologySpreadConstraints[0], {
            maxSkew: 1,
            topologyKey: "topology.kubernetes.io/zone",
            whenUnsatisfiable: "DoNotSchedule",
            labelSelector: { matchLabels: { app: "rook-ceph-osd-prepare" } },
        });
    });

    it("names its drivers as Rook looks for them, of the release of the operator that runs them", () => {
        assert.deepEqual(driversValues(), {
            operatorConfig: {
                namespace: "rook-ceph",
                driverSpecDefaults: {
                    imageSet: { name: "rook-csi-operator-image-set-configmap" },
                    nodePlugin: { priorityClassName: "system-node-critical" },
                    controllerPlugin: { priorityClassName: "system-cluster-critical" },
                },
            },
            drivers: {
                rbd: {
                    name: "rook-ceph.rbd.csi.ceph.com",
                    snapshotPolicy: "volumeSnapshot",
                    controllerPlugin: { replicas: 2 },
                },
                cephfs: {
                    name: "rook-ceph.cephfs.csi.ceph.com",
                    snapshotPolicy: "volumeSnapshot",
                    controllerPlugin: { replicas: 2 },
                },
                nfs: { enabled: false },
                nvmeof: { enabled: false },
            },
        });
        assert.deepEqual(operatorValues(drivers.version), {
            currentNamespaceOnly: true,
            monitoring: { enabled: true },
            obcAllowAdditionalConfigFields: "maxObjects,maxSize,bucketOwner",
            "ceph-csi-operator": { controllerManager: { replicas: 2, manager: { image: { tag: "v1.0.4" } } } },
        });
        assert.equal(operator.version, "v1.20.6");
    });

    it("has the classes block, the default, and shared, and snapshots of both", async () => {
        const resources = await put();
        const secrets = (kind: string) => ({
            ...secret("provisioner", `rook-csi-${kind}-provisioner`),
            ...secret("controller-expand", `rook-csi-${kind}-provisioner`),
            ...secret("controller-publish", `rook-csi-${kind}-provisioner`),
            ...secret("node-stage", `rook-csi-${kind}-node`),
        });
        const of = (type: string, name: string) =>
            the(resources, `kubernetes:${type}`, `paris-rook-ceph-${name}`).inputs;
        const block = of("storage.k8s.io/v1:StorageClass", "block");
        assert.equal(block.provisioner, "rook-ceph.rbd.csi.ceph.com");
        assert.deepEqual(block.parameters, {
            clusterID: "rook-ceph",
            ...secrets("rbd"),
            pool: "block",
            imageFormat: "2",
            imageFeatures: "layering",
            "csi.storage.k8s.io/fstype": "ext4",
        });
        const shared = of("storage.k8s.io/v1:StorageClass", "shared");
        assert.equal(shared.provisioner, "rook-ceph.cephfs.csi.ceph.com");
        assert.deepEqual(shared.parameters, {
            clusterID: "rook-ceph",
            ...secrets("cephfs"),
            fsName: "shared",
            pool: "shared-data0",
        });
        for (const [name, kind] of [
            ["snapshots", "rbd"],
            ["shared-snapshots", "cephfs"],
        ] as const) {
            const { driver, parameters } = of("snapshot.storage.k8s.io/v1:VolumeSnapshotClass", name);
            assert.equal(driver, `rook-ceph.${kind}.csi.ceph.com`);
            assert.deepEqual(parameters, {
                clusterID: "rook-ceph",
                ...secret("snapshotter", `rook-csi-${kind}-provisioner`),
            });
        }
        assert.deepEqual(defaults(resources), ["block true", "block true", "shared false", "shared false"]);
        assert.deepEqual(defaults(await put({}, { isDefault: false })), [
            "block false",
            "block false",
            "shared false",
            "shared false",
        ]);
    });

    it("keeps as many copies as are said, and one only where it is meant", async () => {
        const pool = async (said: object) =>
            the(await put(said), "kubernetes:ceph.rook.io/v1:CephBlockPool").inputs.spec as object;
        assert.deepEqual(await pool({}), {
            failureDomain: "host",
            replicated: { size: 3, requireSafeReplicaSize: true },
        });
        assert.deepEqual(await pool({ replicas: 1 }), {
            failureDomain: "host",
            replicated: { size: 1, requireSafeReplicaSize: false },
        });
    });

    it("keeps one of the two that make the drivers, while nodes are drained", async () => {
        assert.deepEqual(the(await put(), "kubernetes:policy/v1:PodDisruptionBudget").inputs.spec, {
            maxUnavailable: 1,
            selector: { matchLabels: { "control-plane": "ceph-csi-op-controller-manager" } },
        });
    });

    it("lets nodes at its daemons, Prometheus at its metrics and the ingress at its dashboard", async () => {
        const resources = await put();
        const policy = (name: string) =>
            the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", `paris-rook-ceph-${name}`).inputs.spec as {
                ingress: unknown;
                podSelector: unknown;
            };
        assert.deepEqual(policy("clients").ingress, [
            {
                ports: [
                    { port: 3300, protocol: "TCP" },
                    { port: 6789, protocol: "TCP" },
                    { port: 6800, endPort: 7568, protocol: "TCP" },
                ],
            },
        ]);
        assert.deepEqual(policy("clients").podSelector, {
            matchExpressions: [
                {
                    key: "app",
                    operator: "In",
                    values: ["rook-ceph-mon", "rook-ceph-mgr", "rook-ceph-osd", "rook-ceph-mds"],
                },
            ],
        });
        const role = (name: string) => [{ namespaceSelector: { matchLabels: { "samestack.dev/role": name } } }];
        assert.deepEqual(policy("namespace-flows").ingress, [
            { from: [{ podSelector: {} }] },
            { from: role("monitoring"), ports: [9283, 9926].map((port) => ({ port, protocol: "TCP" })) },
            { from: role("ingress"), ports: [{ port: 7000, protocol: "TCP" }] },
        ]);
        assert.deepEqual((the(resources, "kubernetes:core/v1:Service").inputs.spec as { selector: unknown }).selector, {
            app: "rook-ceph-mgr",
            mgr_role: "active",
        });
    });

    it("refuses to be deleted, all that holds data, until the environment consents, and tells Rook as well", async () => {
        const held = async (said: object) =>
            (await put(said))
                .filter(({ protect, custom }) => protect && custom)
                .map(({ name }) => name.replace("paris-rook-ceph-", ""))
                .sort();
        assert.deepEqual(await held({}), [
            ...["block", "cluster", "drivers", "filesystem", "namespace", "namespace-flows", "operator", "pool"],
            ...["shared", "shared-snapshots", "snapshots", "volumes"],
        ]);
        assert.deepEqual(await held({ allowDestroy: true }), []);
        assert.deepEqual(spec(clusterValues(rook({ allowDestroy: true }), { nodes: 3 })).cleanupPolicy, {
            confirmation: "yes-really-destroy-data",
        });
        assert.deepEqual(goingWith(await put()), []);
        assert.deepEqual(goingWith(await put({ allowDestroy: true })), definitions.map(definitionName));
    });

    it("refuses devices that are none, and says what is missing where there is nothing to keep data on", async () => {
        const device = (path: string) =>
            RookCephArgs.safeParse({ kind: "rook-ceph", nodes: [{ name: "one", devices: [path] }] }).success;
        assert.deepEqual(["/dev/sdb", "/dev/disk/by-id/nvme-1", "sdb", "/var/lib"].map(device), [
            true,
            true,
            false,
            false,
        ]);
        await assert.rejects(put({ nodes: undefined }), /places\.paris\.storage is of kind rook-ceph and has nothing/);
    });
});

function secret(step: string, name: string) {
    return {
        [`csi.storage.k8s.io/${step}-secret-name`]: name,
        [`csi.storage.k8s.io/${step}-secret-namespace`]: "rook-ceph",
    };
}

function defaults(resources: Registered[]): string[] {
    return resources
        .filter(({ type }) => /:(StorageClass|VolumeSnapshotClass)$/.test(type))
        .map(({ inputs }) => {
            const { name, annotations } = inputs.metadata as { name: string; annotations: Record<string, string> };
            return `${name} ${Object.values(annotations).join()}`;
        })
        .sort();
}
