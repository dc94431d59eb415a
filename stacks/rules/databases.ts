import { archiveOf, namespaceOf, type PostgresArgs } from "../../components/databases";
import type { Draft, PlaceArgs } from "../environment";
import type { Objection, Path } from "../refusals";
import { places, repeated, type Seen } from "./places";
import { isReserved } from "./reserved";
import { nodesOf, systemsOf } from "./storage";

/** A database that nothing copies is lost with its disks, which somebody must have wanted. */
export function databasesAreCopied(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place }) => {
        const { databases, objectStorage, storage, backup } = place;
        if (!databases || !objectStorage || volumesAreCopied(storage)) return [];
        const own = objectStorage.kind === "none" ? askedByPeople({ name: "", at, place }) : [];
        const valkey = backup === undefined || backup.kind === "velero" ? {} : databases.valkey;
        const valkeys = Object.entries(valkey).map(([name, said]) => ({
            at: [...at, "databases", "valkey", name],
            said,
        }));
        return [...own, ...valkeys]
            .filter(({ said }) => said.disposable === undefined)
            .map(({ at: here }) => ({
                at: here,
                because: [
                    [...at, "objectStorage", "kind"],
                    [...at, "backup", "kind"],
                ],
                rule: "is copied by nothing: neither itself, nor Velero, nor the storage of the place",
                allowed: "a database that is copied, or one that says why it may be lost",
                fix: "write objectStorage for the place, or disposable: <why it may be lost> for the database",
            }));
    });
}

function volumesAreCopied(storage: PlaceArgs["storage"] | undefined): boolean {
    return systemsOf(storage, []).some(({ said }) => said.kind === "longhorn" && said.backup !== undefined);
}

/** Two instances never share a node: one too many waits for ever, and the run with it. */
export function instancesHaveNodes(draft: Draft): Objection[] {
    return byPlace(draft)
        .flat()
        .flatMap(({ at, kind, said: { instances }, cluster }) => {
            if (!cluster) return [];
            const [nodes, where] = nodesOf(cluster);
            if (instances <= nodes) return [];
            // MariaDB takes no even number.
            const most = kind === "mariadb" && nodes % 2 === 0 ? nodes - 1 : nodes;
            return [
                {
                    at: [...at, "instances"],
                    because: [[...at.slice(0, 2), "cluster", ...where]],
                    rule: `asks for a ${titles[kind]} on more nodes than the place has: ${nodes} ${nodes === 1 ? "node" : "nodes"}`,
                    allowed: most === 1 ? "1" : `1 to ${most}`,
                    fix: `write instances: ${most}, or have more nodes and say so: cluster.${where.join(".")}`,
                },
            ];
        });
}

/** A namespace of the stack would be taken from its system, and closed to what the system needs. */
export function databasesStandApart(draft: Draft): Objection[] {
    const allowed = "a namespace that neither Kubernetes nor a system of the stack has";
    const own = places(draft)
        .flatMap(askedByPeople)
        .flatMap(({ at, name, namespace }) => {
            const rule = `is ${namespace}, a namespace that is not the database's alone`;
            if (!isReserved(namespace)) return [];
            return [{ at: [...at, "namespace"], rule, allowed, fix: `write namespace: ${name}-database` }];
        });
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
    return [...own, ...valkey];
}

/** Secrets and ServiceAccounts of a database begin with its name: two of one name would share them. */
export function databasesDoNotMeet(draft: Draft): Objection[] {
    return byPlace(draft).flatMap((there) =>
        repeated(there, ({ namespace, name }) => `${namespace}/${name}`).map(({ later, earlier }) => ({
            at: [...later.at, "namespace"],
            because: [[...earlier.at, "namespace"]],
            rule: `is ${later.namespace}, where a ${titles[earlier.kind]} is called ${later.name} too`,
            allowed: "one database of a name in a namespace",
            fix: `write namespace: ${later.name}-${later.kind}, or another name for one of them`,
        })),
    );
}

const titles = { postgres: "PostgreSQL", mariadb: "MariaDB" };

/** A database that copies itself, with what of its place matters to it. */
export interface SeenDatabase extends Pick<Partial<PlaceArgs>, "objectStorage" | "cluster"> {
    at: Path;
    kind: keyof typeof titles;
    name: string;
    said: Pick<PostgresArgs, "instances" | "archive" | "database" | "restoreFrom" | "disposable">;
    namespace: string;
    archive: string;
}

/** The databases that an environment asks for, of each place by itself. */
export function byPlace(draft: Draft): SeenDatabase[][] {
    return places(draft).map(asked);
}

/** Those that the environment asks for, and GitLab's. */
function asked(seen: Seen): SeenDatabase[] {
    const { delivery, objectStorage, cluster } = seen.place;
    if (delivery?.kind !== "gitlab") return askedByPeople(seen);
    const name = "gitlab";
    const said = delivery.database;
    const at = [...seen.at, "delivery", "database"];
    const kind = "postgres" as const;
    const archive = archiveOf(name, said);
    return [...askedByPeople(seen), { at, kind, name, said, namespace: name, archive, objectStorage, cluster }];
}

function askedByPeople({ at, place: { databases, objectStorage, cluster } }: Seen): SeenDatabase[] {
    if (!databases) return [];
    const postgres = databases.kind === "none" ? {} : databases.postgres;
    const seen = (
        kind: SeenDatabase["kind"],
        words: Record<string, SeenDatabase["said"] & Pick<PostgresArgs, "namespace">>,
    ) =>
        Object.entries(words).map(([name, said]) => ({
            at: [...at, "databases", kind, name],
            kind,
            name,
            said,
            namespace: namespaceOf(name, said),
            archive: archiveOf(name, said),
            objectStorage,
            cluster,
        }));
    return [...seen("postgres", postgres), ...seen("mariadb", databases.mariadb ?? {})];
}
