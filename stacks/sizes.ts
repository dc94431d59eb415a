import { z } from "zod";

import type { PlaceArgs } from "./environment";
import { isMapping } from "./mapping";

/**
 * How large a place is, in one word: how many of a system run, what they ask of the nodes, and how much they keep for
 * how long. It stands in for the systems' own defaults; whatever a place says of them counts more.
 */
export const Size = z.enum(["small", "standard", "large"]);
export type Size = z.infer<typeof Size>;

type Some<T> = T extends readonly unknown[] ? T : T extends object ? { [Word in keyof T]?: Some<T[Word]> } : T;
type Sized<Said> = Said extends { kind: infer Kind extends string } ? Record<Kind, Some<Omit<Said, "kind">>> : never;
type Union<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer All) => void ? All : never;
type Words = { [Role in keyof PlaceArgs]?: Partial<Union<Sized<PlaceArgs[Role]>>> };

interface Defaults {
    /** By role, and by the system that plays it. */
    roles: Words;
    /** Of each database of PostgreSQL that a place names. */
    postgres: Some<Extract<PlaceArgs["databases"], { kind: "cloudnative-pg" }>["postgres"][string]>;
    /** Of each MariaDB that it names. */
    mariadb: Some<NonNullable<PlaceArgs["databases"]["mariadb"]>[string]>;
}

/**
 * What each size says. `small` is for three nodes of 4 cores and 8 GiB, and leaves applications a quarter of them;
 * `standard`, which is what the systems' own schemas say, for nodes of twice the memory; `large` keeps about four times as
 * much. How long backups are kept does not follow: how far back one must be able to go is no matter of size.
 */
const sizes: Record<Size, Defaults> = {
    small: {
        roles: {
            cluster: { eks: { nodes: { instanceType: "c7i.xlarge", storageDisk: 100 } } },
            objectStorage: { seaweedfs: { disk: 20, metadataDisk: 5 } },
            monitoring: {
                "kube-prometheus-stack": {
                    retentionDays: 7,
                    prometheusDisk: 10,
                    prometheusMemory: 1,
                    alertmanagerDisk: 1,
                },
            },
            // One, and so nobody can look while its node is away; three would take a quarter of all memory.
            logging: { elasticsearch: { replicas: 1, retentionDays: 7 } },
            delivery: { gitlab: { repositories: 20, database: { instances: 2, memory: 1, size: 10 } } },
        },
        postgres: { instances: 2 },
        // Of two neither goes on alone.
        mariadb: {},
    },
    standard: { roles: {}, postgres: {}, mariadb: {} },
    large: {
        roles: {
            cluster: { eks: { nodes: { instanceType: "m7i.2xlarge", storageDisk: 1200 } } },
            objectStorage: { seaweedfs: { disk: 200, metadataDisk: 20 } },
            ingress: { traefik: { replicas: 3 }, nginx: { replicas: 3 } },
            monitoring: { "kube-prometheus-stack": { retentionDays: 30, prometheusDisk: 200, prometheusMemory: 8 } },
            logging: { elasticsearch: { elasticsearchDisk: 150, elasticsearchMemory: 8, retentionDays: 30 } },
            delivery: { gitlab: { repositories: 200, database: { memory: 4, size: 50 } } },
        },
        postgres: { memory: 4, size: 50 },
        mariadb: { memory: 4, size: 50 },
    },
};

/** What is said of a place's roles, with what its size says where it is silent. A size that is none says nothing. */
export function sized(roles: Record<string, unknown>, size: unknown): Record<string, unknown> {
    const defaults = sizes[Size.safeParse(size).data ?? "standard"];
    const words: Record<string, Record<string, unknown> | undefined> = defaults.roles;
    const entries = Object.entries(roles).map(([role, said]) => {
        const ofKind = isMapping(said) && typeof said.kind === "string" ? words[role]?.[said.kind] : undefined;
        return [role, isMapping(ofKind) ? beneath(said, ofKind) : said] as const;
    });
    const all = Object.fromEntries(entries);
    const { databases } = all;
    if (!isMapping(databases)) return all;
    const { postgres, mariadb } = defaults;
    const named = Object.entries({ postgres, mariadb }).flatMap(([word, usual]) => {
        const asked = databases[word];
        if (!isMapping(asked)) return [];
        const each = Object.entries(asked).map(([name, said]) => [name, beneath(said, usual)] as const);
        return [[word, Object.fromEntries(each)] as const];
    });
    return { ...all, databases: { ...databases, ...Object.fromEntries(named) } };
}

/** Puts defaults beneath what is said, mapping by mapping. */
function beneath(said: unknown, defaults: Record<string, unknown>): unknown {
    if (!isMapping(said)) return said;
    const added = Object.entries(defaults).map(([word, usual]) => {
        if (!(word in said)) return [word, usual] as const;
        return [word, isMapping(usual) ? beneath(said[word], usual) : said[word]] as const;
    });
    return { ...said, ...Object.fromEntries(added) };
}
