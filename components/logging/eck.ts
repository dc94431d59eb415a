import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import { definition, goWith } from "../definitions";
import { Namespace } from "../namespace";
import type { Place } from "../place";

export const chart: Chart = {
    repository: "https://helm.elastic.co",
    name: "eck-operator",
    // renovate: datasource=helm registryUrl=https://helm.elastic.co depName=eck-operator
    version: "3.5.0",
    kubernetes: { from: "1.32", to: "1.36" },
};

/** What its chart leaves behind when it goes, unless all that is of these kinds may be lost. */
export const definitions = Object.entries({
    agent: "Agent",
    apm: "ApmServer",
    autoops: "AutoOpsAgentPolicy",
    autoscaling: "ElasticsearchAutoscaler",
    beat: "Beat",
    elasticsearch: "Elasticsearch",
    enterprisesearch: "EnterpriseSearch",
    kibana: "Kibana",
    logstash: "Logstash",
    maps: "ElasticMapsServer",
    packageregistry: "PackageRegistry",
    stackconfigpolicy: "StackConfigPolicy",
}).map(([group, kind]) => definition(`${group}.k8s.elastic.co`, kind));

const METRICS_PORT = 9090;
const ELASTICSEARCH_PORT = 9200;

/**
 * Elastic Cloud on Kubernetes: the operator that runs Elasticsearch and Kibana, with the Basic licence, which costs
 * nothing.
 *
 * It is given rights in the namespace of the logs and in no other: by default it could read every Secret of the cluster.
 * So it has no webhook, which only tells of a wrong word sooner, and which the control plane could not reach everywhere.
 *
 * The chart keeps its CRDs among its templates, so a Release upgrades them; and it tells Helm to leave them behind.
 * They go where the environment consents to lose all logs.
 *
 * @see https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s
 */
export class EckOperator extends pulumi.ComponentResource {
    /** What makes custom resources of the operator depends on this. */
    readonly ready: pulumi.Resource;

    constructor(
        name: string,
        {
            place,
            managed,
            allowDestroy,
        }: {
            place: Place;
            /** Where it may work. */
            managed: string;
            /** Whether all that is of its kinds may be lost. */
            allowDestroy: boolean;
        },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:logging:EckOperator", name, {}, opts);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: "elastic-system",
                role: "logging",
                podSecurity: "restricted",
                accepts: [{ from: { role: "monitoring" }, ports: [METRICS_PORT] }],
                opens: [{ to: "apiServer" }, { to: { role: "logging" }, ports: [ELASTICSEARCH_PORT] }],
            },
            { parent: this },
        );
        this.ready = install(
            name,
            chart,
            { source: place.charts, namespace, values: eckOperatorValues(managed) },
            { parent: this },
        );
        if (allowDestroy) goWith(name, { namespace, definitions }, { parent: this, dependsOn: [this.ready] });
        this.registerOutputs({});
    }
}

/** What the operator's chart is given. */
export function eckOperatorValues(managed: string): Record<string, unknown> {
    const selected = { matchLabels: { "app.kubernetes.io/name": "elastic-operator" } };
    return {
        managedNamespaces: [managed],
        createClusterScopedResources: false,
        webhook: { enabled: false },
        // One leads; the other takes over when it goes.
        replicaCount: 2,
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        affinity: {
            podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                    {
                        weight: 100,
                        podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: selected },
                    },
                ],
            },
        },
        podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        resources: { requests: { cpu: "50m", memory: "150Mi" }, limits: { cpu: 1, memory: "1Gi" } },
        telemetry: { disabled: true },
        config: {
            // It would ask for the storage classes, which are of no namespace.
            validateStorageClass: false,
            // Ten years. Collectors hold a copy of the authority's certificate, which each run of Pulumi renews and
            // nothing else does; the certificates that it signs are new every year.
            caValidity: "87600h",
            metrics: { port: String(METRICS_PORT) },
        },
        podMonitor: { enabled: true, interval: "30s", scrapeTimeout: "10s" },
    };
}
