import * as pulumi from "@pulumi/pulumi";

import { applyManifest, type Manifest } from "../chart";
import type { Place } from "../place";

const pin = {
    name: "gateway-api",
    // renovate: datasource=github-releases depName=kubernetes-sigs/gateway-api
    version: "v1.5.1",
};

/** The standard channel's bundle: eight CRDs, and the policy that refuses to put older ones over them. */
export const gatewayApi: Manifest = {
    ...pin,
    url: `https://github.com/kubernetes-sigs/gateway-api/releases/download/${pin.version}/standard-install.yaml`,
};

/**
 * The kinds of the Gateway API. They have one owner, this component, for several systems read them and some charts
 * would bring a copy of their own, of another version. At the version that Traefik names as its own: it is not raised
 * alone.
 *
 * @see https://gateway-api.sigs.k8s.io
 */
export class GatewayApi extends pulumi.ComponentResource {
    constructor(name: string, { place }: { place: Place }, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:ingress:GatewayApi", name, {}, opts);
        applyManifest(name, gatewayApi, place.charts, { parent: this });
        this.registerOutputs({});
    }
}
