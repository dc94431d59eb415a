import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

interface Class {
    name: string;
    /** Whether it serves claims that name no class. */
    isDefault: boolean;
    parameters: Record<string, string>;
}

/**
 * A StorageClass as every one of ours is, whatever the system behind it: a claim behaves the same in every place. Its
 * volume is made when the first pod needs it, where that pod can run; it can grow; it goes with its claim.
 *
 * @see https://kubernetes.io/docs/concepts/storage/storage-classes/
 */
export function storageClass(
    resource: string,
    { name, isDefault, parameters, provisioner }: Class & { provisioner: string },
    opts: pulumi.CustomResourceOptions,
): k8s.storage.v1.StorageClass {
    return new k8s.storage.v1.StorageClass(
        resource,
        {
            metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) } },
            provisioner,
            parameters,
            volumeBindingMode: "WaitForFirstConsumer",
            allowVolumeExpansion: true,
            reclaimPolicy: "Delete",
        },
        opts,
    );
}

/**
 * How snapshots of a driver's volumes are taken, under the name of its class of volumes.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/
 */
export function snapshotClass(
    resource: string,
    { name, isDefault, parameters, driver }: Class & { driver: string },
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        resource,
        {
            apiVersion: "snapshot.storage.k8s.io/v1",
            kind: "VolumeSnapshotClass",
            metadata: {
                name,
                annotations: { "snapshot.storage.kubernetes.io/is-default-class": String(isDefault) },
                // Velero's for volumes of this driver, of which there must be one.
                labels: { "velero.io/csi-volumesnapshot-class": "true" },
            },
            driver,
            parameters,
            deletionPolicy: "Delete",
        },
        opts,
    );
}
