import assert from "node:assert/strict";

import { SnapshotController } from "../../../components/storage/snapshot-controller";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const put = () => deploy(() => new SnapshotController("paris-snapshot-controller", { place: paris() }));

describe("snapshot-controller", () => {
    it("is a Release in a namespace of its own", async () => {
        assert.deepEqual(listed(await put()), [
            "kubernetes:core/v1:Namespace paris-snapshot-controller-namespace",
            "kubernetes:helm.sh/v3:Release paris-snapshot-controller",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-snapshot-controller-namespace-flows",
            "samestack:index:Namespace paris-snapshot-controller-namespace",
            "samestack:storage:SnapshotController paris-snapshot-controller",
        ]);
    });

    it("runs twice, apart, under the strictest level, and is scraped", async () => {
        const resources = await put();
        assert.deepEqual(the(resources, "kubernetes:helm.sh/v3:Release").inputs.values, {
            controller: {
                replicaCount: 2,
                pdb: { maxUnavailable: 1 },
                topologySpreadConstraints: [
                    {
                        maxSkew: 1,
                        topologyKey: "kubernetes.io/hostname",
                        whenUnsatisfiable: "ScheduleAnyway",
                        labelSelector: { matchLabels: { "app.kubernetes.io/name": "snapshot-controller" } },
                    },
                ],
                resources: { requests: { cpu: "10m", memory: "64Mi" } },
                podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
                securityContext: { allowPrivilegeEscalation: false },
                serviceMonitor: { create: true },
                priorityClassName: "system-cluster-critical",
            },
        });
        const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs;
        const { name, labels } = metadata as { name: string; labels: Record<string, string> };
        assert.deepEqual(
            [name, labels["samestack.dev/role"], labels["pod-security.kubernetes.io/enforce"]],
            ["snapshot-controller", "storage", "restricted"],
        );
    });
});
