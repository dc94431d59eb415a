import assert from "node:assert/strict";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { ExistingArgs, ExistingCluster } from "../../../components/cluster/existing";
import type { Secrets } from "../../../components/secrets";
import { deploy, type Registered, the } from "../../deploy";

const fixture = path.join(__dirname, "..", "..", "fixtures", "kubeconfig.yaml");
const none: Secrets = (key) => {
    throw new Error(`no secret ${key} was expected to be read`);
};

describe("an existing cluster", () => {
    it("is reached by one provider, with the kubeconfig as a secret and an identifier that is not its address", async () => {
        const { resources } = await open({ kubeconfig: fixture });
        assert.deepEqual(
            resources.map(({ type, name, parent }) => [type, name, parent]),
            [
                ["samestack:cluster:ExistingCluster", "paris-cluster", undefined],
                ["pulumi:providers:kubernetes", "paris-cluster", "paris-cluster"],
            ],
        );
        assert.deepEqual(the(resources, "pulumi:providers:kubernetes").inputs, {
            kubeconfig: "[secret]",
            clusterIdentifier: "paris-cluster",
            enableConfigMapMutable: "true",
            enableSecretMutable: "true",
            upsertExistingObjects: "true",
        });
    });

    it("keeps the identifier that is said", async () => {
        const { resources } = await open({ kubeconfig: fixture, clusterIdentifier: "old-paris" });
        assert.equal(the(resources, "pulumi:providers:kubernetes").inputs.clusterIdentifier, "old-paris");
    });

    it("is as kubeadm leaves one, unless it is said otherwise", async () => {
        const { cluster } = await open({ kubeconfig: fixture });
        const { provider, providers, workers, ...facts } = handle(cluster);
        assert.deepEqual(facts, {
            version: "1.36",
            podCidr: "10.244.0.0/16",
            serviceCidr: "10.96.0.0/12",
            nodes: 3,
            ownControlPlane: true,
            podsReachable: true,
            podAddresses: "overlay",
            signedKubelets: false,
            identity: undefined,
            eks: undefined,
        });
        assert.deepEqual(providers, [provider]);
        assert.deepEqual(workers, []);
    });

    it("is what is said of it", async () => {
        const { cluster } = await open({
            kubeconfig: fixture,
            context: "test",
            version: "1.35",
            podCidr: "10.42.0.0/16",
            serviceCidr: "10.43.0.0/16",
            nodes: 5,
            ownControlPlane: false,
            kubeletCertificates: "signed",
        });
        const { version, podCidr, serviceCidr, nodes, ownControlPlane, signedKubelets } = cluster;
        assert.deepEqual(
            { version, podCidr, serviceCidr, nodes, ownControlPlane, signedKubelets },
            {
                version: "1.35",
                podCidr: "10.42.0.0/16",
                serviceCidr: "10.43.0.0/16",
                nodes: 5,
                ownControlPlane: false,
                signedKubelets: true,
            },
        );
    });

    it("takes a kubeconfig that is a secret from the secrets, and leaves it one", async () => {
        const asked: string[] = [];
        const { resources } = await open({ kubeconfig: { secret: "paris" } }, (key) => {
            asked.push(key);
            return pulumi.secret(JSON.stringify(kubeconfig));
        });
        assert.deepEqual(asked, ["paris"]);
        assert.equal(the(resources, "pulumi:providers:kubernetes").inputs.kubeconfig, "[secret]");
        assert.doesNotMatch(JSON.stringify(resources), /canary-token/);
    });

    it("is refused when its kubeconfig is missing, before anything is made", async () => {
        await assert.rejects(open({ kubeconfig: "./gone.kubeconfig" }), {
            message:
                `paris-cluster: there is no kubeconfig at ./gone.kubeconfig (that is ${path.resolve("gone.kubeconfig")}); ` +
                "put it there, or write where it is as cluster.kubeconfig",
        });
    });

    it("is refused when its kubeconfig has no such context", async () => {
        await assert.rejects(open({ kubeconfig: fixture, context: "prod" }), {
            message: `paris-cluster: ${fixture} has no context "prod"; write one that it has as cluster.context: test`,
        });
    });

    it("says nothing that it does not understand", () => {
        const wrong: [string, object][] = [
            ["kubeconfig", {}],
            ["kubeconfig", { kubeconfig: "" }],
            ["version", { kubeconfig: "k", version: "1.3" }],
            ["version", { kubeconfig: "k", version: 1.36 }],
            ["version", { kubeconfig: "k", version: "v1.36.3" }],
            ["podCidr", { kubeconfig: "k", podCidr: "10.244.1.0/16" }],
            ["nodes", { kubeconfig: "k", nodes: 0 }],
            ["kubeletCertificates", { kubeconfig: "k", kubeletCertificates: "insecure" }],
            ["", { kubeconfig: "k", insecure: true }],
        ];
        for (const [at, said] of wrong) {
            const result = ExistingArgs.safeParse({ kind: "existing", ...said });
            assert.equal(result.error?.issues[0]?.path.join("."), at, JSON.stringify(said));
        }
    });
});

const kubeconfig = {
    "current-context": "paris",
    clusters: [{ name: "paris", cluster: { server: "https://192.0.2.1:6443" } }],
    contexts: [{ name: "paris", context: { cluster: "paris", user: "paris" } }],
    users: [{ name: "paris", user: { token: "canary-token" } }],
};

async function open(said: object, secrets = none): Promise<{ cluster: ExistingCluster; resources: Registered[] }> {
    const opened: ExistingCluster[] = [];
    const resources = await deploy(() => {
        const args = ExistingArgs.parse({ kind: "existing", ...said });
        const network = { podAddresses: "overlay" as const, vpcCni: false, kubeProxy: true };
        opened.push(new ExistingCluster("paris-cluster", { said: args, network, secrets }));
    });
    const [cluster] = opened;
    assert.ok(cluster);
    return { cluster, resources };
}

// The handle's own words, without what every component has.
function handle(cluster: import("../../../components/cluster").Cluster) {
    const { provider, providers, workers, version, podCidr, serviceCidr, nodes, ownControlPlane } = cluster;
    const { podsReachable, podAddresses, signedKubelets, identity, eks } = cluster;
    const rest = { podsReachable, podAddresses, signedKubelets, identity, eks };
    return { provider, providers, workers, version, podCidr, serviceCidr, nodes, ownControlPlane, ...rest };
}
