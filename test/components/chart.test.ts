import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import {
    applyManifest,
    type Chart,
    ChartSource,
    install,
    type InstallArgs,
    locate,
    type Located,
    type Manifest,
} from "../../components/chart";
import { Namespace } from "../../components/namespace";
import { deploy, type Registered, the } from "../deploy";

const kubernetes = { from: "1.32", to: "1.36" };
const http: Chart = { repository: "https://charts.example.org", name: "web", version: "1.2.3", kubernetes };
const oci: Chart = { repository: "oci://registry.example.org/upstream", name: "web", version: "v1.2.3", kubernetes };
const packed: Chart = { repository: "https://example.org/v1/web.tgz", name: "web", version: "1.2.3", kubernetes };
const bundle: Manifest = { url: "https://example.org/v1.5.1/install.yaml", name: "gateway-api", version: "v1.5.1" };

class System extends pulumi.ComponentResource {
    constructor() {
        super("samestack:test:System", "here-system");
    }
}

function deployed(build: (parent: pulumi.Resource) => void): Promise<Registered[]> {
    return deploy(() => {
        build(new System());
    });
}

describe("where charts come from", () => {
    const places: [string, Chart, string, Located][] = [
        [
            "upstream's own repository",
            http,
            "upstream",
            { chart: "web", version: "1.2.3", repositoryOpts: { repo: "https://charts.example.org" } },
        ],
        [
            "upstream's own registry",
            oci,
            "upstream",
            { chart: "oci://registry.example.org/upstream/web", version: "v1.2.3" },
        ],
        [
            "a mirror that is a repository",
            oci,
            "https://mirror.example.org/charts",
            { chart: "web", version: "v1.2.3", repositoryOpts: { repo: "https://mirror.example.org/charts" } },
        ],
        [
            "a mirror that is a repository on loopback",
            http,
            "http://127.0.0.1:8080",
            { chart: "web", version: "1.2.3", repositoryOpts: { repo: "http://127.0.0.1:8080" } },
        ],
        [
            "a mirror that is a registry",
            http,
            "oci://mirror.example.org/charts",
            { chart: "oci://mirror.example.org/charts/web", version: "1.2.3" },
        ],
        [
            "a mirror that is a registry, written with a slash at its end",
            http,
            "oci://mirror.example.org/charts/",
            { chart: "oci://mirror.example.org/charts/web", version: "1.2.3" },
        ],
        [
            "the packed chart itself, where upstream has no repository",
            packed,
            "upstream",
            { chart: "https://example.org/v1/web.tgz", version: "1.2.3" },
        ],
        [
            "a mirror, where upstream has no repository",
            packed,
            "oci://mirror.example.org/charts",
            { chart: "oci://mirror.example.org/charts/web", version: "1.2.3" },
        ],
        ["a directory", http, "/mnt/charts", { chart: "/mnt/charts/web-1.2.3.tgz", version: "1.2.3" }],
        ["a directory beside the program", oci, "./charts", { chart: "./charts/web-v1.2.3.tgz", version: "v1.2.3" }],
        ["a directory above the program", http, "../charts", { chart: "../charts/web-1.2.3.tgz", version: "1.2.3" }],
    ];
    for (const [words, chart, source, located] of places) {
        it(`is ${words}`, () => {
            assert.deepEqual(locate(chart, source), located);
        });
    }

    it("is upstream unless said", () => {
        assert.equal(ChartSource.parse(undefined), "upstream");
    });

    for (const said of ["upstream", "http://m", "https://m/charts", "oci://m/charts", "/charts", "./charts", "../c"]) {
        it(`can be ${said}`, () => {
            assert.equal(ChartSource.parse(said), said);
        });
    }

    for (const said of ["", "Upstream", "charts", "ftp://m/charts", "https://", "oci://", ".../charts", "~/charts"]) {
        it(`cannot be ${said === "" ? "nothing" : said}`, () => {
            const { error } = ChartSource.safeParse(said);
            assert.deepEqual(error?.issues, [
                {
                    code: "custom",
                    path: [],
                    params: {
                        allowed: "upstream, https://…, oci://…, or a directory that starts with / or ./",
                        fix: "write for example charts: oci://registry.example.org/charts",
                    },
                    message: "is neither upstream, nor a mirror, nor a directory",
                },
            ]);
        });
    }
});

describe("installing a chart", () => {
    const dotted: Chart = { ...http, name: "crd.example.org.v1" };
    const args: InstallArgs = { source: "upstream", namespace: "kube-system" };

    it("is a Helm release that is named as the chart and waited for", async () => {
        const resources = await deployed((parent) => {
            install("here-system", http, { ...args, values: { replicas: 2 } }, { parent });
        });
        const { type, inputs, parent } = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.deepEqual(inputs, {
            name: "web",
            chart: "web",
            version: "1.2.3",
            repositoryOpts: { repo: "https://charts.example.org" },
            namespace: "kube-system",
            values: { replicas: 2 },
            timeout: 300,
            maxHistory: 5,
            // What the SDK says of itself.
            compat: "true",
        });
        assert.equal(parent, "here-system");
        assert.deepEqual(
            resources.map((one) => one.type),
            ["samestack:test:System", type],
        );
    });

    it("can wait shorter, or not at all", async () => {
        const resources = await deployed((parent) => {
            install("here-system", http, { ...args, timeoutSeconds: 60, skipAwait: true }, { parent });
        });
        const { timeout, skipAwait } = the(resources, "kubernetes:helm.sh/v3:Release").inputs;
        assert.deepEqual({ timeout, skipAwait }, { timeout: 60, skipAwait: true });
    });

    it("can be object by object, each named after the system", async () => {
        const resources = await deployed((parent) => {
            install("here-system", dotted, { ...args, engine: "objects", values: { a: 1 } }, { parent });
        });
        const { inputs, parent } = the(resources, "kubernetes:helm.sh/v4:Chart");
        assert.deepEqual(inputs, {
            name: "crd-example-org-v1",
            chart: "crd.example.org.v1",
            version: "1.2.3",
            repositoryOpts: { repo: "https://charts.example.org" },
            namespace: "kube-system",
            values: { a: 1 },
            resourcePrefix: "here-system",
        });
        assert.equal(parent, "here-system");
    });

    it("names a release without the dots that Helm forbids", async () => {
        const resources = await deployed((parent) => {
            install("here-system", dotted, { ...args, source: "/charts" }, { parent });
        });
        const { name, chart, values } = the(resources, "kubernetes:helm.sh/v3:Release").inputs;
        assert.deepEqual(
            { name, chart, values },
            { name: "crd-example-org-v1", chart: "/charts/crd.example.org.v1-1.2.3.tgz", values: {} },
        );
    });

    it("waits for its namespace with the policies in it", async () => {
        const resources = await deployed((parent) => {
            const namespace = new Namespace(
                "here-web",
                { name: "web", role: "ingress", podSecurity: "restricted" },
                { parent },
            );
            install("here-system", http, { ...args, namespace }, { parent });
        });
        const release = the(resources, "kubernetes:helm.sh/v3:Release");
        assert.equal(release.inputs.namespace, "web");
        assert.deepEqual([...release.dependsOn].sort(), ["here-web", "here-web-flows"]);
    });

    it("waits for what its system waits for as well", async () => {
        const resources = await deployed((parent) => {
            const namespace = new Namespace(
                "here-web",
                { name: "web", role: "ingress", podSecurity: "restricted" },
                { parent },
            );
            const before = install("here-before", oci, args, { parent });
            install("here-system", http, { ...args, namespace }, { parent, dependsOn: before });
        });
        const release = the(resources, "kubernetes:helm.sh/v3:Release", "here-system");
        assert.deepEqual([...release.dependsOn].sort(), ["here-before", "here-web", "here-web-flows"]);
    });
});

describe("applying a manifest bundle", () => {
    const file = "kubernetes:yaml/v2:ConfigFile";
    const places: [string, string, string][] = [
        ["upstream's own address", "upstream", "https://example.org/v1.5.1/install.yaml"],
        ["a mirror", "https://mirror.example.org/charts/", "https://mirror.example.org/charts/gateway-api-v1.5.1.yaml"],
        ["a directory", "/mnt/charts", "/mnt/charts/gateway-api-v1.5.1.yaml"],
    ];
    for (const [words, source, from] of places) {
        it(`takes it from ${words}`, async () => {
            const resources = await deployed((parent) => {
                applyManifest("here-system", bundle, source, { parent });
            });
            const { inputs, parent } = the(resources, file);
            assert.deepEqual({ inputs, parent }, { inputs: { file: from, resourcePrefix: "here-system" }, parent });
            assert.equal(parent, "here-system");
        });
    }

    it("takes it from a registry as the chart of the same name, whose version has no v", async () => {
        const resources = await deployed((parent) => {
            applyManifest("here-system", bundle, "oci://mirror.example.org/charts/", { parent });
        });
        const { inputs, parent } = the(resources, "kubernetes:helm.sh/v4:Chart");
        assert.deepEqual(inputs, {
            name: "gateway-api",
            chart: "oci://mirror.example.org/charts/gateway-api",
            version: "1.5.1",
            resourcePrefix: "here-system",
        });
        assert.equal(parent, "here-system");
    });
});
