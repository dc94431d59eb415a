import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { agentValues, GitLabAgent } from "../../../components/delivery/gitlab-agent";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const said = { secret: "agentToken", role: "view" };
const server = { address: "wss://kas.example.org" };

function put(more: object = {}) {
    const secrets = (key: string) => pulumi.secret(`canary-${key}`);
    const needs = { place: paris(), said, server: { ...server, ...more }, secrets };
    return deploy(() => new GitLabAgent("paris-gitlab-agent", needs));
}

describe("GitLabAgent", () => {
    it("is a Release that is told the name of the Secret with its token, and a budget", async () => {
        const resources = await put();
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:Namespace paris-gitlab-agent-namespace",
            "kubernetes:core/v1:Secret paris-gitlab-agent-token",
            "kubernetes:helm.sh/v3:Release paris-gitlab-agent",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-gitlab-agent-namespace-flows",
            "kubernetes:policy/v1:PodDisruptionBudget paris-gitlab-agent-budget",
            "samestack:delivery:GitLabAgent paris-gitlab-agent",
            "samestack:index:Namespace paris-gitlab-agent-namespace",
        ]);
        const { inputs, dependsOn } = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.equal(inputs.version, "2.28.0");
        assert.ok(dependsOn.includes("paris-gitlab-agent-token"));
        assert.equal(the(resources, "kubernetes:core/v1:Secret").inputs.stringData, "[secret]");
        assert.doesNotMatch(JSON.stringify(resources.map((one) => one.inputs)), /canary/);
    });

    it("opens connections to the API and to its server, and only Prometheus comes in", async () => {
        const policy = the(
            await put({ flow: { to: "internet", ports: [8443] } }),
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        );
        const { ingress, egress } = policy.inputs.spec as Record<string, { ports: { port: number }[] }[]>;
        const ports = (rules: typeof egress) => rules?.map((rule) => rule.ports.map(({ port }) => port));
        assert.deepEqual(ports(ingress), [[8080]]);
        assert.deepEqual(ports(egress), [[53, 53], [443, 6443], [8443]]);
    });
});

describe("values of the agent", () => {
    it("give pipelines the role that is said, and never the chart's own, which rules the cluster", () => {
        const { rbac, config, replicas } = agentValues(said, server);
        assert.deepEqual(rbac, { create: true, useExistingRole: "view" });
        assert.deepEqual(config, {
            kasAddress: "wss://kas.example.org",
            secretName: "agent-token",
            operational_container_scanning: { enabled: false },
        });
        assert.equal(replicas, 2);
    });

    it("trust the authority that is said", () => {
        const { config } = agentValues(said, { ...server, certificateAuthority: "PEM" });
        assert.equal((config as { kasCaCert: string }).kasCaCert, "PEM");
    });
});
