import assert from "node:assert/strict";

import { MetricsServer } from "../../../components/monitoring";
import { metricsServerValues } from "../../../components/monitoring/metrics-server";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const put = (cluster: Parameters<typeof paris>[0] = {}) =>
    deploy(() => new MetricsServer("paris-metrics-server", { place: paris(cluster) }));

describe("MetricsServer", () => {
    it("is a Release in a closed namespace of its own", async () => {
        const resources = await put();
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:Namespace paris-metrics-server-namespace",
            "kubernetes:helm.sh/v3:Release paris-metrics-server",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-metrics-server-namespace-flows",
            "samestack:index:Namespace paris-metrics-server-namespace",
            "samestack:monitoring:MetricsServer paris-metrics-server",
        ]);
        const release = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.equal(release.inputs.namespace, "metrics-server");
        assert.equal(release.inputs.version, "3.13.1");
        assert.ok(release.dependsOn.includes("paris-metrics-server-namespace-flows"));
    });

    it("is reached on its pods' port, under the strictest level, where the API server reaches pods", async () => {
        const resources = await put();
        assert.deepEqual(level(resources), "restricted");
        assert.deepEqual(portsIn(resources), [10250]);
    });

    it("is on its nodes' network, beside the kubelet's port, where the API server does not reach pods", async () => {
        const resources = await put({ podsReachable: false });
        assert.deepEqual(level(resources), "privileged");
        assert.deepEqual(portsIn(resources), [4443]);
    });

    it("may ask every kubelet, and nobody else but the API", async () => {
        const policy = the(await put(), "kubernetes:networking.k8s.io/v1:NetworkPolicy");
        const { egress } = policy.inputs.spec as { egress: { ports: { port: number }[] }[] };
        assert.deepEqual(
            egress.map(({ ports }) => ports.map(({ port }) => port)),
            [[53, 53], [443, 6443], [10250]],
        );
    });
});

describe("values of metrics-server", () => {
    it("check the kubelets' certificates where the cluster signs them", () => {
        assert.deepEqual(metricsServerValues({ podsReachable: true, signedKubelets: true }), {
            replicas: 2,
            podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
            topologySpreadConstraints: [
                {
                    maxSkew: 1,
                    topologyKey: "kubernetes.io/hostname",
                    whenUnsatisfiable: "ScheduleAnyway",
                    labelSelector: { matchLabels: { "app.kubernetes.io/name": "metrics-server" } },
                },
            ],
            updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
            resources: { requests: { cpu: "100m", memory: "200Mi" } },
            args: [],
            hostNetwork: { enabled: false },
            containerPort: 10250,
            metrics: { enabled: true },
            serviceMonitor: { enabled: true },
        });
    });

    it("do not check them where nobody signs them", () => {
        const { args } = metricsServerValues({ podsReachable: true, signedKubelets: false });
        assert.deepEqual(args, ["--kubelet-insecure-tls"]);
    });

    it("put the pods on the host's network where the API server does not reach pods", () => {
        const { hostNetwork, containerPort } = metricsServerValues({ podsReachable: false, signedKubelets: true });
        assert.deepEqual({ hostNetwork, containerPort }, { hostNetwork: { enabled: true }, containerPort: 4443 });
    });
});

type Resources = Awaited<ReturnType<typeof put>>;

function level(resources: Resources): unknown {
    const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs as {
        metadata: { labels: Record<string, string> };
    };
    return metadata.labels["pod-security.kubernetes.io/enforce"];
}

/** Ports open from anywhere; those open to Prometheus must be the same. */
function portsIn(resources: Resources): unknown {
    const { spec } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs as {
        spec: { ingress: { ports: { port: number }[] }[] };
    };
    const [apiServer, monitoring] = spec.ingress.map(({ ports }) => ports.map(({ port }) => port));
    assert.deepEqual(monitoring, apiServer);
    return apiServer;
}
