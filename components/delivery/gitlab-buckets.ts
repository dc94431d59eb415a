import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Bucket, ObjectStore } from "../object-storage";

/** The Secret that says how each bucket is reached: a key for each kind of object, and `registry` and `backups`. */
export const OBJECTS = "gitlab-object-storage";

/** Kinds of objects as the chart calls them, with the purpose of each one's bucket. */
const kinds = {
    lfs: "gitlab-lfs",
    artifacts: "gitlab-artifacts",
    uploads: "gitlab-uploads",
    packages: "gitlab-packages",
    externalDiffs: "gitlab-diffs",
    terraformState: "gitlab-states",
    ciSecureFiles: "gitlab-files",
    dependencyProxy: "gitlab-proxy",
};

export interface GitLabBuckets {
    /** The bucket of each kind of object. */
    objects: { kind: string; bucket: string }[];
    registry: string;
    backups: string;
    /** What uses them depends on these. */
    ready: pulumi.Resource[];
}

interface There {
    store: ObjectStore;
    namespace: string;
    serviceAccount: string;
}

/**
 * GitLab's buckets, and the Secret by which it reaches them, each by the key that the store gives for it. A bucket for
 * each kind, as GitLab wants it: its clean-ups and its backups take a bucket for theirs alone.
 *
 * Throws a ResourceError where the store gives no key: of GitLab's parts some sign by a key alone.
 */
export function gitlabBuckets(
    name: string,
    { store, namespace, serviceAccount }: There,
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): GitLabBuckets {
    const open = (purpose: string): Opened => {
        const bucket = store.bucket(purpose, { namespace, serviceAccount }, opts);
        if (!bucket.credentials) {
            throw new pulumi.ResourceError(
                `bucket ${bucket.name} is opened without an access key, which GitLab needs: write objectStorage of another kind`,
                opts.parent,
            );
        }
        return { bucket, key: bucket.credentials };
    };
    const objects = Object.entries(kinds).map(([kind, purpose]) => ({ kind, opened: open(purpose) }));
    const registry = open("gitlab-registry");
    const backups = open("gitlab-backups");
    const secret = new k8s.core.v1.Secret(
        name,
        {
            metadata: { name: OBJECTS, namespace },
            stringData: {
                ...Object.fromEntries(objects.map(({ kind, opened }) => [kind, connection(store, opened)])),
                registry: registryStorage(store, registry),
                backups: s3cmd(store, backups),
            },
        },
        opts,
    );
    return {
        objects: objects.map(({ kind, opened }) => ({ kind, bucket: opened.bucket.name })),
        registry: registry.bucket.name,
        backups: backups.bucket.name,
        ready: [
            secret,
            ...[...objects.map(({ opened }) => opened), registry, backups].flatMap(({ bucket }) => bucket.ready),
        ],
    };
}

/** A bucket, and the key that opens it. */
export interface Opened {
    bucket: Bucket;
    key: NonNullable<Bucket["credentials"]>;
}

/** As Rails reads it. @see https://docs.gitlab.com/charts/charts/globals/#connection */
export function connection({ endpoint, region, pathStyle }: ObjectStore, { key }: Opened): pulumi.Output<string> {
    return pulumi.jsonStringify({
        provider: "AWS",
        region,
        endpoint,
        path_style: pathStyle,
        aws_signature_version: 4,
        aws_access_key_id: key.accessKeyId,
        aws_secret_access_key: key.secretAccessKey,
    });
}

/**
 * As the registry reads it: lines that its chart indents and puts below `storage:`. It hands out itself what is stored: a
 * client that it sent to the store would have to reach that. Stores that only speak like AWS' know no checksums that are
 * sent after the data.
 *
 * @see https://docs.gitlab.com/charts/charts/registry/#storage
 */
export function registryStorage(
    { endpoint, region, pathStyle }: ObjectStore,
    { bucket, key }: Opened,
): pulumi.Output<string> {
    return pulumi.all([key.accessKeyId, key.secretAccessKey]).apply(([id, secret]) =>
        [
            // The driver that GitLab 19 has left; `s3` is another name of it.
            "s3_v2:",
            `  bucket: ${JSON.stringify(bucket.name)}`,
            `  accesskey: ${JSON.stringify(id)}`,
            `  secretkey: ${JSON.stringify(secret)}`,
            `  region: ${JSON.stringify(region)}`,
            `  regionendpoint: ${JSON.stringify(endpoint)}`,
            `  pathstyle: ${String(pathStyle)}`,
            ...(pathStyle ? ["  checksum_disabled: true"] : []),
            "redirect:",
            "  disable: true",
            "",
        ].join("\n"),
    );
}

/** As s3cmd reads it, by which GitLab's toolbox stores backups. */
export function s3cmd({ endpoint, region, pathStyle }: ObjectStore, { key }: Opened): pulumi.Output<string> {
    const { host, protocol } = new URL(endpoint);
    return pulumi
        .all([key.accessKeyId, key.secretAccessKey])
        .apply(([id, secret]) =>
            [
                "[default]",
                `access_key = ${id}`,
                `secret_key = ${secret}`,
                `bucket_location = ${region}`,
                `host_base = ${host}`,
                `host_bucket = ${pathStyle ? host : `%(bucket)s.${host}`}`,
                `use_https = ${protocol === "https:" ? "True" : "False"}`,
                "",
            ].join("\n"),
        );
}
