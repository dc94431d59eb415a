import assert from "node:assert/strict";

import { definitionName } from "../../../components/definitions";
import { definitions, EckOperator, eckOperatorValues } from "../../../components/logging/eck";
import { deploy, goingWith, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";

describe("the ECK operator", () => {
    let resources: Registered[];
    before(async () => {
        resources = await deploy(
            () => new EckOperator("eck", { place: paris(), managed: "logging", allowDestroy: false }),
        );
    });

    it("is a closed namespace and one chart, by Helm, which upgrades its kinds", () => {
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:Namespace eck-namespace",
            "kubernetes:helm.sh/v3:Release eck",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy eck-namespace-flows",
            "samestack:index:Namespace eck-namespace",
            "samestack:logging:EckOperator eck",
        ]);
        const { inputs } = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.equal(inputs.chart, "eck-operator");
        assert.equal(inputs.namespace, "elastic-system");
    });

    it("takes its kinds along where all that is of them may be lost", async () => {
        const consented = await deploy(
            () => new EckOperator("eck", { place: paris(), managed: "logging", allowDestroy: true }),
        );
        assert.deepEqual(goingWith(consented), definitions.map(definitionName));
        assert.deepEqual(goingWith(resources), []);
    });

    it("may work in one namespace, and answers no webhook", () => {
        const values = eckOperatorValues("logging");
        assert.deepEqual(values.managedNamespaces, ["logging"]);
        assert.equal(values.createClusterScopedResources, false);
        assert.deepEqual(values.webhook, { enabled: false });
        // The chart refuses to be rendered with both.
        assert.equal((values.config as Record<string, unknown>).validateStorageClass, false);
    });

    it("is two, of which a node may take one, calls nobody, and is scraped", () => {
        const values = eckOperatorValues("logging");
        assert.equal(values.replicaCount, 2);
        assert.deepEqual(values.podDisruptionBudget, { enabled: true, minAvailable: 1 });
        assert.deepEqual(values.telemetry, { disabled: true });
        assert.deepEqual(values.podMonitor, { enabled: true, interval: "30s", scrapeTimeout: "10s" });
        assert.deepEqual((values.config as Record<string, unknown>).metrics, { port: "9090" });
    });

    it("reaches Elasticsearch and the API, and is reached by monitoring", () => {
        const { spec } = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs as {
            spec: { ingress: unknown[]; egress: { ports?: { port: number }[] }[] };
        };
        assert.match(JSON.stringify(spec.ingress), /"monitoring".*9090/);
        assert.equal(spec.ingress.length, 1);
        assert.deepEqual(
            spec.egress.slice(1).map(({ ports }) => ports?.map(({ port }) => port)),
            [[443, 6443], [9200]],
        );
    });
});
