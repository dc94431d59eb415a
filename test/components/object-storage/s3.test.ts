import assert from "node:assert/strict";

import { ObjectStorageArgs, objectStorageCharts } from "../../../components/object-storage";
import { the } from "../../deploy";
import { listed } from "../../place";
import { vouching } from "../storage/identity";
import { putWithBuckets, velero } from "./put";

const eks = { eks: { clusterName: "prod-paris-cluster", region: "eu-west-3", vpcTags: {} }, identity: vouching };
const s3 = { kind: "s3" };
const gitlab = { namespace: "gitlab", serviceAccount: "gitlab" };
const ours = /^paris-[0-9a-f]{10}-backups$/;

type Asked = Parameters<typeof putWithBuckets>[1];
const put = (asked: Asked = [["backups", velero]], said: object = {}, read: Asked = []) =>
    putWithBuckets({ ...s3, ...said }, asked, eks, { read });

describe("S3", () => {
    it("makes nothing until a bucket is asked for, and says where it answers", async () => {
        const { resources, store } = await put([]);
        assert.deepEqual(listed(resources), ["samestack:objectStorage:S3 paris-s3"]);
        const { endpoint, region, pathStyle, flow } = store;
        assert.deepEqual(
            { endpoint, region, pathStyle, flow },
            {
                endpoint: "https://s3.eu-west-3.amazonaws.com",
                region: "eu-west-3",
                pathStyle: false,
                flow: { to: "internet", ports: [443, 80] },
            },
        );
        assert.deepEqual(objectStorageCharts(ObjectStorageArgs.parse(s3)), []);
    });

    it("makes a private bucket, encrypted, versioned, by TLS alone, that cleans up after itself", async () => {
        const { resources, buckets } = await put();
        const name = buckets[0]?.name ?? "";
        assert.match(name, ours);
        assert.deepEqual(
            listed(resources).filter((one) => one.startsWith("aws:")),
            [
                "aws:s3/bucket:Bucket paris-s3-backups",
                "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration paris-s3-backups",
                "aws:s3/bucketOwnershipControls:BucketOwnershipControls paris-s3-backups",
                "aws:s3/bucketPolicy:BucketPolicy paris-s3-backups",
                "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock paris-s3-backups",
                "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration paris-s3-backups",
                "aws:s3/bucketVersioning:BucketVersioning paris-s3-backups",
            ],
        );
        const of = (kind: string) => {
            const { bucket, ...inputs } = the(resources, `aws:s3/${kind}`).inputs;
            assert.equal(bucket, name);
            return inputs;
        };
        assert.deepEqual(of("bucket:Bucket"), { forceDestroy: false });
        assert.deepEqual(of("bucketVersioning:BucketVersioning"), { versioningConfiguration: { status: "Enabled" } });
        assert.deepEqual(of("bucketPublicAccessBlock:BucketPublicAccessBlock"), {
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        assert.deepEqual(of("bucketOwnershipControls:BucketOwnershipControls"), {
            rule: { objectOwnership: "BucketOwnerEnforced" },
        });
        assert.deepEqual(of("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"), {
            rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
        });
        assert.deepEqual(JSON.parse(String(of("bucketPolicy:BucketPolicy").policy)), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        });
        assert.deepEqual(of("bucketLifecycleConfiguration:BucketLifecycleConfiguration"), {
            rules: [
                {
                    id: "unfinished-uploads",
                    status: "Enabled",
                    filter: {},
                    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                },
                {
                    id: "former-versions",
                    status: "Enabled",
                    filter: {},
                    noncurrentVersionExpiration: { noncurrentDays: 30 },
                    expiration: { expiredObjectDeleteMarker: true },
                },
            ],
        });
    });

    it("gives a ServiceAccount the right to its bucket alone, and no key", async () => {
        const { resources, buckets } = await put();
        const [bucket] = buckets;
        assert.ok(bucket);
        assert.equal(bucket.credentials, undefined);
        assert.equal(bucket.ready.length, 8);
        assert.deepEqual(the(resources, "test:index:Identity").inputs, {
            to: velero,
            policy: { statements: statements(bucket.name) },
        });
    });

    it("gives one ServiceAccount all its buckets by one association, for EKS knows no second", async () => {
        const { resources, buckets } = await put([
            ["registry", gitlab],
            ["backups", velero],
            ["artifacts", gitlab],
            ["backups", gitlab],
        ]);
        assert.equal(resources.filter(({ type }) => type === "aws:s3/bucket:Bucket").length, 3);
        const [registry, backups, artifacts] = buckets.map(({ name }) => name);
        const of = (name: string) => the(resources, "test:index:Identity", name).inputs.policy;
        assert.deepEqual(of("paris-s3-gitlab-gitlab"), {
            statements: statements(artifacts ?? "", backups ?? "", registry ?? ""),
        });
        assert.deepEqual(of("paris-s3-velero-velero-server"), { statements: statements(backups ?? "") });
    });

    it("lets a ServiceAccount read a bucket that somebody else made, and no more", async () => {
        const { resources } = await put([["backups", gitlab]], {}, [
            ["lyon-databases", gitlab],
            ["lyon-databases", velero],
        ]);
        const of = (name: string) => the(resources, "test:index:Identity", name).inputs.policy;
        const reading = [
            {
                Effect: "Allow",
                Action: ["s3:ListBucket", "s3:GetBucketLocation"],
                Resource: ["arn:aws:s3:::lyon-databases"],
            },
            { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::lyon-databases/*"] },
        ];
        assert.deepEqual(of("paris-s3-velero-velero-server"), { statements: reading });
        const { statements: all } = of("paris-s3-gitlab-gitlab") as { statements: object[] };
        assert.equal(all.length, 4);
        assert.deepEqual(all.slice(2), reading);
        assert.equal(resources.filter(({ type }) => type === "aws:s3/bucket:Bucket").length, 1);
    });

    it("names buckets as nobody else in the world does, or as is said", async () => {
        const named = async (said: object, cluster = eks) =>
            (await putWithBuckets({ ...s3, ...said }, [["backups", velero]], cluster)).buckets[0]?.name ?? "";
        assert.match(await named({}), ours);
        assert.equal(await named({}), await named({}));
        const other = { ...eks, eks: { ...eks.eks, clusterName: "test-paris-cluster" } };
        assert.notEqual(await named({}), await named({}, other));
        assert.equal(await named({ bucketPrefix: "acme" }), "acme-backups");
    });

    it("refuses to let a bucket go until the environment consents", async () => {
        const held = async (said: object) =>
            (await put(undefined, said)).resources.filter(({ protect }) => protect).map(({ type }) => type);
        assert.deepEqual(await held({}), ["aws:s3/bucket:Bucket"]);
        assert.deepEqual(await held({ allowDestroy: true }), []);
        const { resources } = await put(undefined, { allowDestroy: true });
        assert.equal(the(resources, "aws:s3/bucket:Bucket").inputs.forceDestroy, true);
    });

    it("says what to do on a cluster that is not EKS", async () => {
        await assert.rejects(
            putWithBuckets(s3),
            /places\.paris\.objectStorage is of kind s3.*choose seaweedfs, or existing/,
        );
    });
});

function statements(...names: string[]): unknown[] {
    return [
        {
            Effect: "Allow",
            Action: ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
            Resource: names.map((name) => `arn:aws:s3:::${name}`),
        },
        {
            Effect: "Allow",
            Action: [
                "s3:GetObject",
                "s3:PutObject",
                "s3:DeleteObject",
                "s3:AbortMultipartUpload",
                "s3:ListMultipartUploadParts",
            ],
            Resource: names.map((name) => `arn:aws:s3:::${name}/*`),
        },
    ];
}
