import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { type Image, imageReference } from "../chart";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { Storage } from "../storage";
import type { ElasticsearchArgs } from "./args";
import { collect } from "./collect";
import { dashboardOf } from "./dashboard";
import { EckOperator } from "./eck";
import type { Logging } from "./index";
import { KubernetesEvents } from "./kubernetes-events";
import { type Caller, putRequests } from "./requests";
import { makeRoom } from "./room";
import { elasticsearchNodes, elasticsearchSpec, kibanaSpec, NAME, NAMESPACE } from "./stack";
import type { Store } from "./store";
import { streamRequests, viewRequests } from "./streams";
import { makeUsers, password } from "./users";

/** Elasticsearch's version is Kibana's too; the collectors' client follows its major. */
export const elasticsearch: Image = {
    repository: "docker.elastic.co/elasticsearch",
    name: "elasticsearch",
    // renovate: datasource=docker depName=docker.elastic.co/elasticsearch/elasticsearch
    version: "9.4.3",
    upgrades: {
        through: "majors",
        down: "never",
        manual: "https://www.elastic.co/docs/deploy-manage/upgrade/deployment-or-cluster/elasticsearch",
    },
};

/** What logging needs of the other roles. */
export interface LoggingNeeds {
    storage: Pick<Storage, "block">;
    /** `seed`: the passwords of programs, which nobody types, are made from it. */
    secrets: Secrets;
}

const ELASTICSEARCH_PORT = 9200;
const KIBANA_PORT = 5601;
/** Share of the disks that logs may take. From 85 % on Elasticsearch puts no new index on a disk. */
const SHARE_FOR_LOGS = 0.75;

/**
 * Elasticsearch keeps the logs of a place and Kibana shows them; a collector on every node brings them. Everything is
 * said before the first line arrives: who may write, which fields are searched, how long lines are kept.
 *
 * Logs are not backed up: destroying the place destroys them.
 *
 * @see https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s
 */
export class ElasticsearchLogging extends pulumi.ComponentResource implements Logging {
    readonly consoles: Console[];
    // Both stand in one file on the node, which is what collectors read.
    readonly streams = ["stdout", "stderr"];
    readonly dashboard: Dashboard;

    constructor(
        name: string,
        { place, said, storage, secrets }: { place: Place; said: ElasticsearchArgs } & LoggingNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:logging:ElasticsearchLogging", name, said, opts);
        const protect = !said.allowDestroy;
        const { version } = elasticsearch;
        const count = elasticsearchNodes(said, place.cluster.nodes);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAMESPACE,
                role: "logging",
                podSecurity: "restricted",
                accepts: [
                    { from: "here" },
                    { from: { role: "logging" }, ports: [ELASTICSEARCH_PORT] },
                    { from: { role: "ingress" }, ports: [KIBANA_PORT] },
                ],
                opens: [{ to: "here" }],
            },
            { parent: this, protect },
        );
        const operator = new EckOperator(
            `${name}-eck-operator`,
            { place, managed: NAMESPACE, allowDestroy: said.allowDestroy },
            // It has a role in that namespace.
            { parent: this, dependsOn: namespace },
        );
        const users = makeUsers(name, { place, namespace: namespace.name, secrets }, { parent: this });

        const here = { parent: this, customTimeouts: { create: "20m", update: "30m" } };
        const cluster = new k8s.apiextensions.CustomResource(
            `${name}-cluster`,
            {
                apiVersion: "elasticsearch.k8s.elastic.co/v1",
                kind: "Elasticsearch",
                metadata: {
                    name: NAME,
                    namespace: namespace.name,
                    annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Ready" },
                },
                spec: elasticsearchSpec(said, { version, count, auth: users.auth }),
            },
            {
                ...here,
                protect,
                // The class is waited for through what the storage hands on; its name stands in the spec.
                dependsOn: storage.block.apply(() => [namespace, operator.ready, ...users.ready]),
            },
        );
        const kibana = new k8s.apiextensions.CustomResource(
            `${name}-kibana`,
            {
                apiVersion: "kibana.k8s.elastic.co/v1",
                kind: "Kibana",
                metadata: {
                    name: NAME,
                    namespace: namespace.name,
                    annotations: { "pulumi.com/waitFor": "jsonpath={.status.health}=green" },
                },
                spec: kibanaSpec({
                    version,
                    // Beside a single Elasticsearch a second one keeps nothing up.
                    count: Math.min(2, count),
                    domain: place.domain,
                    userSecret: users.secret("people"),
                }),
            },
            { ...here, dependsOn: cluster },
        );
        new k8s.policy.v1.PodDisruptionBudget(
            `${name}-kibana-budget`,
            {
                metadata: { name: "kibana", namespace: namespace.name },
                spec: { maxUnavailable: 1, selector: { matchLabels: { "kibana.k8s.elastic.co/name": NAME } } },
            },
            { parent: this },
        );

        const host = `${NAME}-es-http.${NAMESPACE}.svc`;
        const keeper: Caller = {
            image: imageReference(elasticsearch),
            url: `https://${host}:${ELASTICSEARCH_PORT}`,
            userSecret: users.secret("keeper"),
            authoritySecret: `${NAME}-es-http-certs-public`,
        };
        const limit = Math.floor(count * said.elasticsearchDisk * SHARE_FOR_LOGS);
        const told = putRequests(
            `${name}-streams`,
            {
                called: "streams",
                namespace: namespace.name,
                caller: keeper,
                requests: streamRequests({ retentionDays: said.retentionDays, limit }),
            },
            { parent: this, dependsOn: cluster },
        );
        makeRoom(
            `${name}-room`,
            { namespace: namespace.name, caller: keeper, limit },
            { parent: this, dependsOn: cluster },
        );
        putRequests(
            `${name}-view`,
            {
                called: "view",
                namespace: namespace.name,
                caller: {
                    image: keeper.image,
                    url: `http://${NAME}-kb-http.${NAMESPACE}.svc:${KIBANA_PORT}`,
                    userSecret: users.secret("people"),
                },
                requests: viewRequests,
            },
            { parent: this, dependsOn: kibana },
        );

        const store: Store = {
            host,
            port: ELASTICSEARCH_PORT,
            version,
            username: "collector",
            password: password(secrets, place, "collector"),
            authority: authorityOf(`${name}-authority`, cluster, { parent: this }),
        };
        const after = { parent: this, dependsOn: told };
        collect(name, { place, said, store }, after);
        new KubernetesEvents(`${name}-events`, { place, store }, after);

        this.dashboard = dashboardOf(said.collector);
        this.consoles = [
            {
                host: "kibana",
                title: "Kibana",
                purpose: "logs of every container, and what Kubernetes noted",
                namespace: namespace.name,
                service: `${NAME}-kb-http`,
                port: KIBANA_PORT,
                login: "shared",
            },
        ];
        this.registerOutputs({});
    }
}

/**
 * The certificate of the authority that ECK makes for an Elasticsearch. Looked up only once that is there: its id is
 * unknown before.
 */
function authorityOf(
    name: string,
    { id }: k8s.apiextensions.CustomResource,
    opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
    const secret = k8s.core.v1.Secret.get(
        name,
        id.apply(() => `${NAMESPACE}/${NAME}-es-http-certs-public`),
        opts,
    );
    return secret.data.apply((data) => Buffer.from(data["ca.crt"] ?? "", "base64").toString());
}
