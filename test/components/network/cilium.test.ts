import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { Cluster, Identity } from "../../../components/cluster";
import { CiliumArgs } from "../../../components/network/cilium";
import { blockOfANode, network, networkCharts, NetworkArgs, networkNeeds } from "../../../components/network";
import { deploy, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";

class Vouched extends pulumi.CustomResource {}

const RELEASE = "kubernetes:helm.sh/v3:Release";
const TAGS = { "samestack.dev/cluster": "test-paris-cluster" };

const parse = (said: object = {}) => NetworkArgs.parse({ kind: "cilium", ...said });

const put = (said: object = {}, cluster: () => Partial<Cluster> = () => ({})) =>
    deploy(() => network(paris(cluster()), parse(said), { secrets: (key) => pulumi.secret(key), balances: false }));

/** What EKS gives it in mode `eni`, with rights that are only written down. */
const eks =
    (rights: unknown[] = [], more: Partial<Cluster> = {}) =>
    (): Partial<Cluster> => ({
        podAddresses: "vpc",
        podCidr: "10.20.0.0/16",
        eks: { clusterName: "test-paris-cluster", region: "eu-west-3", vpcTags: TAGS },
        apiServerHost: pulumi.output("ABC.gr7.eu-west-3.eks.amazonaws.com"),
        identity: ((name, to, policy, opts) => {
            rights.push(to, policy);
            return new Vouched("test:index:Identity", name, {}, opts);
        }) satisfies Identity,
        ...more,
    });

const values = (resources: Registered[]) => the(resources, RELEASE).inputs.values as Record<string, unknown>;

describe("Cilium", () => {
    it("is its chart in a closed namespace, and nothing else", async () => {
        assert.deepEqual(listed(await put()), [
            "kubernetes:core/v1:Namespace paris-cilium-namespace",
            "kubernetes:helm.sh/v3:Release paris-cilium",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-cilium-namespace-flows",
            "samestack:index:Namespace paris-cilium-namespace",
            "samestack:network:Cilium paris-cilium",
        ]);
    });

    it("is waited for as long as nodes take to come up, so that nothing runs before it does", async () => {
        const { inputs, dependsOn } = the(await put(), RELEASE);
        const { chart, version, namespace, skipAwait, timeout } = inputs;
        assert.deepEqual(
            { chart, version, namespace, skipAwait, timeout },
            { chart: "cilium", version: "1.20.0", namespace: "cilium-system", skipAwait: undefined, timeout: 1800 },
        );
        assert.ok(dependsOn.includes("paris-cilium-namespace"), dependsOn.join(", "));
    });

    it("gives own servers an overlay of the cluster's pod addresses, beside kube-proxy", async () => {
        const { hubble, operator, prometheus, envoy, resources, ...rest } = values(await put());
        assert.deepEqual(rest, {
            upgradeCompatibility: "1.20",
            cluster: { name: "paris" },
            ipam: {
                mode: "cluster-pool",
                operator: { clusterPoolIPv4PodCIDRList: ["10.42.0.0/16"], clusterPoolIPv4MaskSize: 24 },
            },
            routingMode: "tunnel",
            tunnelProtocol: "vxlan",
            kubeProxyReplacement: false,
            policyCIDRMatchMode: ["nodes"],
            defaultLBServiceIPAM: "none",
            secretsNamespaceLabels: {
                "samestack.dev/role": "network",
                "pod-security.kubernetes.io/enforce": "restricted",
            },
            certgen: { resources: { requests: { cpu: "10m", memory: "32Mi" } } },
        });
        assert.deepEqual(operator, {
            replicas: 2,
            podDisruptionBudget: { enabled: true },
            resources: { requests: { cpu: "20m", memory: "96Mi" } },
            prometheus: { serviceMonitor: { enabled: true } },
        });
        assert.deepEqual(prometheus, { enabled: true, serviceMonitor: { enabled: true, trustCRDsExist: true } });
        assert.deepEqual(
            [envoy, resources],
            [
                {
                    resources: { requests: { cpu: "50m", memory: "64Mi" } },
                    prometheus: { serviceMonitor: { enabled: true } },
                },
                { requests: { cpu: "150m", memory: "384Mi" } },
            ],
        );
        assert.ok(hubble);
    });

    it("has Hubble's certificates made in the cluster, so that no render brings new ones", async () => {
        const { hubble } = values(await put()) as { hubble: Record<string, Record<string, unknown>> };
        assert.deepEqual(hubble.tls, { auto: { method: "cronJob" } });
        assert.deepEqual(hubble.metrics, {
            enabled: ["dns", "drop", "tcp", "flow", "port-distribution", "icmp"],
            serviceMonitor: { enabled: true },
        });
        assert.deepEqual(
            [hubble.relay?.enabled, hubble.relay?.replicas, hubble.relay?.prometheus],
            [true, 2, { enabled: true, serviceMonitor: { enabled: true } }],
        );
        assert.deepEqual([hubble.ui?.enabled, hubble.ui?.replicas], [true, 2]);
    });

    it("runs one of each where there is one node", async () => {
        const { operator, hubble } = values(await put({}, () => ({ nodes: 1 }))) as {
            operator: { replicas: number };
            hubble: Record<"relay" | "ui", { replicas: number }>;
        };
        assert.deepEqual([operator.replicas, hubble.relay.replicas, hubble.ui.replicas], [1, 1, 1]);
    });

    it("gives Services their addresses and answers for them, where it is the load balancer too", async () => {
        const without = values(await put());
        assert.deepEqual([without.defaultLBServiceIPAM, without.l2announcements], ["none", undefined]);
        const needs = { secrets: (key: string) => pulumi.secret(key), balances: true };
        const resources = await deploy(() =>
            network(paris(), parse({ kubeProxyReplacement: true, apiServer: { host: "192.0.2.5" } }), needs),
        );
        const balancing = values(resources);
        assert.deepEqual([balancing.defaultLBServiceIPAM, balancing.l2announcements], ["lbipam", { enabled: true }]);
    });

    it("shows Hubble behind the shared login", async () => {
        let consoles: object[] = [];
        await deploy(() => {
            ({ consoles } = network(paris(), parse(), { secrets: (key) => pulumi.secret(key), balances: false }));
        });
        assert.deepEqual(
            consoles.map((console) => ({ ...console, namespace: undefined })),
            [
                {
                    host: "hubble",
                    title: "Hubble",
                    purpose: "which pods speak with which, and what was refused",
                    namespace: undefined,
                    service: "hubble-ui",
                    port: 80,
                    login: "shared",
                },
            ],
        );
    });

    it("lets in the ingress and monitoring, and out to its agents on their nodes", async () => {
        const { spec } = the(await put(), "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs as {
            spec: { ingress: unknown[]; egress: unknown[] };
        };
        const tcp = (port: number) => ({ port, protocol: "TCP" });
        const role = (name: string) => [{ namespaceSelector: { matchLabels: { "samestack.dev/role": name } } }];
        assert.deepEqual(spec.ingress, [
            { from: [{ podSelector: {} }] },
            { from: role("ingress"), ports: [tcp(8081)] },
            { from: role("monitoring"), ports: [tcp(9966)] },
        ]);
        assert.deepEqual(spec.egress.slice(1), [
            { to: [{ podSelector: {} }] },
            { ports: [tcp(443), tcp(6443)] },
            { ports: [tcp(4244)] },
        ]);
    });

    it("encrypts between nodes, with packets as small as was said", async () => {
        const { encryption, MTU } = values(await put({ wireguard: true, mtu: 1400 }));
        assert.deepEqual([encryption, MTU], [{ enabled: true, type: "wireguard" }, 1400]);
        const usual = values(await put());
        assert.ok(!("encryption" in usual) && !("MTU" in usual));
    });

    it("takes kube-proxy's place on own servers, once told where the API server is", async () => {
        const resources = await put({ kubeProxyReplacement: true, apiServer: { host: "192.0.2.5" } });
        const { kubeProxyReplacement, k8sServiceHost, k8sServicePort, k8sServiceHostRef } = values(resources);
        assert.deepEqual(
            [kubeProxyReplacement, k8sServiceHost, k8sServicePort, k8sServiceHostRef],
            [true, "192.0.2.5", 6443, undefined],
        );
        assert.ok(!resources.some(({ type }) => type.endsWith(":ConfigMap")));
    });

    it("takes it on EKS where the API server is only known once it is made, so not through values", async () => {
        const resources = await put({ kubeProxyReplacement: true }, eks());
        const { k8sServiceHost, k8sServicePort, k8sServiceHostRef } = values(resources);
        assert.deepEqual(
            [k8sServiceHost, k8sServicePort, k8sServiceHostRef],
            [undefined, 443, { name: "api-server", key: "host" }],
        );
        const { inputs, name } = the(resources, "kubernetes:core/v1:ConfigMap");
        assert.deepEqual(
            [inputs.metadata, inputs.data],
            [{ name: "api-server", namespace: "cilium-system" }, { host: "ABC.gr7.eu-west-3.eks.amazonaws.com" }],
        );
        assert.ok(the(resources, RELEASE).dependsOn.includes(name));
    });

    it("gives pods addresses of the VPC on EKS, from private subnets, and cleans up this cluster's alone", async () => {
        const { ipam, eni, routingMode, enableIPv4Masquerade, tunnelProtocol } = values(await put({}, eks()));
        assert.deepEqual(
            { ipam, eni, routingMode, enableIPv4Masquerade, tunnelProtocol },
            {
                ipam: { mode: "eni" },
                eni: {
                    enabled: true,
                    gcTags: TAGS,
                    nodeSpec: { subnetTags: ["kubernetes.io/role/internal-elb=1"] },
                },
                routingMode: "native",
                enableIPv4Masquerade: false,
                tunnelProtocol: undefined,
            },
        );
    });

    it("gives its operator the right to add interfaces, before there is an operator", async () => {
        const rights: unknown[] = [];
        const resources = await put({}, eks(rights));
        const [to, policy] = rights as [object, { statements: { Action: string | string[]; Resource: string }[] }];
        assert.deepEqual(to, { namespace: "cilium-system", serviceAccount: "cilium-operator" });
        const [interfaces, tags] = policy.statements;
        assert.equal(interfaces?.Action.length, 15);
        assert.ok(interfaces.Action.includes("ec2:AssignPrivateIpAddresses"));
        assert.deepEqual([tags?.Action, tags?.Resource], ["ec2:CreateTags", "arn:aws:ec2:*:*:network-interface/*"]);
        assert.ok(the(resources, RELEASE).dependsOn.includes("paris-cilium-operator"));
    });

    it("needs no rights in the cloud for an overlay", async () => {
        const rights: unknown[] = [];
        const resources = await put({ mode: "overlay" }, eks(rights, { podAddresses: "overlay" }));
        assert.deepEqual(rights, []);
        assert.deepEqual((values(resources).ipam as { mode: string }).mode, "cluster-pool");
    });

    it("refuses to be told where the API server is while kube-proxy knows", () => {
        const { error } = CiliumArgs.safeParse({ kind: "cilium", apiServer: { host: "192.0.2.5" } });
        assert.deepEqual(
            error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`),
            ["apiServer is not asked for while kube-proxy is there, which leads to it"],
        );
        for (const host of ["https://192.0.2.5", "192.0.2.5:6443", ""]) {
            assert.throws(() => parse({ kubeProxyReplacement: true, apiServer: { host } }), /neither an address/);
        }
    });

    it("needs of its cluster neither AWS's CNI nor, when it is to replace it, kube-proxy; and a taint", () => {
        const needs = (cluster: string, said: object = {}) =>
            networkNeeds({ cluster: { kind: cluster }, network: parse(said) });
        const common = { vpcCni: false, startupTaint: "node.cilium.io/agent-not-ready" };
        assert.deepEqual(
            [
                needs("existing"),
                needs("eks"),
                needs("eks", { mode: "overlay" }),
                needs("eks", { kubeProxyReplacement: true }),
            ],
            [
                { podAddresses: "overlay", kubeProxy: true, ...common },
                { podAddresses: "vpc", kubeProxy: true, ...common },
                { podAddresses: "overlay", kubeProxy: true, ...common },
                { podAddresses: "vpc", kubeProxy: false, ...common },
            ],
        );
        assert.deepEqual([blockOfANode(parse()), networkCharts(parse()).map(({ name }) => name)], [256, ["cilium"]]);
    });
});
