import type { ElasticsearchArgs } from "./args";
import type { Users } from "./users";

/** What ECK derives every name from: `logging-es-http`, `logging-kb-http` and others. */
export const NAME = "logging";
export const NAMESPACE = "logging";

// The contract's class; it is waited for where the custom resource is made.
export const BLOCK_CLASS = "block";
const KIBANA_PASSWORD = "PEOPLE_PASSWORD";

/** How many nodes of Elasticsearch: three can lose one and go on; two can lose none, so where three do not fit, one. */
export function elasticsearchNodes({ replicas }: Pick<ElasticsearchArgs, "replicas">, nodes: number): number {
    return replicas ?? (nodes < 3 ? 1 : 3);
}

/**
 * The spec of the Elasticsearch that keeps the logs: every node keeps, takes in and may lead. ECK makes its
 * PodDisruptionBudget, its certificates and its own users.
 *
 * @see https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/elasticsearch-configuration
 */
export function elasticsearchSpec(
    said: Pick<ElasticsearchArgs, "elasticsearchDisk" | "elasticsearchMemory">,
    { version, count, auth }: { version: string; count: number; auth: Users["auth"] },
): Record<string, unknown> {
    const memory = `${said.elasticsearchMemory}Gi`;
    return {
        version,
        auth,
        // It goes with the cluster, and that is protected.
        volumeClaimDeletePolicy: "DeleteOnScaledownAndClusterDeletion",
        nodeSets: [
            {
                name: "default",
                count,
                config: {
                    // Otherwise a setting of the node's kernel has to be raised, by a container that may do everything.
                    "node.store.allow_mmap": false,
                    // It would load databases from the internet.
                    "ingest.geoip.downloader.enabled": false,
                },
                podTemplate: {
                    spec: {
                        ...spread("elasticsearch.k8s.elastic.co/cluster-name"),
                        securityContext,
                        containers: [
                            {
                                name: "elasticsearch",
                                // It takes half of the memory for itself, and the system the other for files.
                                resources: { requests: { cpu: "250m", memory }, limits: { memory } },
                            },
                        ],
                    },
                },
                volumeClaimTemplates: [
                    {
                        // ECK mounts a claim of this name and no other.
                        metadata: { name: "elasticsearch-data" },
                        spec: {
                            accessModes: ["ReadWriteOnce"],
                            storageClassName: BLOCK_CLASS,
                            resources: { requests: { storage: `${said.elasticsearchDisk}Gi` } },
                        },
                    },
                ],
            },
        ],
    };
}

/**
 * The spec of the Kibana before it. Whoever has passed the shared login is the user `people` and is asked nothing more;
 * so it speaks HTTP, to the ingress alone, which speaks HTTPS to people.
 *
 * @see https://www.elastic.co/docs/deploy-manage/users-roles/cluster-or-deployment-auth/kibana-authentication
 */
export function kibanaSpec({
    version,
    count,
    domain,
    userSecret,
}: {
    version: string;
    count: number;
    domain: string;
    /** The Secret with the user that people are. */
    userSecret: string;
}): Record<string, unknown> {
    const credentials = { username: "people", password: `\${${KIBANA_PASSWORD}}` };
    return {
        version,
        count,
        elasticsearchRef: { name: NAME },
        http: { tls: { selfSignedCertificate: { disabled: true } } },
        config: {
            "server.publicBaseUrl": `https://kibana.${domain}`,
            "xpack.security.authc.selector.enabled": false,
            "xpack.security.authc.providers": {
                "anonymous.people": { order: 0, credentials },
                // For ECK's own user, `elastic`.
                "basic.basic1": { order: 1 },
            },
            "telemetry.optIn": false,
            "newsfeed.enabled": false,
        },
        podTemplate: {
            spec: {
                ...spread("kibana.k8s.elastic.co/name"),
                securityContext,
                containers: [
                    {
                        name: "kibana",
                        env: [
                            {
                                name: KIBANA_PASSWORD,
                                valueFrom: { secretKeyRef: { name: userSecret, key: "password" } },
                            },
                        ],
                        // With a limit of 1 GiB it fails while it starts.
                        resources: { requests: { cpu: "100m", memory: "1Gi" }, limits: { memory: "2Gi" } },
                    },
                ],
            },
        },
    };
}

// As ECK's own, and with the words that `restricted` wants of a pod.
const securityContext = { runAsNonRoot: true, fsGroup: 1000, seccompProfile: { type: "RuntimeDefault" } };

/** Two of a kind never on one node, and in different zones where there are any. */
function spread(label: string) {
    const labelSelector = { matchLabels: { [label]: NAME } };
    return {
        affinity: {
            podAntiAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                    { topologyKey: "kubernetes.io/hostname", labelSelector },
                ],
            },
        },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector,
            },
        ],
    };
}
