import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { snapshotClass, storageClass } from "./classes";
import { NAMESPACE } from "./rook-ceph-values";
import type { Classes } from ".";

/** How many copies are kept, each on a host of its own. */
export function copies(size: number) {
    // Rook refuses a single copy unless it is told that it is meant.
    return { failureDomain: "host", replicated: { size, requireSafeReplicaSize: size > 1 } };
}

/**
 * An object that Rook makes true, and that is ready when Rook says so. Deleted, it is gone when Rook has let it go: what
 * Rook needs for that is deleted after it.
 */
export function cephObject(
    resource: string,
    { kind, name, spec }: { kind: string; name: string; spec: object },
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        resource,
        {
            apiVersion: "ceph.rook.io/v1",
            kind,
            metadata: {
                name,
                namespace: NAMESPACE,
                annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Ready" },
            },
            spec,
        },
        // The first of them waits for the whole cluster, and a new cluster for images on every node.
        pulumi.mergeOptions(opts, { customTimeouts: { create: "30m", delete: "30m" } }),
    );
}

/** The pool and the file system, and the classes of volumes and snapshots in them. */
export function pools(
    name: string,
    { classes, replicas }: { classes: Classes; replicas: number },
    opts: pulumi.CustomResourceOptions,
): {
    block: k8s.storage.v1.StorageClass;
    shared: k8s.storage.v1.StorageClass;
    snapshots: k8s.apiextensions.CustomResource;
} {
    const after = (dependsOn: pulumi.Resource) => ({ ...opts, dependsOn });
    const pool = cephObject(
        `${name}-pool`,
        { kind: "CephBlockPool", name: classes.block, spec: copies(replicas) },
        opts,
    );
    const files = cephObject(
        `${name}-filesystem`,
        {
            kind: "CephFilesystem",
            name: "shared",
            spec: {
                metadataPool: copies(replicas),
                dataPools: [{ name: "data0", ...copies(replicas) }],
                metadataServer: {
                    activeCount: 1,
                    activeStandby: true,
                    resources: { requests: { cpu: "200m", memory: "1Gi" }, limits: { memory: "2Gi" } },
                    priorityClassName: "system-cluster-critical",
                },
            },
        },
        opts,
    );
    const volumes = cephObject(
        `${name}-volumes`,
        {
            kind: "CephFilesystemSubVolumeGroup",
            name: "shared-csi",
            // The group that the driver makes its volumes in.
            spec: { name: "csi", filesystemName: "shared", pinning: { distributed: 1 } },
        },
        after(files),
    );

    const rbd = driver("rbd");
    const cephfs = driver("cephfs");
    const block = storageClass(
        `${name}-block`,
        {
            name: classes.block,
            isDefault: classes.isDefault,
            provisioner: rbd.name,
            parameters: {
                ...rbd.parameters,
                pool: classes.block,
                imageFormat: "2",
                imageFeatures: "layering",
                "csi.storage.k8s.io/fstype": "ext4",
            },
        },
        after(pool),
    );
    const shared = storageClass(
        `${name}-shared`,
        {
            name: "shared",
            isDefault: false,
            provisioner: cephfs.name,
            parameters: { ...cephfs.parameters, fsName: "shared", pool: "shared-data0" },
        },
        after(volumes),
    );
    const snapshots = snapshotClass(
        `${name}-snapshots`,
        { name: classes.block, isDefault: classes.isDefault, driver: rbd.name, parameters: rbd.snapshots },
        after(pool),
    );
    snapshotClass(
        `${name}-shared-snapshots`,
        { name: "shared", isDefault: false, driver: cephfs.name, parameters: cephfs.snapshots },
        after(volumes),
    );
    return { block, shared, snapshots };
}

// Rook makes the Secrets of its drivers.
function driver(kind: "rbd" | "cephfs") {
    const clusterID = NAMESPACE;
    const secret = (step: string, who: "provisioner" | "node") => ({
        [`csi.storage.k8s.io/${step}-secret-name`]: `rook-csi-${kind}-${who}`,
        [`csi.storage.k8s.io/${step}-secret-namespace`]: NAMESPACE,
    });
    return {
        name: `${NAMESPACE}.${kind}.csi.ceph.com`,
        parameters: {
            clusterID,
            ...secret("provisioner", "provisioner"),
            ...secret("controller-expand", "provisioner"),
            ...secret("controller-publish", "provisioner"),
            ...secret("node-stage", "node"),
        },
        snapshots: { clusterID, ...secret("snapshotter", "provisioner") },
    };
}
