import { z } from "zod";

import { Cron } from "../schedule";

/** Names of databases, of their archives and of namespaces: a label of DNS, with room for what is put behind it. */
export const Label = z.string().refine((said) => /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(said), {
    error: "cannot be the name of a database, or of what belongs to it",
    params: {
        allowed: "up to 40 lower case letters, digits and hyphens; first a letter, last no hyphen",
        fix: "write for example shop",
    },
});

/** What every database is told in the same words, whichever Operator runs it. */
export const kept = {
    /** GiB of each instance's volume, for data and log. It can grow. */
    size: z.int().min(1).default(10),
    /** GiB of memory for each instance, requested and at most. */
    memory: z.int().min(1).default(1),
    /** Copies in object storage, where the place has one: what and how often is each Operator's. */
    backup: z
        .strictObject({
            /** When everything is copied, as cron says it, in UTC. Every night at three by default. */
            schedule: Cron.default("0 3 * * *"),
            /** Days for which copies are kept. A month by default. */
            retentionDays: z.int().min(1).max(3650).default(30),
        })
        .prefault({}),
    /**
     * Folder of the bucket for its copies. The database's own name unless said. A database never writes over another
     * one's copies: one that was restored under its old name needs another folder.
     */
    archive: Label.optional(),
    /**
     * Name of the database inside, and of the user that owns it. The database's own name unless said. One that starts
     * from copies finds the names that are in them there, so it says them where they are others. Never changes.
     */
    database: Label.optional(),
    /**
     * Start from the copies of a database and not empty. Looked at once, when the database is made; may stay. The last
     * moment that was archived unless `at` says another one.
     */
    restoreFrom: z
        .strictObject({
            /** The `archive` of the database whose copies these are. */
            archive: Label,
            /**
             * Bucket that it is in, where it is not this place's: of another place, or of another environment, which
             * what opens this place's object storage opens too.
             */
            bucket: z.string().min(3).max(63).optional(),
            /** The moment to go back to, with its time zone. */
            at: z.iso
                .datetime({ offset: true, error: "is not a moment with its time zone" })
                .meta({ examples: ["2026-11-25T03:00:00Z"] })
                .optional(),
        })
        .optional(),
    /**
     * Consent to delete the database and its volumes; without it Pulumi refuses to. To delete: set it, run `pulumi up`,
     * then remove the database. Its copies in object storage stay.
     */
    allowDestroy: z.boolean().default(false),
};

/** What an environment says beside it of a database that it asks for itself. */
export const asked = {
    /** Namespace of its own, where the Secret with its password is; the database's name unless said. */
    namespace: Label.optional(),
    /** Further namespaces whose pods may connect. Those of its own always may. */
    clients: z.array(z.string().min(1)).default([]),
    /** Why it may be lost, where the place has no object storage to copy it to; needed there, and stands in the report. */
    disposable: z.string().min(1).optional(),
};

/** What there is to say of a PostgreSQL database, whoever asks for it. */
export const DatabaseArgs = z.strictObject({
    /**
     * PostgreSQL servers, each on a node of its own and with a volume of its own. Three: while one is replaced another
     * may be lost. One has no standby, and is away while its node is.
     */
    instances: z.int().min(1).max(9).default(3),
    /** Major version of PostgreSQL. It goes up, in place, when raised, and never down. */
    major: z.enum(["16", "17", "18"]).default("18"),
    ...kept,
});
export type DatabaseArgs = z.infer<typeof DatabaseArgs>;

/** What an environment may say of a PostgreSQL database that it asks for. */
export const PostgresArgs = DatabaseArgs.extend(asked);
export type PostgresArgs = z.infer<typeof PostgresArgs>;

/** What there is to say of a MariaDB, whoever asks for it. */
export const MariaDBArgs = z.strictObject({
    /**
     * MariaDB servers, each on a node of its own and with a volume of its own. Three: while one is replaced another may
     * be lost. An odd number, for the larger half of them goes on when they lose sight of each other. One is away while
     * its node is.
     */
    instances: z
        .int()
        .min(1)
        .max(9)
        .refine((said) => said % 2 === 1, {
            error: "is a number that may fall into two halves, of which neither goes on",
            params: { allowed: "1, 3, 5, 7 or 9", fix: "write instances: 3" },
        })
        .default(3),
    ...kept,
    /**
     * Config key of the password of `root`. Derived from `seed` unless said, and then the same for every MariaDB of the
     * environment: what starts from copies has the `root` that is in them. Said where those are of an environment with
     * another seed; and it stays said.
     */
    rootPasswordSecret: z
        .string()
        .min(1)
        .meta({ examples: ["shopRootPassword"] })
        .optional(),
});
export type MariaDBArgs = z.infer<typeof MariaDBArgs>;

/** What an environment may say of a MariaDB that it asks for. */
export const AskedMariaDBArgs = MariaDBArgs.extend(asked);
export type AskedMariaDBArgs = z.infer<typeof AskedMariaDBArgs>;

/** What of a database's words says where its copies are, and what is in them. */
export type Kept = Pick<DatabaseArgs, "backup" | "archive" | "database" | "restoreFrom">;

/** The folder of a database's copies in the bucket. */
export function archiveOf(name: string, { archive }: Pick<Kept, "archive">): string {
    return archive ?? name;
}

/** What the database inside is called, and the user that owns it. */
export function databaseIn(name: string, { database }: Pick<Kept, "database">): string {
    return database ?? name;
}
