import type * as pulumi from "@pulumi/pulumi";

import { type Archive, PLUGIN } from "./archive";
import type { DatabaseArgs } from "./args";

const REPOSITORY = "ghcr.io/cloudnative-pg/postgresql";

/**
 * PostgreSQL as CloudNativePG builds it, without Barman Cloud, which is the plugin's; by digest, so that a rebuilt image
 * is a change that one sees.
 */
export const images: Record<DatabaseArgs["major"], string> = {
    16: `${REPOSITORY}:16.15-202608170814-standard-trixie@sha256:3df9103d7f89c8abc2870463d4d446944c81b5f1f4b707c590895dc003ecbb65`,
    17: `${REPOSITORY}:17.11-202608170816-standard-trixie@sha256:91e0de662d53895a45f1396f4ee1a75daeb0c26fc87853afc9c8f43e01fdaa21`,
    18: `${REPOSITORY}:18.6-202608170814-standard-trixie@sha256:771f9eab5225587af259d84680cc69a5b6e374ac32bb24effafde1f3368a1241`,
};

/** On everything that the operator makes for a database of ours. */
export function claimLabels(database: string): Record<string, string> {
    return { "samestack.dev/database": database };
}

interface Given {
    database: string;
    said: DatabaseArgs;
    storageClass: pulumi.Input<string>;
    archive: Archive | undefined;
}

/** What CloudNativePG is asked for. */
export function clusterSpec({ database, said, storageClass, archive }: Given) {
    const { instances, memory } = said;
    const source = archive?.outOf;
    return {
        instances,
        // On its claims too, by which Velero knows them from those of a database that somebody else made.
        inheritedMetadata: { labels: claimLabels(database) },
        imageName: images[said.major],
        storage: { size: `${said.size}Gi`, storageClass },
        bootstrap: source
            ? { recovery: recovery(database, said) }
            : // Or a block that a disk has spoilt would be found by nobody; PostgreSQL does so by itself from 18 on.
              { initdb: { database, owner: database, dataChecksums: true } },
        ...(source && { externalClusters: [{ name: SOURCE, plugin: { name: PLUGIN, parameters: source } }] }),
        ...(archive && { plugins: [{ name: PLUGIN, isWALArchiver: true, parameters: archive.into }] }),
        // Two of a kind never on one node, and in different zones where there are any.
        affinity: { podAntiAffinityType: "required", topologyKey: "kubernetes.io/hostname" },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "cnpg.io/cluster": database } },
            },
        ],
        // Of a single instance it would keep its node from ever being drained.
        enablePDB: instances > 1,
        primaryUpdateMethod: instances > 1 ? "switchover" : "restart",
        resources: {
            requests: { cpu: "100m", memory: `${memory}Gi` },
            limits: { memory: `${memory}Gi` },
        },
        monitoring: { tls: { enabled: true } },
        postgresql: {
            parameters: { shared_buffers: `${memory * 256}MB` },
            // In clear text nobody gets in.
            pg_hba: ["hostnossl all all all reject"],
            // What was committed is on two nodes; while no standby is there the primary goes on alone.
            ...(instances > 1 && { synchronous: { method: "any", number: 1, dataDurability: "preferred" } }),
        },
    };
}

const SOURCE = "source";

function recovery(database: string, { restoreFrom }: DatabaseArgs) {
    return {
        source: SOURCE,
        database,
        owner: database,
        ...(restoreFrom?.at !== undefined && { recoveryTarget: { targetTime: restoreFrom.at } }),
    };
}
