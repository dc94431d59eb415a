import { createHash } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { LoginArgs } from "./args";
import { administratorsIn, clientSecret, dexConfig, HOST, issuerOf, providerPorts } from "./dex-config";
import { dexStorage } from "./dex-storage";
import type { AccessNeeds, Client, Login } from "./index";
import { proxyClient } from "./oauth2-proxy-values";

export const dex: Chart = {
    repository: "https://charts.dexidp.io",
    name: "dex",
    // renovate: datasource=helm registryUrl=https://charts.dexidp.io depName=dex
    version: "0.24.0",
    kubernetes: { from: "1.25", to: "1.36" },
};

const NAME = "dex";
/** Secret with Dex's configuration, under the key by which the chart mounts it. */
const CONFIG = "dex-config";
const ports = { http: 5556, telemetry: 5558 };

/**
 * Dex: who somebody is, for every console of the place. It asks for a password of the place's own, or sends people to
 * the provider that the environment names; towards consoles it is the same one issuer either way, with the same claims,
 * so that one of them is made known to a provider outside and not each console.
 *
 * @see https://dexidp.io/docs/
 */
export class Dex extends pulumi.ComponentResource {
    readonly dashboard: Dashboard = dashboard;
    readonly #place: Place;
    readonly #secrets: Secrets;
    readonly #clients: readonly Client[];
    readonly #administrators: readonly string[];

    constructor(
        name: string,
        { place, said, ingress, clients, secrets }: { place: Place; said: LoginArgs } & AccessNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:access:Dex", name, said, opts);
        this.#place = place;
        this.#secrets = secrets;
        this.#clients = [proxyClient, ...clients];
        this.#administrators = administratorsIn(said);

        const outside = providerPorts(said);
        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "access",
                podSecurity: "restricted",
                accepts: [
                    ...["ingress", "access", "delivery"].map((role) => ({ from: { role }, ports: [ports.http] })),
                    { from: { role: "monitoring" }, ports: [ports.http, ports.telemetry] },
                ],
                // A provider outside is where the API may be: at 443.
                opens: [
                    { to: "apiServer" },
                    ...(outside.length > 0 ? [{ to: "internet" as const, ports: outside }] : []),
                ],
            },
            { parent: this },
        );
        const definitions = dexStorage(name, { parent: this });
        const config = new k8s.core.v1.Secret(
            `${name}-config`,
            {
                metadata: { name: CONFIG, namespace: namespace.name },
                stringData: { "config.yaml": dexConfig({ place, said, clients: this.#clients, secrets }) },
            },
            { parent: this },
        );
        install(
            name,
            dex,
            { source: place.charts, namespace, values: dexValues({ said, clients: this.#clients }) },
            { parent: this, dependsOn: [config, ...definitions] },
        );
        ingress.publish(
            {
                host: HOST,
                title: "Dex",
                purpose: "where passwords are typed",
                namespace: namespace.name,
                service: NAME,
                port: ports.http,
                login: "own",
            },
            undefined,
        );
        this.registerOutputs({});
    }

    /** What one of Dex's clients needs to log people in. Throws for a client that Dex was not told of. */
    client({ id }: Client): Login {
        if (!this.#clients.some((client) => client.id === id)) {
            throw new pulumi.ResourceError(`Dex knows no client ${id}; it was told of those that it knows`, this);
        }
        const issuer = issuerOf(this.#place);
        const inside = `http://${NAME}.${NAME}.svc:${ports.http}`;
        return {
            id,
            secret: clientSecret(this.#secrets, this.#place, id),
            issuer,
            endpoints: {
                authorization: `${issuer}/auth`,
                token: `${inside}/token`,
                userinfo: `${inside}/userinfo`,
                keys: `${inside}/keys`,
            },
            scopes: ["openid", "profile", "email", "groups", "offline_access"],
            administrators: this.#administrators,
            flow: { to: { role: "access" }, ports: [ports.http] },
        };
    }
}

function dexValues(configured: { said: LoginArgs; clients: readonly Client[] }): Record<string, unknown> {
    return {
        replicaCount: 2,
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "app.kubernetes.io/name": NAME } },
            },
        ],
        resources: { requests: { cpu: "20m", memory: "48Mi" } },
        podSecurityContext: {
            runAsNonRoot: true,
            runAsUser: 1001,
            runAsGroup: 1001,
            fsGroup: 1001,
            seccompProfile: { type: "RuntimeDefault" },
        },
        securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        },
        // Where the image writes what it has made of its configuration.
        volumes: [{ name: "tmp", emptyDir: { medium: "Memory", sizeLimit: "4Mi" } }],
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
        configSecret: { create: false, name: CONFIG },
        // A secret with a dollar would be taken for the name of a variable.
        env: { DEX_EXPAND_ENV: "false" },
        // Dex reads its configuration when it starts, and the chart does not see a Secret of ours change.
        podAnnotations: { "samestack.dev/configuration": hashOf(configured) },
        // Its storage is defined already.
        rbac: { createClusterScoped: false },
        serviceMonitor: { enabled: true },
    };
}

function hashOf(said: object): string {
    return createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 16);
}

const dashboard: Dashboard = {
    title: "Dex",
    panels: [
        {
            title: "Answers",
            query: 'sum by (handler, code) (rate(http_requests_total{namespace="dex"}[5m]))',
            legend: "{{handler}} {{code}}",
            unit: "reqps",
        },
        {
            title: "Logins that failed",
            query: 'sum by (handler) (rate(http_requests_total{namespace="dex", code=~"4..|5..", handler=~"/auth.*|/token|/callback.*"}[5m]))',
            legend: "{{handler}}",
            unit: "reqps",
        },
        {
            title: "Time to answer, 95 of 100",
            query:
                "histogram_quantile(0.95, sum by (handler, le)" +
                ' (rate(request_duration_seconds_bucket{namespace="dex"}[5m])))',
            legend: "{{handler}}",
            unit: "s",
        },
    ],
    alerts: [
        {
            name: "DexDown",
            query: 'kube_deployment_status_replicas_available{namespace="dex", deployment="dex"} == 0',
            for: "5m",
            severity: "critical",
            summary: "No pod of Dex is available: nobody can log in anew.",
        },
        {
            name: "DexErrors",
            query:
                'sum by (handler) (rate(http_requests_total{namespace="dex", code=~"5.."}[10m]))' +
                ' / sum by (handler) (rate(http_requests_total{namespace="dex"}[10m])) > 0.05',
            for: "15m",
            severity: "warning",
            summary:
                "Of the requests to {{ $labels.handler }} of Dex {{ $value | humanizePercentage }} end in an error.",
        },
    ],
};
