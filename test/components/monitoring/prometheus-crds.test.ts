import assert from "node:assert/strict";

import { PrometheusCrds } from "../../../components/monitoring";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

describe("PrometheusCrds", () => {
    it("is one Release, which waits for nothing of ours and whose values are the chart's own", async () => {
        const resources = await deploy(() => new PrometheusCrds("paris-prometheus-crds", { place: paris() }));

        assert.deepEqual(listed(resources), [
            "kubernetes:helm.sh/v3:Release paris-prometheus-crds",
            "samestack:monitoring:PrometheusCrds paris-prometheus-crds",
        ]);
        const release = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.deepEqual(release.dependsOn, []);
        assert.deepEqual(release.inputs, {
            name: "prometheus-operator-crds",
            chart: "prometheus-operator-crds",
            version: "31.0.1",
            repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
            namespace: "kube-system",
            values: {},
            timeout: 300,
            maxHistory: 5,
            compat: "true",
        });
    });
});
