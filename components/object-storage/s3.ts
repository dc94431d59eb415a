import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { EksSurroundings, Identity, Statement } from "../cluster";
import type { Opens } from "../namespace";
import type { Place } from "../place";
import { BucketPrefix } from "./names";
import { arnOf, makeBucket } from "./s3-bucket";
import type { Bucket, ObjectStore, User } from ".";

/** What an environment may say of S3. Buckets are in the cluster's region and account. */
export const S3Args = z.strictObject({
    kind: z.literal("s3"),
    /**
     * Starts the names of the buckets: `<prefix>-backups`. Names are one namespace for all accounts of the world, so
     * unless said it is the place's name with ten digits made of the cluster's name and the place's domain, which nobody
     * else has. Another prefix is other buckets, and those there are, which hold data, are refused to go.
     */
    bucketPrefix: BucketPrefix.optional(),
    /** Days for which former versions of an object, and deleted ones, can be had back. 30 unless said. */
    formerVersionsDays: z.int().min(1).max(3650).default(30),
    /**
     * Consent to delete the buckets with all that is in them. Without it, the default, Pulumi refuses to, and so does S3
     * while there is anything in them. To destroy: set it and run `pulumi up`; then run `pulumi destroy`.
     */
    allowDestroy: z.boolean().default(false),
});
export type S3Args = z.infer<typeof S3Args>;

// Where EKS Pod Identity's agent answers on each node.
const AGENT_PORT = 80;

/**
 * AWS's S3: a bucket for each purpose. There are no keys: whose bucket it is, the cloud around the cluster vouches for.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html
 */
export class S3 extends pulumi.ComponentResource implements ObjectStore {
    readonly endpoint: string;
    readonly region: string;
    readonly pathStyle = false;
    readonly flow: Opens = { to: "internet", ports: [443, AGENT_PORT] };
    readonly bucket: ObjectStore["bucket"];
    readonly source: NonNullable<ObjectStore["source"]>;

    constructor(name: string, { place, said }: { place: Place; said: S3Args }, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:objectStorage:S3", name, said, opts);
        const { eks, identity } = place.cluster;
        if (!eks || !identity) {
            throw new Error(
                `places.${place.name}.objectStorage is of kind s3, and the cluster of ${place.name} is not EKS: choose seaweedfs, or existing with credentials`,
            );
        }
        const prefix = said.bucketPrefix ?? s3Prefix(place, eks);
        const buckets = new Map<string, pulumi.Resource[]>();
        const rights = new Map<string, Rights>();

        const rightOf = (user: User, here: Parameters<Identity>[3]) => {
            const key = `${user.namespace}-${user.serviceAccount}`;
            const right = rights.get(key) ?? new Rights(`${name}-${key}`, identity, user, here);
            rights.set(key, right);
            return right;
        };
        this.endpoint = `https://s3.${eks.region}.amazonaws.com`;
        this.region = eks.region;
        this.bucket = (purpose, user, opts): Bucket => {
            const bucketName = `${prefix}-${purpose}`;
            const here = { ...opts, parent: this };
            const made = buckets.get(purpose) ?? makeBucket(`${name}-${purpose}`, { bucketName, said }, here);
            buckets.set(purpose, made);

            const right = rightOf(user, here);
            right.extendTo(bucketName);
            return { name: bucketName, ready: [...made, right.association] };
        };
        // Of the same account and region.
        this.source = (bucket, user, opts) => {
            const right = rightOf(user, { ...opts, parent: this });
            right.extendToRead(bucket);
            return { name: bucket, ready: [right.association] };
        };
        this.registerOutputs({});
    }
}

/**
 * The rights of one ServiceAccount in its buckets. EKS knows one association of a ServiceAccount with a role, so all
 * its buckets are in one policy, which is closed once the program has asked for the last of them.
 */
class Rights {
    readonly association: pulumi.Resource;
    private readonly buckets = new Set<string>();
    private readonly sources = new Set<string>();
    private closed = false;

    constructor(name: string, identity: Identity, user: User, opts: Parameters<Identity>[3]) {
        const asked = pulumi.output(
            new Promise<Statement[]>((resolve) => {
                // Everything is asked for in one go, before the program first waits.
                setImmediate(() => {
                    this.closed = true;
                    resolve([...writing([...this.buckets].sort()), ...reading([...this.sources].sort())]);
                });
            }),
        );
        this.association = identity(name, user, { statements: asked }, opts);
    }

    extendTo(bucket: string): void {
        this.ask(bucket, this.buckets);
    }

    extendToRead(bucket: string): void {
        this.ask(bucket, this.sources);
    }

    private ask(bucket: string, among: Set<string>): void {
        if (this.closed) {
            throw new Error(
                `bucket ${bucket} is asked for after the rights of its user were given: ask for it before anything is awaited`,
            );
        }
        among.add(bucket);
    }
}

/** What a user may do in buckets of its own. */
function writing(buckets: string[]): Statement[] {
    if (buckets.length === 0) return [];
    return [
        {
            Effect: "Allow",
            Action: ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
            Resource: buckets.map(arnOf),
        },
        {
            Effect: "Allow",
            Action: [
                ...["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                ...["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
            ],
            Resource: buckets.map((one) => `${arnOf(one)}/*`),
        },
    ];
}

/** What it may do in a bucket of another place. */
function reading(buckets: string[]): Statement[] {
    if (buckets.length === 0) return [];
    return [
        { Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: buckets.map(arnOf) },
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: buckets.map((one) => `${arnOf(one)}/*`) },
    ];
}

function s3Prefix({ name, domain }: Place, { clusterName }: EksSurroundings): string {
    const digits = createHash("sha256").update(`${clusterName} ${domain}`).digest("hex").slice(0, 10);
    // A bucket's name has 63 characters, and the purpose needs some of them.
    return `${name.slice(0, 28).replace(/-+$/, "")}-${digits}`;
}
