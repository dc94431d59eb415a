import assert from "node:assert/strict";

import { bomOf, imageLines, packageLines } from "../../../commands/bom/components";
import { imagesOf } from "../../../commands/bom/images";
import { licences } from "../../../commands/bom/licence";
import { exitCodeOf } from "../../../commands/bom/make";
import { brings, sampleBom } from "./bom";

describe("the rows of the list", () => {
    it("have each image once, with who brings it and where it is used", () => {
        assert.deepEqual(imageLines(sampleBom()), [
            {
                image: "docker.io/library/traefik",
                version: "v3",
                digest: undefined,
                licence: "MIT",
                system: "ingress Traefik, startPage Nginx",
                from: "samestack, traefik 41.3.0",
                used: "Deployment web/web",
                environments: "prod",
            },
            {
                image: "ghcr.io/a/c",
                version: undefined,
                digest: "sha256:0123456789ab…",
                licence: "unknown",
                system: "startPage Nginx",
                from: "samestack",
                used: "Deployment web/web",
                environments: "prod",
            },
            {
                image: "localhost:5000/d",
                version: "latest",
                digest: undefined,
                licence: "unknown",
                system: "startPage Nginx",
                from: "samestack",
                used: "Deployment web/web",
                environments: "prod",
            },
            {
                image: "quay.io/a/b",
                version: "1",
                digest: "sha256:0123456789ab…",
                licence: "unknown",
                system: "ingress Traefik",
                from: "traefik 41.3.0",
                used: "Deployment web/web",
                environments: "prod",
            },
            {
                image: "quay.io/jetstack/cert-manager-webhook",
                version: "v1",
                digest: undefined,
                licence: "Apache-2.0",
                system: "certificates CertManager",
                from: "cert-manager v1.21.1",
                used: "Deployment web/webhook",
                environments: "test",
            },
        ]);
    });

    it("have each chart once for each source", () => {
        const lines = packageLines(sampleBom()).map((line) => Object.values(line).join(" | "));
        assert.deepEqual(lines, [
            "cert-manager | v1.21.1 | our own | certificates CertManager | oci://registry.example.org/charts/cert-manager | yes | test",
            "gateway-api (manifests) | v1.5.1 | unknown | ingress GatewayApi | /srv/charts/gateway-api-v1.5.1.yaml | yes | prod",
            "traefik | 41.3.0 | Apache-2.0 | ingress Traefik | https://traefik.github.io/charts | yes | prod",
        ]);
    });

    it("say of what is everywhere that it is, and count the places where it is used", () => {
        const bom = bomOf(
            [
                brings("a A", ["a/b:1"]),
                brings("a A", ["a/b:1"], { environment: "test", name: "other" }),
                brings("a A", ["a/b:1"], { environment: "test" }),
            ],
            ["prod", "test"],
        );
        const [{ used, environments } = assert.fail()] = imageLines(bom);
        assert.deepEqual({ used, environments }, { used: "Deployment web/other and 1 more", environments: "all" });
    });

    it("keep what cannot be read, with where it stands", () => {
        const object = { object: "v1 Pod web/web", ...imagesOf({ image: "{{ x }}" }) };
        const { unread } = bomOf([brings("a A", [], { objects: [object] })], ["prod"]);
        const use = { environment: "prod", place: "paris", system: "a A", object: "v1 Pod web/web", at: "image" };
        assert.deepEqual(unread, [{ text: "{{ x }}", why: "is filled in later", use }]);
    });

    it("end the command with 1 where the list is not whole, and with 3 where something escapes", () => {
        const whole = sampleBom();
        const [first = assert.fail(), ...others] = whole.packages;
        const lacking = { ...whole, packages: [{ ...first, missing: "it cannot be had here" }, ...others] };
        const refused = { ...whole, refused: [{ environment: "prod", why: "is none" }] };
        assert.deepEqual(
            [exitCodeOf(whole, []), exitCodeOf(whole, [1]), exitCodeOf(lacking, [1]), exitCodeOf(refused, [])],
            [0, 3, 1, 1],
        );
    });

    it("have licences that say where each was read", () => {
        for (const [name, { source }] of Object.entries(licences)) {
            assert.match(name, /^[a-z.]+\/[a-z0-9./-]+$/);
            assert.match(source, /^https:\/\/github\.com\/.+\/(LICENSE|LICENSING|COPYING)(\.md)?$/);
        }
    });
});
