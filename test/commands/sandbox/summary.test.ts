import assert from "node:assert/strict";

import { summarize } from "../../../commands/sandbox/summary";

const urn = (type: string, name: string) => `urn:pulumi:dev::samestack::${type}::${name}`;
const one = (type: string, name: string, parent?: [string, string], inputs: object = {}) => ({
    urn: urn(type, name),
    type,
    parent: parent && urn(...parent),
    inputs,
});
const production: [string, string] = ["samestack:stacks:Production", "paris"];
const longhorn: [string, string] = ["samestack:storage:Longhorn", "paris-longhorn"];
const inside: [string, string] = ["samestack:index:Namespace", "paris-longhorn-namespace"];

describe("the table of systems", () => {
    const deployment = {
        resources: [
            one("samestack:cluster:ExistingCluster", "paris-cluster", undefined, { version: "1.36" }),
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
            one("samestack:loadBalancing:MetalLB", "paris-metallb", production),
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
                addresses: [{ namespace: "elsewhere", address: "192.0.2.10" }],
            },
        ],
    ]);

    it("has a row for each system, with the version, pods and address of its own namespaces", () => {
        assert.deepEqual(summarize(deployment, seen, new Map([["metallb", "0.16.1"]])), [
            {
                place: "paris",
                role: "cluster",
                system: "ExistingCluster",
                version: "1.36",
                state: "in place",
                address: "",
            },
            {
                place: "paris",
                role: "storage",
                system: "Longhorn",
                version: "1.12.1",
                state: "1/2 ready",
                address: "https://longhorn.example.org",
            },
            {
                place: "paris",
                role: "load balancing",
                system: "MetalLB",
                version: "0.16.1",
                state: "in place",
                address: "",
            },
        ]);
    });

    it("shows nothing of a cluster that was not looked at", () => {
        const [, row] = summarize(deployment, new Map());
        assert.deepEqual([row?.state, row?.address], ["in place", ""]);
    });
});
