import * as pulumi from "@pulumi/pulumi";

import type { Cluster } from "../../../components/cluster";
import {
    type Bucket,
    type ObjectStore,
    objectStorage,
    ObjectStorageArgs,
    type User,
} from "../../../components/object-storage";
import type { Storage } from "../../../components/storage";
import { deploy, type Registered } from "../../deploy";
import { paris } from "../../place";

const secrets = (key: string) => pulumi.secret(`canary-${key}`.padEnd(64, "-"));

export const velero: User = { namespace: "velero", serviceAccount: "velero-server" };

/** A user of the store, as a system is one. */
class System extends pulumi.ComponentResource {
    constructor(name: string) {
        super("test:index:System", name);
    }
}

interface Put {
    resources: Registered[];
    store: ObjectStore;
    buckets: Bucket[];
}

/** Puts object storage in a place, asks it for buckets, and to read such as others made. */
export async function putWithBuckets(
    said: object,
    asked: [purpose: string, user: User][] = [],
    cluster: Partial<Cluster> = {},
    { ceph, read = [] }: { ceph?: Storage["ceph"]; read?: [bucket: string, user: User][] } = {},
): Promise<Put> {
    const given: Omit<Put, "resources">[] = [];
    const resources = await deploy(() => {
        const storage = { block: pulumi.output("block"), ceph };
        const store = objectStorage(paris(cluster), ObjectStorageArgs.parse(said), { secrets, storage });
        if (!store) throw new Error("there is no store");
        const parent = new System("paris-system");
        given.push({ store, buckets: asked.map(([purpose, user]) => store.bucket(purpose, user, { parent })) });
        for (const [bucket, user] of read) store.source?.(bucket, user, { parent });
    });
    const [first] = given;
    if (!first) throw new Error("nothing was put");
    return { resources: resources.filter(({ type }) => type !== "test:index:System"), ...first };
}

export const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));
