import type { Declared } from "../difference";

/** What tells Elasticsearch how long and how much to keep, and what makes room where that was too much. */
const streams = ["metadata.name", "spec.template.spec.containers[call].command[2]"].map(
    (path) => `Job logging/streams-‹digest› ${path}`,
);
const keeping = [
    ...streams,
    "CronJob logging/make-room spec.jobTemplate.spec.template.spec.containers[call].command[2]",
];

export const loggingDifferences: Declared[] = [
    {
        by: "ElasticsearchLogging",
        word: "logging.replicas",
        what: [
            "Elasticsearch logging/logging spec.nodeSets[default].count",
            "Kibana logging/logging spec.count",
            ...keeping,
        ],
        reason: "how many nodes keep the logs: so many, a second Kibana beside several, and as much room",
    },
    {
        by: "ElasticsearchLogging",
        word: "logging.elasticsearchDisk",
        what: keeping,
        reason: "how much room there is for logs",
    },
    {
        by: "ElasticsearchLogging",
        word: "logging.retentionDays",
        what: streams,
        reason: "for how many days logs are kept",
    },
    {
        by: "ElasticsearchLogging",
        word: "logging.allowDestroy",
        between: [true, false],
        what: ["CustomResourceDefinition *.k8s.elastic.co"],
        reason: "with consent ECK's definitions go when its namespace does, where its chart would keep them",
    },
    {
        by: "Fluentd",
        word: "logging.collector",
        between: ["fluentd", "fluent-bit"],
        what: [
            'ConfigMap monitoring/dashboard-logging data["logging.json"]',
            "PrometheusRule monitoring/samestack-logging spec.groups[Logging].rules[FluentdNotDelivering]",
            "PrometheusRule monitoring/samestack-logging spec.groups[Logging].rules[FluentdBufferFull]",
            "PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info fluentd]",
        ],
        reason: "each collector is seen by metrics of its own; Fluent Bit is there beside Fluentd too, for Kubernetes' events",
    },
];
