import assert from "node:assert/strict";

import { parseJsonPath } from "./json-path";
import { parseWaitFor, readinessOfKind } from "./readiness";
import type { Properties } from "../values";

const status = (rest: Properties, generation = 1): Properties => ({ metadata: { generation }, status: rest });

describe("pulumi.com/waitFor", () => {
    const is = (annotation: string, live: Properties) => parseWaitFor(annotation)(live).is;

    it("waits for a condition to be true, or to be what it says, in any case of letters", () => {
        const live = status({ conditions: [{ type: "Ready", status: "False" }] });
        assert.equal(is("condition=Ready", live), "waiting");
        assert.equal(is("condition=ready=false", live), "ready");
        assert.equal(is("condition=Ready", status({ conditions: [{ type: "Ready", status: "True" }] })), "ready");
        assert.equal(is("condition=Ready", {}), "waiting");
    });

    it("does not take a condition of an earlier generation", () => {
        const condition = { type: "Ready", status: "True", observedGeneration: 1 };
        assert.equal(is("condition=Ready", status({ conditions: [condition] }, 2)), "waiting");
        assert.equal(
            is(
                "condition=Ready",
                status({ observedGeneration: 1, conditions: [{ type: "Ready", status: "True" }] }, 2),
            ),
            "waiting",
        );
    });

    it("waits for a path to be there, or to lead to a value", () => {
        const live = status({ phase: "Bound", loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } });
        assert.equal(is("jsonpath={.status.phase}", live), "ready");
        assert.equal(is("jsonpath={.status.phase}=Bound", live), "ready");
        assert.equal(is("jsonpath={.status.phase}=Lost", live), "waiting");
        assert.equal(is("jsonpath={ .status.loadBalancer.ingress[0].ip }", live), "ready");
        assert.equal(is("jsonpath={.status.other}", live), "waiting");
    });

    it("waits for all of a list", () => {
        const both = '["condition=Ready", "jsonpath={.status.phase}=Up"]';
        assert.equal(is(both, status({ phase: "Up" })), "waiting");
        const conditions = [{ type: "Ready", status: "True" }];
        assert.equal(is(both, status({ phase: "Down", conditions })), "waiting");
        assert.equal(is(both, status({ phase: "Up", conditions })), "ready");
    });

    it("says what it does not understand, and what it would", () => {
        for (const wrong of ["Ready", "jsonpath=.status.phase", "condition=", "jsonpath={}", '["nonsense"]']) {
            assert.throws(() => parseWaitFor(wrong), /allowed are condition=Type/, wrong);
        }
        assert.throws(() => parseWaitFor("[]"), /empty list/);
        assert.throws(() => parseWaitFor("jsonpath={.a..b}"), /stops at "\.\.b"/);
    });
});

describe("a JSONPath", () => {
    const root: Properties = { a: { "b.c": [1, 2, 3] }, list: [{ type: "X", on: true }, { type: "Y" }] };

    it("selects by name, quoted name, place, all and filter", () => {
        const table: [string, unknown[]][] = [
            ["$.a['b.c'][1]", [2]],
            ['.a["b.c"][-1]', [3]],
            [".a['b.c'][*]", [1, 2, 3]],
            [".list[?(@.type=='Y')].type", ["Y"]],
            ['.list[?@.type != "Y"].on', [true]],
            [".list[?(@.on)].type", ["X"]],
            [".list.type", []],
            ["", [root]],
        ];
        for (const [path, found] of table) assert.deepEqual(parseJsonPath(path)(root), found, path);
        assert.equal(table.length, 8);
    });
});

describe("readiness", () => {
    const of = (kind: string, live: Properties) => {
        const condition = readinessOfKind[kind];
        assert.ok(condition, kind);
        return condition({ apiVersion: kind.split("/").slice(0, -1).join("/"), ...live });
    };

    it("of each kind needs what its controller writes", () => {
        const replicas = {
            observedGeneration: 2,
            replicas: 2,
            updatedReplicas: 2,
            availableReplicas: 2,
            readyReplicas: 2,
        };
        const scheduled = {
            observedGeneration: 2,
            desiredNumberScheduled: 2,
            updatedNumberScheduled: 2,
            numberAvailable: 2,
        };
        const established = { conditions: [{ type: "Established", status: "True" }] };
        const table: [kind: string, ready: Properties, notYet: Properties, spec?: Properties][] = [
            ["apps/v1/Deployment", replicas, { ...replicas, availableReplicas: 1 }, { replicas: 2 }],
            ["apps/v1/Deployment", replicas, { ...replicas, updatedReplicas: 1 }, { replicas: 2 }],
            ["apps/v1/Deployment", replicas, { ...replicas, observedGeneration: 1 }, { replicas: 2 }],
            ["apps/v1/Deployment", { ...replicas, availableReplicas: 1, updatedReplicas: 1 }, {}],
            ["apps/v1/StatefulSet", replicas, { ...replicas, readyReplicas: 1 }, { replicas: 2 }],
            ["apps/v1/StatefulSet", replicas, { ...replicas, updatedReplicas: 0 }, { replicas: 2 }],
            ["apps/v1/DaemonSet", scheduled, { ...scheduled, numberAvailable: 1 }],
            ["apps/v1/DaemonSet", { ...scheduled, desiredNumberScheduled: 0 }, { desiredNumberScheduled: 0 }],
            ["batch/v1/Job", { conditions: [{ type: "Complete", status: "True" }] }, { active: 1 }],
            ["v1/Pod", { phase: "Running", conditions: [{ type: "Ready", status: "True" }] }, { phase: "Running" }],
            ["v1/Pod", { phase: "Succeeded" }, { phase: "Pending" }],
            ["v1/PersistentVolumeClaim", { phase: "Bound" }, { phase: "Pending" }],
            ["v1/PersistentVolume", { phase: "Available" }, { phase: "Pending" }],
            ["v1/Namespace", { phase: "Active" }, { phase: "Terminating" }],
            [
                "v1/Service",
                { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } },
                { loadBalancer: {} },
                { type: "LoadBalancer" },
            ],
            ["v1/Service", {}, {}, { type: "ClusterIP" }],
            [
                "networking.k8s.io/v1/Ingress",
                { loadBalancer: { ingress: [{ hostname: "x" }] } },
                { loadBalancer: { ingress: [] } },
            ],
            ["apiextensions.k8s.io/v1/CustomResourceDefinition", established, { conditions: [] }],
        ];
        for (const [kind, ready, notYet, spec = {}] of table) {
            const at = (given: Properties) => of(kind, { metadata: { generation: 2 }, spec, status: given }).is;
            assert.equal(at(ready), "ready", `${kind} ${JSON.stringify(ready)}`);
            if (spec.type === "ClusterIP") continue;
            assert.equal(at(notYet), "waiting", `${kind} ${JSON.stringify(notYet)}`);
        }
        assert.equal(table.length, 18);
    });

    it("is never reached by a Job or a Pod that failed", () => {
        const failed = of(
            "batch/v1/Job",
            status({ conditions: [{ type: "Failed", status: "True", message: "too often" }] }),
        );
        assert.deepEqual(failed, { is: "failed", because: "the Job failed: too often" });
        assert.equal(of("v1/Pod", status({ phase: "Failed" })).is, "failed");
    });
});
