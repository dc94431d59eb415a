import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Login } from "../../../components/access";
import type { Cluster } from "../../../components/cluster";
import { KubePrometheusStackArgs } from "../../../components/monitoring";
import { kubePrometheusStackValues } from "../../../components/monitoring/kube-prometheus-stack-values";
import type { ObjectState } from "../../../components/monitoring/dashboard";
import { deploy } from "../../deploy";
import { paris } from "../../place";

/** The chart's values for a place, as Helm reads them. */
async function values(
    said: Omit<z.input<typeof KubePrometheusStackArgs>, "kind"> = {},
    cluster: Partial<Cluster> = {},
    { login, states = [] }: { login?: Login; states?: ObjectState[] } = {},
) {
    let found: unknown;
    await deploy(() => {
        found = kubePrometheusStackValues(
            KubePrometheusStackArgs.parse({ kind: "kube-prometheus-stack", ...said }),
            paris(cluster),
            { login, states },
        );
    });
    return Values.parse(found);
}

const Values = z.looseObject({
    prometheus: z.looseObject({ podDisruptionBudget: z.unknown(), prometheusSpec: z.looseObject({}) }),
    alertmanager: z.looseObject({ podDisruptionBudget: z.unknown(), alertmanagerSpec: z.looseObject({}) }),
    prometheusOperator: z.looseObject({ admissionWebhooks: z.unknown(), tls: z.unknown().optional() }),
    grafana: z.looseObject({ "grafana.ini": z.unknown() }),
    defaultRules: z.looseObject({ rules: z.record(z.string(), z.boolean()) }),
    kubelet: z.unknown(),
});

const controlPlane = ["kubeEtcd", "kubeControllerManager", "kubeScheduler", "kubeProxy"];

describe("values of kube-prometheus-stack", () => {
    it("keep what Prometheus gathers on the contract's class, and less of it than the disk holds", async () => {
        const { prometheus, alertmanager } = await values({ prometheusDisk: 100, retentionDays: 30 });
        assert.deepEqual(prometheus.prometheusSpec.storageSpec, {
            volumeClaimTemplate: {
                spec: {
                    storageClassName: "block",
                    accessModes: ["ReadWriteOnce"],
                    resources: { requests: { storage: "100Gi" } },
                },
            },
        });
        assert.equal(prometheus.prometheusSpec.retention, "30d");
        assert.equal(prometheus.prometheusSpec.retentionSize, "87040MB");
        assert.deepEqual(alertmanager.alertmanagerSpec.storage, {
            volumeClaimTemplate: {
                spec: {
                    storageClassName: "block",
                    accessModes: ["ReadWriteOnce"],
                    resources: { requests: { storage: "5Gi" } },
                },
            },
        });
    });

    it("read every monitor and rule of the cluster, not those of the release alone", async () => {
        const { prometheusSpec } = (await values()).prometheus;
        const selectors = Object.entries(prometheusSpec).filter(([key]) => key.endsWith("SelectorNilUsesHelmValues"));
        assert.equal(selectors.length, 5);
        assert.deepEqual(
            selectors.filter(([, uses]) => uses !== false),
            [],
        );
    });

    it("keep a reader with one of the servers, whose gaps differ", async () => {
        assert.deepEqual((await values()).prometheus.service, { sessionAffinity: "ClientIP" });
    });

    it("have Alertmanager read a Secret of ours, and mount what its receivers need to know, where there is any", async () => {
        const { alertmanagerSpec } = (await values()).alertmanager;
        assert.equal(alertmanagerSpec.useExistingSecret, true);
        assert.equal(alertmanagerSpec.configSecret, "alertmanager-config");
        assert.deepEqual(alertmanagerSpec.secrets, []);
        const heard = await values({ alerts: { receivers: [{ kind: "slack", urlSecret: "slackUrl" }] } });
        assert.deepEqual(heard.alertmanager.alertmanagerSpec.secrets, ["alertmanager-receivers"]);
    });

    it("give Alertmanager, which asks the API nothing, no token for it", async () => {
        assert.equal((await values()).alertmanager.alertmanagerSpec.automountServiceAccountToken, false);
    });

    it("say which place a metric is from, and under which name it is reached", async () => {
        const { prometheus, alertmanager, grafana } = await values();
        assert.deepEqual(prometheus.prometheusSpec.externalLabels, { cluster: "paris" });
        assert.equal(prometheus.prometheusSpec.externalUrl, "https://prometheus.paris.example.org");
        assert.equal(alertmanager.alertmanagerSpec.externalUrl, "https://alertmanager.paris.example.org");
        const { server } = grafana["grafana.ini"] as { server: unknown };
        assert.deepEqual(server, { root_url: "https://grafana.paris.example.org" });
    });

    for (const [kind, spec] of [
        ["prometheus", "prometheusSpec"],
        ["alertmanager", "alertmanagerSpec"],
    ] as const) {
        it(`put each ${kind} on a node of its own and let one at a time be drained`, async () => {
            const three = z.looseObject({}).parse((await values({ replicas: 3 }))[kind]);
            const inner = z.looseObject({}).parse(three[spec]);
            assert.equal(inner.replicas, 3);
            assert.equal(inner.podAntiAffinity, "hard");
            assert.deepEqual(three.podDisruptionBudget, { enabled: true, minAvailable: 2 });
        });

        it(`do not keep the node of a single ${kind} from being drained`, async () => {
            assert.deepEqual((await values({ replicas: 1 }))[kind].podDisruptionBudget, { enabled: false });
        });
    }

    it("scrape the control plane, and have rules for it, where it is our own", async () => {
        const all = await values();
        assert.deepEqual(
            controlPlane.map((part) => all[part]),
            controlPlane.map(() => ({ enabled: true })),
        );
        assert.deepEqual([...new Set(Object.values(all.defaultRules.rules))], [true]);
    });

    it("leave alone a control plane that is somebody else's, and its rules", async () => {
        const all = await values({}, { ownControlPlane: false });
        assert.deepEqual(
            controlPlane.map((part) => all[part]),
            controlPlane.map(() => ({ enabled: false })),
        );
        assert.deepEqual(all.defaultRules.rules, {
            etcd: false,
            kubeControllerManager: false,
            kubeSchedulerAlerting: false,
            kubeSchedulerRecording: false,
            kubeProxy: false,
        });
    });

    it("leave kube-proxy alone, and its rules, where the network does its work", async () => {
        const all = await values({}, { kubeProxy: false });
        assert.deepEqual([all.kubeProxy, all.defaultRules.rules.kubeProxy], [{ enabled: false }, false]);
        assert.deepEqual(all.kubeScheduler, { enabled: true });
    });

    it("have webhooks with cert-manager's certificates, without hooks, and no rule waits for them", async () => {
        const { admissionWebhooks, tls } = (await values()).prometheusOperator;
        assert.deepEqual(admissionWebhooks, {
            failurePolicy: "Ignore",
            patch: { enabled: false },
            certManager: { enabled: true },
        });
        assert.equal(tls, undefined);
    });

    it("have no webhooks where the API server does not reach pods", async () => {
        const { admissionWebhooks, tls } = (await values({}, { podsReachable: false })).prometheusOperator;
        assert.deepEqual(
            { admissionWebhooks, tls },
            { admissionWebhooks: { enabled: false }, tls: { enabled: false } },
        );
    });

    for (const signedKubelets of [true, false]) {
        it(`${signedKubelets ? "check" : "do not check"} the kubelets' certificates where ${signedKubelets ? "they are" : "nobody has"} signed`, async () => {
            assert.deepEqual((await values({}, { signedKubelets })).kubelet, {
                serviceMonitor: { insecureSkipVerify: !signedKubelets },
            });
        });
    }

    it("have one Grafana that keeps nothing, runs no root and no test, and reads neither Secrets nor the internet", async () => {
        const { "grafana.ini": ini, ...grafana } = (await values()).grafana;
        assert.deepEqual(grafana, {
            fullnameOverride: "grafana",
            replicas: 1,
            persistence: { enabled: false },
            initChownData: { enabled: false },
            testFramework: { enabled: false },
            rbac: { create: false },
            admin: { existingSecret: "grafana-admin", userKey: "admin-user", passwordKey: "admin-password" },
            defaultDashboardsEditable: false,
            resources: { requests: { cpu: "100m", memory: "256Mi" } },
            sidecar: {
                resources: { requests: { cpu: "10m", memory: "96Mi" } },
                dashboards: {
                    resource: "configmap",
                    label: "grafana_dashboard",
                    labelValue: "1",
                    folderAnnotation: "grafana_folder",
                    provider: { foldersFromFilesStructure: true },
                },
                datasources: { resource: "configmap" },
            },
        });
        assert.deepEqual(ini, {
            server: { root_url: "https://grafana.paris.example.org" },
            security: { cookie_secure: true, disable_gravatar: true },
            analytics: {
                reporting_enabled: false,
                check_for_updates: false,
                check_for_plugin_updates: false,
                feedback_links_enabled: false,
            },
            news: { news_feed_enabled: false },
            snapshots: { external_enabled: false },
            plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
        });
    });

    it("send people to the login of the place, where there is one, and keep the client's secret out of themselves", async () => {
        const endpoints = {
            authorization: "https://dex/auth",
            token: "http://t",
            userinfo: "http://u",
            keys: "http://k",
        };
        const login = (administrators: string[]): Login => ({
            id: "grafana",
            secret: pulumi.secret("canary"),
            issuer: "https://dex",
            endpoints,
            scopes: ["openid", "groups"],
            administrators,
            flow: { to: { role: "access" }, ports: [5556] },
        });
        const { envValueFrom, "grafana.ini": ini } = (await values({}, {}, { login: login(["platform", "on-call"]) }))
            .grafana;
        assert.deepEqual(envValueFrom, {
            GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secretKeyRef: { name: "grafana-login", key: "client-secret" } },
        });
        assert.deepEqual((ini as Record<string, unknown>)["auth.generic_oauth"], {
            enabled: true,
            auto_login: true,
            client_id: "grafana",
            scopes: "openid groups",
            auth_url: "https://dex/auth",
            token_url: "http://t",
            api_url: "http://u",
            use_pkce: true,
            use_refresh_token: true,
            role_attribute_path:
                "(contains(groups[*], 'platform') || contains(groups[*], 'on-call')) && 'Admin' || 'Viewer'",
        });
        const ungrouped = (await values({}, {}, { login: login([]) })).grafana["grafana.ini"] as Record<string, object>;
        assert.deepEqual(
            { ...ungrouped["auth.generic_oauth"] },
            { ...(ini as Record<string, object>)["auth.generic_oauth"], role_attribute_path: "'Admin'" },
        );
    });

    it("leave the definitions to their own component, and Secrets to those who need them", async () => {
        const all = await values();
        assert.deepEqual(all.crds, { enabled: false });
        assert.deepEqual(all["kube-state-metrics"], {
            fullnameOverride: "kube-state-metrics",
            replicas: 1,
            collectorsExclude: ["secrets"],
            resources: { requests: { cpu: "20m", memory: "96Mi" } },
        });
    });

    it("have kube-state-metrics tell what the status of a kind says, with no more than the right to list it", async () => {
        const health: ObjectState = {
            group: "stores.example.org",
            version: "v1",
            kind: "Store",
            plural: "stores",
            name: "store_health",
            label: "health",
            path: ["status", "health"],
            values: ["good", "bad"],
        };
        assert.deepEqual((await values({}, {}, { states: [health] }))["kube-state-metrics"], {
            fullnameOverride: "kube-state-metrics",
            replicas: 1,
            collectorsExclude: ["secrets"],
            resources: { requests: { cpu: "20m", memory: "96Mi" } },
            customResourceState: {
                enabled: true,
                config: {
                    kind: "CustomResourceStateMetrics",
                    spec: {
                        resources: [
                            {
                                groupVersionKind: { group: "stores.example.org", version: "v1", kind: "Store" },
                                labelsFromPath: { namespace: ["metadata", "namespace"], name: ["metadata", "name"] },
                                metrics: [
                                    {
                                        name: "store_health",
                                        help: "status.health of Store",
                                        each: {
                                            type: "StateSet",
                                            stateSet: {
                                                labelName: "health",
                                                path: ["status", "health"],
                                                list: ["good", "bad"],
                                            },
                                        },
                                    },
                                ],
                            },
                        ],
                    },
                },
            },
            rbac: {
                extraRules: [{ apiGroups: ["stores.example.org"], resources: ["stores"], verbs: ["list", "watch"] }],
            },
        });
    });
});
