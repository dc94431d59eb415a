import assert from "node:assert/strict";

import { imagesOf, imagesOfValues } from "../../../commands/bom/images";
import { textOf } from "../../../commands/bom/reference";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

function found(object: Record<string, unknown>): string[] {
    const { images, unread } = imagesOf(object);
    assert.deepEqual(unread, []);
    return images.map(({ reference, at }) => `${at} ${textOf(reference)}`);
}

function pod(container: object): Record<string, unknown> {
    return { apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec: { containers: [container] } };
}

function configMap(data: Record<string, string>): Record<string, unknown> {
    return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data };
}

function custom(spec: object): Record<string, unknown> {
    return { apiVersion: "example.org/v1", kind: "Web", metadata: { name: "web" }, spec };
}

const container = "spec.containers[0]";

/** Each way in which an image can stand in an object: what it is, the object, and all that must be found there. */
const ways: [string, Record<string, unknown>, string[]][] = [
    ["a container", pod({ name: "web", image: "nginx" }), [`${container}.image docker.io/library/nginx:latest`]],
    [
        "an init container and an ephemeral one",
        { kind: "Pod", spec: { initContainers: [{ image: "a/b:1" }], ephemeralContainers: [{ image: "a/c:2" }] } },
        ["spec.initContainers[0].image docker.io/a/b:1", "spec.ephemeralContainers[0].image docker.io/a/c:2"],
    ],
    [
        "a volume that is an image",
        { kind: "Pod", spec: { volumes: [{ image: { reference: "quay.io/a/b:1", pullPolicy: "Always" } }] } },
        ["spec.volumes[0].image.reference quay.io/a/b:1"],
    ],
    [
        "an argument",
        pod({ args: ["--v=2", "--acme-http01-solver-image=quay.io/a/solver:1"] }),
        [`${container}.args[1] quay.io/a/solver:1`],
    ],
    [
        "an argument that does not say that it is one",
        pod({ args: ["--reloader=quay.io/a/reloader:1"] }),
        [`${container}.args[0] quay.io/a/reloader:1`],
    ],
    [
        "the word behind an argument",
        pod({ command: ["manager", "--engine-image", "a/engine:1", "--debug"] }),
        [`${container}.command[2] docker.io/a/engine:1`],
    ],
    [
        "an argument with several",
        pod({ args: ["--images=a/b:1,c/d:2"] }),
        [`${container}.args[0] docker.io/a/b:1`, `${container}.args[0] docker.io/c/d:2`],
    ],
    [
        "a script",
        pod({ command: ["sh", "-c", "IMAGE=a/b:1\nctr pull quay.io/a/c:2; echo done"] }),
        [`${container}.command[2] quay.io/a/c:2`, `${container}.command[2] docker.io/a/b:1`],
    ],
    [
        "an environment variable",
        pod({
            env: [
                { name: "RELATED_IMAGE_WEB", value: "a/b:1" },
                { name: "X", value: `ghcr.io/a/c@${digest}` },
            ],
        }),
        [`${container}.env[0].value docker.io/a/b:1`, `${container}.env[1].value ghcr.io/a/c@${digest}`],
    ],
    ["a custom resource", custom({ imageName: "ghcr.io/a/b:1" }), ["spec.imageName ghcr.io/a/b:1"]],
    [
        "repository and tag apart",
        custom({ web: { repository: "quay.io/a/b", tag: 1.5 }, proxy: { image: "a/c", tag: "v2" } }),
        ["spec.web.repository quay.io/a/b:1.5", "spec.proxy.image docker.io/a/c:v2"],
    ],
    [
        "registry, repository, image and digest apart",
        custom({ image: { registry: "quay.io/", repository: "a", image: "b", tag: "", digest } }),
        [`spec.image.repository quay.io/a/b@${digest}`],
    ],
    [
        "a whole reference under repository",
        custom({ image: { registry: "quay.io", repository: "a/b:1" } }),
        ["spec.image.repository quay.io/a/b:1"],
    ],
    [
        "a hash beside the tag",
        custom({ image: { repository: "a/b", tag: "1", sha: digest.slice(7) } }),
        [`spec.image.repository docker.io/a/b:1@${digest}`],
    ],
    [
        "a list",
        custom({ images: ["a/b:1", "quay.io/a/c:2"] }),
        ["spec.images[0] docker.io/a/b:1", "spec.images[1] quay.io/a/c:2"],
    ],
    [
        "a value of a ConfigMap",
        configMap({ CSI_IMAGE: "a/b:1", other: "quay.io/a/c:2" }),
        ["data.CSI_IMAGE docker.io/a/b:1", "data.other quay.io/a/c:2"],
    ],
    [
        "YAML in a ConfigMap",
        configMap({ "a.yaml": "# image: a/old:0\nimage:\n  repository: a/b\n  tag: v1\n" }),
        ['data["a.yaml"] ›.image.repository docker.io/a/b:v1'],
    ],
    [
        "YAML in YAML",
        configMap({ "a.yaml": 'inner: |\n  kind: Pod\n  image: "a/b:1"\n' }),
        ['data["a.yaml"] ›.inner ›.image docker.io/a/b:1'],
    ],
    ["JSON in a ConfigMap", configMap({ "a.json": '{"image":"a/b:1"}' }), ['data["a.json"] ›.image docker.io/a/b:1']],
    [
        "TOML in a ConfigMap",
        configMap({ "a.toml": '[[runners]]\n  [runners.kubernetes]\n    image = "a/b:1"\n' }),
        ['data["a.toml"] docker.io/a/b:1'],
    ],
    [
        "a Secret",
        { kind: "Secret", data: { a: Buffer.from("image: a/b:1\nx: y\n").toString("base64") } },
        ["data.a ›.image docker.io/a/b:1"],
    ],
    [
        "an annotation",
        { kind: "Pod", metadata: { annotations: { "inject.example.org/image": "a/b:1" } } },
        ['metadata.annotations["inject.example.org/image"] docker.io/a/b:1'],
    ],
    [
        "the default in a definition, and nothing of its prose",
        {
            kind: "CustomResourceDefinition",
            spec: {
                image: { description: "as quay.io/a/b:1", type: "string", default: "a/c:2" },
                properties: { default: { description: "as in image: a/d:3" } },
            },
        },
        ["spec.image.default docker.io/a/c:2"],
    ],
];

describe("images in an object", () => {
    for (const [what, object, expected] of ways) {
        it(`are found in ${what}`, () => {
            assert.deepEqual(found(object).sort(), [...expected].sort());
        });
    }

    it("are not found in what only looks a little like one", () => {
        const others = {
            ...pod({
                imagePullPolicy: "Always",
                args: ["--listen=:8080", "--url=https://quay.io/a:1", "--at=web:8080/a"],
            }),
            metadata: { labels: { "app.kubernetes.io/version": "1.2", "helm.sh/chart": "web-1.2" } },
            imagePullSecrets: [{ name: "registry" }],
            storage: { imageFormat: "2", imageFeatures: "layering", logo: { image: "https://example.org/logo.png:1" } },
            rules: [{ apiGroups: ["a.example.org"], resources: ["webs/status"] }],
            git: { repository: "https://git.example.org/a/b", tag: "v1" },
            sum: digest,
            text: "system:serviceaccount:web, see https://quay.io/a/b:1 and data:image/svg+xml,",
        };
        assert.deepEqual(found(others), []);
    });

    it("are told where nobody can know which they are", () => {
        const { images, unread } = imagesOf(
            custom({
                image: "{{ .Values.image }}",
                sidecar: { image: "Sidecar:1" },
                web: { image: { registry: "quay.io", repository: "a/b", tag: "" } },
                text: 'a: {{ b }}\nimage: "{{ .Hub }}/proxy:{{ .Tag }}"\n',
                env: [
                    { name: "WEB_IMAGE", value: "quay.io/a/b" },
                    { name: "APP_IMAGE", value: "$(HUB)/app" },
                ],
            }),
        );
        assert.deepEqual(images, []);
        assert.deepEqual(
            unread.map(({ text, at, why }) => `${at}: ${text} ${why}`),
            [
                "spec.image: {{ .Values.image }} is filled in later",
                "spec.sidecar.image: Sidecar:1 is no image reference",
                "spec.web.image.repository: quay.io/a/b says no version, which who reads it fills in",
                "spec.text ›.image: {{ .Hub }}/proxy:{{ .Tag }} is filled in later",
                "spec.env[0].value: quay.io/a/b says no version",
                "spec.env[1].value: $(HUB)/app is filled in later",
            ],
        );
    });

    it("are found in values of a chart", () => {
        const { images } = imagesOfValues({ initContainers: [{ image: "a/b:1" }], image: { tag: "v2" } });
        assert.deepEqual(
            images.map(({ reference, at }) => `${at} ${textOf(reference)}`),
            ["values.initContainers[0].image docker.io/a/b:1"],
        );
    });
});
