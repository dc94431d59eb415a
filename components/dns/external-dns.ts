import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { type Chart, install } from "../chart";
import type { Statement } from "../cluster";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace, type Opens } from "../namespace";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import { type ExternalDnsArgs, ownerId } from "./args";
import { dashboard } from "./external-dns-dashboard";
import type { Dns } from "./index";

export const chart: Chart = {
    repository: "https://kubernetes-sigs.github.io/external-dns",
    name: "external-dns",
    // renovate: datasource=helm registryUrl=https://kubernetes-sigs.github.io/external-dns depName=external-dns
    version: "1.21.1",
    kubernetes: { from: "1.25", to: "1.36" },
};

// As the chart names its ServiceAccount, and as we name everything else of it.
const NAME = "external-dns";
const METRICS_PORT = 7979;
const DNS_PORT = 53;
const POD_IDENTITY_PORT = 80;

/**
 * ExternalDNS: writes the host names of Services, Ingresses and HTTPRoutes into a DNS zone. It touches only records
 * that it has marked, by a TXT record beside them, with its owner id; uninstalling it leaves them.
 *
 * @see https://kubernetes-sigs.github.io/external-dns/
 */
export class ExternalDns extends pulumi.ComponentResource implements Dns {
    readonly domains: readonly string[];
    readonly dashboard: Dashboard = dashboard;

    constructor(
        name: string,
        { place, said, secrets }: { place: Place; said: ExternalDnsArgs; secrets: Secrets },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:dns:ExternalDns", name, said, opts);

        const { identity } = place.cluster;
        if (said.kind === "route53" && said.credentials === undefined && identity === undefined) {
            throw new pulumi.ResourceError(
                `places.${place.name}.dns is route53 without credentials, and the place's cluster has no cloud ` +
                    "around it that gives pods rights; add credentials: { accessKeyId: …, secret: … }, " +
                    "the second the name of a config key",
                this,
            );
        }

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "dns",
                podSecurity: "restricted",
                accepts: [{ from: { role: "monitoring" }, ports: [METRICS_PORT] }],
                opens: flowsOut(said),
            },
            { parent: this },
        );

        const before: pulumi.Resource[] = [];
        const kept = keptSecrets(said);
        if (kept.length > 0) {
            before.push(
                new k8s.core.v1.Secret(
                    `${name}-credentials`,
                    {
                        metadata: { name: NAME, namespace: namespace.name },
                        stringData: Object.fromEntries(kept.map(({ key, config }) => [key, secrets(config)])),
                    },
                    { parent: this },
                ),
            );
        } else if (said.kind === "route53" && identity) {
            const statements = zoneStatements(said.hostedZoneIds);
            const account = { namespace: NAME, serviceAccount: NAME };
            before.push(identity(`${name}-identity`, account, { statements }, { parent: this }));
        }

        install(
            name,
            chart,
            {
                source: place.charts,
                namespace,
                values: externalDnsValues(said, place),
                // The chart keeps the definition of DNSEndpoint in crds/, where a Release would never upgrade it.
                engine: "objects",
            },
            { parent: this, dependsOn: before },
        );

        this.domains = domainsOf(said, place);
        this.registerOutputs({});
    }
}

function domainsOf({ domains }: ExternalDnsArgs, { domain }: Pick<Place, "domain">): string[] {
    return domains ?? [domain];
}

/** What the chart is told. Its one replica is fixed: ExternalDNS elects no leader, and while it is away names stay. */
export function externalDnsValues(
    said: ExternalDnsArgs,
    place: Pick<Place, "name" | "domain">,
): Record<string, unknown> {
    return {
        provider: { name: said.kind === "route53" ? "aws" : "rfc2136" },
        sources: ["service", "ingress", "gateway-httproute"],
        policy: said.policy,
        domainFilters: domainsOf(said, place),
        registry: "txt",
        txtOwnerId: ownerId(said, place.name, place.domain),
        // The mark of a name stands in a label of its own below it: beside it the mark of a zone's own name would lie
        // outside the zone, and at it a CNAME bears no other record. A later change orphans every record there is.
        txtPrefix: "external-dns-%{record_type}.",
        env: [
            ...plainEnvironment(said),
            ...keptSecrets(said).map(({ key }) => ({
                name: key,
                valueFrom: { secretKeyRef: { name: NAME, key } },
            })),
        ],
        extraArgs: { "txt-wildcard-replacement": "wildcard", ...providerFlags(said) },
        resources: { requests: { cpu: "20m", memory: "64Mi" } },
        serviceMonitor: { enabled: true },
    };
}

function plainEnvironment(said: ExternalDnsArgs): { name: string; value: string }[] {
    if (said.kind !== "route53") return [];
    // Where Route 53 is served from, wherever its zones are read.
    const region = { name: "AWS_REGION", value: "us-east-1" };
    return said.credentials ? [region, { name: "AWS_ACCESS_KEY_ID", value: said.credentials.accessKeyId }] : [region];
}

function providerFlags(said: ExternalDnsArgs): Record<string, unknown> {
    switch (said.kind) {
        case "route53":
            return {
                "aws-zone-type": said.zoneType,
                ...(said.hostedZoneIds ? { "zone-id-filter": said.hostedZoneIds } : {}),
            };
        case "rfc2136":
            return {
                "rfc2136-host": said.host,
                "rfc2136-port": said.port,
                "rfc2136-zone": said.zone,
                "rfc2136-tsig-keyname": said.tsigKeyName,
                "rfc2136-tsig-secret-alg": said.algorithm,
                // Without a transfer of the zone it cannot see what is there, and would only ever create.
                "rfc2136-tsig-axfr": true,
            };
    }
}

/** Secrets that ExternalDNS reads from its environment: the variable, and the config key that holds the value. */
function keptSecrets(said: ExternalDnsArgs): { key: string; config: string }[] {
    switch (said.kind) {
        case "route53":
            return said.credentials ? [{ key: "AWS_SECRET_ACCESS_KEY", config: said.credentials.secret }] : [];
        case "rfc2136":
            return [{ key: "EXTERNAL_DNS_RFC2136_TSIG_SECRET", config: said.tsigSecret }];
    }
}

function flowsOut(said: ExternalDnsArgs): Opens[] {
    const always: Opens[] = [{ to: "apiServer" }];
    switch (said.kind) {
        case "route53":
            // Route 53 itself is at 443. What a pod is in AWS it asks of an agent on its own node.
            return said.credentials ? always : [...always, { to: "internet", ports: [POD_IDENTITY_PORT] }];
        case "rfc2136":
            return said.port === DNS_PORT ? always : [...always, { to: "internet", ports: [said.port] }];
    }
}

function zoneStatements(hostedZoneIds: string[] | undefined): Statement[] {
    return [
        {
            Effect: "Allow",
            Action: [
                "route53:ChangeResourceRecordSets",
                "route53:ListResourceRecordSets",
                "route53:ListTagsForResources",
            ],
            Resource: (hostedZoneIds ?? ["*"]).map((id) => `arn:aws:route53:::hostedzone/${id}`),
        },
        { Effect: "Allow", Action: "route53:ListHostedZones", Resource: "*" },
    ];
}
