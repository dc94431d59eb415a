import type { Declared } from "../difference";

/** What tells Elasticsearch how long and how much to keep, and makes room where that was too much. */
const keeping = ["Job logging/streams-‹digest› *", "CronJob logging/make-room spec.jobTemplate*"];

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
        what: ["Job logging/streams-‹digest› *"],
        reason: "for how many days logs are kept",
    },
];
