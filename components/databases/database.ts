import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Image } from "../chart";
import type { Claim, Kept } from "../claim";
import { type Accepts, flows } from "../namespace";
import type { Storage } from "../storage";
import { archiveIn, PLUGIN } from "./archive";
import type { DatabaseArgs } from "./args";
import { POSTGRES_PORT, STATUS_PORT } from "./cloudnative-pg";
import { claimLabels, clusterSpec } from "./cluster-spec";
import type { Databases } from "./index";

// By digest, so that a rebuilt image is a change that one sees; without Barman Cloud, which is the plugin's.
const postgresql = {
    repository: "ghcr.io/cloudnative-pg",
    name: "postgresql",
    // pg_upgrade leaves out majors as one likes, and never goes back.
    upgrades: { down: "within a major", manual: "https://www.postgresql.org/docs/current/pgupgrade.html" },
} satisfies Omit<Image, "version">;

export const postgresql16: Image = {
    ...postgresql,
    // renovate: datasource=docker depName=ghcr.io/cloudnative-pg/postgresql
    version:
        "16.15-202608170814-standard-trixie@sha256:3df9103d7f89c8abc2870463d4d446944c81b5f1f4b707c590895dc003ecbb65",
};
export const postgresql17: Image = {
    ...postgresql,
    // renovate: datasource=docker depName=ghcr.io/cloudnative-pg/postgresql
    version:
        "17.11-202608170816-standard-trixie@sha256:91e0de662d53895a45f1396f4ee1a75daeb0c26fc87853afc9c8f43e01fdaa21",
};
export const postgresql18: Image = {
    ...postgresql,
    // renovate: datasource=docker depName=ghcr.io/cloudnative-pg/postgresql
    version:
        "18.6-202608170814-standard-trixie@sha256:771f9eab5225587af259d84680cc69a5b6e374ac32bb24effafde1f3368a1241",
};

/** PostgreSQL as CloudNativePG builds it, of each major. */
const images: Record<DatabaseArgs["major"], Image> = {
    16: postgresql16,
    17: postgresql17,
    18: postgresql18,
};

const METRICS_PORT = 9187;

/** What a manifest writes for one. @see https://cloudnative-pg.io/documentation/current/ */
export const POSTGRES = { apiVersion: "postgresql.cnpg.io/v1", kind: "Cluster" };

/** A database, for whoever needs one. */
export interface DatabaseNeeds {
    /** The operator, with the object storage that it copies to. */
    databases: Databases;
    storage: Pick<Storage, "block">;
    said: DatabaseArgs;
    /** Its name in the cluster, which its Services and Secrets begin with. */
    database: string;
    /** Where it goes; the name must be known when a change is previewed. */
    namespace: string;
    /** Further pods that may connect, beside those of the namespace. */
    clients?: Accepts["from"][];
    /** Extensions that an empty database begins with, which its owner may not make. None unless said. */
    extensions?: readonly string[];
}

/**
 * A PostgreSQL database that CloudNativePG runs: a primary, standbys that follow it, and copies in object storage.
 * Applications find it at `<database>-rw`, with the name and password that Secret `<database>-app` holds, over TLS only.
 *
 * PostgreSQL copies the data to each instance, and storage that keeps copies itself, as Longhorn does, copies each of
 * these once more: three instances over three copies are nine.
 *
 * @see https://cloudnative-pg.io/documentation/1.30/
 */
export class Database extends pulumi.ComponentResource {
    /** Host name of the primary, for pods of any namespace. */
    readonly host: string;
    /** Secret with `username`, `password`, `dbname`, `host`, `port` and `uri`; known when the database answers. */
    readonly secret: pulumi.Output<string>;
    /** What uses the database depends on this: it answers then. */
    readonly ready: pulumi.Resource;

    constructor(
        name: string,
        { databases, storage, said, database, namespace, clients = [], extensions = [] }: DatabaseNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:databases:Database", name, said, opts);
        const here = { parent: this, dependsOn: databases.ready };

        const archive = databases.store && archiveIn(name, { store: databases.store, database, namespace, said }, here);
        const policy = new k8s.networking.v1.NetworkPolicy(
            `${name}-flows`,
            {
                metadata: { name: `${database}-database`, namespace },
                spec: flows(instancesOf(database), {
                    accepts: accepted(clients),
                    opens: [{ to: "here" }, { to: "apiServer" }, ...(archive ? [archive.flow] : [])],
                }),
            },
            { parent: this },
        );

        const protect = !said.allowDestroy;
        const made = new k8s.apiextensions.CustomResource(
            name,
            {
                ...POSTGRES,
                metadata: { name: database, namespace, annotations: whenReady },
                spec: clusterSpec({
                    database,
                    said,
                    storageClass: storage.block,
                    archive,
                    image: images[said.major],
                    extensions,
                }),
            },
            {
                parent: this,
                protect,
                // A restored one reads all of its copies before it answers.
                customTimeouts: { create: said.restoreFrom ? "2h" : "20m" },
                dependsOn: [...databases.ready, policy, ...(archive?.ready ?? [])],
            },
        );
        if (archive) scheduled(name, { database, namespace, said }, { parent: this, dependsOn: made });
        watched(name, { database, namespace }, { parent: this });

        this.host = `${database}-rw.${namespace}.svc`;
        this.secret = made.metadata.name.apply((cluster) => `${cluster}-app`);
        this.ready = made;
        this.registerOutputs({ secret: this.secret });
    }
}

/** The volumes of a database. In a place with object storage it copies itself. */
export function databaseClaim(
    said: DatabaseArgs,
    { database, namespace, kept }: { database: string; namespace: string; kept?: Kept },
): Claim {
    return {
        what: `PostgreSQL ${database}`,
        namespace,
        from: { kind: "Cluster", name: database },
        storageClass: "block",
        count: said.instances,
        gibibytes: said.size,
        labels: claimLabels(database),
        kept: kept ?? { by: "own", ...said.backup },
    };
}

function instancesOf(database: string): Record<string, string> {
    return { "cnpg.io/cluster": database };
}

/** Clients, each other, the operator, and Prometheus. */
function accepted(clients: Accepts["from"][]): Accepts[] {
    return [
        { from: "here", ports: [POSTGRES_PORT, STATUS_PORT] },
        ...clients.map((from) => ({ from, ports: [POSTGRES_PORT] })),
        { from: { role: "databases" }, ports: [POSTGRES_PORT, STATUS_PORT] },
        { from: { role: "monitoring" }, ports: [METRICS_PORT] },
    ];
}

function scheduled(
    name: string,
    { database, namespace, said }: Pick<DatabaseNeeds, "database" | "namespace" | "said">,
    opts: pulumi.CustomResourceOptions,
) {
    return new k8s.apiextensions.CustomResource(
        `${name}-backups`,
        {
            apiVersion: "postgresql.cnpg.io/v1",
            kind: "ScheduledBackup",
            metadata: { name: database, namespace },
            spec: {
                // Its cron counts seconds too.
                schedule: `0 ${said.backup.schedule}`,
                // The first one at once: until there is one, the log alone restores nothing.
                immediate: true,
                cluster: { name: database },
                method: "plugin",
                pluginConfiguration: { name: PLUGIN },
                backupOwnerReference: "self",
            },
        },
        opts,
    );
}

/** What Prometheus reads of each instance, by the certificate that clients trust too. */
function watched(
    name: string,
    { database, namespace }: Pick<DatabaseNeeds, "database" | "namespace">,
    opts: pulumi.CustomResourceOptions,
) {
    return new k8s.apiextensions.CustomResource(
        `${name}-monitor`,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PodMonitor",
            metadata: { name: database, namespace },
            spec: {
                selector: { matchLabels: instancesOf(database) },
                podMetricsEndpoints: [
                    {
                        port: "metrics",
                        scheme: "https",
                        tlsConfig: {
                            ca: { secret: { name: `${database}-ca`, key: "ca.crt" } },
                            serverName: `${database}-rw`,
                        },
                    },
                ],
            },
        },
        opts,
    );
}

const whenReady = { "pulumi.com/waitFor": "condition=Ready" };
