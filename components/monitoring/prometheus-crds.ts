import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import type { Place } from "../place";

export const chart: Chart = {
    repository: "https://prometheus-community.github.io/helm-charts",
    name: "prometheus-operator-crds",
    // renovate: datasource=helm registryUrl=https://prometheus-community.github.io/helm-charts depName=prometheus-operator-crds
    version: "31.0.1",
    kubernetes: { from: "1.25", to: "1.36" },
};

/**
 * The kinds by which a system says what is to be scraped and watched (ServiceMonitor, PrometheusRule and eight more).
 * They come before everything else, without the operator that reads them, because every chart brings its own
 * ServiceMonitor: what makes one depends on this component.
 *
 * The chart keeps its CRDs among its templates, so a Release upgrades them. Deleting them deletes every monitor and
 * rule of the cluster.
 *
 * @see https://prometheus-operator.dev/docs/getting-started/design/
 */
export class PrometheusCrds extends pulumi.ComponentResource {
    constructor(name: string, { place }: { place: Place }, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:monitoring:PrometheusCrds", name, {}, opts);

        // The definitions belong to no namespace; only Helm's record does. It takes 603 kB of the 1 MiB a Secret holds.
        install(name, chart, { source: place.charts, namespace: "kube-system" }, { parent: this });

        this.registerOutputs({});
    }
}
