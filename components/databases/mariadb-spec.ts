import type * as pulumi from "@pulumi/pulumi";

import { databaseIn, type MariaDBArgs } from "./args";
import { mariadbImage, mariadbOperator } from "./mariadb-operator";

// What runs beside MariaDB in its pods is of the operator's version, and follows it.
const BESIDE = `ghcr.io/mariadb-operator/mariadb-operator:${mariadbOperator.version}`;

/** On everything that the operator makes for a database of ours; by it its pods are told in policies. */
export function mariadbLabels(name: string): Record<string, string> {
    return { "samestack.dev/mariadb": name };
}

/** The key that Secrets of ours keep a password under. */
export const PASSWORD_KEY = "password";

/** All of it as strict as any pod; MariaDB's own image knows its user by this number. */
export const security = {
    podSecurityContext: {
        runAsNonRoot: true,
        runAsUser: 999,
        runAsGroup: 999,
        fsGroup: 999,
        seccompProfile: { type: "RuntimeDefault" },
    },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};

interface Given {
    name: string;
    said: MariaDBArgs;
    storageClass: pulumi.Input<string>;
    secrets: { root: pulumi.Input<string>; app: pulumi.Input<string> };
    bootstrapFrom: Record<string, unknown> | undefined;
}

/** What the operator is asked for. */
export function mariadbSpec({ name, said, storageClass, secrets, bootstrapFrom }: Given) {
    const { instances, memory, size } = said;
    const inside = databaseIn(name, said);
    const several = instances > 1;
    return {
        image: `${mariadbImage.repository}/${mariadbImage.name}:${mariadbImage.version}`,
        replicas: instances,
        storage: {
            volumeClaimTemplate: {
                // By which Velero knows them from those of a database that somebody else made.
                metadata: { labels: mariadbLabels(name) },
                accessModes: ["ReadWriteOnce"],
                resources: { requests: { storage: `${size}Gi` } },
                storageClassName: storageClass,
            },
            // Whoever deletes the object by hand keeps the data, as long as nobody has consented to lose it.
            pvcRetentionPolicy: { whenDeleted: said.allowDestroy ? "Delete" : "Retain", whenScaled: "Retain" },
        },
        rootPasswordSecretKeyRef: { name: secrets.root, key: PASSWORD_KEY },
        database: inside,
        username: inside,
        passwordSecretKeyRef: { name: secrets.app, key: PASSWORD_KEY },
        // When the object goes nothing is dropped inside first.
        cleanupPolicy: "Skip",
        ...(bootstrapFrom && { bootstrapFrom }),
        // In clear text nobody gets in.
        tls: { enabled: true, required: true },
        // Half of the memory for its own cache; the rest is for connections, and for copies of itself to others.
        myCnf: `[mariadb]\ninnodb_buffer_pool_size=${memory * 512}M\nmax_allowed_packet=256M\n`,
        inheritMetadata: { labels: mariadbLabels(name) },
        ...security,
        resources: { requests: { cpu: "100m", memory: `${memory}Gi` }, limits: { memory: `${memory}Gi` } },
        ...(several && {
            galera: galera(),
            // Two of a kind never on one node, and in different zones where there are any.
            affinity: { antiAffinityEnabled: true },
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "topology.kubernetes.io/zone",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { "app.kubernetes.io/instance": name } },
                },
            ],
            podDisruptionBudget: { maxUnavailable: 1 },
        }),
        metrics: {
            enabled: true,
            exporter: {
                resources: { requests: { cpu: "5m", memory: "24Mi" } },
                ...security,
                podSecurityContext: { ...security.podSecurityContext, runAsUser: 65534, runAsGroup: 65534 },
            },
        },
    };
}

/** Every instance may be written to, and one at a time is. Of replication the definition says that it is in alpha. */
function galera() {
    const container = {
        image: BESIDE,
        securityContext: security.securityContext,
        resources: { requests: { cpu: "10m", memory: "32Mi" } },
    };
    return {
        enabled: true,
        primary: { autoFailover: true },
        // Its files lie beside the data, and need no second volume.
        config: { reuseStorageVolume: true },
        recovery: { enabled: true, job: { resources: { requests: { cpu: "50m", memory: "256Mi" } } } },
        agent: container,
        initContainer: container,
    };
}
