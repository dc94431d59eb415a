import { archiveOf, type DatabaseArgs, namespaceOf } from "../../components/databases";
import type { Draft, PlaceArgs } from "../environment";
import type { Objection, Path } from "../refusals";
import { isReserved } from "./reserved";
import { places, repeated, type Seen } from "./places";
import { nodesOf, systemsOf } from "./storage";

/** A database that nothing copies is lost with its disks, which somebody must have wanted. */
export function databasesAreCopied(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { databases, objectStorage, storage, backup } }) => {
        if (!databases || !objectStorage || volumesAreCopied(storage)) return [];
        const postgres = databases.kind === "none" || objectStorage.kind !== "none" ? {} : databases.postgres;
        const valkey = backup === undefined || backup.kind === "velero" ? {} : databases.valkey;
        return Object.entries({ postgres, valkey }).flatMap(([kind, asked]) =>
            Object.entries(asked)
                .filter(([, { disposable }]) => disposable === undefined)
                .map(([name]) => ({
                    at: [...at, "databases", kind, name],
                    because: [
                        [...at, "objectStorage", "kind"],
                        [...at, "backup", "kind"],
                    ],
                    rule: "is copied by nothing: neither itself, nor Velero, nor the storage of the place",
                    allowed: "a database that is copied, or one that says why it may be lost",
                    fix: "write objectStorage for the place, or disposable: <why it may be lost> for the database",
                })),
        );
    });
}

function volumesAreCopied(storage: PlaceArgs["storage"] | undefined): boolean {
    return systemsOf(storage, []).some(({ said }) => said.kind === "longhorn" && said.backup !== undefined);
}

/** A database that wrote into the folder of another one's copies would spoil both; the plugin refuses it for ever. */
export function archivesDiffer(draft: Draft): Objection[] {
    return byPlace(draft).flatMap((there) => [
        ...repeated(there, ({ archive }) => archive).map(({ later, earlier }) => ({
            at: [...later.at, "archive"],
            because: [[...earlier.at, "archive"]],
            rule: `is ${later.archive}, where ${earlier.name} keeps its copies`,
            allowed: "a folder for each database",
            fix: `write archive: ${later.archive}-2`,
        })),
        ...there.flatMap(({ at, archive, said: { restoreFrom } }) =>
            restoreFrom?.archive === archive && restoreFrom.bucket === undefined
                ? [
                      {
                          at: [...at, "restoreFrom", "archive"],
                          because: [[...at, "archive"]],
                          rule: "is where the restored database would write its own copies, over those that it is made of",
                          allowed: "the archive of another database, or of an earlier life of this one",
                          fix: `write archive: ${archive}-2 beside restoreFrom, so that the new database has a folder of its own`,
                      },
                  ]
                : [],
        ),
    ]);
}

/** Object storage whose one key opens more buckets than the databases' own. */
const oneKeyForAll: readonly string[] = ["existing"];

/** Copies are in the place's object storage; another bucket is opened by the same key, which only one's own store has. */
export function copiesCanBeRead(draft: Draft): Objection[] {
    return databases(draft).flatMap(({ at, said: { restoreFrom }, objectStorage }) => {
        if (!restoreFrom || !objectStorage) return [];
        const because = [[...at.slice(0, 2), "objectStorage", "kind"]];
        if (objectStorage.kind === "none") {
            return [
                {
                    at: [...at, "restoreFrom"],
                    because,
                    rule: "needs object storage to read from, and the place has none",
                    fix: "write objectStorage for the place, where the copies are",
                },
            ];
        }
        if (restoreFrom.bucket === undefined || oneKeyForAll.includes(objectStorage.kind)) return [];
        return [
            {
                at: [...at, "restoreFrom", "bucket"],
                because,
                rule: "is a bucket that this place's databases have no key to",
                allowed: "another bucket where objectStorage is of kind existing, whose one key opens all",
                fix: "remove it, and copy the folder into the place's own bucket",
            },
        ];
    });
}

/** Two instances never share a node: one too many waits for ever, and the run with it. */
export function instancesHaveNodes(draft: Draft): Objection[] {
    return databases(draft).flatMap(({ at, said: { instances }, cluster }) => {
        if (!cluster) return [];
        const [nodes, where] = nodesOf(cluster);
        if (instances <= nodes) return [];
        return [
            {
                at: [...at, "instances"],
                because: [[...at.slice(0, 2), "cluster", ...where]],
                rule: `asks for a PostgreSQL on more nodes than the place has: ${nodes} ${nodes === 1 ? "node" : "nodes"}`,
                allowed: nodes === 1 ? "1" : `1 to ${nodes}`,
                fix: `write instances: ${nodes}, or have more nodes and say so: cluster.${where.join(".")}`,
            },
        ];
    });
}

/** A namespace of the stack would be taken from its system, and closed to what the system needs. */
export function databasesStandApart(draft: Draft): Objection[] {
    const allowed = "a namespace that neither Kubernetes nor a system of the stack has";
    const postgres = places(draft).flatMap(({ at, place: { databases } }) =>
        (databases?.kind === "cloudnative-pg" ? Object.entries(databases.postgres) : []).flatMap(([name, said]) => {
            const namespace = namespaceOf(name, said);
            const rule = `is ${namespace}, a namespace that is not the database's alone`;
            if (!isReserved(namespace)) return [];
            const here = [...at, "databases", "postgres", name, "namespace"];
            return [{ at: here, rule, allowed, fix: `write namespace: ${name}-database` }];
        }),
    );
    const valkey = places(draft).flatMap(({ at, place: { databases } }) =>
        Object.keys(databases?.valkey ?? {})
            .filter((name) => isReserved(name))
            .map((name) => ({
                at: [...at, "databases", "valkey", name],
                rule: `would be in namespace ${name}, which is not its alone`,
                allowed,
                fix: `name it ${name}-valkey`,
            })),
    );
    return [...postgres, ...valkey];
}

interface SeenDatabase extends Pick<Partial<PlaceArgs>, "objectStorage" | "storage" | "cluster"> {
    at: Path;
    name: string;
    said: Omit<DatabaseArgs, "major" | "allowDestroy">;
    archive: string;
}

function databases(draft: Draft): SeenDatabase[] {
    return byPlace(draft).flat();
}

function byPlace(draft: Draft): SeenDatabase[][] {
    return places(draft).map(asked);
}

/** Those that the environment asks for, and GitLab's. */
function asked({ at, place: { databases, delivery, objectStorage, storage, cluster } }: Seen): SeenDatabase[] {
    if (databases?.kind !== "cloudnative-pg") return [];
    return [
        ...Object.entries(databases.postgres).map(([name, said]) => ({
            at: [...at, "databases", "postgres", name],
            name,
            said,
        })),
        ...(delivery?.kind === "gitlab"
            ? [{ at: [...at, "delivery", "database"], name: "gitlab", said: delivery.database }]
            : []),
    ].map((one) => ({ ...one, archive: archiveOf(one.name, one.said), objectStorage, storage, cluster }));
}
