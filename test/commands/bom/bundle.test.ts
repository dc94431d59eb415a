import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { writeBundle } from "../../../commands/bom/bundle";
import { bomOf } from "../../../commands/bom/components";
import { containerd, escapesOf } from "../../../commands/bom/mirror";
import { brings, digest, sampleBom } from "./bom";

const mirror = "registry.example.org/k8s";

// Registries are a file that has a line for each thing in them; what cannot be had is in another one.
const stand = `#!/bin/sh
registry="$REGISTRY"
name() { echo "$1" | sed "s/@.*//"; }
has() { grep -qxF "$1" "$registry"; }
`;
const programs: Record<string, string> = {
    crane: `${stand}case $1 in
    digest)
        case $2 in
            registry.example.org/*) has "$2" || exit 1 ;;
            *) ! grep -qF "$2" "$REGISTRY.gone" || exit 1 ;;
        esac
        case $2 in *:1 | *:sha256-*) echo ${digest} ;; *) echo sha256:other ;; esac ;;
    copy)
        ! grep -qF "$2" "$REGISTRY.gone" || exit 1
        echo "$3" >>"$registry" ;;
esac
`,
    helm: `${stand}case $1 in
    show) has "$(echo "$3" | sed s,^oci://,,):$5" ;;
    pull) shift; echo "pull $*" | sed "s, --destination.*,," >>"$REGISTRY.pulled"; for last; do :; done; echo x >"$last/web.tgz" ;;
    package) mkdir -p "$4"; cp "$2/Chart.yaml" "$4/web.tgz"; test -s "$2/crds/gateway-api.yaml" ;;
    push) name=$(basename "$(dirname "$2")" | sed s/-packed//); case $name in
        cert-manager) v=v1.21.1 ;; traefik) v=41.3.0 ;; gateway-api) v=1.5.1 ;; esac
        echo "\${3#oci://}/$name:$v" >>"$registry" ;;
esac
`,
    curl: `#!/bin/sh\necho "kind: CustomResourceDefinition # $4" >"$3"\n`,
};

describe("the bundle", () => {
    let folder: string;
    let registry: string;

    beforeEach(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-bundle-"));
        registry = path.join(folder, "registry");
        fs.mkdirSync(path.join(folder, "bin"));
        for (const [name, text] of Object.entries(programs)) {
            fs.writeFileSync(path.join(folder, "bin", name), text, { mode: 0o755 });
        }
        for (const file of [registry, `${registry}.gone`, `${registry}.pulled`]) fs.writeFileSync(file, "");
    });
    afterEach(() => {
        fs.rmSync(folder, { recursive: true });
    });

    function copy(...words: string[]) {
        const env = { PATH: `${path.join(folder, "bin")}:/usr/bin:/bin`, REGISTRY: registry };
        const { status, stdout, stderr } = spawnSync(path.join(folder, "copy.sh"), words, { env, encoding: "utf8" });
        return { status, stdout, stderr };
    }

    const read = (name: string) => fs.readFileSync(path.join(folder, name), "utf8");
    const everything = [
        `${mirror}/charts/cert-manager:v1.21.1`,
        `${mirror}/charts/gateway-api:1.5.1`,
        `${mirror}/charts/traefik:41.3.0`,
        `${mirror}/docker.io/library/traefik:v3`,
        `${mirror}/ghcr.io/a/c:sha256-${digest.slice(7)}`,
        `${mirror}/localhost_5000/d:latest`,
        `${mirror}/quay.io/a/b:1`,
        `${mirror}/quay.io/jetstack/cert-manager-webhook:v1`,
    ];

    it("lists images and charts, the same bytes each time", () => {
        const files = writeBundle(folder, sampleBom(), mirror);
        assert.equal(
            read("images.txt"),
            `docker.io/library/traefik:v3\nghcr.io/a/c@${digest}\nlocalhost:5000/d:latest\nquay.io/a/b:1@${digest}\nquay.io/jetstack/cert-manager-webhook:v1\n`,
        );
        assert.equal(
            read("charts.txt"),
            "chart cert-manager v1.21.1 oci://quay.io/jetstack/charts\nmanifest gateway-api v1.5.1 https://example.org/standard-install.yaml\nchart traefik 41.3.0 https://traefik.github.io/charts\n",
        );
        const before = files.map(read);
        writeBundle(folder, sampleBom(), mirror);
        assert.deepEqual(files.map(read), before);
    });

    it("copies everything, and nothing a second time", () => {
        writeBundle(folder, sampleBom(), mirror);
        const first = copy();
        assert.deepEqual(
            [first.status, first.stdout.split("\n").at(-2)],
            [0, "0 there, 8 copied, 0 lacking"],
            first.stderr,
        );
        assert.deepEqual(read("registry").trim().split("\n").sort(), everything);
        assert.equal(
            read("registry.pulled"),
            "pull oci://quay.io/jetstack/charts/cert-manager --version v1.21.1\npull traefik --repo https://traefik.github.io/charts --version 41.3.0\n",
        );
        const second = copy();
        assert.deepEqual([second.status, second.stdout], [0, "8 there, 0 copied, 0 lacking\n"]);
        assert.deepEqual([copy("--check").status, read("registry").trim().split("\n").length], [0, 8]);
    });

    it("goes on behind what cannot be copied, ends with 1, and copies the rest when it runs again", () => {
        writeBundle(folder, sampleBom(), mirror);
        fs.writeFileSync(
            `${registry}.gone`,
            "ghcr.io/a/c@\nquay.io/jetstack/cert-manager-webhook:v1\n".replace("@", `@${digest}`),
        );
        const first = copy();
        assert.deepEqual([first.status, first.stdout.split("\n").at(-2)], [1, "0 there, 6 copied, 2 lacking"]);
        const check = copy("--check");
        assert.equal(check.status, 1);
        assert.deepEqual(
            check.stderr.split("\n").filter((line) => line !== ""),
            [everything[4], everything[7]].map((one) => `lacking ${one ?? ""}`),
        );
        fs.writeFileSync(`${registry}.gone`, "");
        const again = copy();
        assert.deepEqual([again.status, again.stdout.split("\n").at(-2)], [0, "6 there, 2 copied, 0 lacking"]);
        assert.deepEqual(read("registry").trim().split("\n").sort(), everything);
    });

    it("leads a containerd to where the script copies to, and nowhere else", async () => {
        writeBundle(folder, sampleBom(), mirror);
        const runtime = await containerd(path.join(folder, "certs.d"));
        const images = sampleBom().images.map(({ reference }) => {
            const [source = "", ...others] = runtime(reference.registry);
            assert.deepEqual(others, []);
            return `${source}/${reference.path}`;
        });
        const copied = everything.filter((one) => !one.includes("/charts/")).map((one) => one.replace(/:[^/]*$/, ""));
        assert.deepEqual(images.sort(), copied);
        assert.deepEqual(escapesOf({ ...sampleBom(), packages: [] }, mirror, runtime), []);
    });

    it("refuses a chart of which nobody knows where it is published", () => {
        const unknown = { kind: "chart" as const, name: "web", version: "1.0.0", from: "/srv/charts/web-1.0.0.tgz" };
        const bom = bomOf([brings("a A", [], { package: unknown })], ["prod"]);
        assert.throws(() => writeBundle(folder, bom, mirror), /nobody knows where web 1\.0\.0 is published/);
    });
});
