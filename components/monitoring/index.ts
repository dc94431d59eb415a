import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Client } from "../access";
import type { Chart } from "../chart";
import type { Console } from "../ingress/console";
import type { Place } from "../place";
import type { Dashboard } from "./dashboard";
import { grafanaClient } from "./grafana-login";
import { chart, KubePrometheusStack, KubePrometheusStackArgs, type MonitoringNeeds } from "./kube-prometheus-stack";
import { chart as metricsServer } from "./metrics-server";
import { chart as prometheusCrds } from "./prometheus-crds";

export { grafanaClient } from "./grafana-login";
export { monitoringClaims } from "./claims";
export { KubePrometheusStackArgs, type MonitoringNeeds } from "./kube-prometheus-stack";
export { MetricsServer } from "./metrics-server";
export { PrometheusCrds } from "./prometheus-crds";

/**
 * Nobody scrapes, and nobody is alerted. ServiceMonitors, PodMonitors and their definitions are there all the same, for
 * a Prometheus of yours; metrics-server too, which autoscalers and `kubectl top` ask.
 */
const NoMonitoringArgs = z.strictObject({ kind: z.literal("none") });

/** What an environment may say of a place's monitoring. */
export const MonitoringArgs = z.discriminatedUnion("kind", [KubePrometheusStackArgs, NoMonitoringArgs]);
export type MonitoringArgs = z.infer<typeof MonitoringArgs>;

/** What an application brings to be seen, each found wherever it is. */
export interface Reads {
    /** Kinds of `monitoring.coreos.com` that need no label. */
    readonly kinds: readonly string[];
    /** The label of a ConfigMap that is a dashboard, and the annotation that says its folder in Grafana. */
    readonly dashboards: { readonly label: { readonly key: string; readonly value: string }; readonly folder: string };
}

/** What monitoring gives: pages to look at. What is to be scraped, each system says by a ServiceMonitor of its own. */
export interface Monitoring {
    readonly consoles: Console[];
    /** What it looks for in every namespace. */
    readonly reads: Reads;
    readonly dashboard: Dashboard;
}

/** Puts the place's monitoring; `PrometheusCrds` must be there before. Nothing for `none`, which says what is missed. */
export function monitoring(
    place: Place,
    said: MonitoringArgs,
    needs: MonitoringNeeds,
    opts?: pulumi.ComponentResourceOptions,
): Monitoring | undefined {
    switch (said.kind) {
        case "none": {
            const alerts = needs.dashboards.reduce((count, dashboard) => count + (dashboard.alerts?.length ?? 0), 0);
            void pulumi.log.info(
                `places.${place.name}.monitoring is none: ${needs.dashboards.length} dashboards and ${alerts} alerts of ` +
                    "its systems are not installed; their ServiceMonitors are, for a Prometheus of yours",
                opts?.parent,
            );
            return undefined;
        }
        case "kube-prometheus-stack":
            return new KubePrometheusStack(`${place.name}-kube-prometheus-stack`, { place, said, ...needs }, opts);
    }
}

/** Programs of it that log people in by themselves. */
export function monitoringClients(said: MonitoringArgs): Client[] {
    return said.kind === "none" ? [] : [grafanaClient];
}

/** Every pin of the role, with the definitions and metrics-server, which are installed on their own and in any case. */
export function monitoringCharts(said: MonitoringArgs): Chart[] {
    return [prometheusCrds, metricsServer, ...(said.kind === "none" ? [] : [chart])];
}
