import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Namespace, Opens } from "../namespace";
import type { Place } from "../place";
import { AccessKey, type Secrets } from "../secrets";
import { Cron } from "../schedule";

/** What an environment may say of Longhorn's backups. */
export const BackupArgs = z.strictObject({
    /** The bucket, as `s3://bucket@region/`, with a directory after it if there is one. It must have no lifecycle rules. */
    target: z.string().refine((said) => bucketOf(said) !== undefined, {
        error: "is not a bucket as Longhorn writes it",
        params: {
            allowed: "s3://<bucket>@<region>/, with the slash at the end",
            fix: "write for example target: s3://backups@eu-west-1/",
        },
    }),
    /** The bucket's access key. Unless said, the cloud around the cluster vouches for Longhorn, which only EKS can. */
    credentials: AccessKey.optional(),
    /** Where the store answers, if it is not AWS's: `https://minio.example.org:9000`. */
    endpoint: z.httpUrl().optional(),
    /** When, as cron says it, in UTC. Every night at two by default. */
    schedule: Cron.default("0 2 * * *"),
    /** How many are kept of each volume. A month of nights by default. */
    retain: z.int().min(1).max(100).default(30),
});
export type BackupArgs = z.infer<typeof BackupArgs>;

/** The Secret that Longhorn reads the bucket's key from. */
export const CREDENTIALS = "longhorn-backup-credentials";

// Where EKS Pod Identity's agent answers on each node.
const AGENT_PORT = 80;

/** What backups open beside DNS: the store, and without a key of ours whoever vouches for the pods. */
export function backupFlow(said: BackupArgs): Opens {
    const { port, protocol } = new URL(said.endpoint ?? "https://s3.amazonaws.com");
    const store = port === "" ? (protocol === "http:" ? 80 : 443) : Number(port);
    return { to: "internet", ports: [...new Set([store, ...(said.credentials ? [] : [AGENT_PORT])])] };
}

/** The Secret's content, in the words that Longhorn looks for. */
export function bucketKey(
    { credentials, endpoint }: BackupArgs,
    secrets: Secrets,
): Record<string, pulumi.Input<string>> {
    const key: Record<string, pulumi.Input<string>> = credentials
        ? {
              AWS_ACCESS_KEY_ID: credentials.accessKeyId,
              AWS_SECRET_ACCESS_KEY: secrets(credentials.secret),
          }
        : // Longhorn asks for a key or a role, and only looks whether there is one: the pods' identity is what counts.
          { AWS_IAM_ROLE_ARN: "pod-identity" };
    return { ...key, ...(endpoint !== undefined && { AWS_ENDPOINTS: endpoint }) };
}

/** What lets Longhorn at its bucket; it is there before Longhorn is. */
export function backupCredentials(
    name: string,
    { place, said, namespace, secrets }: { place: Place; said: BackupArgs; namespace: Namespace; secrets: Secrets },
    parent: pulumi.Resource,
): pulumi.Resource[] {
    const secret = new k8s.core.v1.Secret(
        name,
        {
            metadata: { name: CREDENTIALS, namespace: namespace.name },
            stringData: bucketKey(said, secrets),
        },
        { parent },
    );
    return said.credentials ? [secret] : [secret, identity(name, place, said, parent)];
}

function identity(name: string, { name: place, cluster }: Place, said: BackupArgs, parent: pulumi.Resource) {
    if (!cluster.identity) {
        throw new Error(
            `places.${place}.storage.backup has no credentials, and the cluster of ${place} is not in a cloud that could vouch for Longhorn: add credentials: { accessKeyId: …, secret: … }, the second the name of a config key`,
        );
    }
    const bucket = `arn:aws:s3:::${bucketOf(said.target) ?? ""}`;
    return cluster.identity(
        `${name}-identity`,
        { namespace: "longhorn-system", serviceAccount: "longhorn-service-account" },
        {
            statements: [
                { Effect: "Allow", Action: ["s3:ListBucket", "s3:GetBucketLocation"], Resource: bucket },
                {
                    Effect: "Allow",
                    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                    Resource: `${bucket}/*`,
                },
            ],
        },
        { parent },
    );
}

function bucketOf(target: string): string | undefined {
    return /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])@[a-z0-9-]+\/([\w./-]*)$/.exec(target)?.[1];
}
