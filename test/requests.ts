import assert from "node:assert/strict";

import type { Registered } from "./deploy";
import { parseQuantity } from "./standins/quantity";
import { isMapping } from "../stacks/mapping";

/** Pods of one kind, and what all containers of one ask of its node. */
export interface Pods {
    /** Which chart or object they are of, and where in it the first of their requests stands. */
    of: string;
    count: number;
    /** On every node, one. */
    everyNode: boolean;
    /** Cores of each. */
    cpu: number;
    /** GiB of each. */
    memory: number;
}

/** What the place's nodes are. */
export interface Nodes {
    count: number;
    /** Cores of each. */
    cpu: number;
    /** GiB of each. */
    memory: number;
}

/**
 * How many pods have the containers whose requests stand at a path: a number, one on every node, or as many as another
 * value of the same chart or object says. None: they end, or run before the others of their pod and ask no more.
 */
type Count = number | "every node" | `says ${string}`;

/** Paths of values, by chart; what makes one pod together stands together. */
const ofCharts: Record<string, [count: Count, ...paths: string[]][]> = {
    "tigera-operator": [[1, "resources"]],
    cilium: [
        ["every node", "resources"],
        ["every node", "envoy.resources"],
        ["says operator.replicas", "operator.resources"],
        ["says hubble.relay.replicas", "hubble.relay.resources"],
        ["says hubble.ui.replicas", "hubble.ui.backend.resources", "hubble.ui.frontend.resources"],
        [0, "certgen.resources"],
    ],
    longhorn: [
        ["every node", "longhornManager.resources"],
        ...["attacher", "provisioner", "resizer", "snapshotter"].map((sidecar): [Count, string] => [
            `says csi.${sidecar}ReplicaCount`,
            `defaultSettings.systemManagedCSIComponentsResourceLimits.csi-${sidecar}`,
        ]),
        [
            "every node",
            "defaultSettings.systemManagedCSIComponentsResourceLimits.longhorn-csi-plugin",
            "defaultSettings.systemManagedCSIComponentsResourceLimits.node-driver-registrar",
            "defaultSettings.systemManagedCSIComponentsResourceLimits.longhorn-liveness-probe",
        ],
    ],
    "snapshot-controller": [["says controller.replicaCount", "controller.resources"]],
    "aws-ebs-csi-driver": [
        [2, ...["attacher", "provisioner", "resizer", "snapshotter"].map((sidecar) => `sidecars.${sidecar}.resources`)],
        ["every node", "sidecars.nodeDriverRegistrar.resources", "sidecars.livenessProbe.resources"],
    ],
    "rook-ceph-cluster": [
        ["says cephClusterSpec.mon.count", "cephClusterSpec.resources.mon"],
        [2, "cephClusterSpec.resources.mgr"],
        ["every node", "cephClusterSpec.resources.osd"],
    ],
    seaweedfs: ["master", "volume", "filer", "s3"].map((part): [Count, string] => [
        `says ${part}.replicas`,
        `${part}.resources`,
    ]),
    metallb: [
        [1, "controller.resources"],
        ["every node", "speaker.resources"],
        [
            "every node",
            "frr-k8s.frrk8s.resources",
            ...["frr", "frrMetrics", "frrStatus", "reloader"].map((part) => `frr-k8s.frrk8s.${part}.resources`),
        ],
    ],
    "aws-load-balancer-controller": [[2, "resources"]],
    "metrics-server": [["says replicas", "resources"]],
    traefik: [["says deployment.replicas", "resources"]],
    "nginx-ingress": [
        ["says controller.replicaCount", "controller.resources"],
        [0, "controller.initContainerResources"],
    ],
    "cert-manager": [
        ["says replicaCount", "resources"],
        ["says webhook.replicaCount", "webhook.resources"],
        ["says cainjector.replicaCount", "cainjector.resources"],
        [0, "startupapicheck.resources"],
    ],
    "external-dns": [[1, "resources"]],
    "kube-prometheus-stack": [
        [1, "prometheusOperator.resources"],
        [1, "grafana.resources", "grafana.sidecar.resources", "grafana.sidecar.resources"],
        [1, "kube-state-metrics.resources"],
        ["every node", "prometheus-node-exporter.resources"],
        [
            "says prometheus.prometheusSpec.replicas",
            "prometheus.prometheusSpec.resources",
            "prometheusOperator.prometheusConfigReloader.resources",
        ],
        [
            "says alertmanager.alertmanagerSpec.replicas",
            "alertmanager.alertmanagerSpec.resources",
            "prometheusOperator.prometheusConfigReloader.resources",
        ],
    ],
    dex: [["says replicaCount", "resources"]],
    "oauth2-proxy": [["says replicaCount", "resources"]],
    valkey: [
        [1, "resources", "metrics.exporter.resources"],
        [0, "initResources"],
    ],
    "eck-operator": [["says replicaCount", "resources"]],
    fluentd: [["every node", "resources"]],
    // It collects on every node; a Deployment of it, one pod that collects the cluster's events, is so counted too often.
    "fluent-bit": [["every node", "resources"]],
    "cloudnative-pg": [["says replicaCount", "resources"]],
    "plugin-barman-cloud": [[1, "resources"]],
    "mariadb-operator": [
        ["says ha.replicas", "resources"],
        ["says webhook.ha.replicas", "webhook.resources"],
    ],
    velero: [
        [1, "resources"],
        ["every node", "nodeAgent.resources"],
        [0, "initContainers.0.resources"],
    ],
    gitlab: [
        ["says gitlab.webservice.minReplicas", "gitlab.webservice.resources", "gitlab.webservice.workhorse.resources"],
        ["says gitlab.sidekiq.minReplicas", "gitlab.sidekiq.resources"],
        ["says gitlab.kas.minReplicas", "gitlab.kas.resources"],
        // As many as its chart has by default.
        [2, "registry.resources"],
        ...["gitaly", "gitlab-exporter", "toolbox"].map((part): [Count, string] => [1, `gitlab.${part}.resources`]),
    ],
    "gitlab-runner": [[1, "resources"]],
    "gitlab-agent": [["says replicas", "resources"]],
};

/** Paths of what objects say, by kind. */
const ofObjects: Record<string, [count: Count, ...paths: string[]][]> = {
    Installation: [
        ["every node", "spec.calicoNodeDaemonSet.spec.template.spec.containers.0.resources"],
        // The operator runs one for few nodes, three at most until there are hundreds.
        [3, "spec.typhaDeployment.spec.template.spec.containers.0.resources"],
        [1, "spec.calicoKubeControllersDeployment.spec.template.spec.containers.0.resources"],
    ],
    CephFilesystem: [[2, "spec.metadataServer.resources"]],
    CephObjectStore: [["says spec.gateway.instances", "spec.gateway.resources"]],
    Elasticsearch: [["says spec.nodeSets.0.count", "spec.nodeSets.0.podTemplate.spec.containers.0.resources"]],
    Kibana: [["says spec.count", "spec.podTemplate.spec.containers.0.resources"]],
    Cluster: [["says spec.instances", "spec.resources"]],
    MariaDB: [
        ["says spec.replicas", "spec.resources", "spec.galera.agent.resources"],
        [1, "spec.metrics.exporter.resources"],
        [
            0,
            "spec.galera.initContainer.resources",
            "spec.galera.recovery.job.resources",
            "spec.bootstrapFrom.restoreJob.resources",
        ],
    ],
    PhysicalBackup: [[0, "spec.resources"]],
    // A container in every instance of the Cluster that names it: three, where nobody says otherwise.
    ObjectStore: [[3, "spec.instanceSidecarConfiguration.resources"]],
    Deployment: [
        [
            "says spec.replicas",
            "spec.template.spec.containers.0.resources",
            "spec.template.spec.containers.1.resources",
        ],
    ],
    DaemonSet: [
        ["every node", "spec.template.spec.containers.0.resources", "spec.template.spec.containers.1.resources"],
    ],
    // They end.
    Job: [[0, "spec.template.spec.containers.0.resources"]],
    CronJob: [[0, "spec.jobTemplate.spec.template.spec.containers.0.resources"]],
};

/** Longhorn keeps this share of every node's cores for the engines of its volumes, unless its settings say otherwise. */
const LONGHORN_ENGINES = 0.12;

/** Everything that asks nodes for cores and memory, among what a place registers. Fails on a request that it does not know. */
export function podsOf(resources: Registered[], nodes: Nodes): Pods[] {
    const objects = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    return objects.flatMap((resource) => {
        const { of, says, table } = source(resource);
        const found = new Set(requestsIn(says));
        const pods = (table ?? []).flatMap(([count, ...paths]) => {
            const asked = paths.filter((path) => found.has(path));
            const [first] = asked;
            if (first === undefined) return [];
            const amounts = paths.map((path) => amountAt(says, path));
            return [
                {
                    of: `${of} ${first}`,
                    count: counted(count, says, nodes),
                    everyNode: count === "every node",
                    cpu: sum(amounts.map(({ cpu }) => cpu)),
                    memory: sum(amounts.map(({ memory }) => memory)),
                },
            ];
        });
        const known = new Set((table ?? []).flatMap(([, ...paths]) => paths));
        for (const path of found) assert.ok(known.has(path), `${of}: nobody counts what is requested at ${path}`);
        const engines = { count: nodes.count, everyNode: true, cpu: LONGHORN_ENGINES * nodes.cpu, memory: 0 };
        return of === "longhorn" ? [...pods, { of: "longhorn engines", ...engines }] : pods;
    });
}

function source({ type, inputs }: Registered) {
    const { chart, values, kind } = inputs;
    if (!/^kubernetes:helm\.sh\/v[34]:/.test(type)) {
        return { of: String(kind), says: inputs, table: ofObjects[String(kind)] };
    }
    const of = String(chart).split("/").at(-1)?.replace("charts-", "") ?? "";
    return { of, says: opened(values), table: ofCharts[of] };
}

// Longhorn is told of its sidecars by a text of JSON.
function opened(value: unknown): unknown {
    if (typeof value === "string" && value.startsWith("{")) return JSON.parse(value);
    if (Array.isArray(value)) return value.map(opened);
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

/** Where requests for cores or memory stand; those for storage are claims. */
function requestsIn(value: unknown, at: string[] = []): string[] {
    if (Array.isArray(value)) return value.flatMap((one, index) => requestsIn(one, [...at, String(index)]));
    if (!isMapping(value)) return [];
    const { requests } = value;
    const here = isMapping(requests) && ("cpu" in requests || "memory" in requests) ? [at.join(".")] : [];
    return [...here, ...Object.entries(value).flatMap(([key, inner]) => requestsIn(inner, [...at, key]))];
}

function amountAt(value: unknown, path: string): { cpu: number; memory: number } {
    const requests = valueAt(value, `${path}.requests`);
    const { cpu = 0, memory = 0 } = isMapping(requests) ? requests : {};
    return { cpu: parseQuantity(cpu) ?? NaN, memory: (parseQuantity(memory) ?? NaN) / 2 ** 30 };
}

function counted(count: Count, value: unknown, nodes: Nodes): number {
    if (typeof count === "number") return count;
    if (count === "every node") return nodes.count;
    const path = count.slice("says ".length);
    const found = valueAt(value, path);
    assert.ok(typeof found === "number", `${path} is ${JSON.stringify(found)}, and not a number of pods`);
    return found;
}

function valueAt(value: unknown, path: string): unknown {
    return path.split(".").reduce<unknown>((inside, key) => {
        if (Array.isArray(inside)) return inside[Number(key)] as unknown;
        return isMapping(inside) ? inside[key] : undefined;
    }, value);
}

function sum(numbers: number[]): number {
    return numbers.reduce((all, one) => all + one, 0);
}
