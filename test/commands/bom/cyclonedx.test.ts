import assert from "node:assert/strict";

import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { z } from "zod";

import { cycloneDxOf } from "../../../commands/bom/cyclonedx";
import { digest, sampleBom } from "./bom";

const Component = z.looseObject({
    type: z.string(),
    name: z.string(),
    version: z.string(),
    purl: z.string().optional(),
    licenses: z.unknown().optional(),
    hashes: z.unknown().optional(),
    properties: z.array(z.object({ name: z.string(), value: z.string() })),
});
const Document = z.looseObject({
    serialNumber: z.string(),
    metadata: z.looseObject({ timestamp: z.string().optional() }),
    components: z.array(Component),
    dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});

describe("the list as CycloneDX", () => {
    const text = cycloneDxOf(sampleBom());
    const document = Document.parse(JSON.parse(text));

    it("is valid by the schema of 1.6, which finds what is not", async () => {
        const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
        assert.equal(await validator.validate(text), null);
        assert.notEqual(await validator.validate(text.replace('"container"', '"crate"')), null);
    });

    it("is the same bytes for the same list, without a time, and others for another", () => {
        assert.equal(cycloneDxOf(sampleBom()), text);
        assert.equal(document.metadata.timestamp, undefined);
        const bom = sampleBom();
        const other = Document.parse(JSON.parse(cycloneDxOf({ ...bom, images: bom.images.slice(1) })));
        assert.match(
            document.serialNumber,
            /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        assert.notEqual(other.serialNumber, document.serialNumber);
    });

    it("has images with their digest, package URL, system and place", () => {
        const image = document.components.find(({ name }) => name === "quay.io/a/b");
        assert.deepEqual(image, {
            type: "container",
            name: "quay.io/a/b",
            version: "1",
            "bom-ref": `quay.io/a/b:1@${digest}`,
            hashes: [{ alg: "SHA-256", content: digest.slice(7) }],
            purl: `pkg:oci/b@${encodeURIComponent(digest)}?repository_url=quay.io/a/b&tag=1`,
            properties: [
                { name: "samestack:system", value: "ingress Traefik" },
                {
                    name: "samestack:use",
                    value: "prod/paris: apps/v1 Deployment web/web spec.template.spec.containers[1].image",
                },
            ],
        });
    });

    it("has charts with their licence, by SPDX where it is one of those", () => {
        const charts = document.components.filter(({ type }) => type === "application");
        assert.deepEqual(
            new Map(charts.map(({ name, version, licenses }) => [`${name} ${version}`, licenses])),
            new Map<string, unknown>([
                ["cert-manager v1.21.1", [{ license: { name: "our own" } }]],
                ["gateway-api v1.5.1", undefined],
                ["traefik 41.3.0", [{ license: { id: "Apache-2.0" } }]],
            ]),
        );
    });

    it("has the images of a chart below it, and those that objects of ours name below the stack", () => {
        const below = (ref: string) => document.dependencies.find((one) => one.ref.startsWith(ref))?.dependsOn;
        assert.deepEqual(below("chart traefik"), ["docker.io/library/traefik:v3", `quay.io/a/b:1@${digest}`]);
        const own = (below("samestack") ?? []).filter((ref) => !/^(chart|manifest) /.test(ref));
        assert.deepEqual(own, ["docker.io/library/traefik:v3", `ghcr.io/a/c@${digest}`, "localhost:5000/d:latest"]);
    });
});
