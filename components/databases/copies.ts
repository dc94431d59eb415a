import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Opens } from "../namespace";
import type { Bucket, ObjectStore } from "../object-storage";
import type { Kept } from "./args";

/** The bucket's purpose, of all databases together: each has a folder in it. */
const PURPOSE = "databases";

/** Keys of the Secret that opens the store. */
export const storeKeys = {
    id: "ACCESS_KEY_ID",
    key: "ACCESS_SECRET_KEY",
    region: "REGION",
    certificateAuthority: "ca.crt",
};

/** The buckets that a database's copies go into, and that those are in that it starts from; what opens both. */
export interface Copies {
    readonly into: string;
    /** Absent where it starts empty. */
    readonly outOf?: string;
    /** Whether a key in `secret` opens the bucket; otherwise the ServiceAccounts have the right themselves. */
    readonly byKey: boolean;
    /** What opens the bucket, and who signed the store's certificate; absent where neither needs saying. */
    readonly secret?: pulumi.Output<string>;
    readonly flow: Opens;
    readonly ready: pulumi.Resource[];
}

interface Given {
    store: ObjectStore;
    namespace: string;
    said: Kept;
    /** ServiceAccount of the pods that write copies, and of those that start from them. */
    accounts: { writes: string; reads: string };
    /** The Secret that is made, and what Operator should see when it changes. */
    secret: { name: string; labels: Record<string, string> };
}

/**
 * Opens the place's bucket of databases to one of them, and, where it starts from the copies of another, the bucket that
 * these are in.
 */
export function copiesIn(
    name: string,
    { store, namespace, said, accounts, secret: { name: secretName, labels } }: Given,
    opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): Copies {
    const user = (serviceAccount: string) => ({ namespace, serviceAccount });
    const { parent } = opts;
    const bucket = store.bucket(PURPOSE, user(accounts.writes), { parent });
    const { restoreFrom } = said;
    const source = restoreFrom && openSource(store, restoreFrom, user(accounts.reads), { parent });

    const secret = keyOf(name, { store, bucket, metadata: { name: secretName, namespace, labels } }, opts);
    return {
        into: bucket.name,
        outOf: source?.name,
        byKey: bucket.credentials !== undefined,
        secret: secret?.metadata.name,
        flow: store.flow,
        ready: [...bucket.ready, ...(source?.ready ?? []), ...(secret ? [secret] : [])],
    };
}

function openSource(
    store: ObjectStore,
    { bucket }: NonNullable<Kept["restoreFrom"]>,
    user: { namespace: string; serviceAccount: string },
    opts: { parent: pulumi.Resource },
): Bucket {
    if (bucket === undefined) return store.bucket(PURPOSE, user, opts);
    if (!store.source) {
        throw new Error(`no key of the place opens bucket ${bucket}: copy the folder into the place's own bucket`);
    }
    return store.source(bucket, user, opts);
}

function keyOf(
    name: string,
    { store, bucket: { credentials }, metadata }: { store: ObjectStore; bucket: Bucket; metadata: Metadata },
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret | undefined {
    const content: Record<string, pulumi.Input<string>> = {
        ...(credentials && {
            [storeKeys.id]: credentials.accessKeyId,
            [storeKeys.key]: credentials.secretAccessKey,
            [storeKeys.region]: store.region,
        }),
        ...(store.certificateAuthority && { [storeKeys.certificateAuthority]: store.certificateAuthority }),
    };
    if (Object.keys(content).length === 0) return undefined;
    return new k8s.core.v1.Secret(`${name}-archive-key`, { metadata, stringData: pulumi.secret(content) }, opts);
}

type Metadata = k8s.types.input.meta.v1.ObjectMeta;
