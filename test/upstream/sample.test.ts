import assert from "node:assert/strict";

import { readFacts } from "./facts";
import { objections } from "./structural";
import { sampleObjects } from "../engine/sample";

describe("custom resources of the sample application", () => {
    it("are valid, and hold nothing that their definition does not know", () => {
        const crds = [...readFacts().crds.values()];
        const definitionOf = ({ apiVersion, kind }: { apiVersion: string; kind: string }) =>
            crds.find((one) => one.kind === kind && one.group === apiVersion.split("/")[0]);
        const customs = sampleObjects().flatMap((object) => {
            const definition = definitionOf(object);
            return definition ? [{ object, definition }] : [];
        });
        for (const { object, definition } of customs) {
            // Its namespace is said when it is applied.
            const placed = { ...object, metadata: { ...object.metadata, namespace: "shop" } };
            const version = object.apiVersion.split("/")[1] ?? "";
            assert.deepEqual(objections(placed, definition, version), [], object.kind);
            assert.notDeepEqual(objections({ ...placed, noSuchField: true }, definition, version), [], object.kind);
        }
        const kinds = customs.map(({ object }) => object.kind).sort();
        assert.deepEqual(kinds, ["Cluster", "ServiceMonitor"]);
        console.log(`      ${kinds.join(", ")}`);
    });
});
