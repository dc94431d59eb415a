import type { Draft, PlaceArgs } from "../environment";
import type { Objection } from "../refusals";
import { byPlace } from "./databases";
import { repeated } from "./places";

/** A database that wrote into the folder of another one's copies would spoil both. */
export function archivesDiffer(draft: Draft): Objection[] {
    return byPlace(draft).flatMap((there) => [
        // Each Operator's folders are apart.
        ...repeated(there, ({ kind, archive }) => `${kind}/${archive}`).map(({ later, earlier }) => ({
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

/** Object storage where what opens the databases' own bucket opens another one too, or can be made to. */
const opensOthers: readonly PlaceArgs["objectStorage"]["kind"][] = ["existing", "s3"];

/** Copies are in the place's object storage, or in another bucket that it opens. */
export function copiesCanBeRead(draft: Draft): Objection[] {
    return byPlace(draft)
        .flat()
        .flatMap(({ at, said: { restoreFrom }, objectStorage }) => {
            if (!restoreFrom || !objectStorage) return [];
            const because = [[...at.slice(0, 2), "objectStorage", "kind"]];
            if (objectStorage.kind === "none") {
                return [
                    {
                        at: [...at, "restoreFrom"],
                        because,
                        rule: "needs object storage to read from, and the place has none",
                        allowed: "restoreFrom where the place has object storage",
                        fix: "write objectStorage for the place, where the copies are",
                    },
                ];
            }
            if (restoreFrom.bucket === undefined || opensOthers.includes(objectStorage.kind)) return [];
            return [
                {
                    at: [...at, "restoreFrom", "bucket"],
                    because,
                    rule: "is a bucket that this place's databases have no key to",
                    allowed: "another bucket where objectStorage is of kind existing or s3",
                    fix: "remove it, and copy the folder into the place's own bucket",
                },
            ];
        });
}

/** Copies hold a database by the name that it had: under another name the application would find an empty one. */
export function restoredDatabasesAreNamed(draft: Draft): Objection[] {
    return byPlace(draft)
        .flat()
        .flatMap(({ at, name, said: { restoreFrom, database } }) => {
            if (!restoreFrom || database !== undefined || restoreFrom.archive === name) return [];
            return [
                {
                    at: [...at, "database"],
                    because: [[...at, "restoreFrom", "archive"]],
                    rule: `is not said, and the copies in ${restoreFrom.archive} need not be of one called ${name}`,
                    allowed: "the name of the database inside, as it was when the copies were made",
                    fix: `write database: ${restoreFrom.archive}`,
                },
            ];
        });
}
