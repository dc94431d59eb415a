import assert from "node:assert/strict";

import { databasesCharts, DatabasesArgs } from "../../../components/databases";
import { the } from "../../deploy";
import { listed } from "../../place";
import { putDatabases } from "./needs";

const said = { kind: "none", mariadb: {} };
const name = "paris-mariadb-operator";
const release = "kubernetes:helm.sh/v3:Release";
const none = () => undefined;
const spread = (of: string) => [
    {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "app.kubernetes.io/name": of } },
    },
];
const twice = (of: string) => ({
    ha: { enabled: true, replicas: 2 },
    pdb: { enabled: true, maxUnavailable: 1 },
    topologySpreadConstraints: spread(of),
    resources: { requests: { cpu: "20m", memory: "64Mi" } },
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
});

describe("MariaDBOperator", () => {
    it("is not there where nobody speaks of MariaDB", async () => {
        const { resources, placed } = await putDatabases({ kind: "none" });
        assert.ok(!resources.some(({ name }) => name.includes("mariadb")));
        assert.deepEqual(placed.dashboards, []);
    });

    it("is its definitions and the operator in a closed namespace, beside PostgreSQL's or alone", async () => {
        for (const kind of ["none", "cloudnative-pg"]) {
            const { resources, placed } = await putDatabases({ ...said, kind }, { store: none });
            assert.deepEqual(
                listed(resources).filter((one) => one.includes("mariadb")),
                [
                    `kubernetes:core/v1:Namespace ${name}-namespace`,
                    `${release} ${name}`,
                    `${release} ${name}-crds`,
                    `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-namespace-flows`,
                    `samestack:databases:MariaDBOperator ${name}`,
                    `samestack:index:Namespace ${name}-namespace`,
                ],
            );
            const titles = placed.dashboards.map(({ title }) => title);
            assert.deepEqual(titles, kind === "none" ? ["MariaDB"] : ["CloudNativePG", "MariaDB"]);
        }
    });

    it("comes after its definitions and cert-manager, which signs its webhook's certificate; both run twice", async () => {
        const { resources } = await putDatabases(said, { store: none });
        const { inputs, dependsOn } = the(resources, release, name);
        assert.equal(inputs.version, "26.6.0");
        assert.equal(inputs.chart, "oci://ghcr.io/mariadb-operator/charts/mariadb-operator");
        assert.equal(inputs.namespace, "mariadb-system");
        assert.deepEqual(inputs.values, {
            ...twice("mariadb-operator"),
            metrics: { enabled: true },
            rbac: { aggregation: { enabled: false } },
            webhook: { ...twice("mariadb-operator-webhook"), cert: { certManager: { enabled: true } } },
            certController: { enabled: false },
        });
        for (const before of ["paris-ready", `${name}-crds`, `${name}-namespace`])
            assert.ok(dependsOn.includes(before), before);
        assert.equal(the(resources, release, `${name}-crds`).inputs.version, "26.6.0");
    });

    it("lets it at instances everywhere, and nobody at it but the API and Prometheus", async () => {
        const { resources } = await putDatabases(said, { store: none });
        const { inputs } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", `${name}-namespace-flows`);
        const tcp = (port: number) => ({ port, protocol: "TCP" });
        assert.deepEqual(inputs.spec, {
            podSelector: {},
            policyTypes: ["Ingress", "Egress"],
            ingress: [
                { ports: [tcp(9443)] },
                {
                    from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "monitoring" } } }],
                    ports: [tcp(8080)],
                },
            ],
            egress: [
                { ports: [{ port: 53, protocol: "UDP" }, tcp(53)] },
                { ports: [tcp(443), tcp(6443)] },
                { ports: [tcp(3306), tcp(5555)] },
            ],
        });
    });

    it("does without its webhook where the API server cannot reach it", async () => {
        const { resources } = await putDatabases(said, { cluster: { podsReachable: false }, store: none });
        const { webhook, certController } = the(resources, release, name).inputs.values as Record<string, unknown>;
        assert.deepEqual(webhook, { enabled: false });
        assert.deepEqual(certController, { enabled: false });
    });

    it("pins both charts, definitions first", () => {
        const charts = databasesCharts(DatabasesArgs.parse(said), { copied: true });
        assert.deepEqual(
            charts.map((one) => `${one.name} ${one.version}`),
            ["mariadb-operator-crds 26.6.0", "mariadb-operator 26.6.0"],
        );
    });
});
