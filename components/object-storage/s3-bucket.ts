import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";

import type { S3Args } from "./s3";

const UNFINISHED_DAYS = 7;

/**
 * A bucket as every one of ours is: nobody's but the account's, encrypted, by TLS alone, and with former versions of
 * its objects kept for a while. Returns it last, after what must hold before anything is written to it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export function makeBucket(
    name: string,
    { bucketName, said }: { bucketName: string; said: S3Args },
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    const bucket = new s3.Bucket(
        name,
        // A bucket that holds something is deleted with consent alone.
        { bucket: bucketName, forceDestroy: said.allowDestroy },
        { ...opts, protect: !said.allowDestroy },
    );
    const here = { bucket: bucket.bucket };
    const versioning = new s3.BucketVersioning(name, { ...here, versioningConfiguration: { status: "Enabled" } }, opts);
    return [
        bucket,
        versioning,
        new s3.BucketPublicAccessBlock(
            name,
            {
                ...here,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            opts,
        ),
        new s3.BucketOwnershipControls(name, { ...here, rule: { objectOwnership: "BucketOwnerEnforced" } }, opts),
        new s3.BucketServerSideEncryptionConfiguration(
            name,
            { ...here, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
            opts,
        ),
        new s3.BucketPolicy(
            name,
            {
                ...here,
                policy: JSON.stringify({
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Sid: "TlsOnly",
                            Effect: "Deny",
                            Principal: "*",
                            Action: "s3:*",
                            Resource: [arnOf(bucketName), `${arnOf(bucketName)}/*`],
                            Condition: { Bool: { "aws:SecureTransport": "false" } },
                        },
                    ],
                }),
            },
            opts,
        ),
        new s3.BucketLifecycleConfiguration(
            name,
            {
                ...here,
                rules: [
                    {
                        id: "unfinished-uploads",
                        status: "Enabled",
                        filter: {},
                        abortIncompleteMultipartUpload: { daysAfterInitiation: UNFINISHED_DAYS },
                    },
                    {
                        id: "former-versions",
                        status: "Enabled",
                        filter: {},
                        noncurrentVersionExpiration: { noncurrentDays: said.formerVersionsDays },
                        expiration: { expiredObjectDeleteMarker: true },
                    },
                ],
            },
            // Rules on former versions are for a bucket that keeps them.
            pulumi.mergeOptions(opts, { dependsOn: versioning }),
        ),
    ];
}

/** The ARN of a bucket, in the one partition that is supported. */
export function arnOf(bucketName: string): string {
    return `arn:aws:s3:::${bucketName}`;
}
