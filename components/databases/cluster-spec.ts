import type * as pulumi from "@pulumi/pulumi";

import { type Image, imageReference } from "../chart";
import { type Archive, PLUGIN } from "./archive";
import { type DatabaseArgs, databaseIn } from "./args";

/** On everything that the operator makes for a database of ours. */
export function claimLabels(database: string): Record<string, string> {
    return { "samestack.dev/database": database };
}

interface Given {
    database: string;
    said: DatabaseArgs;
    storageClass: pulumi.Input<string>;
    archive: Archive | undefined;
    /** PostgreSQL, of the major that is said. */
    image: Image;
    extensions: readonly string[];
}

/** What CloudNativePG is asked for. */
export function clusterSpec({ database, said, storageClass, archive, image, extensions }: Given) {
    const { instances, memory } = said;
    const source = archive?.outOf;
    const inside = databaseIn(database, said);
    return {
        instances,
        // On its claims too, by which Velero knows them from those of a database that somebody else made.
        inheritedMetadata: { labels: claimLabels(database) },
        imageName: imageReference(image),
        storage: { size: `${said.size}Gi`, storageClass },
        bootstrap: source
            ? { recovery: recovery(inside, said) }
            : {
                  initdb: {
                      database: inside,
                      owner: inside,
                      // Or a block that a disk has spoilt would be found by nobody; PostgreSQL does so by itself from 18 on.
                      dataChecksums: true,
                      ...(extensions.length > 0 && {
                          postInitApplicationSQL: extensions.map((one) => `CREATE EXTENSION IF NOT EXISTS ${one}`),
                      }),
                  },
              },
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
