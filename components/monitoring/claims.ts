import type { Claim } from "../claim";
import { BLOCK_CLASS, FULL_NAME } from "./kube-prometheus-stack-values";
import type { MonitoringArgs } from "./index";

const chart = "kube-prometheus-stack";

/** The volumes of Prometheus and Alertmanager. The operator's labels are on them, as on its pods. */
export function monitoringClaims(said: MonitoringArgs): Claim[] {
    if (said.kind === "none") return [];
    const common = { namespace: "monitoring", storageClass: BLOCK_CLASS, count: said.replicas };
    const labels = (app: string) => ({
        "app.kubernetes.io/managed-by": "prometheus-operator",
        "app.kubernetes.io/instance": `${FULL_NAME}-${app}`,
    });
    return [
        {
            ...common,
            what: "metrics of Prometheus",
            from: { chart, values: "prometheus.prometheusSpec.storageSpec" },
            gibibytes: said.prometheusDisk,
            labels: labels("prometheus"),
            kept: {
                by: "disposable",
                reason: "metrics of some days: a new Prometheus scrapes on, and the past is missed in graphs only",
            },
        },
        {
            ...common,
            what: "silences and notifications of Alertmanager",
            from: { chart, values: "alertmanager.alertmanagerSpec.storage" },
            gibibytes: said.alertmanagerDisk,
            labels: labels("alertmanager"),
            kept: { by: "disposable", reason: "without it alerts notify once more, and silences are set anew" },
        },
    ];
}
