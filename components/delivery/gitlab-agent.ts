import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace, type Opens } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { AgentArgs } from "./gitlab-args";

/**
 * Of GitLab 19.1. Its repository is on gitlab.com, which nothing here can reach: that this version is there was read in
 * other people's files, its values are those of the chart of 17.3 that was read, and no test compares them with it.
 */
export const chart: Chart = {
    repository: "https://charts.gitlab.io",
    name: "gitlab-agent",
    // renovate: datasource=helm registryUrl=https://charts.gitlab.io depName=gitlab-agent
    version: "2.28.0",
    kubernetes: { from: "1.33", to: "1.36" },
};

const NAME = "gitlab-agent";
const TOKEN = "agent-token";
const METRICS_PORT = 8080;

export interface AgentNeeds {
    place: Place;
    said: AgentArgs;
    /** Where the agent server answers, and the flow that leads there if it is no address of the internet. */
    server: { address: string; flow?: Opens; certificateAuthority?: string };
    secrets: Secrets;
}

/**
 * The agent holds a connection to GitLab's agent server, and pipelines reach the cluster through it: nothing from outside
 * needs a way to the API server, nor a kubeconfig. What they may do there is the ClusterRole that the environment names.
 *
 * @see https://docs.gitlab.com/user/clusters/agent/
 */
export class GitLabAgent extends pulumi.ComponentResource {
    readonly dashboard: Dashboard = dashboard;

    constructor(name: string, { place, said, server, secrets }: AgentNeeds, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:delivery:GitLabAgent", name, said, opts);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "delivery",
                podSecurity: "restricted",
                accepts: [{ from: { role: "monitoring" }, ports: [METRICS_PORT] }],
                opens: [{ to: "apiServer" }, ...(server.flow ? [server.flow] : [])],
            },
            { parent: this },
        );
        const token = new k8s.core.v1.Secret(
            `${name}-token`,
            {
                metadata: { name: TOKEN, namespace: namespace.name },
                stringData: { token: secrets(said.secret) },
            },
            { parent: this },
        );
        install(
            name,
            chart,
            { source: place.charts, namespace, values: agentValues(said, server) },
            { parent: this, dependsOn: token },
        );
        new k8s.policy.v1.PodDisruptionBudget(
            `${name}-budget`,
            {
                metadata: { name: NAME, namespace: namespace.name },
                spec: {
                    maxUnavailable: 1,
                    selector: { matchLabels: { "app.kubernetes.io/name": NAME, "app.kubernetes.io/instance": NAME } },
                },
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}

/** What the chart is told. It makes no budget, so ours is beside it. */
export function agentValues(said: AgentArgs, server: AgentNeeds["server"]): Record<string, unknown> {
    return {
        replicas: 2,
        config: {
            kasAddress: server.address,
            secretName: TOKEN,
            ...(server.certificateAuthority !== undefined && { kasCaCert: server.certificateAuthority }),
            // Would need rights over every pod of the cluster.
            operational_container_scanning: { enabled: false },
        },
        rbac: { create: true, useExistingRole: said.role },
        serviceMonitor: { enabled: true },
        podSecurityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
        securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        },
        resources: { requests: { cpu: "20m", memory: "96Mi" } },
    };
}

// What metrics of its own it has stands in sources on gitlab.com, which nothing here can reach.
const dashboard: Dashboard = {
    title: "GitLab agent",
    panels: [
        { title: "Agents that are scraped", query: `sum(up{namespace="${NAME}"})`, legend: "agents" },
        {
            title: "Restarts",
            query: `sum by (pod) (kube_pod_container_status_restarts_total{namespace="${NAME}"})`,
            legend: "{{pod}}",
        },
    ],
    alerts: [
        {
            name: "GitLabAgentDown",
            query: `absent(up{namespace="${NAME}"} == 1)`,
            for: "15m",
            severity: "warning",
            summary: "No agent of GitLab has answered for 15 minutes: pipelines do not reach the cluster.",
        },
    ],
};
