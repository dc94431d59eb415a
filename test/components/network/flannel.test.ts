import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { blockOfANode, network, networkCharts, NetworkArgs, podAddresses } from "../../../components/network";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const parse = (said: object = {}) => NetworkArgs.parse({ kind: "flannel", ...said });

const put = (said: object = {}) =>
    deploy(() => network(paris(), parse(said), { secrets: (key) => pulumi.secret(key), balances: false }));

describe("Flannel", () => {
    it("is its chart in a closed namespace, and a monitor for what enforces policy beside it", async () => {
        assert.deepEqual(listed(await put()), [
            "kubernetes:core/v1:Namespace paris-flannel-namespace",
            "kubernetes:helm.sh/v3:Release paris-flannel",
            "kubernetes:monitoring.coreos.com/v1:PodMonitor paris-flannel-policies",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-flannel-namespace-flows",
            "samestack:index:Namespace paris-flannel-namespace",
            "samestack:network:Flannel paris-flannel",
        ]);
    });

    it("connects the pods of the cluster's own addresses, and enforces policy", async () => {
        const release = the(await put(), "kubernetes:helm.sh/v3:Release");
        const { chart, version, namespace, skipAwait, values } = release.inputs;
        assert.deepEqual(
            { chart, version, namespace, skipAwait, values },
            {
                chart: "flannel",
                version: "v0.28.9",
                namespace: "kube-flannel",
                skipAwait: undefined,
                values: {
                    podCidr: "10.42.0.0/16",
                    flannel: { backend: "vxlan" },
                    netpol: { enabled: true, args: ["--hostname-override=$(MY_NODE_NAME)", "--disable-nri=true"] },
                },
            },
        );
        assert.ok(release.dependsOn.includes("paris-flannel-namespace"));
    });

    it("carries packets as it is told, and by no other way than these", async () => {
        const { values } = the(await put({ backend: "wireguard" }), "kubernetes:helm.sh/v3:Release").inputs;
        assert.deepEqual((values as { flannel: object }).flannel, { backend: "wireguard" });
        assert.throws(() => parse({ backend: "udp" }), /backend/);
        assert.throws(() => parse({ wireguard: true }), /wireguard/);
    });

    it("may be privileged in its namespace, which lets nothing in", async () => {
        const resources = await put();
        const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs as {
            metadata: { name: string; labels: Record<string, string> };
        };
        assert.deepEqual(
            [metadata.name, metadata.labels["pod-security.kubernetes.io/enforce"]],
            ["kube-flannel", "privileged"],
        );
        const { spec } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs;
        assert.ok(!("ingress" in Object(spec)));
    });

    it("is scraped where kube-network-policies serves, on the node", async () => {
        const { metadata, spec } = the(await put(), "kubernetes:monitoring.coreos.com/v1:PodMonitor").inputs;
        assert.deepEqual(metadata, { name: "kube-network-policies", namespace: "kube-flannel" });
        assert.deepEqual(spec, {
            namespaceSelector: { matchNames: ["kube-flannel"] },
            selector: { matchLabels: { app: "flannel" } },
            jobLabel: "app",
            podMetricsEndpoints: [
                {
                    relabelings: [
                        {
                            action: "keep",
                            sourceLabels: ["__meta_kubernetes_pod_container_name"],
                            regex: "kube-network-policies",
                        },
                        {
                            action: "replace",
                            sourceLabels: ["__meta_kubernetes_pod_ip"],
                            targetLabel: "__address__",
                            replacement: "$1:9080",
                        },
                        { action: "replace", sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" },
                    ],
                },
            ],
        });
    });

    it("gives out addresses itself, a block of 256 to each node, and is one chart", () => {
        assert.equal(podAddresses({ cluster: { kind: "existing" }, network: parse() }), "overlay");
        assert.equal(blockOfANode(parse()), 256);
        assert.deepEqual(
            networkCharts(parse()).map(({ name }) => name),
            ["flannel"],
        );
    });
});
