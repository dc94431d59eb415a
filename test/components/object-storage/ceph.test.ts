import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ObjectStorageArgs, objectStorageCharts } from "../../../components/object-storage";
import { the } from "../../deploy";
import { listed } from "../../place";
import { putWithBuckets, valueOf, velero } from "./put";

const ceph = { kind: "ceph" };
const put = (asked: Parameters<typeof putWithBuckets>[1] = [], said: object = {}) =>
    putWithBuckets({ ...ceph, ...said }, asked, {}, { ceph: { namespace: pulumi.output("rook-ceph"), replicas: 3 } });

const USER = "kubernetes:ceph.rook.io/v1:CephObjectStoreUser";
const CLAIM = "kubernetes:objectbucket.io/v1alpha1:ObjectBucketClaim";

describe("Ceph's object store", () => {
    it("is a store and its class of buckets, beside the volumes", async () => {
        const { resources, store } = await put();
        assert.deepEqual(listed(resources), [
            "kubernetes:ceph.rook.io/v1:CephObjectStore paris-ceph-object-storage-store",
            "kubernetes:storage.k8s.io/v1:StorageClass paris-ceph-object-storage-buckets",
            "samestack:objectStorage:CephObjectStorage paris-ceph-object-storage",
        ]);
        const { endpoint, region, pathStyle, flow } = store;
        assert.deepEqual(
            { endpoint, region, pathStyle, flow },
            {
                endpoint: "http://rook-ceph-rgw-objects.rook-ceph.svc",
                region: "us-east-1",
                pathStyle: true,
                flow: { to: { role: "storage" }, ports: [8080] },
            },
        );
        assert.deepEqual(objectStorageCharts(ObjectStorageArgs.parse(ceph)), []);
    });

    it("keeps objects in as many copies as volumes, behind two gateways or as many as are said", async () => {
        const spec = async (said: object) =>
            the((await put([], said)).resources, "kubernetes:ceph.rook.io/v1:CephObjectStore").inputs.spec as {
                gateway: { instances: number };
            };
        const copies = { failureDomain: "host", replicated: { size: 3, requireSafeReplicaSize: true } };
        assert.deepEqual(await spec({}), {
            metadataPool: copies,
            dataPool: copies,
            preservePoolsOnDelete: true,
            gateway: {
                port: 80,
                instances: 2,
                resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "2Gi" } },
                priorityClassName: "system-cluster-critical",
            },
        });
        assert.equal((await spec({ gateways: 4 })).gateway.instances, 4);
    });

    it("makes a bucket of a user whose key is ours, and lets who asked for it in", async () => {
        const { resources, buckets } = await put([
            ["backups", velero],
            ["backups", { namespace: "shop", serviceAccount: "shop-db" }],
        ]);
        const [bucket] = buckets;
        assert.ok(bucket?.credentials);
        assert.equal(bucket.name, "samestack-paris-backups");
        assert.equal(await valueOf(bucket.credentials.accessKeyId), bucket.name);
        const key = await valueOf(bucket.credentials.secretAccessKey);
        assert.match(key, /^[0-9a-f]{64}$/);
        assert.ok(!JSON.stringify(resources).includes(key));

        assert.deepEqual(the(resources, USER).inputs, {
            apiVersion: "ceph.rook.io/v1",
            kind: "CephObjectStoreUser",
            metadata: {
                name: "samestack-paris-backups",
                namespace: "rook-ceph",
                annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Ready" },
            },
            spec: {
                store: "objects",
                displayName: "owner of bucket samestack-paris-backups",
                keys: [
                    {
                        accessKeyRef: { name: "bucket-backups-key", key: "accessKeyId" },
                        secretKeyRef: { name: "bucket-backups-key", key: "secretAccessKey" },
                    },
                ],
            },
        });
        const claim = the(resources, CLAIM);
        assert.deepEqual(claim.inputs, {
            apiVersion: "objectbucket.io/v1alpha1",
            kind: "ObjectBucketClaim",
            metadata: {
                name: "bucket-backups",
                namespace: "rook-ceph",
                annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Bound" },
            },
            spec: {
                bucketName: "samestack-paris-backups",
                storageClassName: "ceph-bucket",
                additionalConfig: { bucketOwner: "samestack-paris-backups" },
            },
        });
        assert.equal(claim.dependsOn.filter((name) => name === "paris-ceph-object-storage-bucket-backups").length, 1);
        for (const namespace of ["velero", "shop"]) {
            const policy = the(
                resources,
                "kubernetes:networking.k8s.io/v1:NetworkPolicy",
                `paris-ceph-object-storage-from-${namespace}`,
            );
            assert.deepEqual(policy.inputs.spec, {
                podSelector: { matchLabels: { app: "rook-ceph-rgw", rook_object_store: "objects" } },
                policyTypes: ["Ingress"],
                ingress: [
                    {
                        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }],
                        ports: [{ port: 8080, protocol: "TCP" }],
                    },
                ],
            });
        }
    });

    it("refuses to let the store and its buckets go until the environment consents", async () => {
        const held = async (said: object) =>
            (await put([["backups", velero]], said)).resources
                .filter(({ protect, custom }) => protect && custom)
                .map(({ name }) => name);
        assert.deepEqual(await held({}), [
            "paris-ceph-object-storage-store",
            "paris-ceph-object-storage-bucket-backups",
        ]);
        assert.deepEqual(await held({ allowDestroy: true }), []);
    });

    it("says what is missing where no storage is Ceph", async () => {
        await assert.rejects(putWithBuckets(ceph), /places\.paris\.objectStorage is of kind ceph.*choose seaweedfs/);
    });
});
