import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Dashboard } from "../monitoring/dashboard";
import type { Namespace } from "../namespace";
import { NAME } from "./deployer-pod";

const available = `kube_deployment_status_replicas_available{namespace="${NAME}",deployment="${NAME}"}`;

/** The alert that a merge does not reach the cluster. Why, the namespace's ConfigMap `deployer-status` says. */
export function deployerAlerts(
    name: string,
    namespace: Namespace,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: { name: NAME, namespace: namespace.name },
            spec: {
                groups: [
                    {
                        name: NAME,
                        rules: [
                            {
                                alert: "DeployerNotApplied",
                                expr: `${available} == 0`,
                                // Longer than a pod takes to move to another node.
                                for: "15m",
                                labels: { severity: "warning" },
                                annotations: {
                                    summary: "what the branch says is not applied",
                                    description:
                                        "The deployer has not pulled and applied the whole of its branch for 15 minutes. " +
                                        "kubectl get configmap deployer-status -o yaml in each of its namespaces says why; " +
                                        "kubectl -n deployer logs deploy/deployer --all-containers says the rest.",
                                },
                            },
                        ],
                    },
                ],
            },
        },
        opts,
    );
}

const quota = (type: "used" | "hard") => `kube_resourcequota{resourcequota="samestack",type="${type}"}`;

export const deployerDashboard: Dashboard = {
    title: "Deployer",
    panels: [
        { title: "Everything the branch says is applied", query: available, legend: "applied", unit: "bool" },
        {
            title: "Of what an application may take, taken",
            query: `max by (namespace, resource) (${quota("used")}) / (max by (namespace, resource) (${quota("hard")}) > 0)`,
            legend: "{{namespace}} {{resource}}",
            unit: "percentunit",
        },
        {
            title: "Restarts of the deployer",
            query: `sum by (container) (kube_pod_container_status_restarts_total{namespace="${NAME}"})`,
            legend: "{{container}}",
        },
    ],
};
