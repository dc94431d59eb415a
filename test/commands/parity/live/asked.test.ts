import assert from "node:assert/strict";

import { askedOf } from "../../../../commands/parity/live/asked";
import type { HelmRecord } from "../../../../commands/parity/live/record";
import { placesOf } from "../../../../commands/parity/objects";
import { resource } from "../../plan/registered";

const spec = { group: "example.test" };
const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
const name = "shops.example.test";

describe("what a cluster is asked for", () => {
    it("is of an object that a chart makes and the program marks what the chart says", async () => {
        const stack = "samestack:stacks:Production";
        const within = { parent: "paris", parentType: stack };
        const [place = assert.fail()] = placesOf("dev", {}, [
            resource({ type: stack, name: "paris", inputs: { domain: "paris.test" }, custom: false }),
            resource({
                ...within,
                type: "kubernetes:helm.sh/v3:Release",
                name: "paris-operator",
                inputs: { name: "operator", namespace: "operator", chart: "operator" },
            }),
            resource({
                ...within,
                type: "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinitionPatch",
                name: `paris-${name}`,
                inputs: { ...definition, metadata: { name, ownerReferences: [{ uid: "[unknown]" }] } },
            }),
        ]);
        assert.equal(place.objects.length, 2);
        const record: HelmRecord = {
            namespace: "operator",
            name: "operator",
            revision: 1,
            version: "1.0.0",
            status: "deployed",
            values: {},
            objects: [{ ...definition, metadata: { name }, spec }],
            hooks: [],
        };
        const kinds = [
            { ...definition, namespaced: false, path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions" },
        ];
        const { objects } = await askedOf(place, new Map([["operator/operator", record]]), kinds, undefined);
        assert.deepEqual(
            [...objects.values()].map(({ object, own }) => [object, own]),
            [[{ ...definition, metadata: { name }, spec }, false]],
        );
    });
});
