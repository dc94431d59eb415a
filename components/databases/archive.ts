import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Opens } from "../namespace";
import type { Bucket, ObjectStore } from "../object-storage";
import type { DatabaseArgs } from "./args";

/** The plugin that copies, as databases name it. */
export const PLUGIN = "barman-cloud.cloudnative-pg.io";

/** The bucket's purpose, of all databases together: each has a folder in it. */
const PURPOSE = "databases";
// Where EKS Pod Identity's agent answers on each node.
const AGENT_PORT = 80;

/** Where a database's copies go, and where those are that it starts from, as parameters of the plugin. */
export interface Archive {
    readonly into: Readonly<Record<string, string>>;
    readonly outOf?: Readonly<Record<string, string>>;
    readonly flows: Opens[];
    readonly ready: pulumi.Resource[];
}

interface Given {
    store: ObjectStore;
    database: string;
    namespace: string;
    said: DatabaseArgs;
}

/**
 * The folder of a database in the bucket. The plugin calls it the server's name; it refuses to begin in one that is not
 * empty, and reads from another one than it writes to.
 */
export function archiveOf(database: string, { archive }: Pick<DatabaseArgs, "archive">): string {
    return archive ?? database;
}

/** Gives a database its folder in the place's bucket. */
export function archiveIn(
    name: string,
    { store, database, namespace, said }: Given,
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): Archive {
    // The operator gives each database's pods a ServiceAccount of the database's name.
    const bucket = store.bucket(PURPOSE, { namespace, serviceAccount: database }, { parent: opts.parent });
    const secret = keyOf(name, { store, bucket, database, namespace }, opts);
    const there = (resource: string, object: string, bucketName: string) =>
        new k8s.apiextensions.CustomResource(
            resource,
            {
                apiVersion: "barmancloud.cnpg.io/v1",
                kind: "ObjectStore",
                metadata: { name: object, namespace },
                spec: {
                    configuration: configuration(store, bucket, bucketName, secret?.metadata.name),
                    retentionPolicy: `${said.backup.retentionDays}d`,
                    instanceSidecarConfiguration: sidecar(store),
                },
            },
            pulumi.mergeOptions(opts, { dependsOn: [...bucket.ready, ...(secret ? [secret] : [])] }),
        );

    const { restoreFrom } = said;
    const main = there(`${name}-archive`, database, bucket.name);
    const elsewhere = restoreFrom?.bucket;
    const source = elsewhere === undefined ? undefined : there(`${name}-source`, `${database}-source`, elsewhere);
    return {
        into: { barmanObjectName: database, serverName: archiveOf(database, said) },
        outOf: restoreFrom && {
            barmanObjectName: source ? `${database}-source` : database,
            serverName: restoreFrom.archive,
        },
        flows: [store.flow, ...(bucket.credentials ? [] : [{ to: "internet" as const, ports: [AGENT_PORT] }])],
        ready: [...bucket.ready, main, ...(source ? [source] : [])],
    };
}

function configuration(
    store: ObjectStore,
    { credentials }: Bucket,
    bucketName: string,
    secret: pulumi.Output<string> | undefined,
) {
    const entry = (key: string) => secret && { name: secret, key };
    return {
        destinationPath: `s3://${bucketName}`,
        endpointURL: store.endpoint,
        ...(store.certificateAuthority && { endpointCA: entry(CA) }),
        s3Credentials: credentials
            ? { accessKeyId: entry(KEY_ID), secretAccessKey: entry(KEY), region: entry(REGION) }
            : { inheritFromIAMRole: true },
        wal: { compression: "gzip", maxParallel: 4 },
        data: { compression: "gzip", jobs: 2 },
    };
}

/** Stores that only speak like AWS' know no checksums that are sent after the data, which its library adds since 2025. */
function sidecar({ pathStyle }: ObjectStore) {
    return {
        resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "512Mi" } },
        ...(pathStyle && {
            env: [
                { name: "AWS_REQUEST_CHECKSUM_CALCULATION", value: "when_required" },
                { name: "AWS_RESPONSE_CHECKSUM_VALIDATION", value: "when_required" },
            ],
        }),
    };
}

const KEY_ID = "ACCESS_KEY_ID";
const KEY = "ACCESS_SECRET_KEY";
const REGION = "REGION";
const CA = "ca.crt";

/** What opens the bucket, and who signed the store's certificate; nothing where neither needs saying. */
function keyOf(
    name: string,
    {
        store,
        bucket: { credentials },
        database,
        namespace,
    }: { store: ObjectStore; bucket: Bucket; database: string; namespace: string },
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret | undefined {
    const content: Record<string, pulumi.Input<string>> = {
        ...(credentials && {
            [KEY_ID]: credentials.accessKeyId,
            [KEY]: credentials.secretAccessKey,
            [REGION]: store.region,
        }),
        ...(store.certificateAuthority && { [CA]: store.certificateAuthority }),
    };
    if (Object.keys(content).length === 0) return undefined;
    return new k8s.core.v1.Secret(
        `${name}-archive-key`,
        {
            // By the label instances see at once when the key changes.
            metadata: { name: `${database}-archive`, namespace, labels: { "cnpg.io/reload": "true" } },
            stringData: pulumi.secret(content),
        },
        opts,
    );
}
