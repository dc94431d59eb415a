import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Access, Login } from "../access";
import { type Chart, install } from "../chart";
import { Database, type Databases, Valkey } from "../databases";
import type { Ingress } from "../ingress";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { ObjectStore } from "../object-storage";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { Storage } from "../storage";
import type { GitLabArgs } from "./gitlab-args";
import { gitlabBuckets } from "./gitlab-buckets";
import { databaseOf, valkeyOf } from "./gitlab-claims";
import { dashboard } from "./gitlab-dashboard";
import { gitlabClient, provider } from "./gitlab-login";
import { gitlabNamespace } from "./gitlab-namespace";
import { gitlabParts } from "./gitlab-parts";
import { consoleIn, hostsIn, inside, NAME, services } from "./gitlab-services";
import { AUTHORITY, gitlabValues, SECRETS } from "./gitlab-values";
import type { Delivery } from "./index";

/**
 * GitLab 19.2. Its repository is on gitlab.com, which nothing here can reach, so no test compares the values with it. That
 * this version is there stands in its change log, which was read; the values were checked by hand: see docs/delivery.md.
 *
 * GitLab stops at certain versions on its way up, 19.2 among them: read its upgrade path before this is raised.
 */
export const chart: Chart = {
    repository: "https://charts.gitlab.io",
    name: "gitlab",
    // renovate: datasource=helm registryUrl=https://charts.gitlab.io depName=gitlab
    version: "10.2.3",
    kubernetes: { from: "1.33", to: "1.36" },
    // The chart's minor is GitLab's.
    upgrades: { through: [2, 5, 8, 11], down: "never", manual: "https://docs.gitlab.com/update/upgrade_paths/" },
};

/** What GitLab needs of the other roles. */
export interface GitLabNeeds {
    databases: Databases | undefined;
    storage: Pick<Storage, "block">;
    store: ObjectStore | undefined;
    login: Pick<Access, "client"> | undefined;
    ingress: Pick<Ingress, "publish">;
    secrets: Secrets;
}

/** Extensions that GitLab wants in its database; the last is none that a database's owner may make. */
const extensions = ["pg_trgm", "btree_gist", "amcheck"];

/**
 * GitLab in the cluster: repositories, merge requests, pipelines, a registry for images, and the server of its agents. Its
 * database and its Valkey are the stack's own systems, its objects lie in the place's object storage, and people log in as
 * everywhere.
 *
 * One server keeps all repositories, so GitLab is away while that moves to another node, and during an upgrade.
 *
 * What its parts say to each other by is made by a hook of the chart: keys of RSA among it, which cannot be derived. One
 * such Secret, `gitlab-rails-secret`, opens what is encrypted in the database; Velero keeps it with the namespace.
 *
 * @see https://docs.gitlab.com/charts/
 */
export class GitLab extends pulumi.ComponentResource implements Delivery {
    readonly consoles: Console[];
    readonly dashboards: Dashboard[];

    constructor(
        name: string,
        { place, said, ...needs }: { place: Place; said: GitLabArgs } & GitLabNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:delivery:GitLab", name, said, opts);
        const { databases, storage, store, ingress, secrets } = needs;
        if (!databases || !store) {
            throw new pulumi.ResourceError(
                `places.${place.name}.delivery is of kind gitlab, which needs databases and objectStorage: neither may be none`,
                this,
            );
        }
        const login = needs.login?.client(gitlabClient);
        const protect = !said.allowDestroy;

        const namespace = new Namespace(`${name}-namespace`, gitlabNamespace(said, { store, login }), {
            parent: this,
            protect,
        });
        const within = { parent: this, dependsOn: namespace };
        const database = new Database(
            `${name}-database`,
            { databases, storage, said: databaseOf(said), database: NAME, namespace: NAME, extensions },
            within,
        );
        const valkey = new Valkey(
            `${name}-valkey`,
            { place, storage, secrets, said: valkeyOf(said), namespace: NAME },
            within,
        );
        const buckets = gitlabBuckets(`${name}-objects`, { store, namespace: NAME, serviceAccount: NAME }, within);
        const before: pulumi.Resource[] = [
            // Of GitLab's parts none asks the API server.
            new k8s.core.v1.ServiceAccount(
                `${name}-account`,
                { metadata: { name: NAME, namespace: NAME }, automountServiceAccountToken: false },
                within,
            ),
            new k8s.core.v1.Secret(
                `${name}-settings`,
                {
                    metadata: { name: SECRETS, namespace: NAME },
                    stringData: settingsOf({ place, said, login, secrets }),
                },
                within,
            ),
            ...(store.certificateAuthority
                ? [
                      new k8s.core.v1.Secret(
                          `${name}-authority`,
                          {
                              metadata: { name: AUTHORITY, namespace: NAME },
                              stringData: { "store.crt": store.certificateAuthority },
                          },
                          within,
                      ),
                  ]
                : []),
        ];
        const release = install(
            name,
            chart,
            {
                source: place.charts,
                namespace,
                values: gitlabValues({
                    said,
                    domain: place.domain,
                    database: { host: database.host, secret: `${NAME}-app` },
                    valkey: { host: valkey.host, secret: "valkey-login" },
                    buckets,
                    authority: store.certificateAuthority !== undefined,
                    login: login !== undefined,
                }),
                // It makes its secrets and its tables, and then a dozen pods that each take minutes.
                timeoutSeconds: 1800,
            },
            { parent: this, protect, dependsOn: [...buckets.ready, ...before, database.ready, valkey.ready] },
        );
        if (login) for (const host of hostsIn(namespace.name)) ingress.publish(host, undefined);

        // They ask GitLab by its Services, not by its public name.
        const flow = (port: number) => ({ to: { role: "delivery" }, ports: [port] });
        const { web, agentServer } = services;
        const parts = gitlabParts(
            name,
            {
                place,
                said,
                gitlab: { url: inside(web, "http"), flow: flow(web.port) },
                server: { address: inside(agentServer, "ws"), flow: flow(agentServer.port) },
                secrets,
            },
            { parent: this, dependsOn: release },
        );
        this.consoles = [consoleIn(namespace.name)];
        this.dashboards = [dashboard, ...parts];
        this.registerOutputs({});
    }
}

/** What GitLab is told and nobody else may know, by the keys that its chart is told. */
export function settingsOf({
    place,
    said,
    login,
    secrets,
}: {
    place: Pick<Place, "domain">;
    said: Pick<GitLabArgs, "mail">;
    login: Login | undefined;
    secrets: Secrets;
}): Record<string, pulumi.Output<string>> {
    const { passwordSecret } = said.mail ?? {};
    return {
        root: secrets("adminPassword"),
        ...(login && { login: provider(login, place.domain) }),
        ...(passwordSecret !== undefined && { mail: secrets(passwordSecret) }),
    };
}
