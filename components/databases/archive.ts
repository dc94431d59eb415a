import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Opens } from "../namespace";
import type { ObjectStore } from "../object-storage";
import { archiveOf, type DatabaseArgs } from "./args";
import { type Copies, copiesIn, storeKeys } from "./copies";

/** The plugin that copies, as databases name it. */
export const PLUGIN = "barman-cloud.cloudnative-pg.io";

/** Where a database's copies go, and where those are that it starts from, as parameters of the plugin. */
export interface Archive {
    readonly into: Readonly<Record<string, string>>;
    readonly outOf?: Readonly<Record<string, string>>;
    readonly flow: Opens;
    readonly ready: pulumi.Resource[];
}

interface Given {
    store: ObjectStore;
    database: string;
    namespace: string;
    said: DatabaseArgs;
}

/**
 * Gives a database its folder in the place's bucket. The plugin calls the folder the server's name; it refuses to begin
 * in one that is not empty, and reads from another one than it writes to.
 */
export function archiveIn(
    name: string,
    { store, database, namespace, said }: Given,
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): Archive {
    const copies = copiesIn(
        name,
        {
            store,
            namespace,
            said,
            // The operator gives each database's pods a ServiceAccount of the database's name.
            accounts: { writes: database, reads: database },
            // By the label instances see at once when the key changes.
            secret: { name: `${database}-archive`, labels: { "cnpg.io/reload": "true" } },
        },
        opts,
    );
    const there = (resource: string, object: string, bucket: string, more: object) =>
        new k8s.apiextensions.CustomResource(
            resource,
            {
                apiVersion: "barmancloud.cnpg.io/v1",
                kind: "ObjectStore",
                metadata: { name: object, namespace },
                spec: {
                    configuration: configuration(store, bucket, copies),
                    retentionPolicy: `${said.backup.retentionDays}d`,
                    ...more,
                },
            },
            pulumi.mergeOptions(opts, { dependsOn: copies.ready }),
        );

    const { restoreFrom } = said;
    const main = there(`${name}-archive`, database, copies.into, { instanceSidecarConfiguration: sidecar(store) });
    // The plugin gives its one sidecar what both say, so it is said once.
    const source =
        copies.outOf !== undefined && copies.outOf !== copies.into
            ? there(`${name}-source`, `${database}-source`, copies.outOf, {})
            : undefined;
    return {
        into: { barmanObjectName: database, serverName: archiveOf(database, said) },
        outOf: restoreFrom && {
            barmanObjectName: source ? `${database}-source` : database,
            serverName: restoreFrom.archive,
        },
        flow: copies.flow,
        ready: [...copies.ready, main, ...(source ? [source] : [])],
    };
}

function configuration(store: ObjectStore, bucket: string, { byKey, secret }: Copies) {
    const entry = (key: string) => secret && { name: secret, key };
    return {
        destinationPath: `s3://${bucket}`,
        endpointURL: store.endpoint,
        ...(store.certificateAuthority && { endpointCA: entry(storeKeys.certificateAuthority) }),
        s3Credentials: byKey
            ? {
                  accessKeyId: entry(storeKeys.id),
                  secretAccessKey: entry(storeKeys.key),
                  region: entry(storeKeys.region),
              }
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
