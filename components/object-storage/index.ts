import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Chart } from "../chart";
import type { Claim } from "../claim";
import type { Dashboard } from "../monitoring/dashboard";
import type { Opens } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { Storage } from "../storage";
import { CephObjectStorage, CephObjectStorageArgs } from "./ceph";
import { ExistingObjectStorage, ExistingObjectStorageArgs } from "./existing";
import { S3, S3Args } from "./s3";
import { chart as seaweedfs, SeaweedFS, SeaweedFSArgs } from "./seaweedfs";
import { claimsOfSeaweedFS } from "./seaweedfs-claims";

/** No object storage: what needs a bucket is refused. */
const NoObjectStorageArgs = z.strictObject({ kind: z.literal("none") });

/** What an environment may say of where a place keeps objects: backups above all. */
export const ObjectStorageArgs = z.discriminatedUnion("kind", [
    NoObjectStorageArgs,
    ExistingObjectStorageArgs,
    S3Args,
    SeaweedFSArgs,
    CephObjectStorageArgs,
]);
export type ObjectStorageArgs = z.infer<typeof ObjectStorageArgs>;

/** A store that speaks S3, whoever runs it. What goes into charts' values is known before anything exists. */
export interface ObjectStore {
    /** Where its S3 API answers, without a slash at the end: `https://s3.eu-west-1.amazonaws.com`. */
    readonly endpoint: string;
    /** The region that requests are signed for. */
    readonly region: string;
    /** Whether the bucket stands in the path of a request, and not in the host name. */
    readonly pathStyle: boolean;
    /** PEM of the authority that signed its certificate, where it is none that machines know anyway. */
    readonly certificateAuthority?: pulumi.Output<string>;
    /** The flow that a namespace opens to reach it, and whoever vouches there for the pods that have no key. */
    readonly flow: Opens;
    readonly dashboard?: Dashboard;

    /**
     * A bucket for one purpose, `backups` for example, and the right to read, write and delete in it for one user of it.
     * Asked for twice, with different users, it is the same bucket.
     */
    bucket(purpose: string, user: User, opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource }): Bucket;

    /**
     * A bucket at the same endpoint that somebody else made, and the right to read in it for one user. Absent where a
     * key opens no more than its own bucket, and another place's is at another endpoint.
     */
    source?(bucket: string, user: User, opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource }): Bucket;
}

/** Whose pods use a bucket: those of a ServiceAccount. */
export interface User {
    namespace: string;
    serviceAccount: string;
}

export interface Bucket {
    readonly name: string;
    /** The key that opens it; absent where the user's ServiceAccount has the right by itself, as on EKS. */
    readonly credentials?: {
        readonly accessKeyId: pulumi.Output<string>;
        readonly secretAccessKey: pulumi.Output<string>;
    };
    /** What uses the bucket depends on these: the bucket is there then, and the right in force. */
    readonly ready: pulumi.Resource[];
}

/** What object storage needs of the place: secrets, and volumes where it runs inside the cluster. */
export interface ObjectStorageNeeds {
    secrets: Secrets;
    storage: Pick<Storage, "block" | "ceph">;
}

/** Opens or makes the place's object storage; nothing for `none`. */
export function objectStorage(
    place: Place,
    said: ObjectStorageArgs,
    needs: ObjectStorageNeeds,
    opts?: pulumi.ComponentResourceOptions,
): ObjectStore | undefined {
    switch (said.kind) {
        case "none":
            return undefined;
        case "existing":
            return new ExistingObjectStorage(`${place.name}-existing-object-storage`, { place, said, ...needs }, opts);
        case "s3":
            return new S3(`${place.name}-s3`, { place, said }, opts);
        case "seaweedfs":
            return new SeaweedFS(`${place.name}-seaweedfs`, { place, said, ...needs }, opts);
        case "ceph":
            return new CephObjectStorage(`${place.name}-ceph-object-storage`, { place, said, ...needs }, opts);
    }
}

/** Every chart that the choice installs. */
export function objectStorageCharts(said: ObjectStorageArgs): Chart[] {
    switch (said.kind) {
        case "none":
        case "existing":
        case "s3":
        case "ceph":
            return [];
        case "seaweedfs":
            return [seaweedfs];
    }
}

/** Whether the objects lie in the cluster itself: a copy there is lost with what it is a copy of. */
export function objectsAreInside({ kind }: ObjectStorageArgs): boolean {
    return { none: false, existing: false, s3: false, seaweedfs: true, ceph: true }[kind];
}

/** Every claim that the choice makes. Ceph keeps its objects on what the storage claims. */
export function objectStorageClaims(said: ObjectStorageArgs): Claim[] {
    return said.kind === "seaweedfs" ? claimsOfSeaweedFS(said) : [];
}
