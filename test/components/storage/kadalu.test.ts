import assert from "node:assert/strict";

import { Kadalu, KadaluArgs } from "../../../components/storage/kadalu";
import { deploy, goingWith, the } from "../../deploy";
import { listed, paris } from "../../place";

const nodes = ["one", "two", "three"].map((name) => ({ name, device: "/dev/vdb" }));
const kadalu = { kind: "kadalu", acceptUnmaintained: true, nodes };

const put = (said: object = {}, isDefault = true) =>
    deploy(
        () =>
            new Kadalu("paris-kadalu", {
                place: paris(),
                said: KadaluArgs.parse({ ...kadalu, ...said }),
                classes: { block: "block", isDefault },
            }),
    );

const POOL = "kubernetes:kadalu-operator.storage/v1alpha1:KadaluStorage";
const CLASS = "kubernetes:storage.k8s.io/v1:StorageClass";

const refusal = (said: object) => {
    const { error } = KadaluArgs.safeParse({ ...kadalu, ...said });
    return error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
};

describe("Kadalu", () => {
    it("is a Release, a pool on the named devices, and two classes in it", async () => {
        const resources = await put();
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:Namespace paris-kadalu-namespace",
            "kubernetes:helm.sh/v3:Release paris-kadalu",
            "kubernetes:kadalu-operator.storage/v1alpha1:KadaluStorage paris-kadalu-pool",
            "kubernetes:monitoring.coreos.com/v1:PodMonitor paris-kadalu-metrics",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-kadalu-namespace-flows",
            "kubernetes:storage.k8s.io/v1:StorageClass paris-kadalu-block",
            "kubernetes:storage.k8s.io/v1:StorageClass paris-kadalu-shared",
            "samestack:index:Namespace paris-kadalu-namespace",
            "samestack:storage:Kadalu paris-kadalu",
        ]);
        const { chart, values } = the(resources, "kubernetes:helm.sh/v3:Release").inputs;
        assert.equal(chart, "https://github.com/kadalu/kadalu/releases/download/1.2.0/kadalu-helm-chart.tgz");
        assert.deepEqual(values, { operator: { enabled: true }, "csi-nodeplugin": { enabled: true } });
    });

    it("keeps three copies on three nodes, and one on one", async () => {
        const spec = async (said: object) => the(await put(said), POOL).inputs.spec;
        assert.deepEqual(await spec({}), {
            type: "Replica3",
            storage: ["one", "two", "three"].map((node) => ({ node, device: "/dev/vdb" })),
        });
        assert.deepEqual(await spec({ nodes: nodes.slice(0, 1) }), {
            type: "Replica1",
            storage: [{ node: "one", device: "/dev/vdb" }],
        });
    });

    it("gives block, the default, and shared, once there is a pool", async () => {
        const resources = await put();
        const classes = ["block", "shared"].map((name) => the(resources, CLASS, `paris-kadalu-${name}`));
        for (const { inputs, dependsOn } of classes) {
            assert.equal(inputs.provisioner, "kadalu");
            assert.deepEqual(inputs.parameters, { storage_name: "gluster", single_pv_per_pool: "False" });
            assert.deepEqual(dependsOn, ["paris-kadalu-pool"]);
        }
        const isDefault = ({ inputs }: { inputs: Record<string, unknown> }) =>
            Object.values((inputs.metadata as { annotations: Record<string, string> }).annotations).join();
        assert.deepEqual(classes.map(isDefault), ["true", "false"]);
        const other = await put({}, false);
        assert.equal(isDefault(the(other, CLASS, "paris-kadalu-block")), "false");
    });

    it("is scraped at its operator, and reached by nobody else from outside", async () => {
        const resources = await put();
        assert.deepEqual(the(resources, "kubernetes:monitoring.coreos.com/v1:PodMonitor").inputs.spec, {
            namespaceSelector: { matchNames: ["kadalu"] },
            selector: { matchLabels: { name: "kadalu" } },
            jobLabel: "name",
            podMetricsEndpoints: [
                {
                    relabelings: [
                        {
                            action: "keep",
                            sourceLabels: ["__meta_kubernetes_pod_container_name"],
                            regex: "kadalu-operator",
                        },
                        {
                            action: "replace",
                            sourceLabels: ["__meta_kubernetes_pod_ip"],
                            targetLabel: "__address__",
                            replacement: "$1:8050",
                        },
                        {
                            action: "replace",
                            sourceLabels: ["__meta_kubernetes_pod_node_name"],
                            targetLabel: "node",
                        },
                    ],
                },
            ],
        });
        const { spec } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs;
        assert.deepEqual((spec as { ingress: unknown }).ingress, [
            { from: [{ podSelector: {} }] },
            {
                from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "monitoring" } } }],
                ports: [{ port: 8050, protocol: "TCP" }],
            },
        ]);
    });

    it("refuses to be deleted until the environment consents", async () => {
        const held = async (said: object) =>
            (await put(said)).filter(({ protect, custom }) => protect && custom).map(({ name }) => name);
        assert.deepEqual((await held({})).sort(), [
            "paris-kadalu",
            "paris-kadalu-block",
            "paris-kadalu-namespace",
            "paris-kadalu-namespace-flows",
            "paris-kadalu-pool",
            "paris-kadalu-shared",
        ]);
        assert.deepEqual(await held({ allowDestroy: true }), []);
        assert.deepEqual(goingWith(await put()), []);
        assert.deepEqual(goingWith(await put({ allowDestroy: true })), ["kadalustorages.kadalu-operator.storage"]);
    });

    it("asks to be accepted as what it is, and for one node or three", () => {
        const asks = "acceptUnmaintained is what Kadalu asks for: nobody has mended it since January 2024";
        assert.deepEqual(refusal({ acceptUnmaintained: undefined }), [asks]);
        assert.deepEqual(refusal({ acceptUnmaintained: false }), [asks]);
        assert.deepEqual(refusal({ nodes: nodes.slice(0, 2) }), ["nodes are neither one node nor three"]);
        assert.equal(refusal({}), undefined);
    });
});
