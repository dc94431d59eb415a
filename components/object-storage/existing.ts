import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Opens } from "../namespace";
import type { Place } from "../place";
import { AccessKey, type Secrets } from "../secrets";
import { BucketPrefix, bucketPrefix } from "./names";
import type { Bucket, ObjectStore } from ".";

/** A store that is there already and speaks S3: AWS's, an appliance, MinIO, Ceph. Its buckets are made by its owner. */
export const ExistingObjectStorageArgs = z.strictObject({
    kind: z.literal("existing"),
    /** Where its S3 API answers. */
    endpoint: z.httpUrl().meta({ examples: ["https://s3.example.org"] }),
    /** The region that requests are signed for; a store without regions takes any. */
    region: z.string().min(1).default("us-east-1"),
    /** Whether the bucket stands in the path and not in the host name: true for all but AWS, as a rule. */
    pathStyle: z.boolean().default(true),
    /** Starts the names of the buckets: `<prefix>-backups`. `samestack-<place>` unless said. */
    bucketPrefix: BucketPrefix.optional(),
    /** A key that may read, write and delete in these buckets. */
    credentials: AccessKey,
});
export type ExistingObjectStorageArgs = z.infer<typeof ExistingObjectStorageArgs>;

/** Object storage that somebody else runs. Creates nothing. */
export class ExistingObjectStorage extends pulumi.ComponentResource implements ObjectStore {
    readonly endpoint: string;
    readonly region: string;
    readonly pathStyle: boolean;
    readonly flow: Opens;
    readonly bucket: ObjectStore["bucket"];
    readonly source: NonNullable<ObjectStore["source"]>;

    constructor(
        name: string,
        { place, said, secrets }: { place: Place; said: ExistingObjectStorageArgs; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:objectStorage:ExistingObjectStorage", name, said, opts);
        const { port, protocol } = new URL(said.endpoint);
        const prefix = said.bucketPrefix ?? bucketPrefix(place);

        this.endpoint = said.endpoint.replace(/\/$/, "");
        this.region = said.region;
        this.pathStyle = said.pathStyle;
        this.flow = { to: "internet", ports: [port === "" ? (protocol === "http:" ? 80 : 443) : Number(port)] };
        const opened = (name: string): Bucket => ({
            name,
            credentials: {
                accessKeyId: pulumi.output(said.credentials.accessKeyId),
                secretAccessKey: secrets(said.credentials.secret),
            },
            ready: [],
        });
        this.bucket = (purpose) => opened(`${prefix}-${purpose}`);
        // One key, of which its owner says what it opens.
        this.source = (bucket) => opened(bucket);
        this.registerOutputs({});
    }
}
