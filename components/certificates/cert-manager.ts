import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { type Chart, install } from "../chart";
import type { Cluster } from "../cluster";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { Certificates } from "./index";
import { acme, AcmeArgs, acmePorts, permissions, privateCa, PrivateCaArgs } from "./issuers";

export const certManager: Chart = {
    repository: "oci://quay.io/jetstack/charts",
    name: "cert-manager",
    // renovate: datasource=docker depName=quay.io/jetstack/charts/cert-manager
    version: "v1.21.1",
    kubernetes: { from: "1.33", to: "1.36" },
    upgrades: { through: "every minor", down: "never", manual: "https://cert-manager.io/docs/installation/upgrade/" },
};

/** What an environment may say of cert-manager. */
export const CertManagerArgs = z.strictObject({
    kind: z.literal("cert-manager"),
    /**
     * Who signs. A private CA unless said: it needs nobody outside the place, but those who visit must be given its
     * certificate to trust. `acme` is signed by an authority that browsers trust, which must reach the place or its DNS.
     */
    issuer: z.discriminatedUnion("kind", [PrivateCaArgs, AcmeArgs]).default({ kind: "privateCa" }),
});
export type CertManagerArgs = z.infer<typeof CertManagerArgs>;

const NAME = "cert-manager";
const WEBHOOK_PORT = 10250;
// A node's port 10250 is the kubelet's.
const WEBHOOK_NODE_PORT = 10260;

/**
 * cert-manager: certificates for host names, renewed in time, and for the webhooks of other systems.
 *
 * A Release, for its last hook proves that the webhook answers, so objects made after it are not refused. The CRDs go
 * when it goes, so that nothing is left of a destroyed place; the certificates issued stay, as Secrets, with what
 * serves them.
 *
 * @see https://cert-manager.io/docs/
 */
export class CertManager extends pulumi.ComponentResource implements Certificates {
    readonly issuer: pulumi.Output<string>;
    readonly wildcards: boolean;
    readonly solver?: Certificates["solver"];
    readonly ready: pulumi.Resource;
    readonly dashboard: Dashboard = dashboard;

    constructor(
        name: string,
        { place, said, secrets }: { place: Place; said: CertManagerArgs; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:certificates:CertManager", name, said, opts);
        const { issuer } = said;
        const { podsReachable, identity } = place.cluster;

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "certificates",
                podSecurity: podsReachable
                    ? "restricted"
                    : {
                          level: "privileged",
                          because: "pods on the host's network are barred by every level but the last",
                      },
                accepts: [
                    { from: "apiServer", ports: [WEBHOOK_PORT] },
                    { from: { role: "monitoring" }, ports: [9402] },
                ],
                opens: [
                    { to: "apiServer" },
                    ...(issuer.kind === "acme" ? [{ to: "internet" as const, ports: acmePorts(issuer) }] : []),
                    // It asks itself before the authority does, and the place's own address leads to the pods directly.
                    ...(issuer.kind === "acme" && issuer.solver.kind === "http01" ? [{ to: { role: "ingress" } }] : []),
                ],
            },
            { parent: this },
        );

        const solver = issuer.kind === "acme" ? issuer.solver : undefined;
        const ambient = solver?.kind === "route53" && solver.credentials === undefined;
        if (ambient && !identity) {
            throw new pulumi.ResourceError(
                `places.${place.name}.certificates.issuer.solver is route53 without credentials, and the place's` +
                    " cluster has no cloud around it that gives pods rights; add credentials:" +
                    " { accessKeyId: …, secret: … }, the second the name of a config key",
                this,
            );
        }
        const granted =
            ambient && identity
                ? [
                      identity(
                          `${name}-identity`,
                          { namespace: NAME, serviceAccount: NAME },
                          { statements: permissions(solver.hostedZoneId) },
                          { parent: this },
                      ),
                  ]
                : [];

        this.ready = install(
            name,
            certManager,
            { source: place.charts, namespace, values: values(place.cluster) },
            { parent: this, dependsOn: granted },
        );

        const there = { namespace: namespace.name, opts: { parent: this, dependsOn: this.ready } };
        this.issuer =
            issuer.kind === "privateCa"
                ? privateCa(name, { place, ...there })
                : acme(name, { said: issuer, secrets, ...there });
        this.wildcards = solver?.kind !== "http01";
        this.solver =
            solver?.kind === "http01"
                ? { labels: { "acme.cert-manager.io/http01-solver": "true" }, port: 8089 }
                : undefined;
        this.registerOutputs({ issuer: this.issuer });
    }
}

function values({ podsReachable, nodes }: Cluster): Record<string, unknown> {
    return {
        crds: { enabled: true, keep: false },
        global: {
            priorityClassName: "system-cluster-critical",
            // Or its lease, and the right to it, would be in `kube-system`.
            leaderElection: { namespace: NAME },
        },
        config: {
            apiVersion: "controller.config.cert-manager.io/v1alpha1",
            kind: "ControllerConfiguration",
            gatewayAPI: { enabled: true },
        },
        replicaCount: 2,
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        topologySpreadConstraints: spread("controller"),
        resources: { requests: { cpu: "50m", memory: "128Mi" } },
        cainjector: {
            replicaCount: 2,
            podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
            topologySpreadConstraints: spread("cainjector"),
            resources: { requests: { cpu: "20m", memory: "128Mi" } },
        },
        webhook: {
            // Nothing of cert-manager's can be made without it; on host ports, no more than there are nodes.
            replicaCount: Math.min(3, nodes),
            podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
            topologySpreadConstraints: spread("webhook"),
            resources: { requests: { cpu: "20m", memory: "64Mi" } },
            ...(!podsReachable && {
                hostNetwork: true,
                securePort: WEBHOOK_NODE_PORT,
                strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
            }),
        },
        startupapicheck: { resources: { requests: { cpu: "10m", memory: "32Mi" } } },
        prometheus: { servicemonitor: { enabled: true } },
    };
}

function spread(component: string) {
    return [
        {
            maxSkew: 1,
            topologyKey: "kubernetes.io/hostname",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: {
                matchLabels: { "app.kubernetes.io/instance": NAME, "app.kubernetes.io/component": component },
            },
        },
    ];
}

const dashboard: Dashboard = {
    title: "cert-manager",
    panels: [
        {
            title: "Time until a certificate expires",
            query: "min by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds) - time()",
            legend: "{{exported_namespace}}/{{name}}",
            unit: "s",
        },
        {
            title: "Certificates that are not ready",
            query: 'max by (exported_namespace, name) (certmanager_certificate_ready_status{condition!="True"}) > 0',
            legend: "{{exported_namespace}}/{{name}}",
        },
        {
            title: "Answers of the ACME server",
            query: "sum by (status) (rate(certmanager_http_acme_client_request_count[5m]))",
            legend: "{{status}}",
            unit: "reqps",
        },
        {
            title: "Reconciliations that failed",
            query: "sum by (controller) (rate(certmanager_controller_sync_error_count[5m]))",
            legend: "{{controller}}",
            unit: "ops",
        },
    ],
    alerts: [
        {
            name: "CertManagerCertificateNotReady",
            query: 'max by (exported_namespace, name) (certmanager_certificate_ready_status{condition!="True"}) == 1',
            for: "1h",
            severity: "warning",
            summary: "Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} is not ready.",
        },
        {
            name: "CertManagerRenewalOverdue",
            query:
                "max by (exported_namespace, name)" +
                " (time() - (certmanager_certificate_renewal_timestamp_seconds > 0)) > 0",
            for: "6h",
            severity: "warning",
            summary: "Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} should have been renewed by now.",
        },
        {
            name: "CertManagerCertificateExpires",
            query:
                "max by (exported_namespace, name)" +
                " (time() - (certmanager_certificate_expiration_timestamp_seconds > 0)) > -172800" +
                " and max by (exported_namespace, name)" +
                " (time() - (certmanager_certificate_renewal_timestamp_seconds > 0)) > 0",
            for: "1h",
            severity: "critical",
            summary:
                "Certificate {{ $labels.exported_namespace }}/{{ $labels.name }} has less than two days left, and is not renewed.",
        },
    ],
};
