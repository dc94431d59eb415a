import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Claim, Kept } from "../claim";
import { type Accepts, flows, type Opens } from "../namespace";
import type { Place } from "../place";
import { derived, type Secrets } from "../secrets";
import type { Storage } from "../storage";
import { databaseIn, type MariaDBArgs } from "./args";
import type { Copies } from "./copies";
import { bootstrapFrom, copied, mariadbCopies, stagingLabels, stagingSize } from "./mariadb-copies";
import { AGENT_PORT, MARIADB_PORT, type MariaDBOperator, NAMESPACE } from "./mariadb-operator";
import { mariadbLabels, mariadbSpec, PASSWORD_KEY } from "./mariadb-spec";

const METRICS_PORT = 9104;
// Of Galera: whole copies, the group, and what a member missed.
const GALERA_PORTS = [4444, 4567, 4568];

/** What a manifest writes for one. @see https://github.com/mariadb-operator/mariadb-operator */
export const MARIADB = { apiVersion: "k8s.mariadb.com/v1alpha1", kind: "MariaDB" };

/** A MariaDB, for whoever needs one. */
export interface MariaDBNeeds {
    place: Place;
    /** The operator, with the object storage that databases copy themselves to. */
    operator: Pick<MariaDBOperator, "ready" | "store">;
    storage: Pick<Storage, "block">;
    secrets: Secrets;
    said: MariaDBArgs;
    /** Its name in the cluster, which its Services and Secrets begin with. */
    name: string;
    /** Where it goes; the name must be known when a change is previewed. */
    namespace: string;
    /** Further pods that may connect, beside those of the namespace. */
    clients?: Accepts["from"][];
}

/**
 * A MariaDB that mariadb-operator runs: instances that copy the data to each other by Galera, and copies in object
 * storage. Applications find it with all that Secret `<name>-app` holds, over TLS only.
 *
 * What a night's copy does not hold is lost when all instances are: its log is not archived, for the operator does so
 * without Galera alone.
 *
 * @see https://github.com/mariadb-operator/mariadb-operator/blob/v26.6.0/docs/galera.md
 */
export class MariaDB extends pulumi.ComponentResource {
    /** Host name of the instance that is written to, for pods of any namespace. */
    readonly host: string;
    /** Secret with `username`, `password`, `dbname`, `host`, `port` and `uri`. */
    readonly secret: pulumi.Output<string>;
    /** What uses it depends on this: it answers then. */
    readonly ready: pulumi.Resource;

    constructor(resource: string, needs: MariaDBNeeds, opts?: pulumi.ComponentResourceOptions) {
        const { operator, storage, said, name, namespace, clients = [] } = needs;
        super("samestack:databases:MariaDB", resource, said, opts);
        const here = { parent: this, dependsOn: operator.ready };
        // Of a single one the operator makes no Service for who is written to.
        this.host = `${said.instances > 1 ? `${name}-primary` : name}.${namespace}.svc`;

        const { root, app } = logins(resource, { ...needs, host: this.host }, { parent: this });
        const { store } = operator;
        const copies = store && mariadbCopies(resource, { store, name, namespace, said }, here);
        const policy = new k8s.networking.v1.NetworkPolicy(
            `${resource}-flows`,
            {
                metadata: { name: `${name}-mariadb`, namespace },
                spec: flows(mariadbLabels(name), { accepts: accepted(clients), opens: opened(copies) }),
            },
            { parent: this },
        );
        const storageClass = storage.block;
        this.ready = new k8s.apiextensions.CustomResource(
            resource,
            {
                ...MARIADB,
                metadata: { name, namespace, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
                spec: mariadbSpec({
                    name,
                    said,
                    storageClass,
                    secrets: { root: root.metadata.name, app: app.metadata.name },
                    bootstrapFrom: store && copies && bootstrapFrom({ store, said, storageClass }, copies),
                }),
            },
            {
                parent: this,
                protect: !said.allowDestroy,
                // Looked at once; the operator refuses that it changes.
                ignoreChanges: ["spec.bootstrapFrom"],
                // A restored one reads all of its copies before it answers, each instance after the other.
                customTimeouts: { create: said.restoreFrom ? "2h" : "20m" },
                dependsOn: [...operator.ready, policy, ...(copies?.ready ?? [])],
            },
        );
        if (store && copies) {
            const given = { store, name, namespace, said, storageClass };
            copied(resource, given, copies, { parent: this, dependsOn: this.ready });
        }

        this.secret = app.metadata.name;
        this.registerOutputs({ secret: this.secret });
    }
}

/** The volumes of a MariaDB. In a place with object storage it copies itself, through one more. */
export function mariadbClaims(
    said: MariaDBArgs,
    { name, namespace, copied, kept }: { name: string; namespace: string; copied: boolean; kept?: Kept },
): Claim[] {
    const common = { namespace, storageClass: "block" };
    const data: Claim = {
        ...common,
        what: `MariaDB ${name}`,
        from: { kind: "MariaDB", name },
        count: said.instances,
        gibibytes: said.size,
        labels: mariadbLabels(name),
        kept: kept ?? { by: "own", ...said.backup },
    };
    const staging: Claim = {
        ...common,
        what: `staging of MariaDB ${name}`,
        from: { kind: "PhysicalBackup", name },
        count: 1,
        gibibytes: stagingSize(said),
        labels: stagingLabels(name),
        kept: { by: "disposable", reason: "copies pass through it on their way into the bucket" },
    };
    return copied ? [data, staging] : [data];
}

/** What opens it: for the operator, and for who uses it. */
function logins(
    resource: string,
    { place, secrets, said, name, namespace, host }: MariaDBNeeds & { host: string },
    opts: pulumi.CustomResourceOptions,
) {
    const inside = databaseIn(name, said);
    const password = derived(secrets, place, `mariadb ${namespace} ${name}`);
    // By the label the operator sees when they change.
    const labels = { "k8s.mariadb.com/watch": "" };
    const root = new k8s.core.v1.Secret(
        `${resource}-root`,
        {
            metadata: { name: `${name}-root`, namespace, labels },
            stringData: { [PASSWORD_KEY]: rootPassword(secrets, said) },
        },
        opts,
    );
    const app = new k8s.core.v1.Secret(
        `${resource}-app`,
        {
            metadata: { name: `${name}-app`, namespace, labels },
            stringData: {
                username: inside,
                [PASSWORD_KEY]: password,
                dbname: inside,
                host,
                port: String(MARIADB_PORT),
                uri: pulumi.interpolate`mysql://${inside}:${password}@${host}:${MARIADB_PORT}/${inside}`,
            },
        },
        opts,
    );
    return { root, app };
}

/**
 * The password of `root`: the same for every MariaDB of an environment, for what is made from copies has the login that
 * is in them, whichever database of whichever place they are of.
 */
export function rootPassword(
    secrets: Secrets,
    { rootPasswordSecret }: Pick<MariaDBArgs, "rootPasswordSecret">,
): pulumi.Output<string> {
    if (rootPasswordSecret !== undefined) return secrets(rootPasswordSecret);
    return derived(secrets, { name: "every place" }, "mariadb root");
}

/** Clients, each other, the operator, and Prometheus. */
function accepted(clients: Accepts["from"][]): Accepts[] {
    return [
        { from: "here", ports: [MARIADB_PORT, ...GALERA_PORTS] },
        ...clients.map((from) => ({ from, ports: [MARIADB_PORT] })),
        { from: { namespace: NAMESPACE }, ports: [MARIADB_PORT, AGENT_PORT] },
        { from: { role: "monitoring" }, ports: [METRICS_PORT] },
    ];
}

/** Each other, the API by which agents know who asks them, and the store. */
function opened(copies: Copies | undefined): Opens[] {
    return [{ to: "here" }, { to: "apiServer" }, ...(copies ? [copies.flow] : [])];
}
