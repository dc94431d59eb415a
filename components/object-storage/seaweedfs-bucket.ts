import { createHash } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { containerSecurityContext, podSecurityContext } from "./seaweedfs-values";

interface BucketArgs {
    purpose: string;
    /** The bucket's name, which is that of its user in SeaweedFS as well. */
    bucket: string;
    namespace: pulumi.Input<string>;
    image: string;
    /** Where the masters and the filer answer inside the cluster. */
    masters: string;
    filer: string;
    secretAccessKey: pulumi.Output<string>;
}

/**
 * Makes a bucket, and a user who may do everything in it and nothing elsewhere. What is there already it leaves as it
 * is; another key replaces the user's.
 *
 * A Job of ours and not the chart's hook: buckets are asked for by systems that come later, and each has a key of its own.
 *
 * @see https://github.com/seaweedfs/seaweedfs/wiki/weed-shell
 */
export function makeBucket(
    name: string,
    { purpose, bucket, namespace, image, masters, filer, secretAccessKey }: BucketArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.batch.v1.Job {
    const secret = new k8s.core.v1.Secret(
        name,
        { metadata: { name: `bucket-${purpose}`, namespace }, stringData: { secretAccessKey } },
        opts,
    );
    return new k8s.batch.v1.Job(
        name,
        {
            metadata: { name: `bucket-${purpose}`, namespace },
            spec: {
                // SeaweedFS answers some moments after its pods are ready.
                backoffLimit: 10,
                template: {
                    metadata: {
                        labels: { "app.kubernetes.io/name": "seaweedfs-bucket" },
                        // Another key is another Job. Of a key of 256 bits a hash tells nothing.
                        annotations: { "samestack.dev/key": pulumi.unsecret(secretAccessKey.apply(fingerprint)) },
                    },
                    spec: {
                        restartPolicy: "Never",
                        automountServiceAccountToken: false,
                        enableServiceLinks: false,
                        securityContext: podSecurityContext,
                        containers: [
                            {
                                name: "bucket",
                                image,
                                command: ["/bin/sh", "-euc", SCRIPT],
                                env: [
                                    { name: "BUCKET", value: bucket },
                                    { name: "MASTERS", value: masters },
                                    { name: "FILER", value: filer },
                                    {
                                        name: "KEY",
                                        valueFrom: {
                                            secretKeyRef: { name: secret.metadata.name, key: "secretAccessKey" },
                                        },
                                    },
                                ],
                                securityContext: containerSecurityContext,
                                resources: { requests: { cpu: "10m", memory: "32Mi" } },
                            },
                        ],
                    },
                },
            },
        },
        opts,
    );
}

// Its shell ends well whatever became of a command, so what was wanted is looked for afterwards. What it prints of a
// user is the key, and goes nowhere.
const SCRIPT = `
weed_shell() { weed shell -master="$MASTERS" -filer="$FILER"; }
has_bucket() { echo "s3.bucket.list" | weed_shell | awk '{ print $1 }' | grep -Fqx "$BUCKET"; }

has_bucket || echo "s3.bucket.create -name $BUCKET -owner $BUCKET" | weed_shell
has_bucket
user="-user $BUCKET -access_key $BUCKET -secret_key $KEY -buckets $BUCKET -actions Read,Write,List,Tagging"
echo "s3.configure $user -apply" | weed_shell > /dev/null
echo "s3.configure" | weed_shell | grep -Fq "$KEY"
echo "$BUCKET is there"
`;

function fingerprint(key: string): string {
    return createHash("sha256").update(key).digest("hex").slice(0, 16);
}
