import assert from "node:assert/strict";

import { settled, State, unfinished } from "../../../commands/recover/state";

const urn = (type: string, name: string) => `urn:pulumi:dev::samestack::samestack:stacks:Production$${type}::${name}`;
const provider = {
    urn: urn("pulumi:providers:kubernetes", "paris-cluster"),
    type: "pulumi:providers:kubernetes",
    id: "1234",
    inputs: {
        kubeconfig: {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            plaintext: '"apiVersion: v1"',
        },
    },
};
const release = (name: string, inputs: Record<string, unknown> = { name, namespace: `${name}-system` }) => ({
    urn: urn("kubernetes:helm.sh/v3:Release", name),
    type: "kubernetes:helm.sh/v3:Release",
    provider: `${provider.urn}::${provider.id}`,
    inputs,
});
const other = (type: string, name: string) => ({ urn: urn(type, name), type });
const state = (...open: { type: string; resource: object }[]) =>
    State.parse({
        version: 3,
        deployment: { manifest: { time: "now" }, resources: [provider], pending_operations: open },
    });

describe("a state after a run that died", () => {
    it("tells of each Helm release what was being done to it, and where", () => {
        const found = unfinished(
            state(
                { type: "creating", resource: release("longhorn") },
                { type: "updating", resource: release("metallb") },
                { type: "deleting", resource: release("traefik") },
            ),
        );
        const there = { kubeconfig: "apiVersion: v1", context: undefined };
        assert.deepEqual(found, {
            releases: [
                { doing: "creating", name: "longhorn", namespace: "longhorn-system", ...there },
                { doing: "updating", name: "metallb", namespace: "metallb-system", ...there },
                { doing: "deleting", name: "traefik", namespace: "traefik-system", ...there },
            ],
            objects: [],
            unknown: [],
        });
    });

    it("leaves Kubernetes objects to the next run, and what a cloud may have made to a person", () => {
        const found = unfinished(
            state(
                { type: "creating", resource: other("kubernetes:core/v1:ConfigMap", "dashboard") },
                { type: "creating", resource: other("aws:ec2/vpc:Vpc", "vpc") },
                { type: "updating", resource: other("aws:eks/addon:Addon", "coredns") },
            ),
        );
        assert.deepEqual(found, {
            releases: [],
            objects: [urn("kubernetes:core/v1:ConfigMap", "dashboard")],
            unknown: [urn("aws:ec2/vpc:Vpc", "vpc")],
        });
    });

    it("changes nothing when it cannot tell which release or cluster is meant", () => {
        const nameless = state({ type: "creating", resource: release("longhorn", { name: "longhorn" }) });
        assert.throws(
            () => unfinished(nameless),
            /names neither cluster, namespace nor name.*longhorn; nothing was changed/,
        );
    });

    it("is settled without its open operations, but for those somebody must look at, and otherwise as it was", () => {
        const vpc = other("aws:ec2/vpc:Vpc", "vpc");
        const before = state({ type: "creating", resource: release("longhorn") }, { type: "creating", resource: vpc });
        const after = settled(before, [vpc.urn]);
        assert.deepEqual(after, {
            ...before,
            deployment: { ...before.deployment, pending_operations: [{ type: "creating", resource: vpc }] },
        });
    });
});
