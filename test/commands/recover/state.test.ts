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
const dashboard = {
    urn: urn("kubernetes:core/v1:ConfigMap", "dashboard"),
    type: "kubernetes:core/v1:ConfigMap",
    provider: `${provider.urn}::${provider.id}`,
    inputs: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "dashboard", namespace: "monitoring" }, data: {} },
};
const unfinishedDashboard = {
    urn: dashboard.urn,
    apiVersion: "v1",
    kind: "ConfigMap",
    name: "dashboard",
    namespace: "monitoring",
    kubeconfig: "apiVersion: v1",
    context: undefined,
};
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
            others: [],
            unknown: [],
        });
    });

    it("tells of each Kubernetes object that was being created, and where", () => {
        const found = unfinished(state({ type: "creating", resource: dashboard }));
        assert.deepEqual(found.objects, [unfinishedDashboard]);
        assert.deepEqual(found.others, []);
    });

    it("leaves other work on Kubernetes to the next run, and what a cloud may have made to a person", () => {
        const patch = "kubernetes:apps/v1:DaemonSetPatch";
        const found = unfinished(
            state(
                { type: "updating", resource: dashboard },
                { type: "creating", resource: { ...dashboard, type: patch, urn: urn(patch, "dashboard") } },
                { type: "creating", resource: other("samestack:storage:Longhorn", "longhorn") },
                { type: "creating", resource: other("aws:ec2/vpc:Vpc", "vpc") },
                { type: "updating", resource: other("aws:eks/addon:Addon", "coredns") },
            ),
        );
        assert.deepEqual(found, {
            releases: [],
            objects: [],
            others: [dashboard.urn, urn(patch, "dashboard"), urn("samestack:storage:Longhorn", "longhorn")],
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

    it("is settled without its open operations, and otherwise as it was", () => {
        const before = state(
            { type: "creating", resource: release("longhorn") },
            { type: "updating", resource: dashboard },
        );
        const after = settled(before, []);
        assert.deepEqual(after, { ...before, deployment: { ...before.deployment, pending_operations: [] } });
    });

    it("takes in what the dead run created, under the name that it was applied by, to be looked at once more", () => {
        const before = state(
            { type: "creating", resource: dashboard },
            { type: "creating", resource: release("longhorn") },
        );
        const manager = "pulumi-kubernetes-0a1b2c3d";
        const { deployment } = settled(before, [{ object: unfinishedDashboard, manager }]);
        assert.deepEqual(deployment.pending_operations, []);
        assert.deepEqual(deployment.resources?.slice(1), [
            {
                ...dashboard,
                id: "monitoring/dashboard",
                outputs: {
                    ...dashboard.inputs,
                    __inputs: dashboard.inputs,
                    __initialApiVersion: "v1",
                    __fieldManager: manager,
                },
                initErrors: ["the run that created it died before it was known to be ready"],
            },
        ]);
    });
});
