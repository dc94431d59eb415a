import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace, type Opens } from "../namespace";
import type { Place } from "../place";
import { derived } from "../secrets";
import { letIn } from "./let-in";
import { bucketPrefix } from "./names";
import { makeBucket } from "./seaweedfs-bucket";
import { dashboard } from "./seaweedfs-dashboard";
import { IDENTITIES, labelsOf, masters, seaweedfsValues } from "./seaweedfs-values";
import type { Bucket, ObjectStorageNeeds, ObjectStore } from ".";

export const chart: Chart = {
    repository: "https://seaweedfs.github.io/seaweedfs/helm",
    name: "seaweedfs",
    // renovate: datasource=helm registryUrl=https://seaweedfs.github.io/seaweedfs/helm depName=seaweedfs
    version: "4.44.0",
    kubernetes: { from: "1.25", to: "1.36" },
};

/** What an environment may say of SeaweedFS. */
export const SeaweedFSArgs = z.strictObject({
    kind: z.literal("seaweedfs"),
    /**
     * Volume servers, each on a node of its own; each object lies on two of them where there are more than one. Three:
     * with one of them lost, there are still two to write to.
     */
    replicas: z.int().min(1).max(20).default(3),
    /**
     * GiB of each volume server's claim of class `block`. 50 unless said: three of them hold 75 GiB of objects. What
     * there is does not grow with it: see docs/object-storage.md.
     */
    disk: z.int().min(5).default(50),
    /** GiB of the claim for names, sizes and places of objects. 10 unless said: they do for ten million. */
    metadataDisk: z.int().min(1).default(10),
    /** Consent to delete SeaweedFS and every object in it. Without it, the default, Pulumi refuses to. */
    allowDestroy: z.boolean().default(false),
});
export type SeaweedFSArgs = z.infer<typeof SeaweedFSArgs>;

const NAMESPACE = "seaweedfs";
const ROLE = "object-storage";
const S3_PORT = 8333;
const METRICS_PORT = 9327;

/**
 * SeaweedFS keeps objects in the cluster, on class `block`, behind an API as that of S3. Objects survive mistakes and
 * lost nodes; with the cluster they are lost.
 *
 * Each bucket has a key of its own, which opens nothing else. Requests are signed and not encrypted: they stay inside
 * the cluster, where only those who asked for a bucket reach the API.
 *
 * @see https://github.com/seaweedfs/seaweedfs/wiki
 */
export class SeaweedFS extends pulumi.ComponentResource implements ObjectStore {
    readonly endpoint = `http://seaweedfs-s3.${NAMESPACE}.svc:${S3_PORT}`;
    readonly region = "us-east-1";
    readonly pathStyle = true;
    readonly flow: Opens = { to: { role: ROLE }, ports: [S3_PORT] };
    readonly dashboard: Dashboard = dashboard;
    readonly bucket: ObjectStore["bucket"];

    constructor(
        name: string,
        { place, said, secrets, storage }: { place: Place; said: SeaweedFSArgs } & ObjectStorageNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:objectStorage:SeaweedFS", name, said, opts);
        const protect = !said.allowDestroy;

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAMESPACE,
                role: ROLE,
                podSecurity: "restricted",
                // Its parts ask each other for no key. Who has a bucket is let in to the API alone, one by one.
                accepts: [{ from: "here" }, { from: { role: "monitoring" }, ports: [METRICS_PORT] }],
                opens: [{ to: "here" }],
            },
            { parent: this, protect },
        );
        const identities = new k8s.core.v1.Secret(
            `${name}-identities`,
            {
                metadata: { name: IDENTITIES.secret, namespace: namespace.name },
                stringData: { [IDENTITIES.key]: administrator(derived(secrets, place, "seaweedfs administrator")) },
            },
            { parent: this },
        );
        const release = install(
            name,
            chart,
            { source: place.charts, namespace, values: seaweedfsValues(said), timeoutSeconds: 600 },
            { parent: this, protect, dependsOn: storage.block.apply(() => [identities]) },
        );
        // The chart makes none. The filer is one, and a budget would hold its node for ever.
        for (const part of ["master", "volume", "s3"]) {
            new k8s.policy.v1.PodDisruptionBudget(
                `${name}-${part}`,
                {
                    metadata: { name: `seaweedfs-${part}`, namespace: namespace.name },
                    spec: { maxUnavailable: 1, selector: { matchLabels: labelsOf(part) } },
                },
                { parent: this },
            );
        }

        const users = new Map<string, pulumi.Resource>();
        const buckets = new Map<string, Bucket>();
        const made = (purpose: string, opts: pulumi.CustomResourceOptions): Bucket => {
            const bucket = `${bucketPrefix(place)}-${purpose}`;
            const secretAccessKey = derived(secrets, place, `seaweedfs bucket ${purpose}`);
            const job = makeBucket(
                `${name}-bucket-${purpose}`,
                {
                    purpose,
                    bucket,
                    namespace: namespace.name,
                    // The chart's version is its program's, with a zero more.
                    image: `chrislusf/seaweedfs:${chart.version.replace(/\.0$/, "")}`,
                    masters: addresses(masters(said)),
                    filer: `seaweedfs-filer-client.${NAMESPACE}:8888`,
                    secretAccessKey,
                },
                pulumi.mergeOptions(opts, { parent: this, dependsOn: release }),
            );
            return { name: bucket, credentials: { accessKeyId: pulumi.output(bucket), secretAccessKey }, ready: [job] };
        };
        this.bucket = (purpose, user, opts) => {
            const bucket = buckets.get(purpose) ?? made(purpose, opts);
            buckets.set(purpose, bucket);
            const to = { namespace: namespace.name, pods: labelsOf("s3"), port: S3_PORT };
            const flow = users.get(user.namespace) ?? letIn(name, user, to, { parent: this });
            users.set(user.namespace, flow);
            return { ...bucket, ready: [...bucket.ready, flow] };
        };
        this.registerOutputs({});
    }
}

// Without a user there would be no login at all.
function administrator(secretKey: pulumi.Output<string>): pulumi.Output<string> {
    return pulumi.jsonStringify({
        identities: [
            {
                name: "administrator",
                credentials: [{ accessKey: "administrator", secretKey }],
                actions: ["Admin", "Read", "Write", "List", "Tagging"],
            },
        ],
    });
}

function addresses(count: number): string {
    return Array.from(
        { length: count },
        (_, index) => `seaweedfs-master-${index}.seaweedfs-master.${NAMESPACE}:9333`,
    ).join();
}
