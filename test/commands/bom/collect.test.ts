import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { type Charts, collect, noCharts } from "../../../commands/bom/collect";
import { textOf } from "../../../commands/bom/reference";
import type { Pins } from "../../../commands/facts/pins";
import { Refusal } from "../../../commands/terminal";
import { object, resource } from "../plan/registered";

const kubernetes = { from: "1.33", to: "1.36" };
const pins: Pins = {
    charts: [
        {
            file: "web.ts",
            pin: { repository: "https://charts.example.com", name: "web", version: "1.0.0", kubernetes },
        },
        {
            file: "packed.ts",
            pin: { repository: "https://example.com/a-chart.tgz", name: "packed", version: "2.0.0", kubernetes },
        },
    ],
    manifests: [{ file: "kinds.ts", pin: { url: "https://example.com/kinds.yaml", name: "kinds", version: "v3.0.0" } }],
    images: [],
};

const stack = resource({ type: "samestack:stacks:Production", name: "paris", custom: false });
const system = resource({
    type: "samestack:ingress:Web",
    name: "paris-web",
    custom: false,
    parent: "paris",
    parentType: "samestack:stacks:Production",
});
const cluster = resource({ type: "samestack:cluster:Existing", name: "paris-cluster", inputs: { version: "1.35" } });
const inside = { parent: "paris-web", parentType: "samestack:ingress:Web" };

function release(inputs: Record<string, unknown>) {
    return resource({ type: "kubernetes:helm.sh/v3:Release", name: "paris-web-chart", ...inside, inputs });
}

const web = {
    name: "web",
    namespace: "web",
    chart: "web",
    version: "1.0.0",
    values: { image: { repository: "a/b", tag: "7" } },
};
const upstream = { ...web, repositoryOpts: { repo: "https://charts.example.com" } };

/** Charts that each make one pod, whose image says at which Kubernetes. */
const charts: Charts = {
    objects: (_, minor) =>
        Promise.resolve([
            {
                object: {
                    apiVersion: "v1",
                    kind: "Pod",
                    metadata: { name: "web", namespace: "web" },
                    spec: { image: `a/pod:${minor}` },
                },
                apart: false,
            },
        ]),
    about: () => Promise.resolve({ annotations: { "artifacthub.io/license": "MIT" } }),
};

async function brought(resources: ReturnType<typeof resource>[], how: Charts = charts) {
    const found = await collect("prod", [stack, system, cluster, ...resources], { charts: how, pins });
    return found.map(({ objects, ...others }) => ({
        ...others,
        objects: objects.map(({ object, images }) => [object, ...images.map(({ reference }) => textOf(reference))]),
    }));
}

describe("what an environment brings", () => {
    it("is what a chart makes at the Kubernetes of its place, with the chart, its licence and its system", async () => {
        assert.deepEqual(await brought([release(upstream)]), [
            {
                environment: "prod",
                place: "paris",
                system: "ingress Web",
                package: {
                    kind: "chart",
                    name: "web",
                    version: "1.0.0",
                    from: "https://charts.example.com",
                    upstream: "https://charts.example.com",
                    licence: "MIT",
                },
                objects: [["v1 Pod web/web", "docker.io/a/pod:1.35"]],
            },
        ]);
    });

    it("is known by its pin from a mirror, a directory, or where upstream has a packed chart alone", async () => {
        const sources = [
            { chart: "oci://registry.example.org/charts/web", version: "1.0.0" },
            { chart: "/srv/charts/web-1.0.0.tgz", version: "1.0.0" },
            { chart: "https://example.com/a-chart.tgz", version: "2.0.0" },
            { chart: "oci://registry.example.org/charts/kinds", version: "3.0.0" },
        ];
        const found = await brought(sources.map((one) => release({ ...web, ...one })));
        assert.deepEqual(
            found.map(({ package: one }) => [one?.kind, one?.name, one?.version, one?.from, one?.upstream]),
            [
                ["chart", "web", "1.0.0", "oci://registry.example.org/charts/web", "https://charts.example.com"],
                ["chart", "web", "1.0.0", "/srv/charts/web-1.0.0.tgz", "https://charts.example.com"],
                ["chart", "packed", "2.0.0", "https://example.com/a-chart.tgz", "https://example.com/a-chart.tgz"],
                [
                    "manifest",
                    "kinds",
                    "v3.0.0",
                    "oci://registry.example.org/charts/kinds",
                    "https://example.com/kinds.yaml",
                ],
            ],
        );
    });

    it("is an object of ours, and nothing of what is in no cluster", async () => {
        const pod = object("Pod", "paris-own", { metadata: { name: "own" }, spec: { image: "a/own:1" } }, inside);
        const bucket = resource({ type: "aws:s3/bucket:Bucket", name: "bucket", inputs: { image: "a/none:1" } });
        assert.deepEqual(await brought([pod, bucket]), [
            {
                environment: "prod",
                place: "paris",
                system: "ingress Web",
                objects: [["v1 Pod own", "docker.io/a/own:1"]],
            },
        ]);
    });

    it("is what our values say, where a chart cannot be had, in the same words everywhere", async () => {
        const failing: Charts = { ...charts, objects: () => Promise.reject(new Refusal("lookup failed on 10.0.0.1")) };
        const [one] = await brought([release(upstream)], failing);
        assert.deepEqual(
            [one?.package?.missing, one?.objects],
            ["it cannot be had here", [["values of web", "docker.io/a/b:7"]]],
        );
        const [other] = await brought([release(upstream)], noCharts("helm is neither on PATH nor built"));
        assert.equal(other?.package?.missing, "helm is neither on PATH nor built");
        const broken = { ...charts, objects: () => Promise.reject(new Error("a mistake of ours")) };
        await assert.rejects(() => brought([release(upstream)], broken), /a mistake of ours/);
    });

    it("is what a manifest bundle holds, or that it is not there", async () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-manifests-"));
        try {
            const file = path.join(folder, "kinds-v3.0.0.yaml");
            const bundle = resource({
                type: "kubernetes:yaml/v2:ConfigFile",
                name: "kinds",
                ...inside,
                inputs: { file },
            });
            const [lacking] = await brought([bundle]);
            assert.deepEqual([lacking?.package?.missing, lacking?.objects], ["it cannot be had here", []]);
            const list = {
                kind: "List",
                apiVersion: "v1",
                items: [{ apiVersion: "v1", kind: "Pod", metadata: { name: "a" }, image: "a/b:1" }],
            };
            fs.writeFileSync(file, JSON.stringify(list));
            const [there] = await brought([bundle]);
            assert.deepEqual(there?.package, {
                kind: "manifest",
                name: "kinds",
                version: "v3.0.0",
                from: file,
                upstream: "https://example.com/kinds.yaml",
            });
            assert.deepEqual(there.objects, [["v1 Pod a", "docker.io/a/b:1"]]);
        } finally {
            fs.rmSync(folder, { recursive: true });
        }
    });
});
