import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ElasticsearchArgs } from "../../../components/logging/args";
import { elasticsearch, ElasticsearchLogging } from "../../../components/logging/elasticsearch";
import { elasticsearchNodes } from "../../../components/logging/stack";
import type { Cluster } from "../../../components/cluster";
import { logging, LoggingArgs, loggingCharts } from "../../../components/logging";
import type { Dashboard } from "../../../components/monitoring/dashboard";
import { deploy, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";

const seed = "seed".padEnd(64, "-");

function put(said: Record<string, unknown> = {}, cluster: Partial<Cluster> = {}): Promise<Registered[]> {
    return deploy(
        () =>
            new ElasticsearchLogging("elasticsearch", {
                place: paris(cluster),
                said: ElasticsearchArgs.parse({ kind: "elasticsearch", ...said }),
                storage: { block: pulumi.output("block") },
                secrets: () => pulumi.secret(seed),
            }),
    );
}

const specOf = (resources: Registered[], kind: "Elasticsearch" | "Kibana") =>
    the(resources, `kubernetes:${kind.toLowerCase()}.k8s.elastic.co/v1:${kind}`).inputs.spec as Record<string, unknown>;

describe("Elasticsearch for logs", () => {
    let resources: Registered[];
    before(async () => (resources = await put()));

    it("is its operator, itself, Kibana, their users, what they are told, and the collectors; and nothing else", () => {
        assert.deepEqual(listed(resources), [
            "kubernetes:batch/v1:CronJob elasticsearch-room",
            "kubernetes:batch/v1:Job elasticsearch-streams",
            "kubernetes:batch/v1:Job elasticsearch-view",
            "kubernetes:core/v1:Namespace elasticsearch-eck-operator-namespace",
            "kubernetes:core/v1:Namespace elasticsearch-events-namespace",
            "kubernetes:core/v1:Namespace elasticsearch-fluentd-namespace",
            "kubernetes:core/v1:Namespace elasticsearch-namespace",
            "kubernetes:core/v1:Secret elasticsearch-events-store",
            "kubernetes:core/v1:Secret elasticsearch-fluentd-store",
            "kubernetes:core/v1:Secret elasticsearch-roles",
            "kubernetes:core/v1:Secret elasticsearch-user-collector",
            "kubernetes:core/v1:Secret elasticsearch-user-keeper",
            "kubernetes:core/v1:Secret elasticsearch-user-people",
            "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch elasticsearch-cluster",
            "kubernetes:helm.sh/v3:Release elasticsearch-eck-operator",
            "kubernetes:helm.sh/v3:Release elasticsearch-events",
            "kubernetes:helm.sh/v3:Release elasticsearch-fluentd",
            "kubernetes:kibana.k8s.elastic.co/v1:Kibana elasticsearch-kibana",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy elasticsearch-eck-operator-namespace-flows",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy elasticsearch-events-namespace-flows",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy elasticsearch-fluentd-namespace-flows",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy elasticsearch-namespace-flows",
            "kubernetes:policy/v1:PodDisruptionBudget elasticsearch-kibana-budget",
            "samestack:index:Namespace elasticsearch-eck-operator-namespace",
            "samestack:index:Namespace elasticsearch-events-namespace",
            "samestack:index:Namespace elasticsearch-fluentd-namespace",
            "samestack:index:Namespace elasticsearch-namespace",
            "samestack:logging:EckOperator elasticsearch-eck-operator",
            "samestack:logging:ElasticsearchLogging elasticsearch",
            "samestack:logging:Fluentd elasticsearch-fluentd",
            "samestack:logging:KubernetesEvents elasticsearch-events",
        ]);
    });

    it("keeps logs on volumes of class block, on nodes that are no two on one, with no right to change the kernel", () => {
        assert.deepEqual(specOf(resources, "Elasticsearch"), {
            version: elasticsearch.version,
            auth: {
                fileRealm: ["user-collector", "user-keeper", "user-people"].map((secretName) => ({ secretName })),
                roles: [{ secretName: "log-roles" }],
            },
            volumeClaimDeletePolicy: "DeleteOnScaledownAndClusterDeletion",
            nodeSets: [
                {
                    name: "default",
                    count: 3,
                    config: { "node.store.allow_mmap": false, "ingest.geoip.downloader.enabled": false },
                    podTemplate: {
                        spec: {
                            affinity: {
                                podAntiAffinity: {
                                    requiredDuringSchedulingIgnoredDuringExecution: [
                                        {
                                            topologyKey: "kubernetes.io/hostname",
                                            labelSelector: {
                                                matchLabels: { "elasticsearch.k8s.elastic.co/cluster-name": "logging" },
                                            },
                                        },
                                    ],
                                },
                            },
                            topologySpreadConstraints: [
                                {
                                    maxSkew: 1,
                                    topologyKey: "topology.kubernetes.io/zone",
                                    whenUnsatisfiable: "ScheduleAnyway",
                                    labelSelector: {
                                        matchLabels: { "elasticsearch.k8s.elastic.co/cluster-name": "logging" },
                                    },
                                },
                            ],
                            securityContext: {
                                runAsNonRoot: true,
                                fsGroup: 1000,
                                seccompProfile: { type: "RuntimeDefault" },
                            },
                            containers: [
                                {
                                    name: "elasticsearch",
                                    resources: { requests: { cpu: "250m", memory: "2Gi" }, limits: { memory: "2Gi" } },
                                },
                            ],
                        },
                    },
                    volumeClaimTemplates: [
                        {
                            metadata: { name: "elasticsearch-data" },
                            spec: {
                                accessModes: ["ReadWriteOnce"],
                                storageClassName: "block",
                                resources: { requests: { storage: "30Gi" } },
                            },
                        },
                    ],
                },
            ],
        });
    });

    it("has as many nodes as can lose one, where the place has them, or as many as are asked for", () => {
        assert.deepEqual(
            [1, 2, 3, 12].map((nodes) => elasticsearchNodes({}, nodes)),
            [1, 1, 3, 3],
        );
        assert.equal(elasticsearchNodes({ replicas: 5 }, 12), 5);
        assert.deepEqual(
            [1, 2, 3].map((replicas) => ElasticsearchArgs.safeParse({ kind: "elasticsearch", replicas }).success),
            [true, false, true],
        );
    });

    it("has one node and one Kibana in a place of one", async () => {
        const small = await put({ elasticsearchDisk: 10, elasticsearchMemory: 3 }, { nodes: 1 });
        const [set] = specOf(small, "Elasticsearch").nodeSets as Record<string, unknown>[];
        assert.equal(set?.count, 1);
        assert.match(JSON.stringify(set), /"storage":"10Gi"/);
        assert.match(JSON.stringify(set), /"memory":"3Gi".*"memory":"3Gi"/);
        assert.equal(specOf(small, "Kibana").count, 1);
    });

    it("makes people who passed the shared login one user, that Kibana knows by a variable", () => {
        const spec = specOf(resources, "Kibana");
        assert.equal(spec.version, elasticsearch.version);
        assert.equal(spec.count, 2);
        assert.deepEqual(spec.http, { tls: { selfSignedCertificate: { disabled: true } } });
        const config = spec.config as Record<string, unknown>;
        assert.equal(config["server.publicBaseUrl"], "https://kibana.paris.example.org");
        assert.equal(config["xpack.security.authc.selector.enabled"], false);
        assert.deepEqual(config["xpack.security.authc.providers"], {
            "anonymous.people": {
                order: 0,
                credentials: { username: "people", password: "${PEOPLE_PASSWORD}" },
            },
            "basic.basic1": { order: 1 },
        });
        const { containers } = (spec.podTemplate as { spec: { containers: { env: unknown }[] } }).spec;
        assert.deepEqual(containers[0]?.env, [
            { name: "PEOPLE_PASSWORD", valueFrom: { secretKeyRef: { name: "user-people", key: "password" } } },
        ]);
    });

    it("waits until each is there: the operator, the users, Elasticsearch, what it was told; and only then collects", () => {
        const waits = (type: string, name: string) => the(resources, type, name).dependsOn;
        const cluster = waits("kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch", "elasticsearch-cluster");
        for (const before of ["eck-operator", "user-collector", "user-keeper", "user-people", "roles", "namespace"]) {
            assert.ok(cluster.includes(`elasticsearch-${before}`), before);
        }
        const annotations = (kind: "Elasticsearch" | "Kibana") =>
            (
                the(resources, `kubernetes:${kind.toLowerCase()}.k8s.elastic.co/v1:${kind}`).inputs.metadata as {
                    annotations: unknown;
                }
            ).annotations;
        assert.deepEqual(annotations("Elasticsearch"), { "pulumi.com/waitFor": "jsonpath={.status.phase}=Ready" });
        assert.deepEqual(annotations("Kibana"), { "pulumi.com/waitFor": "jsonpath={.status.health}=green" });
        assert.ok(waits("kubernetes:batch/v1:Job", "elasticsearch-streams").includes("elasticsearch-cluster"));
        assert.ok(waits("kubernetes:batch/v1:Job", "elasticsearch-view").includes("elasticsearch-kibana"));
        for (const collector of ["Fluentd elasticsearch-fluentd", "KubernetesEvents elasticsearch-events"]) {
            const [type = "", name = ""] = collector.split(" ");
            assert.deepEqual(waits(`samestack:logging:${type}`, name), ["elasticsearch-streams"]);
        }
        // The authority's certificate is ECK's.
        assert.ok(
            waits("kubernetes:core/v1:Secret", "elasticsearch-fluentd-store").includes("elasticsearch-authority"),
        );
    });

    it("is reached by the operator and collectors, by the ingress at Kibana, and opens nothing outwards", () => {
        const { spec } = the(
            resources,
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
            "elasticsearch-namespace-flows",
        ).inputs as { spec: { ingress: unknown[]; egress: unknown[] } };
        const role = (name: string) => [{ namespaceSelector: { matchLabels: { "samestack.dev/role": name } } }];
        assert.deepEqual(spec.ingress, [
            { from: [{ podSelector: {} }] },
            { from: role("logging"), ports: [{ port: 9200, protocol: "TCP" }] },
            { from: role("ingress"), ports: [{ port: 5601, protocol: "TCP" }] },
        ]);
        assert.deepEqual(spec.egress.slice(1), [{ to: [{ podSelector: {} }] }]);
    });

    it("has namespaces as strict as each can live with: only the collector's looks at the node", () => {
        const levels = resources
            .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
            .map(({ inputs }) => {
                const { name, labels } = inputs.metadata as { name: string; labels: Record<string, string> };
                return [name, labels["pod-security.kubernetes.io/enforce"]];
            });
        assert.deepEqual(Object.fromEntries(levels), {
            logging: "restricted",
            "elastic-system": "restricted",
            "kubernetes-events": "restricted",
            fluentd: "privileged",
        });
    });

    it("is not destroyed without consent", async () => {
        const guarded = (all: Registered[]) => all.filter(({ protect }) => protect).map(({ name }) => name);
        assert.deepEqual([...new Set(guarded(resources))].sort(), [
            "elasticsearch-cluster",
            "elasticsearch-namespace",
            "elasticsearch-namespace-flows",
        ]);
        assert.deepEqual(guarded(await put({ allowDestroy: true })), []);
    });

    it("keeps every secret in Secrets", () => {
        assert.ok(!JSON.stringify(resources).includes(seed));
        const secrets = resources.filter(({ type }) => type === "kubernetes:core/v1:Secret");
        assert.deepEqual([...new Set(secrets.map(({ inputs }) => inputs.stringData))], ["[secret]"]);
        assert.equal(secrets.length, 6);
    });

    it("is collected by Fluent Bit instead, in its own namespace, where that is said", async () => {
        const light = await put({ collector: "fluent-bit" });
        assert.equal(light.filter(({ type }) => type === "samestack:logging:Fluentd").length, 0);
        the(light, "samestack:logging:FluentBit", "elasticsearch-fluent-bit");
        const releases = light.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
        assert.deepEqual(releases.map(({ inputs }) => [inputs.namespace, inputs.chart]).sort(), [
            ["elastic-system", "eck-operator"],
            ["fluent-bit", "fluent-bit"],
            ["kubernetes-events", "fluent-bit"],
        ]);
    });
});

describe("the choice of logging", () => {
    it("is a console behind the shared login, or nothing", async () => {
        const consoles: unknown[] = [];
        await deploy(() => {
            const needs = { storage: { block: pulumi.output("block") }, secrets: () => pulumi.secret(seed) };
            const place = paris();
            consoles.push(logging(place, LoggingArgs.parse({ kind: "none" }), needs));
            const made = logging(place, LoggingArgs.parse({ kind: "elasticsearch" }), needs);
            consoles.push(made?.consoles.map(({ host, service, port, login }) => ({ host, service, port, login })));
            consoles.push(made?.dashboard.title);
        });
        const kibana = { host: "kibana", service: "logging-kb-http", port: 5601, login: "shared" };
        assert.deepEqual(consoles, [undefined, [kibana], "Logging"]);
    });

    it("calls for people for its store, for the collector that is there, and for no other", async () => {
        const called = async (said: object) => {
            let found: Dashboard | undefined;
            await deploy(() => {
                const needs = { storage: { block: pulumi.output("block") }, secrets: () => pulumi.secret(seed) };
                found = logging(paris(), LoggingArgs.parse({ kind: "elasticsearch", ...said }), needs)?.dashboard;
            });
            return found;
        };
        const store = [
            "ElasticsearchRed",
            "ElasticsearchYellow",
            "ElasticsearchDiskFull",
            "KibanaDown",
            "EckReconcileFails",
        ];
        const fluentBit = ["FluentBitNotDelivering", "FluentBitBufferFull", "FluentBitLinesDropped"];
        const names = (dashboard?: Dashboard) => dashboard?.alerts?.map(({ name }) => name);
        const byFluentd = await called({ collector: "fluentd" });
        assert.deepEqual(names(byFluentd), [...store, "FluentdNotDelivering", "FluentdBufferFull", ...fluentBit]);
        assert.deepEqual(names(await called({ collector: "fluent-bit" })), [...store, ...fluentBit]);
        assert.deepEqual(byFluentd?.states, [
            {
                group: "elasticsearch.k8s.elastic.co",
                version: "v1",
                kind: "Elasticsearch",
                plural: "elasticsearches",
                name: "elasticsearch_health",
                label: "health",
                path: ["status", "health"],
                values: ["green", "yellow", "red", "unknown"],
            },
        ]);
    });

    it("installs the charts of its systems", () => {
        const charts = (said: object) => loggingCharts(LoggingArgs.parse(said)).map(({ name }) => name);
        assert.deepEqual(charts({ kind: "none" }), []);
        assert.deepEqual(charts({ kind: "elasticsearch" }), ["eck-operator", "fluentd", "fluent-bit"]);
        assert.deepEqual(charts({ kind: "elasticsearch", collector: "fluent-bit" }), ["eck-operator", "fluent-bit"]);
    });
});
