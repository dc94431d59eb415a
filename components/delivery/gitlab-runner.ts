import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { type Chart, type Image, imageReference, install } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace, type Opens } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { RunnerArgs } from "./gitlab-args";

/**
 * Of GitLab 19.1. Its repository is on gitlab.com, which nothing here can reach: that this version is there was read in
 * other people's files, its values are those of the chart of 17.3 that was read, and no test compares them with it.
 */
export const chart: Chart = {
    repository: "https://charts.gitlab.io",
    name: "gitlab-runner",
    // renovate: datasource=helm registryUrl=https://charts.gitlab.io depName=gitlab-runner
    version: "0.90.1",
    kubernetes: { from: "1.33", to: "1.36" },
};

/** What a job runs in that names no image. */
export const jobImage: Image = {
    repository: "docker.io/library",
    name: "alpine",
    // renovate: datasource=docker depName=docker.io/library/alpine
    version: "3.22",
};

const NAME = "gitlab-runner";
const TOKEN = "runner-token";
const AUTHORITY = "gitlab-certificate-authority";
const METRICS_PORT = 9252;

export interface RunnerNeeds {
    place: Place;
    said: RunnerArgs;
    /** Where GitLab answers, and the flow that leads there if it is no address of the internet. */
    gitlab: { url: string; flow?: Opens; certificateAuthority?: string };
    secrets: Secrets;
}

/**
 * The runner takes jobs of pipelines from GitLab, and runs each in a pod of its own, in its namespace. A job has no right
 * in the cluster, and is not privileged: images are built without Docker, by BuildKit or Buildah without root.
 *
 * One pod: with one token a second one would be the same runner once more. While it is away jobs wait.
 *
 * @see https://docs.gitlab.com/runner/install/kubernetes/
 */
export class GitLabRunner extends pulumi.ComponentResource {
    readonly dashboard: Dashboard = dashboard;

    constructor(name: string, { place, said, gitlab, secrets }: RunnerNeeds, opts?: pulumi.ComponentResourceOptions) {
        super("samestack:delivery:GitLabRunner", name, said, opts);
        const here = { parent: this };

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "delivery",
                podSecurity: { level: "baseline", because: "jobs run images of all kinds, most of them as root" },
                accepts: [{ from: "here" }, { from: { role: "monitoring" }, ports: [METRICS_PORT] }],
                // Jobs fetch what they build of, from wherever that is.
                opens: [
                    { to: "here" },
                    { to: "apiServer" },
                    { to: "internet", ports: [22, 80] },
                    ...(gitlab.flow ? [gitlab.flow] : []),
                ],
            },
            here,
        );
        const before: pulumi.Resource[] = [
            new k8s.core.v1.Secret(
                `${name}-token`,
                {
                    metadata: { name: TOKEN, namespace: namespace.name },
                    // The chart mounts both keys; by the second, empty one runners were registered once.
                    stringData: { "runner-token": secrets(said.secret), "runner-registration-token": "" },
                },
                here,
            ),
        ];
        if (gitlab.certificateAuthority !== undefined) {
            before.push(
                new k8s.core.v1.Secret(
                    `${name}-certificate-authority`,
                    {
                        metadata: { name: AUTHORITY, namespace: namespace.name },
                        // The runner looks for the authority of a host by the host's name.
                        stringData: { [`${new URL(gitlab.url).hostname}.crt`]: gitlab.certificateAuthority },
                    },
                    here,
                ),
            );
        }
        install(
            name,
            chart,
            { source: place.charts, namespace, values: runnerValues(said, gitlab) },
            { parent: this, dependsOn: before },
        );
        this.registerOutputs({});
    }
}

/** What the chart is told. The token is in a Secret that it is told the name of. */
export function runnerValues(said: RunnerArgs, gitlab: RunnerNeeds["gitlab"]): Record<string, unknown> {
    return {
        gitlabUrl: gitlab.url,
        ...(gitlab.certificateAuthority !== undefined && { certsSecretName: AUTHORITY }),
        concurrent: said.concurrent,
        rbac: { create: true },
        runners: { secret: TOKEN, config: jobs(gitlab.url) },
        metrics: { enabled: true, serviceMonitor: { enabled: true } },
        service: { enabled: true },
        resources: { requests: { cpu: "50m", memory: "128Mi" } },
    };
}

/** How jobs run, in the runner's own language; `{{` would be Helm's. @see https://docs.gitlab.com/runner/executors/kubernetes/ */
function jobs(url: string): string {
    return [
        "[[runners]]",
        // The address that jobs clone from, whatever GitLab thinks is its own.
        `  clone_url = "${url}"`,
        "  [runners.kubernetes]",
        `    namespace = "${NAME}"`,
        `    image = "${imageReference(jobImage)}"`,
        "    privileged = false",
        "    allow_privilege_escalation = false",
        "    automount_service_account_token = false",
        '    cpu_request = "500m"',
        '    memory_request = "1Gi"',
        '    memory_limit = "4Gi"',
        "",
    ].join("\n");
}

const dashboard: Dashboard = {
    title: "GitLab Runner",
    panels: [
        { title: "Jobs that run", query: "sum by (state) (gitlab_runner_jobs)", legend: "{{state}}" },
        {
            title: "Failed jobs",
            query: "sum by (failure_reason) (increase(gitlab_runner_failed_jobs_total[1h]))",
            legend: "{{failure_reason}}",
        },
        {
            title: "Errors of calls to GitLab",
            query: 'sum by (status) (rate(gitlab_runner_api_request_statuses_total{status!~"2.."}[5m]))',
            legend: "{{status}}",
            unit: "ops",
        },
    ],
    alerts: [
        {
            name: "GitLabRunnerDown",
            query: `absent(up{namespace="${NAME}"} == 1)`,
            for: "15m",
            severity: "warning",
            summary: "GitLab's runner has not answered for 15 minutes: jobs of pipelines wait.",
        },
        {
            name: "GitLabRunnerRefused",
            query:
                'sum(rate(gitlab_runner_api_request_statuses_total{status!~"2.."}[15m]))' +
                " / sum(rate(gitlab_runner_api_request_statuses_total[15m])) > 0.5",
            for: "15m",
            severity: "warning",
            summary: "Of the runner's calls to GitLab {{ $value | humanizePercentage }} are refused or not answered.",
        },
    ],
};
