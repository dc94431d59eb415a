import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { GitLabRunner, runnerValues } from "../../../components/delivery/gitlab-runner";
import { deploy, the } from "../../deploy";
import { listed, paris } from "../../place";

const said = { secret: "runnerToken", concurrent: 4 };
const url = "https://gitlab.example.org";
const certificateAuthority = "-----BEGIN CERTIFICATE-----\nY2E=\n-----END CERTIFICATE-----\n";

function put(gitlab: object = {}) {
    const secrets = (key: string) => pulumi.secret(`canary-${key}`);
    return deploy(
        () => new GitLabRunner("paris-gitlab-runner", { place: paris(), said, gitlab: { url, ...gitlab }, secrets }),
    );
}

describe("GitLabRunner", () => {
    it("is a Release that is told the name of the Secret with its token, in a namespace for jobs", async () => {
        const resources = await put();
        assert.deepEqual(listed(resources), [
            "kubernetes:core/v1:Namespace paris-gitlab-runner-namespace",
            "kubernetes:core/v1:Secret paris-gitlab-runner-token",
            "kubernetes:helm.sh/v3:Release paris-gitlab-runner",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-gitlab-runner-namespace-flows",
            "samestack:delivery:GitLabRunner paris-gitlab-runner",
            "samestack:index:Namespace paris-gitlab-runner-namespace",
        ]);
        const { inputs, dependsOn } = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.equal(inputs.version, "0.90.1");
        assert.equal(inputs.namespace, "gitlab-runner");
        assert.ok(dependsOn.includes("paris-gitlab-runner-token"));
        assert.equal(the(resources, "kubernetes:core/v1:Secret").inputs.stringData, "[secret]");
        assert.doesNotMatch(JSON.stringify(resources.map((one) => one.inputs)), /canary/);
        const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs as {
            metadata: { labels: Record<string, string> };
        };
        assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "baseline");
    });

    it("trusts the authority that is said, for the host of GitLab", async () => {
        const resources = await put({ certificateAuthority });
        const secret = the(resources, "kubernetes:core/v1:Secret", "paris-gitlab-runner-certificate-authority");
        assert.equal(secret.inputs.stringData, "[secret]");
        const { values } = the(resources, "kubernetes:helm.sh/v3:Release").inputs as {
            values: Record<string, unknown>;
        };
        assert.equal(values.certsSecretName, "gitlab-certificate-authority");
    });

    it("lets jobs fetch from anywhere, and nobody but Prometheus in", async () => {
        const policy = the(
            await put({ flow: { to: "internet", ports: [8443] } }),
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        );
        const { ingress, egress } = policy.inputs.spec as {
            ingress: { ports?: { port: number }[] }[];
            egress: { ports?: { port: number }[] }[];
        };
        const ports = (rules: typeof egress) => rules.map((rule) => rule.ports?.map(({ port }) => port));
        assert.deepEqual(ports(ingress), [undefined, [9252]]);
        assert.deepEqual(ports(egress), [[53, 53], undefined, [443, 6443], [22, 80], [8443]]);
    });
});

describe("values of the runner", () => {
    it("run jobs in its namespace, without privileges and without a right in the cluster", () => {
        const { runners, ...rest } = runnerValues(said, { url });
        assert.deepEqual(rest, {
            gitlabUrl: url,
            concurrent: 4,
            rbac: { create: true },
            metrics: { enabled: true, serviceMonitor: { enabled: true } },
            service: { enabled: true },
            resources: { requests: { cpu: "50m", memory: "128Mi" } },
        });
        const { secret, config } = runners as { secret: string; config: string };
        assert.equal(secret, "runner-token");
        for (const line of [
            `clone_url = "${url}"`,
            'namespace = "gitlab-runner"',
            "privileged = false",
            "allow_privilege_escalation = false",
            "automount_service_account_token = false",
        ]) {
            assert.ok(config.includes(line), line);
        }
    });
});
