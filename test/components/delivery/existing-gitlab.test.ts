import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { delivery, DeliveryArgs, deliveryCharts } from "../../../components/delivery";
import { agentServerOf, flowTo } from "../../../components/delivery/existing-gitlab";
import { deploy, the } from "../../deploy";
import { paris } from "../../place";
import { nothingBut } from "./needs";

const url = "https://gitlab.example.org/";
const runner = { secret: "runnerToken" };
const agent = { secret: "agentToken" };
const deployer = { repository: "https://gitlab.example.org/team/deploy.git", namespaces: { shop: {} } };

function put(words: object) {
    const secrets = (key: string) => pulumi.secret(`canary-${key}`);
    const said = DeliveryArgs.parse({ kind: "gitlab-existing", url, ...words });
    return deploy(() => delivery(paris(), said, nothingBut(secrets)));
}

const valuesOf = (resources: Awaited<ReturnType<typeof put>>, name: string) =>
    the(resources, "kubernetes:helm.sh/v3:Release", name).inputs.values as Record<string, Record<string, unknown>>;

describe("ExistingGitLab", () => {
    it("is what the environment says of it, and no more", async () => {
        const parts = async (words: object) =>
            (await put(words))
                .filter(({ type }) => /^samestack:delivery:(GitLabRunner|GitLabAgent|Deployer)$/.test(type))
                .map(({ name }) => name);
        assert.deepEqual(await parts({ runner }), ["paris-gitlab-runner"]);
        assert.deepEqual(await parts({ agent }), ["paris-gitlab-agent"]);
        assert.deepEqual(await parts({ deployer }), ["paris-gitlab-deployer"]);
        assert.deepEqual(await parts({ runner, agent, deployer }), [
            "paris-gitlab-runner",
            "paris-gitlab-agent",
            "paris-gitlab-deployer",
        ]);
        const charts = (words: object) =>
            deliveryCharts(DeliveryArgs.parse({ kind: "gitlab-existing", url, ...words })).map(({ name }) => name);
        assert.deepEqual(charts({ runner, agent }), ["gitlab-runner", "gitlab-agent"]);
        assert.deepEqual(charts({ deployer }), []);
    });

    it("tells its parts where GitLab answers", async () => {
        const resources = await put({ runner, agent });
        assert.equal(valuesOf(resources, "paris-gitlab-runner").gitlabUrl, "https://gitlab.example.org");
        const config = (words: Awaited<ReturnType<typeof put>>) => valuesOf(words, "paris-gitlab-agent").config;
        assert.equal(config(resources)?.kasAddress, "wss://gitlab.example.org/-/kubernetes-agent/");
        const elsewhere = await put({ agent, agentServer: "grpcs://kas.example.org:8150" });
        assert.equal(config(elsewhere)?.kasAddress, "grpcs://kas.example.org:8150");
    });
});

describe("where an agent server answers", () => {
    it("is what GitLab's makers set up", () => {
        assert.equal(agentServerOf("https://gitlab.com"), "wss://kas.gitlab.com");
        assert.equal(
            agentServerOf("https://gitlab.example.org:8443"),
            "wss://gitlab.example.org:8443/-/kubernetes-agent/",
        );
    });

    it("is a flow of its own where it is not at 443", () => {
        assert.equal(flowTo("https://gitlab.example.org"), undefined);
        assert.equal(flowTo("wss://kas.example.org/x/"), undefined);
        assert.deepEqual(flowTo("https://gitlab.example.org:8443"), { to: "internet", ports: [8443] });
        assert.deepEqual(flowTo("http://gitlab.example.org"), { to: "internet", ports: [80] });
        assert.deepEqual(flowTo("grpcs://kas.example.org:8150"), { to: "internet", ports: [8150] });
    });
});

describe("what an environment may say of a GitLab that is there", () => {
    it("lets pipelines look at everything but Secrets, and ten jobs run", () => {
        assert.deepEqual(DeliveryArgs.parse({ kind: "gitlab-existing", url, runner, agent }), {
            kind: "gitlab-existing",
            url,
            runner: { secret: "runnerToken", concurrent: 10 },
            agent: { secret: "agentToken", role: "view" },
        });
    });

    const refused: [string, object, string][] = [
        ["url", { url: "gitlab.example.org" }, "invalid_format"],
        ["agentServer", { agentServer: "ws://kas.example.org" }, "custom"],
        ["agent.role", { agent: { secret: "agentToken", role: "Cluster Admin" } }, "custom"],
        ["runner.concurrent", { runner: { secret: "runnerToken", concurrent: 0 } }, "too_small"],
        ["runner.secret", { runner: {} }, "invalid_type"],
        ["deployer", { deployer: { ...deployer, kind: "deployer" } }, "unrecognized_keys"],
        ["", { token: "glrt-x" }, "unrecognized_keys"],
    ];
    for (const [at, words, code] of refused) {
        it(`is refused at ${at === "" ? "the top" : at}: ${JSON.stringify(words)}`, () => {
            const { error } = DeliveryArgs.safeParse({ kind: "gitlab-existing", url, ...words });
            assert.deepEqual(
                error?.issues.map((issue) => [issue.path.join("."), issue.code]),
                [[at, code]],
            );
        });
    }
});
