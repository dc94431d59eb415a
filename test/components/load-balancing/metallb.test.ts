import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { MetalLB, MetalLBArgs } from "../../../components/load-balancing/metallb";
import { deploy, the } from "../../deploy";
import { paris } from "../../place";

const addresses = ["192.0.2.10-192.0.2.30"];
const routers = {
    kind: "bgp",
    asNumber: 64512,
    peers: [
        { address: "192.0.2.1", asNumber: 64513, passwordSecret: "routerPassword" },
        { address: "192.0.2.2", asNumber: 64513 },
    ],
};

let asked: string[];

const put = (said: object = {}) => {
    asked = [];
    return deploy(() => {
        const secrets = (key: string) => {
            asked.push(key);
            return pulumi.secret(`canary-${key}`);
        };
        return new MetalLB("paris-metallb", {
            place: paris(),
            said: MetalLBArgs.parse({ kind: "metallb", addresses, ...said }),
            secrets,
        });
    });
};

describe("MetalLB", () => {
    it("is a Release, a pool and its announcement, in a namespace of its own", async () => {
        const resources = await put();
        assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).sort(), [
            "kubernetes:core/v1:Namespace paris-metallb-namespace",
            "kubernetes:helm.sh/v3:Release paris-metallb",
            "kubernetes:metallb.io/v1beta1:IPAddressPool paris-metallb-pool",
            "kubernetes:metallb.io/v1beta1:L2Advertisement paris-metallb-advertisement",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-metallb-namespace-flows",
            "pulumi:providers:kubernetes paris-cluster",
            "samestack:index:Namespace paris-metallb-namespace",
            "samestack:loadBalancing:MetalLB paris-metallb",
        ]);
        assert.deepEqual(asked, []);
    });

    it("gives out the addresses that were said, once its kinds are there", async () => {
        const pool = the(await put(), "kubernetes:metallb.io/v1beta1:IPAddressPool");
        assert.deepEqual(pool.inputs, {
            apiVersion: "metallb.io/v1beta1",
            kind: "IPAddressPool",
            metadata: { name: "default", namespace: "metallb-system" },
            spec: { addresses },
        });
        assert.ok(pool.dependsOn.includes("paris-metallb"));
    });

    it("runs no FRR to answer ARP, and lets its objects in before its webhook is there", async () => {
        const small = { requests: { cpu: "50m", memory: "64Mi" } };
        assert.deepEqual(the(await put(), "kubernetes:helm.sh/v3:Release").inputs.values, {
            frrk8s: { enabled: false },
            crds: { validationFailurePolicy: "Ignore" },
            controller: { resources: small, priorityClassName: "system-cluster-critical" },
            speaker: { resources: small, priorityClassName: "system-node-critical" },
            prometheus: {
                serviceMonitor: { enabled: true },
                rbacPrometheus: false,
            },
        });
    });

    it("speaks BGP through FRR, with each router, under its password where it has one", async () => {
        const resources = await put({ mode: routers });
        const { values } = the(resources, "kubernetes:helm.sh/v3:Release").inputs as {
            values: { frrk8s: unknown; "frr-k8s": { prometheus: unknown } };
        };
        assert.deepEqual(values.frrk8s, { enabled: true });
        assert.deepEqual(values["frr-k8s"].prometheus, { serviceMonitor: { enabled: true } });

        const peers = resources.filter(({ type }) => type === "kubernetes:metallb.io/v1beta2:BGPPeer");
        assert.deepEqual(Object.fromEntries(peers.map(({ name, inputs }) => [name, inputs.spec])), {
            "paris-metallb-router-192-0-2-1": {
                myASN: 64512,
                peerASN: 64513,
                peerAddress: "192.0.2.1",
                passwordSecret: { name: "router-192-0-2-1" },
            },
            "paris-metallb-router-192-0-2-2": { myASN: 64512, peerASN: 64513, peerAddress: "192.0.2.2" },
        });
        assert.deepEqual(the(resources, "kubernetes:metallb.io/v1beta1:BGPAdvertisement").inputs.spec, {
            ipAddressPools: ["default"],
        });
        assert.ok(!resources.some(({ type }) => type.endsWith(":L2Advertisement")));
    });

    it("keeps a router's password in a Secret", async () => {
        const resources = await put({ mode: routers });
        assert.deepEqual(the(resources, "kubernetes:core/v1:Secret").inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "router-192-0-2-1", namespace: "metallb-system" },
            type: "kubernetes.io/basic-auth",
            stringData: "[secret]",
        });
        assert.deepEqual(asked, ["routerPassword"]);
        assert.ok(!JSON.stringify(resources).includes("canary-"));
    });

    it("is reached by the API server at its webhook and by Prometheus at its metrics, by nobody else", async () => {
        const policy = the(await put(), "kubernetes:networking.k8s.io/v1:NetworkPolicy");
        const { ingress } = policy.inputs.spec as { ingress: { ports: { port: number }[] }[] };
        assert.deepEqual(
            ingress.map(({ ports }) => ports.map(({ port }) => port)),
            [[9443], [9120]],
        );
    });
});

describe("what is said of MetalLB", () => {
    const refused: Record<string, object> = {
        "no addresses": { addresses: undefined },
        "an empty list of addresses": { addresses: [] },
        "a mode that it has not": { mode: { kind: "ospf" } },
        "BGP without a router": { mode: { ...routers, peers: [] } },
        "BGP without its own autonomous system": { mode: { ...routers, asNumber: undefined } },
        "an autonomous system of more than four octets": { mode: { ...routers, asNumber: 4_294_967_296 } },
        "a router by its name": { mode: { ...routers, peers: [{ address: "router.example.org", asNumber: 64513 }] } },
        "a password in clear": {
            mode: { ...routers, peers: [{ address: "192.0.2.1", asNumber: 64513, password: "hunter2" }] },
        },
        "an unknown word": { pools: 2 },
    };
    for (const [what, said] of Object.entries(refused)) {
        it(`is refused with ${what}`, () => {
            assert.equal(MetalLBArgs.safeParse({ kind: "metallb", addresses, ...said }).success, false);
        });
    }

    it("is answered by ARP unless said otherwise", () => {
        assert.deepEqual(MetalLBArgs.parse({ kind: "metallb", addresses }), {
            kind: "metallb",
            addresses,
            mode: { kind: "l2" },
        });
    });
});
