import * as pulumi from "@pulumi/pulumi";

import type { Certificates } from "../certificates";
import { type Chart, type Image, install } from "../chart";
import type { Cluster } from "../cluster";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { ObjectStore } from "../object-storage";
import type { Place } from "../place";
import { dashboard } from "./mariadb-dashboard";

export const definitions: Chart = {
    repository: "oci://ghcr.io/mariadb-operator/charts",
    name: "mariadb-operator-crds",
    // renovate: datasource=docker depName=ghcr.io/mariadb-operator/charts/mariadb-operator-crds
    version: "26.6.0",
    kubernetes: { from: "1.26", to: "1.36" },
};

export const mariadbOperator: Chart = {
    repository: "oci://ghcr.io/mariadb-operator/charts",
    name: "mariadb-operator",
    // renovate: datasource=docker depName=ghcr.io/mariadb-operator/charts/mariadb-operator
    version: "26.6.0",
    kubernetes: { from: "1.26", to: "1.36" },
};

/** MariaDB itself: what this version of the operator takes where nobody says another. */
export const mariadbImage: Image = {
    repository: "docker.io/library",
    name: "mariadb",
    // renovate: datasource=docker depName=docker.io/library/mariadb
    version: "11.8.8",
};

const NAME = "mariadb-operator";
const WEBHOOK_PORT = 9443;
const METRICS_PORT = 8080;

/** The operator's namespace, from which it reaches databases wherever they are. */
export const NAMESPACE = "mariadb-system";

/** Where MariaDB answers, and the operator's agent beside it. */
export const MARIADB_PORT = 3306;
export const AGENT_PORT = 5555;

/**
 * mariadb-operator: an Operator that runs MariaDB as a StatefulSet, whose members copy the data to each other by Galera,
 * and brings them together again when all of them were away.
 *
 * Its definitions are a chart of their own, which comes first and whose Release raises them with the version. They go
 * with the last database that the environment asks for, and every MariaDB that somebody else made goes with them.
 *
 * No facts of the charts are at hand where this was written (their registry is out of reach): values, names and
 * definitions were read from the project's own repository, at the tag of this version. What no cluster has shown yet is
 * a MariaDB that it runs.
 *
 * @see https://github.com/mariadb-operator/mariadb-operator/tree/v26.6.0/docs
 */
export class MariaDBOperator extends pulumi.ComponentResource {
    /** What makes a MariaDB depends on these: its kind is there, and the operator's webhook answers. */
    readonly ready: pulumi.Resource[];
    /** Where databases copy themselves to; absent where the place has no object storage. */
    readonly store?: ObjectStore;
    readonly dashboard: Dashboard = dashboard;

    constructor(
        name: string,
        {
            place,
            certificates,
            store,
        }: { place: Place; certificates: Pick<Certificates, "ready">; store: ObjectStore | undefined },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:databases:MariaDBOperator", name, {}, opts);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAMESPACE,
                role: "databases",
                podSecurity: "restricted",
                accepts: [
                    { from: "apiServer", ports: [WEBHOOK_PORT] },
                    { from: { role: "monitoring" }, ports: [METRICS_PORT] },
                ],
                opens: [
                    { to: "apiServer" },
                    // Instances, in whatever namespace they are.
                    { to: "internet", ports: [MARIADB_PORT, AGENT_PORT] },
                ],
            },
            { parent: this },
        );
        const kinds = install(`${name}-crds`, definitions, { source: place.charts, namespace }, { parent: this });
        const release = install(
            name,
            mariadbOperator,
            { source: place.charts, namespace, values: mariadbOperatorValues(place.cluster) },
            // Its webhook's certificate, and the kinds that it looks at.
            { parent: this, dependsOn: [certificates.ready, kinds] },
        );

        this.ready = [kinds, release];
        this.store = store;
        this.registerOutputs({});
    }
}

export function mariadbOperatorValues({ podsReachable }: Pick<Cluster, "podsReachable">): Record<string, unknown> {
    return {
        ...twice(NAME),
        metrics: { enabled: true },
        // Whoever may edit one namespace would have users, grants and dumps of the databases of every other.
        rbac: { aggregation: { enabled: false } },
        // Where the API server cannot reach pods its calls would only time out. The operator sets defaults itself; a
        // mistake is then found in its log and not at once.
        webhook: podsReachable
            ? { ...twice(`${NAME}-webhook`), cert: { certManager: { enabled: true } } }
            : { enabled: false },
        // It is what makes that certificate where there is no cert-manager.
        certController: { enabled: false },
    };
}

/** Two pods on different nodes, of which one may go, as strict as any; the operator's and the webhook's alike. */
function twice(name: string) {
    return {
        ha: { enabled: true, replicas: 2 },
        pdb: { enabled: true, maxUnavailable: 1 },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
            },
        ],
        resources: { requests: { cpu: "20m", memory: "64Mi" } },
        podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    };
}
