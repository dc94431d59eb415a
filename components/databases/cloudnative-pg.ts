import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Certificates } from "../certificates";
import { type Chart, install } from "../chart";
import type { Cluster } from "../cluster";
import { definition, goWith } from "../definitions";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { ObjectStore } from "../object-storage";
import type { Place } from "../place";
import { dashboard } from "./dashboard";
import type { Databases } from "./index";

export const operator: Chart = {
    repository: "https://cloudnative-pg.github.io/charts",
    name: "cloudnative-pg",
    // renovate: datasource=helm registryUrl=https://cloudnative-pg.github.io/charts depName=cloudnative-pg
    version: "0.29.0",
    kubernetes: { from: "1.34", to: "1.36" },
};

export const backupPlugin: Chart = {
    repository: "https://cloudnative-pg.github.io/charts",
    name: "plugin-barman-cloud",
    // renovate: datasource=helm registryUrl=https://cloudnative-pg.github.io/charts depName=plugin-barman-cloud
    version: "0.7.0",
    kubernetes: { from: "1.34", to: "1.36" },
};

/** What its chart leaves behind when it goes, unless all that is of these kinds may be lost. */
export const definitions = [
    ...["Backup", "Cluster", "Database", "DatabaseRole", "FailoverQuorum", "ImageCatalog", "Pooler", "Publication"],
    ...["ScheduledBackup", "Subscription"],
]
    .map((kind) => definition("postgresql.cnpg.io", kind))
    .concat(definition("postgresql.cnpg.io", "ClusterImageCatalog", "Cluster"));

/** The same of the plugin's chart. */
export const pluginDefinitions = [definition("barmancloud.cnpg.io", "ObjectStore")];

const NAME = "cloudnative-pg";
const WEBHOOK_PORT = 9443;
const METRICS_PORT = 8080;

/** Where the operator asks an instance how it is, and where PostgreSQL answers. */
export const STATUS_PORT = 8000;
export const POSTGRES_PORT = 5432;

/**
 * CloudNativePG: an Operator that runs PostgreSQL without a StatefulSet, each instance with a volume of its own, and
 * copies the data between them by PostgreSQL's own replication. With object storage in the place, its plugin for Barman
 * Cloud is there too, which archives every database's log and takes backups.
 *
 * A Release ends when the operator's pods are ready, which they are when their webhook answers: what depends on it can
 * make databases. The charts keep their definitions when they go, so that no database goes with the operator by accident:
 * they go where the environment consents to it for all databases.
 *
 * @see https://cloudnative-pg.io/documentation/1.30/
 * @see https://cloudnative-pg.io/plugin-barman-cloud/
 */
export class CloudNativePg extends pulumi.ComponentResource implements Databases {
    readonly ready: pulumi.Resource[];
    readonly store?: ObjectStore;
    readonly dashboard: Dashboard = dashboard;

    constructor(
        name: string,
        {
            place,
            certificates,
            store,
            allowDestroy,
        }: {
            place: Place;
            certificates: Pick<Certificates, "ready">;
            store: ObjectStore | undefined;
            /** Whether every database may be lost, whoever made it. */
            allowDestroy: boolean;
        },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:databases:CloudNativePg", name, {}, opts);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: "cnpg-system",
                role: "databases",
                podSecurity: "restricted",
                accepts: [
                    // The operator speaks to its plugin.
                    ...(store ? [{ from: "here" as const }] : []),
                    { from: "apiServer", ports: [WEBHOOK_PORT] },
                    { from: { role: "monitoring" }, ports: [METRICS_PORT] },
                ],
                opens: [
                    ...(store ? [{ to: "here" as const }] : []),
                    { to: "apiServer" },
                    // Instances, in whatever namespace they are.
                    { to: "internet", ports: [STATUS_PORT, POSTGRES_PORT] },
                ],
            },
            { parent: this },
        );
        const release = install(
            name,
            operator,
            { source: place.charts, namespace, values: operatorValues(place.cluster) },
            { parent: this },
        );
        // The chart makes none.
        const budget = new k8s.policy.v1.PodDisruptionBudget(
            `${name}-budget`,
            {
                metadata: { name: NAME, namespace: namespace.name },
                spec: { maxUnavailable: 1, selector: { matchLabels: { "app.kubernetes.io/name": NAME } } },
            },
            { parent: this, dependsOn: namespace },
        );
        const plugin =
            store &&
            install(
                `${name}-plugin`,
                backupPlugin,
                { source: place.charts, namespace, values: pluginValues },
                // Its certificates, and the kinds that it looks at.
                { parent: this, dependsOn: [certificates.ready, release] },
            );

        this.ready = [release, budget, ...(plugin ? [plugin] : [])];
        this.store = store;
        if (allowDestroy) {
            const left = [...definitions, ...(plugin ? pluginDefinitions : [])];
            goWith(name, { namespace, definitions: left }, { parent: this, dependsOn: this.ready });
        }
        this.registerOutputs({});
    }
}

export function operatorValues({ podsReachable }: Pick<Cluster, "podsReachable">): Record<string, unknown> {
    return {
        replicaCount: 2,
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "app.kubernetes.io/name": NAME } },
            },
        ],
        resources: { requests: { cpu: "50m", memory: "128Mi" } },
        monitoring: { podMonitorEnabled: true },
        // Where the API server cannot reach pods its calls would only time out. The operator does what the webhooks do,
        // defaults and checks, once more when it sees a database; a mistake is then found in its log and not at once.
        ...(!podsReachable && {
            webhook: { mutating: { create: false }, validating: { create: false } },
            config: { data: { MANAGE_WEBHOOK_CONFIGURATIONS: "false" } },
        }),
    };
}

// One replica: only the leader serves the operator, and the other one would be ready all the same. While it is away
// databases run on and archive; what waits is changes of them. It has no metrics of its own: its sidecars' are among
// those of the instances.
export const pluginValues = {
    replicaCount: 1,
    resources: { requests: { cpu: "20m", memory: "64Mi" } },
};
