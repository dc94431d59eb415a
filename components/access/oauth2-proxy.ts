import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import type { Console } from "../ingress/console";
import { valkeyPorts } from "../databases";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import { derived } from "../secrets";
import type { Dex } from "./dex";
import type { Access, AccessNeeds, Check, Client, Login } from "./index";
import { headers, HOST, NAME, oauth2ProxyValues, ports, proxyClient } from "./oauth2-proxy-values";
import { Sessions } from "./sessions";

export const oauth2Proxy: Chart = {
    repository: "https://oauth2-proxy.github.io/manifests",
    name: "oauth2-proxy",
    // renovate: datasource=helm registryUrl=https://oauth2-proxy.github.io/manifests depName=oauth2-proxy
    version: "10.7.0",
    kubernetes: { from: "1.25", to: "1.36" },
};

/**
 * oauth2-proxy: the login in front of every console that has none. The ingress asks it about each request; whom it does
 * not know it sends to Dex, and whom it knows it names to the console in headers.
 *
 * @see https://oauth2-proxy.github.io/oauth2-proxy/
 */
export class OAuth2Proxy extends pulumi.ComponentResource implements Access {
    readonly check: Check;
    readonly dashboards: Dashboard[];
    readonly #provider: Dex;
    readonly #administrators: readonly string[];

    constructor(
        name: string,
        {
            place,
            provider,
            ingress,
            secrets,
        }: { place: Place; provider: Dex } & Pick<AccessNeeds, "ingress" | "secrets">,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:access:OAuth2Proxy", name, {}, opts);
        const login = provider.client(proxyClient);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "access",
                podSecurity: "restricted",
                accepts: [
                    { from: { role: "ingress" }, ports: [ports.http] },
                    { from: "here", ports: [valkeyPorts.valkey] },
                    { from: { role: "monitoring" }, ports: [ports.metrics, valkeyPorts.metrics] },
                ],
                opens: [{ to: "here" }, login.flow],
            },
            { parent: this },
        );
        const sessions = new Sessions(`${name}-sessions`, { place, namespace, secrets }, { parent: this });
        const secret = new k8s.core.v1.Secret(
            `${name}-secret`,
            {
                metadata: { name: NAME, namespace: namespace.name },
                stringData: {
                    "client-id": login.id,
                    "client-secret": login.secret,
                    // 32 bytes, the longest key it takes.
                    "cookie-secret": derived(secrets, place, "oauth2-proxy cookie").apply((key) => key.slice(0, 32)),
                },
            },
            { parent: this },
        );
        const chart = install(
            name,
            oauth2Proxy,
            {
                source: place.charts,
                namespace,
                values: oauth2ProxyValues({ place, login, asksByPage: ingress.asksByPage }),
            },
            // It is ready only once it reaches its sessions.
            { parent: this, dependsOn: [secret, sessions] },
        );
        ingress.publish(
            {
                host: HOST,
                title: "Login",
                purpose: "to log in, and out",
                namespace: namespace.name,
                service: NAME,
                port: 80,
                login: "own",
            },
            undefined,
        );

        this.check = {
            namespace: pulumi.all([namespace.name, chart.urn]).apply(([there]) => there),
            service: NAME,
            port: 80,
            path: "/",
            plainPath: "/oauth2/auth",
            host: `${HOST}.${place.domain}`,
            signInPath: "/oauth2/sign_in",
            signOutPath: "/oauth2/sign_out",
            headers,
        };
        this.dashboards = [dashboard, provider.dashboard, sessions.dashboard];
        this.#provider = provider;
        this.#administrators = login.administrators;
        this.registerOutputs({});
    }

    groupsFor({ audience = "administrators" }: Pick<Console, "audience">): readonly string[] {
        return audience === "everyone" ? [] : this.#administrators;
    }

    client(client: Client): Login {
        return this.#provider.client(client);
    }
}

const dashboard: Dashboard = {
    title: "oauth2-proxy",
    panels: [
        {
            title: "Answers",
            query: "sum by (code) (rate(oauth2_proxy_requests_total[5m]))",
            legend: "{{code}}",
            unit: "reqps",
        },
        {
            title: "Time to answer, 95 of 100",
            query:
                "histogram_quantile(0.95, sum by (pod, le)" +
                " (rate(oauth2_proxy_response_duration_seconds_bucket[5m])))",
            legend: "{{pod}}",
            unit: "s",
        },
    ],
    alerts: [
        {
            name: "Oauth2ProxyDown",
            query: `kube_deployment_status_replicas_available{namespace="${NAME}", deployment="${NAME}"} == 0`,
            for: "5m",
            severity: "critical",
            summary: "No pod of oauth2-proxy is available: no console lets anybody in.",
        },
        {
            name: "Oauth2ProxyErrors",
            query:
                'sum(rate(oauth2_proxy_requests_total{code=~"5.."}[10m]))' +
                " / sum(rate(oauth2_proxy_requests_total[10m])) > 0.05",
            for: "15m",
            severity: "warning",
            summary:
                "Of the questions whether somebody is logged in {{ $value | humanizePercentage }} end in an error.",
        },
    ],
};
