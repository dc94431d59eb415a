import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Opens } from "../namespace";
import type { Place } from "../place";
import { derived } from "../secrets";
import { cephObject, copies } from "../storage";
import { letIn } from "./let-in";
import { bucketPrefix } from "./names";
import type { Bucket, ObjectStorageNeeds, ObjectStore } from ".";

/** What an environment may say of Ceph's object store. Its copies are as many as Ceph's volumes have. */
export const CephObjectStorageArgs = z.strictObject({
    kind: z.literal("ceph"),
    /** Pods that answer as S3 does. Two, so that one may go. */
    gateways: z.int().min(1).max(20).default(2),
    /** Consent to delete the store and every object in it. Without it, the default, Pulumi refuses to. */
    allowDestroy: z.boolean().default(false),
});
export type CephObjectStorageArgs = z.infer<typeof CephObjectStorageArgs>;

const STORE = "objects";
const BUCKETS = "ceph-bucket";
const GATEWAY = { app: "rook-ceph-rgw", rook_object_store: STORE };
// Of the gateways' pods. Their Service answers at 80.
const GATEWAY_PORT = 8080;

/**
 * Ceph's own gateway to S3, where Ceph is the place's storage anyway. Objects lie on the same disks as volumes, in as
 * many copies: they survive mistakes and lost nodes; with the cluster they are lost.
 *
 * @see https://rook.io/docs/rook/v1.20/Storage-Configuration/Object-Storage-RGW/object-storage/
 */
export class CephObjectStorage extends pulumi.ComponentResource implements ObjectStore {
    readonly endpoint = `http://rook-ceph-rgw-${STORE}.rook-ceph.svc`;
    readonly region = "us-east-1";
    readonly pathStyle = true;
    readonly flow: Opens = { to: { role: "storage" }, ports: [GATEWAY_PORT] };
    readonly bucket: ObjectStore["bucket"];

    constructor(
        name: string,
        { place, said, secrets, storage }: { place: Place; said: CephObjectStorageArgs } & ObjectStorageNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:objectStorage:CephObjectStorage", name, said, opts);
        const { ceph } = storage;
        if (!ceph) {
            throw new Error(
                `places.${place.name}.objectStorage is of kind ceph, and no storage of ${place.name} is: choose seaweedfs, or storage of kind rook-ceph`,
            );
        }
        const { namespace, replicas } = ceph;
        const protect = !said.allowDestroy;

        const store = cephObject(
            `${name}-store`,
            {
                kind: "CephObjectStore",
                name: STORE,
                spec: {
                    metadataPool: copies(replicas),
                    dataPool: copies(replicas),
                    // Deleted without consent, by hand, it can be had back.
                    preservePoolsOnDelete: protect,
                    gateway: {
                        port: 80,
                        instances: said.gateways,
                        resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "2Gi" } },
                        priorityClassName: "system-cluster-critical",
                    },
                },
            },
            { parent: this, protect, dependsOn: namespace.apply((): pulumi.Resource[] => []) },
        );
        const claimed = new k8s.storage.v1.StorageClass(
            `${name}-buckets`,
            {
                metadata: { name: BUCKETS },
                provisioner: "rook-ceph.ceph.rook.io/bucket",
                parameters: { objectStoreName: STORE, objectStoreNamespace: namespace },
                reclaimPolicy: "Delete",
            },
            { parent: this, dependsOn: store },
        );

        const users = new Map<string, pulumi.Resource>();
        const buckets = new Map<string, Bucket>();
        const made = (purpose: string, opts: pulumi.CustomResourceOptions): Bucket => {
            const bucket = `${bucketPrefix(place)}-${purpose}`;
            const secretAccessKey = derived(secrets, place, `ceph bucket ${purpose}`);
            const here = pulumi.mergeOptions(opts, { parent: this });
            const resource = `${name}-bucket-${purpose}`;
            const key = new k8s.core.v1.Secret(
                resource,
                {
                    metadata: { name: `bucket-${purpose}-key`, namespace },
                    stringData: { accessKeyId: bucket, secretAccessKey },
                },
                here,
            );
            const ref = (field: string) => ({ name: `bucket-${purpose}-key`, key: field });
            const owner = cephObject(
                resource,
                {
                    kind: "CephObjectStoreUser",
                    name: bucket,
                    spec: {
                        store: STORE,
                        displayName: `owner of bucket ${bucket}`,
                        keys: [{ accessKeyRef: ref("accessKeyId"), secretKeyRef: ref("secretAccessKey") }],
                    },
                },
                pulumi.mergeOptions(here, { dependsOn: [store, key] }),
            );
            const claim = new k8s.apiextensions.CustomResource(
                resource,
                {
                    apiVersion: "objectbucket.io/v1alpha1",
                    kind: "ObjectBucketClaim",
                    metadata: {
                        name: `bucket-${purpose}`,
                        namespace,
                        annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Bound" },
                    },
                    spec: {
                        bucketName: bucket,
                        storageClassName: BUCKETS,
                        additionalConfig: { bucketOwner: bucket },
                    },
                },
                // The bucket goes with its claim.
                pulumi.mergeOptions(here, { dependsOn: [owner, claimed], protect }),
            );
            return {
                name: bucket,
                credentials: { accessKeyId: pulumi.output(bucket), secretAccessKey },
                ready: [claim],
            };
        };
        this.bucket = (purpose, user, opts) => {
            const bucket = buckets.get(purpose) ?? made(purpose, opts);
            buckets.set(purpose, bucket);
            const to = { namespace, pods: GATEWAY, port: GATEWAY_PORT };
            const flow = users.get(user.namespace) ?? letIn(name, user, to, { parent: this });
            users.set(user.namespace, flow);
            return { ...bucket, ready: [...bucket.ready, flow] };
        };
        this.registerOutputs({});
    }
}
