import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Bucket, ObjectStore } from "../object-storage";

/** The Secret with the bucket's key, as a file of AWS' under `cloud`. */
export const CREDENTIALS = "velero-credentials";
const AUTHORITY = "velero-object-storage-ca";
const CA = "ca.crt";

/** Where backups go; there once Velero has looked into the bucket with its key, and found it as it should be. */
export function storageLocation(
    name: string,
    given: {
        store: ObjectStore;
        bucket: Bucket;
        credentials: k8s.core.v1.Secret | undefined;
        namespace: pulumi.Output<string>;
    },
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    const { store, bucket, credentials, namespace } = given;
    const authority =
        store.certificateAuthority &&
        new k8s.core.v1.Secret(
            `${name}-ca`,
            { metadata: { name: AUTHORITY, namespace }, stringData: { [CA]: store.certificateAuthority } },
            opts,
        );
    return new k8s.apiextensions.CustomResource(
        `${name}-location`,
        {
            apiVersion: "velero.io/v1",
            kind: "BackupStorageLocation",
            metadata: {
                name: "default",
                namespace,
                annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Available" },
            },
            spec: {
                provider: "aws",
                default: true,
                objectStorage: {
                    bucket: bucket.name,
                    ...(authority && { caCertRef: { name: authority.metadata.name, key: CA } }),
                },
                ...(credentials && { credential: { name: credentials.metadata.name, key: "cloud" } }),
                config: {
                    region: store.region,
                    s3Url: store.endpoint,
                    s3ForcePathStyle: String(store.pathStyle),
                    // Stores that only speak like AWS' know no checksums that are sent after the data.
                    ...(store.pathStyle && { checksumAlgorithm: "" }),
                },
            },
        },
        opts,
    );
}
