/**
 * What is written where: a data stream for each kind of log, by Elastic's naming (`logs-<what>-<whose>`), so that
 * Kibana takes them for logs by itself.
 *
 * @see https://www.elastic.co/docs/reference/fleet/data-streams
 */
export const streams = {
    /** What containers write. */
    containers: "logs-containers-default",
    /** What Kubernetes notes: pods that were killed, images that were not found. */
    events: "logs-events-default",
    /** Who asked the API server for what. */
    audit: "logs-audit-default",
    /** What Elasticsearch would not take, as text: nothing is lost without a word. */
    rejected: "logs-rejected-default",
} as const;

/** All of them, as patterns name them. */
export const EVERY_STREAM = "logs-*-default";

const POLICY = "samestack-logs";

const keyword = { type: "keyword", ignore_above: 1024 };
// Whatever is in it can be searched, by any name, and no name is too many. Longer values are kept and not searched.
const flattened = { type: "flattened", ignore_above: 1024 };
const text = { type: "match_only_text" };
const fields = (...names: string[]) => Object.fromEntries(names.map((name) => [name, keyword]));
const object = (properties: Record<string, unknown>) => ({ dynamic: false, properties });

/**
 * The fields that can be searched, the same whoever collects. Others are kept and shown, not searched: two programs that
 * give one name to a number and to a text would otherwise each have the other's lines refused.
 */
const searched: Record<keyof typeof streams, Record<string, unknown>> = {
    containers: {
        message: text,
        stream: keyword,
        json: flattened,
        kubernetes: object({
            ...fields("namespace_name", "pod_name", "container_name", "host", "container_image"),
            labels: flattened,
        }),
    },
    events: {
        message: text,
        ...fields("reason", "type", "action", "reportingComponent"),
        involvedObject: object(fields("kind", "namespace", "name", "fieldPath")),
        source: object(fields("component", "host")),
    },
    audit: {
        ...fields("verb", "level", "stage", "auditID", "requestURI", "userAgent", "sourceIPs"),
        user: object(fields("username", "groups")),
        objectRef: object(fields("apiGroup", "resource", "subresource", "namespace", "name")),
        responseStatus: object({ code: { type: "integer" } }),
    },
    rejected: { message: text, ...fields("stream_name") },
};

/** A request to Elasticsearch or Kibana, which says the same again without harm. */
export interface Request {
    method: "PUT" | "POST";
    path: string;
    body: Record<string, unknown>;
}

/**
 * What Elasticsearch is told of the streams: how long an index grows and when it goes, and which fields are searched. An
 * index of a stream is closed off once a day at least, so that no more than a day goes at once.
 *
 * @see https://www.elastic.co/docs/manage-data/lifecycle/index-lifecycle-management
 */
export function streamRequests({ retentionDays, limit }: { retentionDays: number; limit: number }): Request[] {
    const policy: Request = {
        method: "PUT",
        path: `/_ilm/policy/${POLICY}`,
        body: {
            policy: {
                phases: {
                    hot: {
                        actions: {
                            rollover: {
                                // Of a year's logs one index a day would be too many.
                                max_age: `${Math.ceil(retentionDays / 30)}d`,
                                // A tenth of the room, so that what makes room for new logs takes little.
                                max_primary_shard_size: `${Math.min(50, Math.max(1, Math.floor(limit / 20)))}gb`,
                            },
                        },
                    },
                    delete: { min_age: `${retentionDays}d`, actions: { delete: {} } },
                },
            },
        },
    };
    const templates = Object.entries(searched).map(([stream, properties]): Request => ({
        method: "PUT",
        path: `/_index_template/samestack-${stream}`,
        body: {
            index_patterns: [`logs-${stream}-*`],
            data_stream: {},
            // Above Elasticsearch's own for `logs-*-*`, which has 100.
            priority: 500,
            template: {
                settings: {
                    "index.lifecycle.name": POLICY,
                    // Said, because of such names Elasticsearch would make indices of another mode by itself.
                    "index.mode": "standard",
                    "index.codec": "best_compression",
                    "index.number_of_shards": 1,
                    // A second copy where there is a second node.
                    "index.auto_expand_replicas": "0-1",
                    "index.refresh_interval": "10s",
                    "index.mapping.ignore_malformed": true,
                },
                mappings: {
                    dynamic: false,
                    // Fluentd's id for a record, which is its id here as well.
                    _source: { excludes: ["_hash"] },
                    // Nanoseconds keep lines of one moment in their order.
                    properties: { "@timestamp": { type: "date_nanos" }, cluster: keyword, ...properties },
                },
            },
        },
    }));
    return [policy, ...templates];
}

/** What Kibana is told: the streams as one view, which Discover opens first. */
export const viewRequests: Request[] = [
    {
        method: "POST",
        path: "/api/data_views/data_view",
        body: {
            data_view: { id: "logs", name: "Logs", title: EVERY_STREAM, timeFieldName: "@timestamp" },
            override: true,
        },
    },
    { method: "POST", path: "/api/data_views/default", body: { data_view_id: "logs", force: true } },
];
