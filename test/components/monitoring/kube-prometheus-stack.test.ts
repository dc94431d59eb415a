import assert from "node:assert/strict";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Login } from "../../../components/access";
import {
    grafanaClient,
    monitoring,
    MonitoringArgs,
    monitoringCharts,
    monitoringClients,
} from "../../../components/monitoring";
import type { Monitoring } from "../../../components/monitoring";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const name = "paris-kube-prometheus-stack";

const alert = { name: "LonghornDown", query: "up == 0", for: "5m", severity: "critical", summary: "Down." } as const;

/** What the access gives Grafana. */
const login = (): Login => ({
    id: "grafana",
    secret: pulumi.secret("canary-client"),
    issuer: "https://dex.paris.example.org",
    endpoints: {
        authorization: "https://dex.paris.example.org/auth",
        token: "http://dex.dex.svc:5556/token",
        userinfo: "http://dex.dex.svc:5556/userinfo",
        keys: "http://dex.dex.svc:5556/keys",
    },
    scopes: ["openid", "groups"],
    administrators: ["platform"],
    flow: { to: { role: "access" }, ports: [5556] },
});

const usual = MonitoringArgs.parse({ kind: "kube-prometheus-stack" });

async function put(cluster: Parameters<typeof paris>[0] = {}, given?: () => Login) {
    let put: Monitoring | undefined;
    const resources = await deploy(() => {
        const block = new k8s.storage.v1.StorageClass("block", { provisioner: "test", metadata: { name: "block" } });
        const webhook = new k8s.core.v1.ConfigMap("webhook", {});
        put = monitoring(paris(cluster), usual, {
            storage: { block: block.metadata.name },
            certificates: { ready: webhook },
            access: given && { client: given },
            dashboards: [{ title: "Longhorn", panels: [{ title: "Up", query: "up" }], alerts: [alert] }],
            charts: monitoringCharts(usual),
            secrets: (key) => pulumi.secret(`canary-${key}`),
        });
    });
    assert.ok(put);
    return { resources, put };
}

describe("KubePrometheusStack", () => {
    it("is a Release in two closed namespaces, with the dashboards and Grafana's password beside it", async () => {
        const { resources } = await put();
        const given = ["kubernetes:core/v1:ConfigMap webhook", "kubernetes:storage.k8s.io/v1:StorageClass block"];
        assert.deepEqual(
            listed(resources).filter((one) => !given.includes(one)),
            [
                `kubernetes:core/v1:ConfigMap ${name}-dashboards-longhorn`,
                `kubernetes:core/v1:ConfigMap ${name}-dashboards-nodes`,
                `kubernetes:core/v1:ConfigMap ${name}-dashboards-prometheus`,
                `kubernetes:core/v1:ConfigMap ${name}-dashboards-versions`,
                `kubernetes:core/v1:ConfigMap ${name}-dashboards-what-is-down`,
                `kubernetes:core/v1:Namespace ${name}-namespace`,
                `kubernetes:core/v1:Namespace ${name}-node-exporter`,
                `kubernetes:core/v1:Secret ${name}-admin`,
                `kubernetes:core/v1:Secret ${name}-alerts-config`,
                `kubernetes:helm.sh/v3:Release ${name}`,
                ...["longhorn", "prometheus", "versions"].map(
                    (rule) => `kubernetes:monitoring.coreos.com/v1:PrometheusRule ${name}-rules-${rule}`,
                ),
                `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-namespace-flows`,
                `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-node-exporter-flows`,
                `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-scraping`,
                `kubernetes:rbac.authorization.k8s.io/v1:ClusterRole ${name}-dashboards-reader`,
                `kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding ${name}-dashboards-reader`,
                `samestack:index:Namespace ${name}-namespace`,
                `samestack:index:Namespace ${name}-node-exporter`,
                `samestack:monitoring:AlertRouting ${name}-alerts`,
                `samestack:monitoring:GrafanaDashboards ${name}-dashboards`,
                `samestack:monitoring:KubePrometheusStack ${name}`,
                `samestack:monitoring:StackRules ${name}-rules`,
            ],
        );
    });

    it("waits for the storage class and for cert-manager, whose names its values hold in plain", async () => {
        const { resources } = await put();
        const { dependsOn, inputs } = the(resources, "kubernetes:helm.sh/v3:Release");
        const ours = ["admin", "alerts-config", "scraping", "node-exporter-flows"].map((what) => `${name}-${what}`);
        for (const before of ["block", "webhook", ...ours]) {
            assert.ok(dependsOn.includes(before), `does not wait for ${before}, only for ${dependsOn.join(", ")}`);
        }
        assert.equal(inputs.version, "88.5.3");
        assert.equal(inputs.namespace, "monitoring");
        assert.doesNotMatch(JSON.stringify(inputs), /\[unknown\]|\[secret\]|canary/);
    });

    it("holds pods to the strictest level, but for those that read the host", async () => {
        const { resources } = await put();
        const levels = resources
            .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
            .map(({ inputs }) => inputs.metadata as { name: string; labels: Record<string, string> })
            .map((metadata) => [metadata.name, metadata.labels["pod-security.kubernetes.io/enforce"]])
            .sort();
        assert.deepEqual(levels, [
            ["monitoring", "restricted"],
            ["node-exporter", "privileged"],
        ]);
    });

    it("keeps Grafana's password in a Secret, and nowhere else", async () => {
        const { resources } = await put();
        const { stringData, metadata } = the(resources, "kubernetes:core/v1:Secret", `${name}-admin`).inputs;
        assert.deepEqual(metadata, { name: "grafana-admin", namespace: "monitoring" });
        assert.deepEqual(stringData, "[secret]");
        assert.doesNotMatch(JSON.stringify(resources.map(({ inputs }) => inputs)), /canary/);
    });

    it("lets the ingress in to the three consoles, the API server to the webhook, and nobody else", async () => {
        const { resources } = await put();
        const policy = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", `${name}-namespace-flows`);
        const { ingress } = policy.inputs.spec as { ingress: unknown[] };
        const tcp = (port: number) => ({ port, protocol: "TCP" });
        assert.deepEqual(ingress, [
            { from: [{ podSelector: {} }] },
            {
                from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "ingress" } } }],
                ports: [3000, 9090, 9093].map(tcp),
            },
            { ports: [tcp(10250)] },
        ]);
    });

    it("lets Prometheus alone out to everything", async () => {
        const { resources } = await put();
        const policy = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", `${name}-scraping`);
        assert.deepEqual(policy.inputs.spec, {
            podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
            policyTypes: ["Egress"],
            egress: [{}],
        });
    });

    it("shows each system's dashboard from a ConfigMap that Grafana may read, and no Secret", async () => {
        const { resources } = await put();
        const { metadata, data } = the(resources, "kubernetes:core/v1:ConfigMap", `${name}-dashboards-longhorn`).inputs;
        assert.deepEqual(metadata, {
            name: "dashboard-longhorn",
            namespace: "monitoring",
            labels: { grafana_dashboard: "1" },
            annotations: { grafana_folder: "Stack" },
        });
        const files = data as Record<string, string>;
        assert.deepEqual(Object.keys(files), ["longhorn.json"]);
        assert.equal((JSON.parse(files["longhorn.json"] ?? "") as { title: string }).title, "Longhorn");

        const { rules } = the(resources, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole").inputs;
        assert.deepEqual(rules, [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] }]);
        const { subjects } = the(resources, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding").inputs;
        assert.deepEqual(subjects, [{ kind: "ServiceAccount", name: "grafana", namespace: "monitoring" }]);
    });

    it("has three consoles, of which only Grafana asks for a login itself", async () => {
        const { put: observed } = await put();
        assert.deepEqual(
            observed.consoles.map(({ host, service, port, login, audience }) => [host, service, port, login, audience]),
            [
                ["grafana", "grafana", 80, "own", "everyone"],
                ["prometheus", "monitoring-prometheus", 9090, "shared", undefined],
                ["alertmanager", "monitoring-alertmanager", 9093, "shared", undefined],
            ],
        );
    });

    it("gives Grafana the login of the place, with its secret in a Secret, and the way to ask it", async () => {
        const { resources } = await put({}, login);
        assert.deepEqual(the(resources, "kubernetes:core/v1:Secret", `${name}-login`).inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "grafana-login", namespace: "monitoring" },
            stringData: "[secret]",
        });
        const { dependsOn, inputs } = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.ok(dependsOn.includes(`${name}-login`));
        assert.doesNotMatch(JSON.stringify(inputs), /\[unknown\]|\[secret\]|canary/);
        const flows = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", `${name}-namespace-flows`);
        const { egress } = flows.inputs.spec as { egress: unknown[] };
        assert.deepEqual(egress.at(-1), {
            to: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "access" } } }],
            ports: [{ port: 5556, protocol: "TCP" }],
        });
        assert.deepEqual(grafanaClient, { id: "grafana", callback: "/login/generic_oauth" });
    });
});

describe("what an environment may say of monitoring", () => {
    it("need be nothing", () => {
        assert.deepEqual(usual, {
            kind: "kube-prometheus-stack",
            replicas: 2,
            retentionDays: 15,
            prometheusDisk: 50,
            prometheusMemory: 2,
            alertmanagerDisk: 5,
            alerts: { receivers: [], repeatCriticalHours: 4, repeatWarningHours: 24 },
        });
    });

    const refused: [string, unknown][] = [
        ["replicas", 0],
        ["replicas", 6],
        ["retentionDays", 0],
        ["retentionDays", 1.5],
        ["prometheusDisk", 4],
        ["prometheusMemory", "2Gi"],
        ["alertmanagerDisk", 0],
    ];
    for (const [word, value] of refused) {
        it(`is not ${word}: ${JSON.stringify(value)}`, () => {
            const { error } = MonitoringArgs.safeParse({ kind: "kube-prometheus-stack", [word]: value });
            assert.deepEqual(
                error?.issues.map(({ path }) => path),
                [[word]],
            );
        });
    }

    it("is no unknown word", () => {
        const { error } = MonitoringArgs.safeParse({ kind: "kube-prometheus-stack", retention: "15d" });
        assert.deepEqual(
            error?.issues.map(({ code }) => code),
            ["unrecognized_keys"],
        );
    });

    it("does not change what is installed", () => {
        assert.deepEqual(
            monitoringCharts(usual).map((one) => `${one.name} ${one.version}`),
            ["prometheus-operator-crds 31.0.1", "metrics-server 3.13.1", "kube-prometheus-stack 88.5.3"],
        );
    });
});

describe("no monitoring", () => {
    it("installs nothing of it, knows no Grafana, and keeps what a Prometheus of one's own and autoscalers need", async () => {
        const none = MonitoringArgs.parse({ kind: "none" });
        let given: Monitoring | undefined;
        const resources = await deploy(() => {
            const block = new k8s.storage.v1.StorageClass("block", {
                provisioner: "test",
                metadata: { name: "block" },
            });
            given = monitoring(paris(), none, {
                storage: { block: block.metadata.name },
                certificates: { ready: block },
                access: { client: () => assert.fail("nobody logs in to what is not there") },
                dashboards: [{ title: "Longhorn", panels: [], alerts: [alert] }],
                charts: [],
                secrets: (key) => assert.fail(`${key} is of no use`),
            });
        });
        assert.equal(given, undefined);
        assert.deepEqual(listed(resources), ["kubernetes:storage.k8s.io/v1:StorageClass block"]);
        assert.deepEqual(monitoringClients(none), []);
        assert.deepEqual(monitoringClients(usual), [grafanaClient]);
        assert.deepEqual(
            monitoringCharts(none).map(({ name }) => name),
            ["prometheus-operator-crds", "metrics-server"],
        );
    });
});
