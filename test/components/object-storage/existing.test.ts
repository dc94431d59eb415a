import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import {
    type Bucket,
    type ObjectStore,
    objectStorage,
    ObjectStorageArgs,
    objectStorageCharts,
} from "../../../components/object-storage";
import { deploy } from "../../deploy";
import { listed, paris } from "../../place";

const secrets = (key: string) => pulumi.secret(`canary-${key}`);
const storage = { block: pulumi.output("block") };
const existing = {
    kind: "existing",
    endpoint: "https://s3.example.org:9000/",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "objectStorageKey" },
};

async function put(said: object) {
    const given: (ObjectStore | undefined)[] = [];
    const resources = await deploy(() => {
        given.push(objectStorage(paris(), ObjectStorageArgs.parse(said), { secrets, storage }));
    });
    return { resources, store: given[0] };
}

async function bucketOf(said: object): Promise<Bucket> {
    const { store } = await put(said);
    assert.ok(store);
    const parent = new pulumi.ComponentResource("test:index:User", "velero");
    return store.bucket("backups", { namespace: "velero", serviceAccount: "velero" }, { parent });
}

const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

describe("the object storage of a place", () => {
    it("is not there for none", async () => {
        const { resources, store } = await put({ kind: "none" });
        assert.equal(store, undefined);
        assert.deepEqual(listed(resources), []);
        assert.deepEqual(objectStorageCharts({ kind: "none" }), []);
    });

    it("makes nothing of a store that is there, and says where it answers", async () => {
        const { resources, store } = await put(existing);
        assert.deepEqual(listed(resources), [
            "samestack:objectStorage:ExistingObjectStorage paris-existing-object-storage",
        ]);
        assert.ok(store);
        const { endpoint, region, pathStyle, flow } = store;
        assert.deepEqual(
            { endpoint, region, pathStyle, flow },
            {
                endpoint: "https://s3.example.org:9000",
                region: "us-east-1",
                pathStyle: true,
                flow: { to: "internet", ports: [9000] },
            },
        );
        assert.deepEqual(objectStorageCharts(ObjectStorageArgs.parse(existing)), []);
    });

    it("is reached at the port of its protocol where none is said", async () => {
        const portsOf = async (endpoint: string) => (await put({ ...existing, endpoint })).store?.flow;
        assert.deepEqual(await portsOf("https://s3.example.org"), { to: "internet", ports: [443] });
        assert.deepEqual(await portsOf("http://s3.example.org"), { to: "internet", ports: [80] });
    });

    it("gives buckets by the place's name, or by the prefix that is said, with a key that stays secret", async () => {
        const bucket = await bucketOf(existing);
        assert.equal(bucket.name, "samestack-paris-backups");
        assert.ok(bucket.credentials);
        assert.equal(await valueOf(bucket.credentials.accessKeyId), "AKIAIOSFODNN7EXAMPLE");
        assert.equal(await valueOf(bucket.credentials.secretAccessKey), "canary-objectStorageKey");
        assert.equal(await pulumi.isSecret(bucket.credentials.secretAccessKey), true);
        assert.equal((await bucketOf({ ...existing, bucketPrefix: "acme" })).name, "acme-backups");
    });

    it("opens any other bucket by the same key", async () => {
        const { store } = await put(existing);
        const parent = new pulumi.ComponentResource("test:index:User", "shop");
        const bucket = store?.source?.("lyon-databases", { namespace: "shop", serviceAccount: "shop" }, { parent });
        assert.equal(bucket?.name, "lyon-databases");
        assert.ok(bucket.credentials);
        assert.equal(await valueOf(bucket.credentials.secretAccessKey), "canary-objectStorageKey");
        assert.deepEqual(bucket.ready, []);
    });

    it("takes no prefix that cannot start a bucket's name", () => {
        for (const bucketPrefix of ["Acme", "-acme", "acme-", "a".repeat(41)]) {
            assert.equal(ObjectStorageArgs.safeParse({ ...existing, bucketPrefix }).success, false, bucketPrefix);
        }
    });
});
