import type * as pulumi from "@pulumi/pulumi";

import type { Console } from "../ingress/console";

/** The namespace, the chart's release, the database and the ServiceAccount: all of the system's own name. */
export const NAME = "gitlab";

/** Names and ports of the chart's Services that something outside of it asks. */
export const services = {
    web: { name: `${NAME}-webservice-default`, port: 8181 },
    registry: { name: `${NAME}-registry`, port: 5000 },
    agentServer: { name: `${NAME}-kas`, port: 8150 },
} as const;

/** Where Prometheus asks: Puma, Workhorse, Sidekiq, Gitaly, the exporter, the agent server, the registry. */
export const metricsPorts = [8083, 9229, 3807, 9236, 9168, 8151, 5001];

/** How a Service is reached inside the cluster. */
export function inside({ name, port }: { name: string; port: number }, protocol: string): string {
    return `${protocol}://${name}.${NAME}.svc:${port}`;
}

/** What people open. */
export function consoleIn(namespace: pulumi.Input<string>): Console {
    return {
        ...hostIn(namespace, NAME, services.web),
        title: "GitLab",
        purpose: "repositories, merge requests and pipelines",
        audience: "everyone",
    };
}

/** Hosts for programs, each of which brings a token: nobody opens them, so no page leads there. */
export function hostsIn(namespace: pulumi.Input<string>): Console[] {
    return [
        {
            ...hostIn(namespace, "registry", services.registry),
            title: "GitLab's registry",
            purpose: "images, by docker login",
        },
        {
            ...hostIn(namespace, "kas", services.agentServer),
            title: "GitLab's agent server",
            purpose: "where agents of other clusters connect",
        },
    ];
}

function hostIn(namespace: pulumi.Input<string>, host: string, { name, port }: { name: string; port: number }) {
    return { host, namespace, service: name, port, login: "own" as const };
}
