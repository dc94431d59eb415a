import type { Claim } from "../claim";
import type { LoggingArgs } from ".";
import { BLOCK_CLASS, elasticsearchNodes, NAME, NAMESPACE } from "./stack";

/** The volumes of Elasticsearch, on as many of the place's nodes. ECK's labels are on them. */
export function loggingClaims(said: LoggingArgs, nodes: number): Claim[] {
    if (said.kind === "none") return [];
    return [
        {
            what: "logs in Elasticsearch",
            namespace: NAMESPACE,
            from: { kind: "Elasticsearch", name: NAME },
            storageClass: BLOCK_CLASS,
            count: elasticsearchNodes(said, nodes),
            gibibytes: said.elasticsearchDisk,
            labels: { "elasticsearch.k8s.elastic.co/cluster-name": NAME },
            kept: {
                by: "disposable",
                reason: "log lines of some days, on several nodes: a new Elasticsearch takes in what comes from then on",
            },
        },
    ];
}
