import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { isIncomplete, type LivePlace, lookAtAll } from "../../commands/parity/live/all";
import type { Drift } from "../../commands/parity/live/drift";
import { driftWords, liveLines } from "../../commands/parity/live/words";
import { comparePlaces } from "../../commands/parity/compare";
import { placesOf, type PlaceRendered } from "../../commands/parity/objects";
import { whatWords } from "../../commands/parity/words";
import { helmRenderer } from "../../commands/plan/compare";
import { registered } from "../../commands/render/program";
import { simulate, stopCluster } from "../../commands/sandbox/cluster";
import { type Kubectl, kubectlOf } from "../../commands/sandbox/kubectl";
import { openSandbox, type Sandbox } from "../../commands/sandbox/open";
import { Progress, Refusal } from "../../commands/terminal";
import { declaredDifferences } from "../../stacks/differences";
import { root } from "../environments";

const none = { kind: "none" };
const own = (place: string, addresses: string, ranges: object) => ({
    cluster: { kind: "existing", kubeconfig: `./${place}.kubeconfig`, ...ranges },
    loadBalancing: { addresses: [addresses] },
    objectStorage: none,
    monitoring: none,
    logging: none,
    databases: none,
    backup: none,
});
/** Two places of own servers, with as few systems as show everything: charts of both engines, Secrets, definitions. */
const said = {
    domain: "example.org",
    places: {
        berlin: own("berlin", "198.18.1.0/24", {}),
        oslo: own("oslo", "198.18.2.0/24", { podCidr: "10.42.0.0/16", serviceCidr: "10.43.0.0/16" }),
    },
};

describe("the parity of two clusters as they really are", function () {
    this.timeout(15 * 60_000);
    const progress = new Progress({ write: () => undefined });
    const simulation = new AbortController();
    let directory: string;
    let sandbox: Sandbox;
    let places: PlaceRendered[];

    before(async () => {
        directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-live-"));
        sandbox = await openSandbox({ environment: "live", said, directory, progress });
        console.log(`      against: ${sandbox.standins.join("; ")}`);
        for (const cluster of sandbox.clusters.values()) void simulate(cluster, sandbox.tools, simulation.signal);
        await sandbox.stack.up({ color: "never" });
        const outcome = (await registered(root, [{ name: "live", said: sandbox.engine.said, secrets: {} }])).get(
            "live",
        );
        assert.ok(outcome && "resources" in outcome, JSON.stringify(outcome));
        places = placesOf("live", said, outcome.resources);
    });

    after(async () => {
        simulation.abort();
        for (const { name } of sandbox.clusters.values()) await stopCluster(name, sandbox.tools, { directory });
        fs.rmSync(directory, { recursive: true, force: true });
    });

    function kubeconfigOf({ name }: PlaceRendered): Promise<string> {
        return Promise.resolve(fs.readFileSync(sandbox.clusters.get(name)?.kubeconfig ?? "", "utf8"));
    }

    async function lookAt(kubeconfigs = kubeconfigOf): Promise<[LivePlace, LivePlace]> {
        const renderer = helmRenderer(sandbox.tools.helm);
        const [berlin, oslo] = await lookAtAll(places, { renderer, kubeconfigs, progress });
        assert.ok(berlin && oslo);
        return [berlin, oslo];
    }

    async function undeclared([berlin, oslo]: [LivePlace, LivePlace]): Promise<string[]> {
        assert.ok(berlin.looked && oslo.looked);
        const pair = await comparePlaces(berlin.looked.live, oslo.looked.live, declaredDifferences, undefined);
        assert.deepEqual(pair.stale, []);
        return pair.undeclared.map(whatWords);
    }

    const wordsOf = ({ looked }: LivePlace) => (looked?.drift ?? []).map(driftWords).sort();

    it("finds none where nobody changed anything, and both places the same", async () => {
        const both = await lookAt();
        for (const one of both) {
            assert.deepEqual([one.unreached, wordsOf(one), one.looked?.untold], [undefined, [], []]);
            assert.equal(isIncomplete(one), false);
        }
        assert.deepEqual(await undeclared(both), []);
        const compared = both.map(({ looked }) => looked?.compared ?? 0);
        assert.ok(
            compared.every((count) => count > 150),
            compared.join(", "),
        );
        console.log(`      ${compared.join(" and ")} objects compared`);
    });

    it("names each thing that somebody changed by hand, and nothing else", async () => {
        const kubectl: Kubectl = kubectlOf(sandbox.tools.kubectl, sandbox.clusters.get("oslo")?.kubeconfig ?? "");
        const patch = (what: string[], body: object) =>
            kubectl(["patch", ...what, "--type=merge", "--patch", JSON.stringify(body)]);
        // Of the program's own, of a Release, and of a chart whose objects are the program's.
        await patch(["namespace", "metallb-system"], { metadata: { labels: { "samestack.dev/role": "nothing" } } });
        await kubectl(["scale", "deployment", "traefik", "--namespace=traefik", "--replicas=5"]);
        await patch(["deployment", "cert-manager", "--namespace=cert-manager"], { spec: { replicas: 7 } });
        await kubectl(["delete", "storageclass", "shared"]);
        await kubectl(["create", "configmap", "left-over", "--namespace=traefik", "--from-literal=a=b"]);
        await patch(["secret", "oauth2-proxy", "--namespace=oauth2-proxy"], {
            stringData: { planted: "canary-by-hand" },
        });
        await patch(["configmap", "samestack-contract", "--namespace=kube-public"], { data: { planted: "more" } });

        const both = await lookAt();
        const [berlin, oslo] = both;
        assert.deepEqual(wordsOf(berlin), []);
        assert.deepEqual(wordsOf(oslo), [
            "ConfigMap kube-public/samestack-contract data.planted",
            "ConfigMap traefik/left-over is there, and nobody asked for it: kubectl-create made it",
            'Namespace metallb-system metadata.labels["samestack.dev/role"]',
            'Secret oauth2-proxy/oauth2-proxy data["planted"]: kubectl-patch wrote it',
            "apps Deployment cert-manager/cert-manager spec.replicas",
            "apps Deployment traefik/traefik spec.replicas",
            "storage.k8s.io StorageClass shared is missing",
        ]);
        const replicas = oslo.looked?.drift.find(({ object }) => object.endsWith("traefik/traefik")) as Drift;
        assert.deepEqual([replicas.expected, replicas.found, replicas.system], [2, 5, "Traefik"]);
        const text = liveLines(both, { write: () => undefined }).join("\n");
        assert.doesNotMatch(text + JSON.stringify(both), /canary-by-hand/);

        // And place against place, what is the program's own.
        assert.deepEqual((await undeclared(both)).sort(), [
            "ConfigMap kube-public/samestack-contract data.planted",
            "ConfigMap traefik/left-over",
            'Namespace metallb-system metadata.labels["samestack.dev/role"]',
            "Secret oauth2-proxy/oauth2-proxy writtenBy",
            "storage.k8s.io StorageClass shared",
        ]);
    });

    it("names what Helm was given otherwise than the program gives it", async () => {
        const changed = places.map((place) => ({
            ...place,
            objects: place.objects.map((one) => {
                if (one.id !== "Release cert-manager/cert-manager" || !one.chart) return one;
                const values = { ...(one.chart.inputs.values as object), replicaCount: 9 };
                return { ...one, chart: { ...one.chart, inputs: { ...one.chart.inputs, values } } };
            }),
        }));
        const renderer = helmRenderer(sandbox.tools.helm);
        const [berlin] = await lookAtAll(changed, { renderer, kubeconfigs: kubeconfigOf, progress });
        assert.ok(berlin);
        assert.deepEqual(wordsOf(berlin), ["Release cert-manager/cert-manager values.replicaCount"]);
    });

    it("goes on where one place cannot be reached, and is not whole", async () => {
        const [berlin, oslo] = await lookAt((place) => {
            if (place.name === "oslo") return Promise.reject(new Refusal("oslo: there is no kubeconfig"));
            return kubeconfigOf(place);
        });
        assert.deepEqual(wordsOf(berlin), []);
        assert.equal(isIncomplete(berlin), false);
        assert.equal(oslo.unreached, "oslo: there is no kubeconfig");
        assert.equal(isIncomplete(oslo), true);
    });
});
