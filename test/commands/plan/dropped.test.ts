import assert from "node:assert/strict";

import { compare, type Renderer } from "../../../commands/plan/compare";
import { dangersIn } from "../../../commands/plan/danger";
import { object, resource } from "./registered";

const budget = {
    apiVersion: "policy/v1beta1",
    kind: "PodDisruptionBudget",
    metadata: { name: "web", namespace: "web" },
};
const consents = { before: [], now: [], committed: "2026-11-25" };

/** A place at a minor of Kubernetes, with a chart and an object of its own. */
function place(version: string, own: object = {}) {
    return {
        resources: [
            resource({
                type: "samestack:cluster:ExistingCluster",
                name: "paris-cluster",
                inputs: { version },
                custom: false,
            }),
            resource({ type: "samestack:stacks:Production", name: "paris", custom: false }),
            resource({
                type: "kubernetes:helm.sh/v3:Release",
                name: "paris-web",
                inputs: { name: "web", namespace: "web", chart: "web", version: "1.0.0", values: {} },
                parent: "paris",
                parentType: "samestack:stacks:Production",
            }),
            object("Deployment", "paris-own", own),
        ],
    };
}

const renderer: Renderer = () => Promise.resolve([{ object: budget, apart: false }]);

describe("what Kubernetes drops, in a plan", () => {
    it("is a danger where the Kubernetes of a place no longer serves what is in it, though that does not change", async () => {
        const plan = await compare("one", place("1.24"), place("1.25"), renderer);
        assert.deepEqual(plan.changes, []);
        assert.deepEqual(dangersIn(plan, consents), [
            {
                environment: "one",
                sentence: "fail policy PodDisruptionBudget web/web of paris-web",
                why: "policy/v1beta1 PodDisruptionBudget is not served from Kubernetes 1.25 on; write policy/v1 PodDisruptionBudget",
                consent: "none",
            },
        ]);
    });

    it("is nothing where the same Kubernetes serves what does not change, or no longer did before", async () => {
        for (const version of ["1.24", "1.36"]) {
            const plan = await compare("one", place(version), place(version, { spec: { replicas: 2 } }), renderer);
            assert.deepEqual(dangersIn(plan, consents), []);
            assert.equal(plan.changes.length, 1);
        }
    });

    it("is told of an object that is new, and served still, and is no danger", async () => {
        const cidr = resource({
            type: "kubernetes:networking.k8s.io/v1beta1:ServiceCIDR",
            name: "paris-more",
            inputs: { apiVersion: "networking.k8s.io/v1beta1", kind: "ServiceCIDR", metadata: { name: "more" } },
            parent: "paris",
            parentType: "samestack:stacks:Production",
        });
        const before = place("1.36");
        const plan = await compare("one", before, { resources: [...before.resources, cidr] }, renderer);
        assert.deepEqual(
            plan.changes.map(({ dropped = [] }) => dropped.map(({ removed, served }) => ({ removed, served }))),
            [[{ removed: "1.37", served: true }]],
        );
        assert.deepEqual(dangersIn(plan, consents), []);
    });
});
