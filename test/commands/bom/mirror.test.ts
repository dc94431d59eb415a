import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { type Bom, bomOf } from "../../../commands/bom/components";
import { imagesOf } from "../../../commands/bom/images";
import { containerd, escapesOf, plainRuntime, type Runtime } from "../../../commands/bom/mirror";
import { brings } from "./bom";

const mirror = "registry.example.org/k8s";
const chart = {
    kind: "chart" as const,
    name: "web",
    version: "1.0.0",
    from: `oci://${mirror}/charts/web`,
    upstream: "https://charts.example.com",
};

function within(...images: string[]): Bom {
    return bomOf([brings("ingress Web", images, { package: chart })], ["prod"]);
}

function words(bom: Bom, runtime: Runtime): string[] {
    return escapesOf(bom, mirror, runtime).map(({ what, why, where }) => `${what} ${why} (${where})`);
}

describe("what escapes a mirror", () => {
    it("is nothing where every image names it, and charts come from it or from a directory", () => {
        const bom = within(`${mirror}/web:1`, `${mirror}/docker.io/library/nginx`);
        assert.deepEqual(words(bom, plainRuntime), []);
        const [row = assert.fail()] = bom.packages;
        assert.deepEqual(words({ ...bom, packages: [{ ...row, from: "./charts/web-1.0.0.tgz" }] }, plainRuntime), []);
    });

    it("is an image that names another registry, wherever it hides, and one beside the mirror's path", () => {
        const hidden = imagesOf({
            kind: "ConfigMap",
            metadata: { name: "injector" },
            data: { "values.yaml": "proxy:\n  repository: quay.io/a/proxy\n  tag: v1\n" },
        });
        const bom = bomOf(
            [
                brings("ingress Web", ["nginx", `${mirror}-of-others/web:1`], {
                    package: chart,
                }),
                brings("ingress Web", [], { objects: [{ object: "v1 ConfigMap web/injector", ...hidden }] }),
            ],
            ["prod"],
        );
        assert.deepEqual(words(bom, plainRuntime), [
            "docker.io/library/nginx:latest may be fetched as docker.io/library/nginx (prod/paris: apps/v1 Deployment web/web spec.template.spec.containers[0].image)",
            'quay.io/a/proxy:v1 may be fetched as quay.io/a/proxy (prod/paris: v1 ConfigMap web/injector data["values.yaml"] ›.proxy.repository)',
            "registry.example.org/k8s-of-others/web:1 may be fetched as registry.example.org/k8s-of-others/web (prod/paris: apps/v1 Deployment web/web spec.template.spec.containers[1].image)",
        ]);
    });

    it("is a chart from elsewhere, and what nobody can tell: a chart not rendered, an image not read", () => {
        const packages = [
            { ...chart, from: "https://charts.example.com" },
            { ...chart, name: "other", missing: "it cannot be had here" },
        ];
        const unread = { object: "v1 Pod web/web", ...imagesOf({ image: "$(IMAGE)" }) };
        const bom = bomOf(
            [
                ...packages.map((one) => brings("ingress Web", [], { package: one })),
                brings("ingress Web", [], { objects: [unread] }),
            ],
            ["prod"],
        );
        assert.deepEqual(words(bom, plainRuntime), [
            "web 1.0.0 is fetched from https://charts.example.com (prod)",
            "other 1.0.0 could not be rendered, so nobody knows what it fetches (it cannot be had here)",
            "$(IMAGE) is filled in later (prod/paris: v1 Pod web/web image)",
        ]);
    });
});

describe("a containerd that is told of a mirror", () => {
    let folder: string;

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-certs-"));
    });
    afterEach(() => {
        fs.rmSync(folder, { recursive: true });
    });

    function hosts(registry: string, text: string): void {
        fs.mkdirSync(path.join(folder, registry));
        fs.writeFileSync(path.join(folder, registry, "hosts.toml"), text);
    }

    it("fetches from the mirror alone where the mirror is the server", async () => {
        hosts("docker.io", `server = "https://registry.example.org/v2/k8s/docker.io"\noverride_path = true\n`);
        const runtime = await containerd(folder);
        assert.deepEqual(runtime("docker.io"), ["registry.example.org/k8s/docker.io"]);
        assert.deepEqual(words(within("nginx:1"), runtime), []);
    });

    it("falls back to the registry itself where no server is said", async () => {
        hosts("docker.io", `[host."https://registry.example.org/v2/k8s/docker.io"]\noverride_path = true\n`);
        assert.match(
            words(within("nginx:1"), await containerd(folder)).join(),
            /may be fetched as docker\.io\/library\/nginx/,
        );
    });

    it("fetches from every host that it is told of", async () => {
        hosts("quay.io", `server = "https://registry.example.org/v2/k8s"\n[host."https://other.example.org"]\n`);
        const runtime = await containerd(folder);
        assert.deepEqual(runtime("quay.io"), ["other.example.org", "registry.example.org/k8s"]);
        assert.match(words(within("quay.io/a/b:1"), runtime).join(), /as other\.example\.org\/a\/b/);
    });

    it("takes the default for registries of which it is told nothing, but not where a folder is there", async () => {
        hosts("_default", 'server = "https://registry.example.org/v2/k8s"\n');
        fs.mkdirSync(path.join(folder, "quay.io"));
        hosts("registry.example.net_5000_", 'server = "https://registry.example.org/v2/k8s/five"\n');
        const runtime = await containerd(folder);
        assert.deepEqual(
            ["ghcr.io", "quay.io", "registry.example.net:5000"].map((registry) => runtime(registry)),
            [["registry.example.org/k8s"], ["quay.io"], ["registry.example.org/k8s/five"]],
        );
    });

    it("refuses, in a sentence, a folder that is not there and a file that is no hosts.toml", async () => {
        await assert.rejects(() => containerd(path.join(folder, "none")), /^Refusal: there is no folder /);
        hosts("quay.io", "server = [");
        const runtime = await containerd(folder);
        assert.throws(() => runtime("quay.io"), /quay\.io\/hosts\.toml is no hosts\.toml: /);
    });
});
