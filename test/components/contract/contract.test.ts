import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { Access } from "../../../components/access";
import { Contract, type ContractNeeds, words } from "../../../components/contract";
import { contractDifferences } from "../../../components/contract/differences";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const bare: ContractNeeds = {
    storage: { block: pulumi.output("block"), default: pulumi.output("fast") },
    certificates: { issuer: pulumi.output("default"), wildcards: false },
    ingress: {
        className: pulumi.output("public"),
        hosts: ["shop.example.org", "auth.example.org"],
        behindLogin: (audience) => ({ "example.org/login": pulumi.output(audience) }),
    },
    databases: { kinds: {} },
};

const put = (needs: Partial<ContractNeeds> = {}) =>
    deploy(() => new Contract("paris-contract", { place: paris(), ...bare, ...needs }));

async function data(needs?: Partial<ContractNeeds>): Promise<Record<string, unknown>> {
    const { inputs } = the(await put(needs), "kubernetes:core/v1:ConfigMap");
    return inputs.data as Record<string, unknown>;
}

describe("the contract of a place", () => {
    it("is a ConfigMap where every cluster keeps what all may see, and the right to read that one", async () => {
        const resources = await put();
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:ConfigMap paris-contract",
            "kubernetes:rbac.authorization.k8s.io/v1:Role paris-contract-reader",
            "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding paris-contract-reader",
            "samestack:contract:Contract paris-contract",
        ]);
        const metadata = { name: "samestack-contract", namespace: "kube-public" };
        assert.deepEqual(the(resources, "kubernetes:core/v1:ConfigMap").inputs.metadata, metadata);
        assert.deepEqual(the(resources, "kubernetes:rbac.authorization.k8s.io/v1:Role").inputs, {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "Role",
            metadata,
            rules: [
                {
                    apiGroups: [""],
                    resources: ["configmaps"],
                    resourceNames: ["samestack-contract"],
                    verbs: ["get", "list", "watch"],
                },
            ],
        });
        assert.deepEqual(the(resources, "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding").inputs, {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "RoleBinding",
            metadata,
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "samestack-contract" },
            subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "system:authenticated" }],
        });
    });

    it("has every word, empty where the place does not offer it", async () => {
        const said = await data();
        assert.deepEqual(Object.keys(said).sort(), Object.keys(words).sort());
        const offered = Object.entries(said).filter(([, value]) => value !== "");
        assert.deepEqual(Object.fromEntries(offered), {
            "place.name": "paris",
            "place.domain": "paris.example.org",
            "hosts.taken": "auth.example.org shop.example.org",
            "storage.block": "block",
            "storage.default": "fast",
            "ingress.class": "public",
            "certificates.issuer": "default",
            "certificates.kind": "ClusterIssuer",
            "certificates.annotation": "cert-manager.io/cluster-issuer",
            "network.ingress": "samestack.dev/role=ingress",
            "namespace.level": "pod-security.kubernetes.io/enforce=restricted",
        });
    });

    it("says what the roles hand on", async () => {
        const said = await data({
            storage: {
                ...bare.storage,
                shared: pulumi.output("shared"),
                snapshots: pulumi.output("block"),
            },
            certificates: { ...bare.certificates, wildcards: true },
            ingress: {
                ...bare.ingress,
                gateway: {
                    name: pulumi.output("entry"),
                    namespace: pulumi.output("traefik"),
                    listeners: ["web", "websecure"],
                },
            },
            access: {} as Access,
            dns: { domains: ["example.org", "example.net"] },
            monitoring: {
                reads: {
                    kinds: ["ServiceMonitor", "Probe"],
                    dashboards: { label: { key: "shown", value: "yes" }, folder: "folder" },
                },
            },
            logging: { streams: ["stdout", "stderr"] },
            databases: { kinds: { mariadb: { apiVersion: "example.org/v1", kind: "MariaDB" } } },
        });
        const expected = {
            "hosts.resolve": "example.org example.net",
            "storage.shared": "shared",
            "storage.snapshots": "block",
            "gateway.namespace": "traefik",
            "gateway.name": "entry",
            "gateway.listeners": "web websecure",
            "certificates.wildcards": "*.paris.example.org",
            "login.everyone": '{"example.org/login":"everyone"}',
            "login.administrators": '{"example.org/login":"administrators"}',
            "network.monitoring": "samestack.dev/role=monitoring",
            "network.databases": "samestack.dev/role=databases",
            "monitoring.kinds": "ServiceMonitor Probe",
            "monitoring.dashboards": "shown=yes",
            "monitoring.folder": "folder",
            "logging.streams": "stdout stderr",
            "databases.postgres": "",
            "databases.mariadb": "example.org/v1 MariaDB",
            "backup.copies": "",
        };
        assert.deepEqual(Object.fromEntries(Object.keys(expected).map((word) => [word, said[word]])), expected);
    });

    it("declares of every word that a place may lack which kind of system takes it away", () => {
        const declared = contractDifferences.flatMap(({ what }) =>
            what.map((one) => /data\["(.*)"\]$/.exec(one)?.[1] ?? ""),
        );
        const mayLack = Object.entries(words)
            .filter(([, { same }]) => same === "offered")
            .map(([word]) => word);
        assert.deepEqual(
            mayLack.filter((word) => !declared.includes(word)),
            [],
        );
        assert.deepEqual(
            declared.filter((word) => !(word in words)),
            [],
        );
    });
});
