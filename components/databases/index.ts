import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Certificates } from "../certificates";
import type { Chart } from "../chart";
import type { Claim, Kept } from "../claim";
import type { Dashboard } from "../monitoring/dashboard";
import { APPLICATION_LEVEL, Namespace } from "../namespace";
import type { ObjectStore } from "../object-storage";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { Storage } from "../storage";
import { AskedMariaDBArgs, Label, type PostgresArgs as Postgres, PostgresArgs } from "./args";
import { backupPlugin, CloudNativePg, operator } from "./cloudnative-pg";
import { Database, databaseClaim, POSTGRES } from "./database";
import { MARIADB, MariaDB, mariadbClaims } from "./mariadb";
import { definitions, MariaDBOperator, mariadbOperator } from "./mariadb-operator";
import { AskedValkeyArgs, Valkey, valkey, valkeyClaim } from "./valkey";

export { archiveOf, type AskedMariaDBArgs, DatabaseArgs, databaseIn, type PostgresArgs } from "./args";
export { Database, databaseClaim } from "./database";
export { Valkey, valkey, ValkeyArgs, valkeyClaim } from "./valkey";
export { dashboard as valkeyDashboard } from "./valkey-dashboard";
export { valkeyPorts, valkeyServer } from "./valkey-server";

const common = {
    /**
     * Consent to delete every database, those too that applications made: it holds for each of the place's own, and the
     * definitions of CloudNativePG go with it. Without it they stay, with all that is of these kinds.
     */
    allowDestroy: z.boolean().default(false),
    /** Valkeys that the environment asks for, by name. None by default; systems ask for their own. */
    valkey: z.record(Label, AskedValkeyArgs).default({}),
    /** MariaDBs that the environment asks for, by name. Said, be it `{}`, their operator is there; unsaid it is not. */
    mariadb: z.record(Label, AskedMariaDBArgs).optional(),
};

/** No PostgreSQL, and no operator for it; what needs one is refused. Valkey and MariaDB do without it. */
const NoDatabasesArgs = z.strictObject({ kind: z.literal("none"), ...common });

const CloudNativePgArgs = z.strictObject({
    kind: z.literal("cloudnative-pg"),
    ...common,
    /** PostgreSQL databases that the environment asks for, by name. None by default; systems ask for their own. */
    postgres: z.record(Label, PostgresArgs).default({}),
});

/** What an environment may say of a place's databases. */
export const DatabasesArgs = z.discriminatedUnion("kind", [NoDatabasesArgs, CloudNativePgArgs]);
export type DatabasesArgs = z.infer<typeof DatabasesArgs>;

/** A `Database` can be made, in any namespace. */
export interface Databases {
    /** What makes one depends on these: its kind is there, and the operator answers. */
    readonly ready: pulumi.Resource[];
    /** Where databases copy themselves to; absent where the place has no object storage. */
    readonly store?: ObjectStore;
    readonly dashboard: Dashboard;
}

/** What databases need of the other roles. */
export interface DatabasesNeeds {
    certificates: Pick<Certificates, "ready">;
    storage: Pick<Storage, "block">;
    store: ObjectStore | undefined;
    secrets: Secrets;
}

/** What a place's databases are to the others. */
export interface PlacedDatabases {
    /** Where PostgreSQL can be had; not where the kind is `none`. */
    readonly postgres: Databases | undefined;
    /** What an application writes to have one: of PostgreSQL, and of MariaDB where its operator is there. */
    readonly kinds: { readonly postgres?: Kind; readonly mariadb?: Kind };
    readonly dashboards: Dashboard[];
}

/** A kind of object, as a manifest names it. */
export interface Kind {
    readonly apiVersion: string;
    readonly kind: string;
}

/** Puts the operators in a place, and the databases that the environment asks for. */
export function databases(
    place: Place,
    said: DatabasesArgs,
    { certificates, storage, store, secrets }: DatabasesNeeds,
    opts: pulumi.ComponentResourceOptions = {},
): PlacedDatabases {
    const namespaces = new Map<string, Namespace>();
    const within = (name: string) => {
        const namespace = namespaces.get(name) ?? namespaceFor(`${place.name}-namespace-${name}`, name, opts);
        namespaces.set(name, namespace);
        return { ...opts, dependsOn: namespace };
    };
    const consented = <Words extends { allowDestroy: boolean }>(words: Words): Words => ({
        ...words,
        allowDestroy: said.allowDestroy || words.allowDestroy,
    });
    for (const [namespace, valkey] of Object.entries(said.valkey)) {
        const needs = { place, storage, secrets, said: consented(valkey), namespace, clients: clientsOf(valkey) };
        new Valkey(`${place.name}-valkey-${namespace}`, needs, within(namespace));
    }
    const mariadbs =
        said.mariadb && new MariaDBOperator(`${place.name}-mariadb-operator`, { place, certificates, store }, opts);
    if (mariadbs) {
        for (const [name, mariadb] of Object.entries(said.mariadb ?? {})) {
            const namespace = namespaceOf(name, mariadb);
            const asked = { said: consented(mariadb), name, namespace, clients: clientsOf(mariadb) };
            const needs = { place, operator: mariadbs, storage, secrets, ...asked };
            new MariaDB(`${place.name}-mariadb-${name}`, needs, within(namespace));
        }
    }
    const beside = mariadbs ? [mariadbs.dashboard] : [];
    const mariadb = mariadbs ? MARIADB : undefined;
    switch (said.kind) {
        case "none":
            return { postgres: undefined, kinds: { mariadb }, dashboards: beside };
        case "cloudnative-pg": {
            const { allowDestroy } = said;
            const made = new CloudNativePg(
                `${place.name}-cloudnative-pg`,
                { place, certificates, store, allowDestroy },
                opts,
            );
            for (const [database, postgres] of Object.entries(said.postgres)) {
                const namespace = namespaceOf(database, postgres);
                const asked = { said: consented(postgres), database, namespace, clients: clientsOf(postgres) };
                const needs = { databases: made, storage, ...asked };
                new Database(`${place.name}-postgres-${database}`, needs, within(namespace));
            }
            const dashboards = [made.dashboard, ...beside];
            return { postgres: made, kinds: { postgres: POSTGRES, mariadb }, dashboards };
        }
    }
}

function clientsOf({ clients }: { clients: string[] }) {
    return clients.map((client) => ({ namespace: client }));
}

/** Its pods, a database's clients among them, reach each other; what else they need their own policies say. */
function namespaceFor(name: string, namespace: string, opts: pulumi.ComponentResourceOptions): Namespace {
    return new Namespace(
        name,
        {
            name: namespace,
            role: "application",
            podSecurity: APPLICATION_LEVEL,
            accepts: [{ from: "here" }],
            opens: [{ to: "here" }],
        },
        opts,
    );
}

/** The namespace of a database that an environment asks for. */
export function namespaceOf(database: string, { namespace }: Pick<Postgres, "namespace">): string {
    return namespace ?? database;
}

/** What the databases claim that an environment asks for; `copied` where the place has object storage. */
export function databasesClaims(said: DatabasesArgs, { copied }: { copied: boolean }): Claim[] {
    const valkeys = Object.entries(said.valkey).map(([namespace, words]) =>
        valkeyClaim(words, { namespace, kept: unlessDisposable(words) }),
    );
    const keptOf = (words: { disposable?: string }) => (copied ? undefined : unlessDisposable(words));
    const mariadbs = Object.entries(said.mariadb ?? {}).flatMap(([name, words]) =>
        mariadbClaims(words, { name, namespace: namespaceOf(name, words), copied, kept: keptOf(words) }),
    );
    if (said.kind === "none") return [...mariadbs, ...valkeys];
    const postgres = Object.entries(said.postgres).map(([database, words]) =>
        databaseClaim(words, { database, namespace: namespaceOf(database, words), kept: keptOf(words) }),
    );
    return [...postgres, ...mariadbs, ...valkeys];
}

function unlessDisposable({ disposable }: { disposable?: string }): Kept {
    return disposable === undefined ? { by: "volume" } : { by: "disposable", reason: disposable };
}

/** Every chart that the choice installs; `copied` where the place has object storage. */
export function databasesCharts(said: DatabasesArgs, { copied }: { copied: boolean }): Chart[] {
    const beside = [
        ...(said.mariadb ? [definitions, mariadbOperator] : []),
        ...(Object.keys(said.valkey).length > 0 ? [valkey] : []),
    ];
    if (said.kind === "none") return beside;
    return [operator, ...(copied ? [backupPlugin] : []), ...beside];
}
