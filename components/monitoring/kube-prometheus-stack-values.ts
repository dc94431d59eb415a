import type { Login } from "../access";
import type { Place } from "../place";
import { ALERTMANAGER_CONFIG } from "./alert-routing";
import { RECEIVER_SECRETS, receiverKeys } from "./alertmanager-config";
import type { ObjectState } from "./dashboard";
import { DASHBOARD_LABEL, FOLDER_ANNOTATION } from "./grafana-dashboards";
import { grafanaLogin } from "./grafana-login";
import type { KubePrometheusStackArgs } from "./kube-prometheus-stack";
import { objectStates } from "./object-states";

/** Starts the names of the chart's own objects; the chart cuts it off after 26 characters. */
export const FULL_NAME = "monitoring";
/** Secret with the Grafana administrator's `admin-user` and `admin-password`. */
export const GRAFANA_ADMIN = "grafana-admin";
/** The ServiceAccount under which Grafana's sidecars look for dashboards. */
export const GRAFANA_ACCOUNT = "grafana";
export const NODE_EXPORTER_NAMESPACE = "node-exporter";

// The contract's class; its name is written out because a chart's values must be known when a change is previewed.
export const BLOCK_CLASS = "block";
// The rest of the disk is for the write-ahead log and for blocks while they are being compacted.
const DISK_SHARE_FOR_BLOCKS = 0.85;

/** What Prometheus reads, of every namespace and whatever its labels: the values name a selector for each. */
export const read = ["ServiceMonitor", "PodMonitor", "PrometheusRule", "Probe", "ScrapeConfig"] as const;

/** What the chart is told. Pure: everything in it is known before anything exists, and nothing in it is a secret. */
export function kubePrometheusStackValues(
    said: KubePrometheusStackArgs,
    place: Place,
    { login, states }: { login?: Login; states: ObjectState[] },
): Record<string, unknown> {
    const { ownControlPlane, kubeProxy } = place.cluster;
    const scrapesProxy = ownControlPlane && kubeProxy;
    return {
        fullnameOverride: FULL_NAME,
        // PrometheusCrds installs them, for everybody.
        crds: { enabled: false },
        defaultRules: {
            rules: {
                etcd: ownControlPlane,
                kubeControllerManager: ownControlPlane,
                kubeSchedulerAlerting: ownControlPlane,
                kubeSchedulerRecording: ownControlPlane,
                kubeProxy: scrapesProxy,
            },
        },
        kubeEtcd: { enabled: ownControlPlane },
        kubeControllerManager: { enabled: ownControlPlane },
        kubeScheduler: { enabled: ownControlPlane },
        kubeProxy: { enabled: scrapesProxy },
        kubelet: { serviceMonitor: { insecureSkipVerify: !place.cluster.signedKubelets } },
        prometheusOperator: operator(place),
        prometheus: prometheus(said, place),
        alertmanager: alertmanager(said, place),
        grafana: grafana(place, login),
        "kube-state-metrics": {
            fullnameOverride: "kube-state-metrics",
            // A second replica would report every object twice.
            replicas: 1,
            // It would be let read every Secret to say that they exist.
            collectorsExclude: ["secrets"],
            ...objectStates(states),
            resources: requests("20m", "96Mi"),
        },
        nodeExporter: { operatingSystems: { aix: { enabled: false }, darwin: { enabled: false } } },
        "prometheus-node-exporter": {
            fullnameOverride: "node-exporter",
            namespaceOverride: NODE_EXPORTER_NAMESPACE,
            resources: requests("20m", "32Mi"),
        },
    };
}

// The chart runs one operator; while it is away what it has set up goes on.
function operator(place: Place) {
    const common = {
        resources: requests("50m", "96Mi"),
        prometheusConfigReloader: { resources: requests("10m", "32Mi") },
    };
    if (!place.cluster.podsReachable) {
        // The webhooks only tell of a broken rule sooner: the operator leaves such a rule out anyway. They are not
        // worth a place on the host's network, and with it the namespace's Pod Security level.
        return { ...common, admissionWebhooks: { enabled: false }, tls: { enabled: false } };
    }
    return {
        ...common,
        admissionWebhooks: {
            // The rules of this same release are created before the operator answers.
            failurePolicy: "Ignore",
            patch: { enabled: false },
            certManager: { enabled: true },
        },
    };
}

function prometheus(said: KubePrometheusStackArgs, { name, domain }: Place) {
    return {
        podDisruptionBudget: budget(said.replicas),
        // Each server has its own gaps; a reader stays with one of them.
        service: { sessionAffinity: "ClientIP" },
        prometheusSpec: {
            replicas: said.replicas,
            ...spread("prometheus"),
            retention: `${said.retentionDays}d`,
            retentionSize: `${Math.floor(said.prometheusDisk * 1024 * DISK_SHARE_FOR_BLOCKS)}MB`,
            storageSpec: claim(said.prometheusDisk),
            resources: requests("250m", `${said.prometheusMemory}Gi`),
            externalLabels: { cluster: name },
            externalUrl: `https://prometheus.${domain}`,
            // Every monitor and rule of the cluster is read, not only those of this release.
            serviceMonitorSelectorNilUsesHelmValues: false,
            podMonitorSelectorNilUsesHelmValues: false,
            ruleSelectorNilUsesHelmValues: false,
            probeSelectorNilUsesHelmValues: false,
            scrapeConfigSelectorNilUsesHelmValues: false,
        },
    };
}

function alertmanager(said: KubePrometheusStackArgs, { domain }: Place) {
    return {
        podDisruptionBudget: budget(said.replicas),
        alertmanagerSpec: {
            useExistingSecret: true,
            configSecret: ALERTMANAGER_CONFIG,
            // Mounted as files, which the configuration names.
            secrets: receiverKeys(said.alerts).length > 0 ? [RECEIVER_SECRETS] : [],
            replicas: said.replicas,
            ...spread("alertmanager"),
            storage: claim(said.alertmanagerDisk),
            resources: requests("10m", "64Mi"),
            externalUrl: `https://alertmanager.${domain}`,
            automountServiceAccountToken: false,
        },
    };
}

function grafana({ domain }: Place, given?: Login) {
    const login = given && grafanaLogin(given);
    return {
        fullnameOverride: GRAFANA_ACCOUNT,
        // Logins live in a database inside the pod. With two pods every other request would meet the one that does not
        // know the login; with one, a lost node costs a minute and a new login.
        replicas: 1,
        // Dashboards and data sources are objects of the cluster, so there is nothing to keep.
        persistence: { enabled: false },
        initChownData: { enabled: false },
        testFramework: { enabled: false },
        // The chart would let it read every Secret of the cluster; our own role lets it read ConfigMaps.
        rbac: { create: false },
        admin: { existingSecret: GRAFANA_ADMIN, userKey: "admin-user", passwordKey: "admin-password" },
        ...(login && { envValueFrom: login.envValueFrom }),
        defaultDashboardsEditable: false,
        resources: requests("100m", "256Mi"),
        sidecar: {
            resources: requests("10m", "96Mi"),
            dashboards: {
                resource: "configmap",
                label: DASHBOARD_LABEL.key,
                labelValue: DASHBOARD_LABEL.value,
                folderAnnotation: FOLDER_ANNOTATION,
                provider: { foldersFromFilesStructure: true },
            },
            datasources: { resource: "configmap" },
        },
        "grafana.ini": {
            server: { root_url: `https://grafana.${domain}` },
            security: { cookie_secure: true, disable_gravatar: true },
            ...login?.ini,
            analytics: {
                reporting_enabled: false,
                check_for_updates: false,
                check_for_plugin_updates: false,
                feedback_links_enabled: false,
            },
            news: { news_feed_enabled: false },
            snapshots: { external_enabled: false },
            // The image's own plugins are the ones that run; otherwise Grafana replaces them from the internet.
            plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
        },
    };
}

/** Two of a kind never on one node, and in different zones where there are any. */
function spread(app: string) {
    return {
        podAntiAffinity: "hard",
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "app.kubernetes.io/name": app } },
            },
        ],
    };
}

/** One at a time may go; a single one may always go, or its node could never be drained. */
function budget(replicas: number) {
    return replicas > 1 ? { enabled: true, minAvailable: replicas - 1 } : { enabled: false };
}

function claim(gibibytes: number) {
    return {
        volumeClaimTemplate: {
            spec: {
                storageClassName: BLOCK_CLASS,
                accessModes: ["ReadWriteOnce"],
                resources: { requests: { storage: `${gibibytes}Gi` } },
            },
        },
    };
}

function requests(cpu: string, memory: string) {
    return { requests: { cpu, memory } };
}
