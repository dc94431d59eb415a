import assert from "node:assert/strict";

import { summarize } from "../../../commands/sandbox/summary";

const urn = (type: string, name: string) => `urn:pulumi:dev::samestack::${type}::${name}`;
const one = (type: string, name: string, parent?: [string, string], inputs: object = {}) => ({
    urn: urn(type, name),
    type,
    parent: parent && urn(...parent),
    inputs,
});
const roles = ["cluster", "storage", "loadBalancing"];
const production: [string, string] = ["samestack:stacks:Production", "paris"];
const longhorn: [string, string] = ["samestack:storage:Longhorn", "paris-longhorn"];
const inside: [string, string] = ["samestack:index:Namespace", "paris-longhorn-namespace"];

describe("the table of systems", () => {
    const deployment = {
        resources: [
            one("samestack:loadBalancing:MetalLB", "paris-metallb", production),
            one("samestack:cluster:ExistingCluster", "paris-cluster", undefined, { kind: "existing", version: "1.36" }),
            one(
                "pulumi:providers:kubernetes",
                "paris-cluster",
                ["samestack:cluster:ExistingCluster", "paris-cluster"],
                {
                    version: "4.34.2",
                },
            ),
            one(...production),
            one(...longhorn, production),
            one(...inside, longhorn),
            one("kubernetes:core/v1:Namespace", "paris-longhorn-namespace", inside, {
                metadata: { name: "longhorn-system" },
            }),
            one("kubernetes:helm.sh/v3:Release", "paris-longhorn", longhorn, { version: "1.12.1" }),
            one("samestack:network:CalicoMetrics", "paris-metrics", longhorn),
        ],
    };
    const seen = new Map([
        [
            "paris",
            {
                pods: [
                    { namespace: "longhorn-system", ready: true },
                    { namespace: "longhorn-system", ready: false },
                    { namespace: "elsewhere", ready: true },
                ],
                hosts: [{ namespace: "longhorn-system", host: "longhorn.example.org" }],
                addresses: [
                    { namespace: "elsewhere", address: "192.0.2.10" },
                    { namespace: "longhorn-system", address: "192.0.2.11" },
                ],
            },
        ],
    ]);

    it("has a row for each system, in the order of roles, with the version, pods and address of its own namespaces", () => {
        assert.deepEqual(summarize(deployment, seen, { pins: new Map([["metallb", "0.16.1"]]), roles }), [
            {
                place: "paris",
                role: "cluster",
                system: "existing",
                version: "1.36",
                state: "in place",
                addresses: [],
            },
            {
                place: "paris",
                role: "storage",
                system: "longhorn",
                version: "1.12.1",
                state: "1/2 ready",
                addresses: ["192.0.2.11", "https://longhorn.example.org"],
            },
            {
                place: "paris",
                role: "load balancing",
                system: "metallb",
                version: "0.16.1",
                state: "in place",
                addresses: [],
            },
        ]);
    });

    it("shows nothing of a cluster that was not looked at", () => {
        const [, row] = summarize(deployment, new Map(), { roles });
        assert.deepEqual([row?.state, row?.addresses], ["in place", []]);
    });
});
