import type { Dashboard } from "../monitoring/dashboard";
import { NAME } from "./deployer-pod";

const available = `kube_deployment_status_replicas_available{namespace="${NAME}",deployment="${NAME}"}`;

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
    alerts: [
        {
            name: "DeployerNotApplied",
            query: `${available} == 0`,
            // Longer than a pod takes to move to another node.
            for: "15m",
            severity: "warning",
            summary: "What the branch says has not been applied for 15 minutes.",
        },
    ],
};
