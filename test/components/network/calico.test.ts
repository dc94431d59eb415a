import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { CalicoArgs } from "../../../components/network/calico";
import { network, networkCharts, NetworkArgs, podAddresses } from "../../../components/network";
import type { Cluster } from "../../../components/cluster";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const eks = { eks: { clusterName: "paris", region: "eu-west-3", vpcTags: {} } };
const rack = { asNumber: 64512, peers: [{ address: "192.0.2.1", asNumber: 64513, passwordSecret: "routerPassword" }] };

const put = (said: object = {}, cluster: Partial<Cluster> = {}) =>
    deploy(() => {
        const secrets = (key: string) => pulumi.secret(`canary-${key}`);
        return network(paris(cluster), NetworkArgs.parse({ kind: "calico", ...said }), { secrets, balances: false });
    });

const installation = async (said?: object, cluster?: Partial<Cluster>) => {
    const { spec } = the(await put(said, cluster), "kubernetes:operator.tigera.io/v1:Installation").inputs;
    return spec as {
        controlPlaneReplicas: number;
        calicoNetwork: { mtu?: number; ipPools?: { encapsulation: string }[] };
    };
};

const encapsulation = async (said?: object, cluster?: Partial<Cluster>) =>
    (await installation(said, cluster)).calicoNetwork.ipPools?.map((pool) => pool.encapsulation);

const refusal = (said: object) => {
    const { error } = CalicoArgs.safeParse({ kind: "calico", ...said });
    return error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
};

describe("Calico", () => {
    it("is its kinds, its operator, what the operator is to run, and what makes it visible", async () => {
        assert.deepEqual(listed(await put()), [
            "kubernetes:core/v1:Namespace paris-calico-namespace",
            "kubernetes:core/v1:Namespace paris-calico-operator-namespace",
            "kubernetes:crd.projectcalico.org/v1:FelixConfiguration paris-calico-felix",
            "kubernetes:crd.projectcalico.org/v1:NetworkPolicy paris-calico-metrics-flow",
            "kubernetes:helm.sh/v3:Release paris-calico-definitions",
            "kubernetes:helm.sh/v3:Release paris-calico-operator",
            "kubernetes:monitoring.coreos.com/v1:PodMonitor paris-calico-metrics-calico-kube-controllers",
            "kubernetes:monitoring.coreos.com/v1:PodMonitor paris-calico-metrics-calico-node",
            "kubernetes:monitoring.coreos.com/v1:PodMonitor paris-calico-metrics-calico-typha",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-calico-namespace-flows",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-calico-operator-namespace-flows",
            "kubernetes:operator.tigera.io/v1:APIServer paris-calico-api-server",
            "kubernetes:operator.tigera.io/v1:Installation paris-calico-installation",
            "samestack:index:Namespace paris-calico-namespace",
            "samestack:index:Namespace paris-calico-operator-namespace",
            "samestack:network:Calico paris-calico",
            "samestack:network:CalicoMetrics paris-calico-metrics",
        ]);
    });

    it("installs the kinds first, then the operator without waiting for a node that could run it", async () => {
        const resources = await put();
        const release = "kubernetes:helm.sh/v3:Release";
        const kinds = the(resources, release, "paris-calico-definitions");
        const operator = the(resources, release, "paris-calico-operator");
        assert.deepEqual(
            [kinds, operator].map(({ inputs }) => [inputs.chart, inputs.name, inputs.namespace, inputs.skipAwait]),
            [
                ["crd.projectcalico.org.v1", "crd-projectcalico-org-v1", "kube-system", undefined],
                ["tigera-operator", "tigera-operator", "tigera-operator", true],
            ],
        );
        assert.equal(kinds.inputs.version, operator.inputs.version);
        assert.ok(operator.dependsOn.includes("paris-calico-definitions"));
        assert.deepEqual(operator.inputs.values, {
            installation: { enabled: false },
            apiServer: { enabled: false },
            goldmane: { enabled: false },
            whisker: { enabled: false },
            manageCRDs: false,
            priorityClassName: "system-cluster-critical",
            resources: { requests: { cpu: "50m", memory: "128Mi" } },
        });
    });

    it("removes what the operator runs before the operator, and the API server before the network", async () => {
        const resources = await put();
        const ready = the(resources, "kubernetes:operator.tigera.io/v1:Installation");
        assert.deepEqual(ready.inputs.metadata, {
            name: "default",
            annotations: { "pulumi.com/waitFor": "condition=Ready", "pulumi.com/patchForce": "true" },
        });
        for (const first of ["paris-calico-operator", "paris-calico-felix", "paris-calico-namespace"]) {
            assert.ok(ready.dependsOn.includes(first), `${first} among ${ready.dependsOn.join(", ")}`);
        }
        assert.deepEqual(the(resources, "kubernetes:operator.tigera.io/v1:APIServer").dependsOn, [
            "paris-calico-installation",
        ]);
    });

    it("gives own servers an overlay of the cluster's pod addresses", async () => {
        assert.deepEqual(await installation(), {
            variant: "Calico",
            cni: { type: "Calico", ipam: { type: "Calico" } },
            calicoNetwork: {
                bgp: "Disabled",
                nodeAddressAutodetectionV4: { kubernetes: "NodeInternalIP" },
                ipPools: [
                    {
                        name: "default-ipv4-ippool",
                        cidr: "10.42.0.0/16",
                        encapsulation: "VXLANCrossSubnet",
                        natOutgoing: "Enabled",
                        nodeSelector: "all()",
                        blockSize: 26,
                        allowedUses: ["Workload", "Tunnel"],
                        assignmentMode: "Automatic",
                        disableNewAllocations: false,
                    },
                ],
            },
            controlPlaneReplicas: 2,
            flexVolumePath: "None",
            kubeletVolumePluginPath: "None",
            nodeMetricsPort: 9091,
            typhaMetricsPort: 9093,
            calicoNodeDaemonSet: requests("calico-node", "150m", "192Mi"),
            typhaDeployment: requests("calico-typha", "50m", "64Mi"),
            calicoKubeControllersDeployment: requests("calico-kube-controllers", "20m", "64Mi"),
        });
    });

    it("only enforces policy where the VPC gives out pod addresses", async () => {
        const spec = await installation({}, { podAddresses: "vpc", ...eks });
        const { kubernetesProvider, cni, calicoNetwork } = { ...spec } as Record<string, unknown>;
        assert.deepEqual(
            { kubernetesProvider, cni, calicoNetwork },
            {
                kubernetesProvider: "EKS",
                cni: { type: "AmazonVPC", ipam: { type: "AmazonVPC" } },
                calicoNetwork: { bgp: "Disabled" },
            },
        );
    });

    it("encapsulates what the network between nodes would not carry, unless told how", async () => {
        assert.deepEqual(await encapsulation({}, eks), ["VXLAN"]);
        assert.deepEqual(await encapsulation({ bgp: rack }), ["None"]);
        assert.deepEqual(await encapsulation({ bgp: rack, encapsulation: "IPIPCrossSubnet" }), ["IPIPCrossSubnet"]);
        assert.deepEqual(await encapsulation({ encapsulation: "VXLAN" }), ["VXLAN"]);
    });

    it("has one API server where there is one node, and packets as small as was said", async () => {
        const { controlPlaneReplicas, calicoNetwork } = await installation({ mtu: 1400 }, { nodes: 1 });
        assert.deepEqual([controlPlaneReplicas, calicoNetwork.mtu], [1, 1400]);
        assert.ok(!("mtu" in (await installation()).calicoNetwork));
    });

    it("encrypts between nodes when asked, and says so when not", async () => {
        const felix = async (said?: object) =>
            the(await put(said), "kubernetes:crd.projectcalico.org/v1:FelixConfiguration").inputs;
        assert.deepEqual(await felix({ wireguard: true }), {
            apiVersion: "crd.projectcalico.org/v1",
            kind: "FelixConfiguration",
            metadata: { name: "default" },
            spec: { wireguardEnabled: true },
        });
        assert.deepEqual((await felix()).spec, { wireguardEnabled: false });
    });

    it("speaks BGP with the routers before it starts", async () => {
        const resources = await put({ bgp: rack });
        assert.deepEqual(the(resources, "kubernetes:crd.projectcalico.org/v1:BGPConfiguration").inputs.spec, {
            asNumber: 64512,
            nodeToNodeMeshEnabled: false,
            logSeverityScreen: "Info",
        });
        const peer = the(resources, "kubernetes:crd.projectcalico.org/v1:BGPPeer", "paris-calico-bgp-peer-192.0.2.1");
        assert.deepEqual(peer.inputs, {
            apiVersion: "crd.projectcalico.org/v1",
            kind: "BGPPeer",
            metadata: { name: "peer-192-0-2-1" },
            spec: {
                peerIP: "192.0.2.1",
                asNumber: 64513,
                password: { secretKeyRef: { name: "samestack-bgp-passwords", key: "192.0.2.1" } },
            },
        });
        const { dependsOn } = the(resources, "kubernetes:operator.tigera.io/v1:Installation");
        assert.ok(dependsOn.includes(peer.name) && dependsOn.includes("paris-calico-bgp"), dependsOn.join(", "));
    });

    it("keeps routers' passwords in a Secret that only its nodes may read", async () => {
        const resources = await put({ bgp: rack });
        assert.deepEqual(the(resources, "kubernetes:core/v1:Secret").inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "samestack-bgp-passwords", namespace: "calico-system" },
            stringData: "[secret]",
        });
        assert.deepEqual(the(resources, "kubernetes:rbac.authorization.k8s.io/v1:Role").inputs.rules, [
            {
                apiGroups: [""],
                resources: ["secrets"],
                resourceNames: ["samestack-bgp-passwords"],
                verbs: ["get", "list", "watch"],
            },
        ]);
        assert.deepEqual(the(resources, "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding").inputs.subjects, [
            { kind: "ServiceAccount", name: "calico-node", namespace: "calico-system" },
        ]);
        assert.ok(!JSON.stringify(resources).includes("canary-"));
    });

    it("needs no Secret for routers without a password", async () => {
        const resources = await put({ bgp: { peers: [{ address: "192.0.2.1", asNumber: 64513 }] } });
        assert.deepEqual(the(resources, "kubernetes:crd.projectcalico.org/v1:BGPPeer").inputs.spec, {
            peerIP: "192.0.2.1",
            asNumber: 64513,
        });
        assert.deepEqual(
            listed(resources).filter((one) => /:(Secret|Role|RoleBinding) /.test(one)),
            [],
        );
    });

    it("is scraped at the ports it is told, through the door its operator leaves open", async () => {
        const resources = await put();
        const monitors = resources.filter(({ type }) => type.endsWith(":PodMonitor"));
        assert.deepEqual(monitors.map(({ inputs }) => portOf(inputs)).sort(), [
            "tigera-operator calico-kube-controllers $1:9094",
            "tigera-operator calico-node $1:9091",
            "tigera-operator calico-typha $1:9093",
        ]);
        assert.deepEqual(the(resources, "kubernetes:crd.projectcalico.org/v1:NetworkPolicy").inputs, {
            apiVersion: "crd.projectcalico.org/v1",
            kind: "NetworkPolicy",
            metadata: { name: "calico-system.samestack-metrics", namespace: "calico-system" },
            spec: {
                tier: "calico-system",
                order: 1,
                selector: "k8s-app == 'calico-kube-controllers'",
                types: ["Ingress"],
                ingress: [
                    {
                        action: "Allow",
                        protocol: "TCP",
                        source: { namespaceSelector: "samestack.dev/role == 'monitoring'" },
                        destination: { ports: [9094] },
                    },
                ],
            },
        });
    });

    it("refuses routes without BGP, BGP without routers, and either where the VPC routes", () => {
        const noBgp = "encapsulation needs BGP, which tells nodes the routes to each other's pods";
        const refused: [object, string[]][] = [
            [{ encapsulation: "None" }, [noBgp]],
            [{ encapsulation: "IPIP" }, [noBgp]],
            [{ encapsulation: "IPIPCrossSubnet" }, [noBgp]],
            [
                { bgp: {} },
                ["bgp.peers names no router, and without nodeMesh no node would learn a route to another's pods"],
            ],
            [{ bgp: { peers: [rack.peers[0], rack.peers[0]] } }, ["bgp.peers names a router twice"]],
            [
                { mode: "policy", encapsulation: "VXLAN" },
                ["encapsulation means nothing in mode policy, where the VPC carries the pods' packets"],
            ],
            [
                { mode: "policy", bgp: { nodeMesh: true } },
                ["bgp means nothing in mode policy, where the VPC routes to the pods"],
            ],
        ];
        for (const [said, why] of refused) assert.deepEqual(refusal(said), why, JSON.stringify(said));
        assert.equal(refused.length, 7);
        assert.equal(refusal({ bgp: { nodeMesh: true } }), undefined);
    });
});

describe("the network of a place", () => {
    const of = (cluster: string, said: object = {}) =>
        podAddresses({ cluster: { kind: cluster }, network: NetworkArgs.parse({ kind: "calico", ...said }) });

    it("leaves pod addresses to the VPC on EKS, unless an overlay is asked for", () => {
        assert.deepEqual(
            [of("existing"), of("eks"), of("eks", { mode: "overlay" }), of("existing", { mode: "policy" })],
            ["overlay", "vpc", "overlay", "vpc"],
        );
    });

    it("names the charts it installs", () => {
        assert.deepEqual(
            networkCharts(NetworkArgs.parse({ kind: "calico" })).map(({ name }) => name),
            ["crd.projectcalico.org.v1", "tigera-operator"],
        );
    });
});

function requests(name: string, cpu: string, memory: string) {
    return { spec: { template: { spec: { containers: [{ name, resources: { requests: { cpu, memory } } }] } } } };
}

function portOf(inputs: Record<string, unknown>): string {
    const { metadata, spec } = inputs as {
        metadata: { namespace: string };
        spec: {
            selector: { matchLabels: Record<string, string> };
            podMetricsEndpoints: { relabelings: { targetLabel?: string; replacement?: string }[] }[];
        };
    };
    const address = spec.podMetricsEndpoints[0]?.relabelings.find(({ targetLabel }) => targetLabel === "__address__");
    return `${metadata.namespace} ${spec.selector.matchLabels["k8s-app"] ?? ""} ${address?.replacement ?? ""}`;
}
