import assert from "node:assert/strict";

import { type Accepts, Namespace, type NamespaceArgs, type Opens } from "../../components/namespace";
import { deploy, the } from "../deploy";

const dns = {
    ports: [
        { port: 53, protocol: "UDP" },
        { port: 53, protocol: "TCP" },
    ],
};

function namespace(args: Partial<NamespaceArgs> = {}) {
    return deploy(
        () =>
            new Namespace("paris-web", {
                name: "web",
                role: "ingress",
                podSecurity: { level: "baseline", because: "its pods run as root" },
                ...args,
            }),
    );
}

async function rules(args: Partial<NamespaceArgs>): Promise<unknown> {
    return the(await namespace(args), "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs.spec;
}

describe("a namespace", () => {
    it("is the namespace with its Pod Security level, and the policy that closes it", async () => {
        const resources = await namespace();
        assert.deepEqual(
            resources.map(({ type, name, parent }) => ({ type, name, parent })),
            [
                { type: "samestack:index:Namespace", name: "paris-web", parent: undefined },
                { type: "kubernetes:core/v1:Namespace", name: "paris-web", parent: "paris-web" },
                { type: "kubernetes:networking.k8s.io/v1:NetworkPolicy", name: "paris-web-flows", parent: "paris-web" },
            ],
        );
        assert.deepEqual(the(resources, "kubernetes:core/v1:Namespace").inputs, {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
                name: "web",
                labels: {
                    "samestack.dev/role": "ingress",
                    "pod-security.kubernetes.io/enforce": "baseline",
                    "pod-security.kubernetes.io/enforce-version": "latest",
                    "pod-security.kubernetes.io/audit": "baseline",
                    "pod-security.kubernetes.io/warn": "baseline",
                },
                annotations: { "samestack.dev/pod-security-because": "its pods run as root" },
            },
        });
        assert.deepEqual(the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs, {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "samestack-flows", namespace: "web" },
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], egress: [dns] },
        });
    });

    it("gives no reason for the strictest level", async () => {
        const { metadata } = the(await namespace({ podSecurity: "restricted" }), "kubernetes:core/v1:Namespace").inputs;
        assert.ok(!JSON.stringify(metadata).includes("annotations"));
    });

    it("waits for the namespace before it puts the policy in it", async () => {
        const { dependsOn } = the(await namespace(), "kubernetes:networking.k8s.io/v1:NetworkPolicy");
        assert.deepEqual(dependsOn, ["paris-web"]);
    });

    const accepted: [string, Accepts, object][] = [
        ["its own pods, on every port", { from: "here" }, { from: [{ podSelector: {} }] }],
        [
            "a role's pods, on one port by name",
            { from: { role: "monitoring" }, ports: ["metrics"] },
            {
                from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "monitoring" } } }],
                ports: [{ port: "metrics", protocol: "TCP" }],
            },
        ],
        [
            "the API server, from wherever it calls",
            { from: "apiServer", ports: [9443] },
            { ports: [{ port: 9443, protocol: "TCP" }] },
        ],
        [
            "anybody, on two ports",
            { from: "anywhere", ports: [8000, 8443] },
            {
                ports: [
                    { port: 8000, protocol: "TCP" },
                    { port: 8443, protocol: "TCP" },
                ],
            },
        ],
    ];
    for (const [words, flow, rule] of accepted) {
        it(`accepts ${words}`, async () => {
            assert.deepEqual(await rules({ accepts: [flow] }), {
                podSelector: {},
                policyTypes: ["Ingress", "Egress"],
                ingress: [rule],
                egress: [dns],
            });
        });
    }

    const opened: [string, Opens, object][] = [
        ["its own pods", { to: "here" }, { to: [{ podSelector: {} }] }],
        [
            "the API server, on the ports it has in any place",
            { to: "apiServer" },
            {
                ports: [
                    { port: 443, protocol: "TCP" },
                    { port: 6443, protocol: "TCP" },
                ],
            },
        ],
        [
            "the internet, on the ports named",
            { to: "internet", ports: [443] },
            { ports: [{ port: 443, protocol: "TCP" }] },
        ],
        [
            "a role's pods, on every port",
            { to: { role: "storage" } },
            { to: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "storage" } } }] },
        ],
        [
            "a role's pods, on one port",
            { to: { role: "storage" }, ports: [9500] },
            {
                to: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "storage" } } }],
                ports: [{ port: 9500, protocol: "TCP" }],
            },
        ],
    ];
    for (const [words, flow, rule] of opened) {
        it(`opens connections to ${words}, beside DNS`, async () => {
            assert.deepEqual(await rules({ opens: [flow] }), {
                podSelector: {},
                policyTypes: ["Ingress", "Egress"],
                egress: [dns, rule],
            });
        });
    }
});
