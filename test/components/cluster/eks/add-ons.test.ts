import assert from "node:assert/strict";

import { ireland, make, otherwise, underOverlay } from "./eks";
import { type Registered, the } from "../../../deploy";

const ADD_ON = "aws:eks/addon:Addon";

describe("an EKS cluster's add-ons", () => {
    let resources: Registered[] = [];
    before(async () => ({ resources } = await ireland()));

    it("are those that a cluster needs to run pods, in the version that EKS holds best", () => {
        const addOns = resources.filter(({ type }) => type === ADD_ON).map(({ inputs }) => inputs);
        const common = {
            clusterName: "test-ireland-cluster",
            resolveConflictsOnCreate: "OVERWRITE",
            resolveConflictsOnUpdate: "OVERWRITE",
        };
        assert.deepEqual(
            addOns.sort((a, b) => String(a.addonName).localeCompare(String(b.addonName))),
            [
                { addonName: "coredns", ...common },
                { addonName: "eks-pod-identity-agent", ...common },
                { addonName: "kube-proxy", ...common },
                {
                    addonName: "vpc-cni",
                    ...common,
                    configurationValues: '{"env":{"ANNOTATE_POD_IP":"true"},"enableNetworkPolicy":"false"}',
                },
            ],
        );
    });

    it("are of the version that is said", async () => {
        const { resources } = await otherwise();
        const version = (name: string) => the(resources, ADD_ON, `ireland-cluster-${name}`).inputs.addonVersion;
        assert.deepEqual(["kube-proxy", "coredns"].map(version), ["v1.36.0-eksbuild.2", undefined]);
    });

    it("come before the nodes, but for DNS, which comes after them", () => {
        const waits = (type: string, name: string) =>
            the(resources, type, `ireland-cluster-${name}`).dependsOn.filter((one) => /-nodes-[a-c]$/.test(one));
        assert.deepEqual(
            waits(ADD_ON, "coredns"),
            ["a", "b", "c"].map((zone) => `ireland-cluster-nodes-${zone}`),
        );
        for (const name of ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]) {
            assert.deepEqual(waits(ADD_ON, name), [], name);
        }
    });

    it("let the VPC CNI manage interfaces with a role of its own, from its first pod on", () => {
        const association = the(resources, "aws:eks/podIdentityAssociation:PodIdentityAssociation");
        assert.deepEqual(association.inputs, {
            clusterName: "test-ireland-cluster",
            namespace: "kube-system",
            serviceAccount: "aws-node",
            roleArn: "arn:aws:iam::000000000000:role/ireland-cluster-vpc-cni",
        });
        assert.ok(the(resources, ADD_ON, "ireland-cluster-vpc-cni").dependsOn.includes(association.name));
        const { inputs } = the(
            resources,
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            "ireland-cluster-vpc-cni-AmazonEKS_CNI_Policy",
        );
        assert.deepEqual(inputs, {
            role: "ireland-cluster-vpc-cni",
            policyArn: "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
        });
    });

    it("let the VPC CNI write a pod's address on the pod, for Calico, before it needs to", () => {
        const role = the(resources, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole");
        assert.deepEqual(role.inputs.rules, [{ apiGroups: [""], resources: ["pods"], verbs: ["patch"] }]);
        const binding = the(resources, "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding");
        assert.deepEqual(binding.inputs.subjects, [
            { kind: "ServiceAccount", namespace: "kube-system", name: "aws-node" },
        ]);
        assert.equal(binding.provider, "ireland-cluster");
        assert.ok(the(resources, ADD_ON, "ireland-cluster-vpc-cni").dependsOn.includes(binding.name));
    });

    it("are without the VPC CNI under an overlay, and without what it needs", async () => {
        const { resources } = await underOverlay();
        const names = resources.filter(({ type }) => type === ADD_ON).map(({ inputs }) => inputs.addonName);
        assert.deepEqual(names.sort(), ["coredns", "eks-pod-identity-agent", "kube-proxy"]);
        const others = resources.map(({ type }) => type);
        assert.ok(!others.some((type) => /rbac|podIdentityAssociation/.test(type)));
        assert.ok(
            the(resources, "aws:eks/nodeGroup:NodeGroup", "ireland-cluster-nodes-a").dependsOn.includes(
                "ireland-cluster-kube-proxy",
            ),
        );
    });

    it("are without kube-proxy, and without AWS's CNI, where another network does the work of both", async () => {
        const { resources, cluster } = await make({}, { podAddresses: "vpc", vpcCni: false, kubeProxy: false });
        const names = resources.filter(({ type }) => type === ADD_ON).map(({ inputs }) => inputs.addonName);
        assert.deepEqual(names.sort(), ["coredns", "eks-pod-identity-agent"]);
        assert.deepEqual(
            [cluster.kubeProxy, cluster.podAddresses, cluster.podsReachable, cluster.podCidr],
            [false, "vpc", true, "10.20.0.0/16"],
        );
    });
});
