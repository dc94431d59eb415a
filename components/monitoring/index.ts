import type * as pulumi from "@pulumi/pulumi";

import type { Chart } from "../chart";
import type { Console } from "../ingress/console";
import type { Place } from "../place";
import type { Dashboard } from "./dashboard";
import { chart, KubePrometheusStack, type MonitoringArgs, type MonitoringNeeds } from "./kube-prometheus-stack";
import { chart as metricsServer } from "./metrics-server";
import { chart as prometheusCrds } from "./prometheus-crds";

export { grafanaClient } from "./grafana-login";
export { monitoringClaims } from "./claims";
export { MonitoringArgs, type MonitoringNeeds } from "./kube-prometheus-stack";
export { MetricsServer } from "./metrics-server";
export { PrometheusCrds } from "./prometheus-crds";

/** What monitoring gives: pages to look at. What is to be scraped, each system says by a ServiceMonitor of its own. */
export interface Monitoring {
    readonly consoles: Console[];
    readonly dashboard: Dashboard;
}

/** Puts the place's monitoring; `PrometheusCrds` must be there before. */
export function monitoring(
    place: Place,
    said: MonitoringArgs,
    needs: MonitoringNeeds,
    opts?: pulumi.ComponentResourceOptions,
): Monitoring {
    return new KubePrometheusStack(`${place.name}-kube-prometheus-stack`, { place, said, ...needs }, opts);
}

/** Every pin of the role, with the definitions and metrics-server, which are installed on their own. */
export function monitoringCharts(): Chart[] {
    return [prometheusCrds, metricsServer, chart];
}
