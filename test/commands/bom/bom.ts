import type { Brought } from "../../../commands/bom/collect";
import { type Bom, bomOf } from "../../../commands/bom/components";
import { imagesOf } from "../../../commands/bom/images";

export const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

/** A Deployment in a place that names images, as something might bring it. */
export function brings(
    system: string,
    images: readonly string[],
    others: Partial<Brought> & { name?: string } = {},
): Brought {
    const { name = "web", ...rest } = others;
    const containers = images.map((image) => ({ image }));
    return {
        environment: "prod",
        place: "paris",
        system,
        objects: [
            {
                object: `apps/v1 Deployment web/${name}`,
                ...imagesOf({ kind: "Deployment", spec: { template: { spec: { containers } } } }),
            },
        ],
        ...rest,
    };
}

/** A list with a chart from a repository, one from a mirror, and an object of ours. */
export function sampleBom(): Bom {
    return bomOf(
        [
            brings("ingress Traefik", ["traefik:v3", `quay.io/a/b:1@${digest}`], {
                package: {
                    kind: "chart",
                    name: "traefik",
                    version: "41.3.0",
                    from: "https://traefik.github.io/charts",
                    upstream: "https://traefik.github.io/charts",
                    licence: "Apache-2.0",
                },
            }),
            brings("certificates CertManager", ["quay.io/jetstack/cert-manager-webhook:v1"], {
                environment: "test",
                place: "oslo",
                name: "webhook",
                package: {
                    kind: "chart",
                    name: "cert-manager",
                    version: "v1.21.1",
                    from: "oci://registry.example.org/charts/cert-manager",
                    upstream: "oci://quay.io/jetstack/charts",
                    licence: "our own",
                },
            }),
            brings("startPage Nginx", ["docker.io/library/traefik:v3", `ghcr.io/a/c@${digest}`, "localhost:5000/d"]),
            brings("ingress GatewayApi", [], {
                package: {
                    kind: "manifest",
                    name: "gateway-api",
                    version: "v1.5.1",
                    from: "/srv/charts/gateway-api-v1.5.1.yaml",
                    upstream: "https://example.org/standard-install.yaml",
                },
            }),
        ],
        ["prod", "test"],
    );
}
