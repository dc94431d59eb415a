import assert from "node:assert/strict";

import { changesOf } from "../../../commands/plan/changes";
import type { Registered, Source } from "../../../commands/render/registration";
import { object, resource } from "./registered";

const provider = (inputs: object = {}) =>
    resource({
        type: "pulumi:providers:kubernetes",
        name: "paris-cluster",
        inputs: { clusterIdentifier: "paris", enableConfigMapMutable: "true", ...inputs },
    });
const component = (name: string, said: Partial<Registered> = {}) =>
    resource({ type: "samestack:storage:Longhorn", name, custom: false, ...said });
const inside = { parent: "paris-longhorn", parentType: "samestack:storage:Longhorn" };

function told(before: Registered[], after: Registered[]): string[] {
    return changesOf(before, after)
        .filter(({ what }) => what !== "keep")
        .map(({ what, name, because, takes, carried }) => {
            const forced = [...because, ...(carried === undefined ? [] : [`provider ${carried}`])];
            const taken = takes.length > 0 ? `, taking ${takes.join(", ")}` : "";
            return `${what} ${name}${forced.length > 0 ? ` by ${forced.join(", ")}` : ""}${taken}`;
        });
}

const aws = (type: string, name: string, inputs: Record<string, unknown>, said: Partial<Registered> = {}) =>
    resource({ type: `aws:${type}`, name, inputs, ...said });

describe("what a run would do", () => {
    const small = object("ConfigMap", "settings", { data: { a: "1" } });
    const large = object("ConfigMap", "settings", { data: { a: "2" } });

    it("is nothing where nothing changed", () => {
        assert.deepEqual(told([provider(), small], [provider(), small]), []);
    });

    it("is to create, to update and to delete", () => {
        const other = object("Secret", "other", {});
        assert.deepEqual(told([provider(), small], [provider(), large, other]), ["update settings", "create other"]);
        assert.deepEqual(told([provider(), small], [provider()]), ["delete settings"]);
    });

    it("is nothing for what goes and is to be kept in the cluster", () => {
        assert.deepEqual(told([{ ...small, retainOnDelete: true }], []), []);
    });

    it("is to replace what Kubernetes does not let change", () => {
        const one = object("StorageClass", "block", { parameters: { type: "gp3" } });
        const two = object("StorageClass", "block", { parameters: { type: "io2" } });
        assert.deepEqual(told([provider(), one], [provider(), two]), ["replace block by parameters.type"]);
        const selected = (app: string) => object("Deployment", "web", { spec: { selector: { matchLabels: { app } } } });
        assert.deepEqual(told([provider(), selected("a")], [provider(), selected("b")]), [
            "replace web by spec.selector.matchLabels.app",
        ]);
    });

    it("is to replace a ConfigMap where the provider may not change it", () => {
        const strict = provider({ enableConfigMapMutable: "false" });
        assert.deepEqual(told([strict, small], [strict, large]), ["replace settings by data.a"]);
    });

    it("is to replace where the program says so, and to overlook what it says", () => {
        const forced = { ...large, replaceOnChanges: ["data"] };
        assert.deepEqual(told([provider(), small], [provider(), forced]), ["replace settings by data.a"]);
        const overlooked = { ...large, ignoreChanges: ["data"] };
        assert.deepEqual(told([provider(), small], [provider(), overlooked]), []);
    });

    it("is to make everything anew in another cluster", () => {
        const other = provider({ clusterIdentifier: "lyon" });
        assert.deepEqual(told([provider(), small], [other, small]), [
            "replace paris-cluster by clusterIdentifier",
            "replace settings by provider paris-cluster",
        ]);
    });

    it("is to delete and to create what has another name, unless an alias says what it was", () => {
        const renamed = { ...small, name: "options" };
        assert.deepEqual(told([small], [renamed]), ["create options", "delete settings"]);
        assert.deepEqual(told([small], [{ ...renamed, aliases: [{ name: "settings" }] }]), ["rename options"]);
    });

    it("is to delete and to create what has another parent, unless an alias says so", () => {
        const child = { ...small, ...inside };
        const before = [component("paris-longhorn"), child];
        assert.deepEqual(told(before, [small]), ["create settings", "delete settings"]);
        const alias = { parent: "paris-longhorn", parentType: "samestack:storage:Longhorn" };
        assert.deepEqual(told(before, [component("paris-longhorn"), { ...small, aliases: [alias] }]), [
            "rename settings",
        ]);
    });

    it("follows a parent's alias, also in the names that begin with it", () => {
        const child = object("ConfigMap", "paris-longhorn-settings", {}, inside);
        const parent = component("paris-storage", { aliases: [{ name: "paris-longhorn" }] });
        const moved = { ...child, name: "paris-storage-settings", parent: "paris-storage" };
        assert.deepEqual(told([component("paris-longhorn"), child], [parent, moved]), [
            "rename paris-storage-settings",
        ]);
    });

    it("is said with place, role and system", () => {
        const stack = resource({ type: "samestack:stacks:Production", name: "paris", custom: false });
        const longhorn = component("paris-longhorn", { parent: "paris", parentType: stack.type });
        const [change] = changesOf([], [stack, longhorn, { ...small, ...inside }]);
        assert.deepEqual([change?.place, change?.role, change?.system], ["paris", "storage", "Longhorn"]);
    });

    it("is to replace what AWS does not let change, and to update the rest", () => {
        const changed = (type: string, before: object, after: object) =>
            told([aws(type, "one", { ...before })], [aws(type, "one", { ...after })]);
        assert.deepEqual(changed("ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.1.0.0/16" }), [
            "replace one by cidrBlock",
        ]);
        assert.deepEqual(changed("ec2/subnet:Subnet", { availabilityZone: "a" }, { availabilityZone: "b" }), [
            "replace one by availabilityZone",
        ]);
        assert.deepEqual(changed("eks/cluster:Cluster", { roleArn: "arn:a" }, { roleArn: "arn:b" }), [
            "replace one by roleArn",
        ]);
        assert.deepEqual(changed("eks/cluster:Cluster", { version: "1.35" }, { version: "1.36" }), ["update one"]);
        const sized = (maxSize: number) => ({ subnetIds: ["a"], scalingConfig: { minSize: 1, maxSize } });
        assert.deepEqual(changed("eks/nodeGroup:NodeGroup", sized(3), sized(5)), ["update one"]);
        const template = (version: string) => ({ launchTemplate: { id: "[unknown]", version } });
        assert.deepEqual(changed("eks/nodeGroup:NodeGroup", template("1"), template("2")), ["update one"]);
    });

    describe("with what is made of something that is replaced", () => {
        const vpc = (cidrBlock: string) => aws("ec2/vpc:Vpc", "paris-vpc", { cidrBlock });
        const subnet = aws(
            "ec2/subnet:Subnet",
            "paris-a",
            { vpcId: "[unknown]", cidrBlock: "10.0.0.0/24" },
            { sources: { vpcId: [{ type: "aws:ec2/vpc:Vpc", name: "paris-vpc" }] } },
        );
        const moved = (...rest: Registered[]) => told([vpc("10.0.0.0/16"), ...rest], [vpc("10.1.0.0/16"), ...rest]);
        const fromSubnet = [{ type: subnet.type, name: "paris-a" }];

        it("is to replace it, through as many as there are", () => {
            const nodes = aws(
                "eks/nodeGroup:NodeGroup",
                "paris-nodes",
                { clusterName: "paris", subnetIds: ["[unknown]", "[unknown]"] },
                { sources: { subnetIds: [...fromSubnet, { type: subnet.type, name: "paris-b" }] } },
            );
            assert.deepEqual(moved(subnet, nodes), [
                "replace paris-vpc by cidrBlock",
                "replace paris-a by vpcId, which comes of paris-vpc",
                "replace paris-nodes by subnetIds, which comes of paris-a",
            ]);
        });

        it("is to change it where it can take another, and nothing where that is known or of another", () => {
            const cluster = aws(
                "eks/cluster:Cluster",
                "paris",
                { roleArn: "[unknown]", vpcConfig: { subnetIds: ["[unknown]"] } },
                { sources: { vpcConfig: fromSubnet, roleArn: [{ type: "aws:iam/role:Role", name: "paris-a" }] } },
            );
            const named = aws(
                "eks/addon:Addon",
                "paris-addon",
                { clusterName: "paris" },
                { sources: { clusterName: fromSubnet }, dependsOn: ["paris-a"] },
            );
            assert.deepEqual(moved(subnet, cluster, named), [
                "replace paris-vpc by cidrBlock",
                "replace paris-a by vpcId, which comes of paris-vpc",
                "update paris, taking vpcConfig of paris-a",
            ]);
        });

        it("is to replace it too, id or not, where what has a name of its own is deleted before there is another", () => {
            const cluster = (name: object, roleArn: string) =>
                aws("eks/cluster:Cluster", "paris", { ...name, roleArn });
            const ofCluster = (type: string, name: string, from: Source) =>
                aws(type, name, { clusterName: "paris" }, { sources: { clusterName: [from] } });
            const paris = { type: "aws:eks/cluster:Cluster", name: "paris" };
            const rest = [
                ofCluster("eks/nodeGroup:NodeGroup", "paris-nodes", paris),
                ofCluster("eks/addon:Addon", "paris-addon", {
                    type: "aws:eks/nodeGroup:NodeGroup",
                    name: "paris-nodes",
                }),
                ofCluster("eks/addon:Addon", "lyon-addon", { ...paris, name: "lyon" }),
            ];
            const other = (name: object) => told([cluster(name, "a"), ...rest], [cluster(name, "b"), ...rest]);
            assert.deepEqual(other({ name: "paris" }), [
                "replace paris by roleArn",
                "replace paris-nodes by clusterName, which comes of paris",
                "replace paris-addon by clusterName, which comes of paris-nodes",
            ]);
            assert.deepEqual(other({}), ["replace paris by roleArn"]);
        });

        it("is nothing where it is only changed in place", () => {
            const before = aws("ec2/vpc:Vpc", "paris-vpc", { enableDnsSupport: true });
            const after = aws("ec2/vpc:Vpc", "paris-vpc", { enableDnsSupport: false });
            assert.deepEqual(told([before, subnet], [after, subnet]), ["update paris-vpc"]);
        });
    });
});
