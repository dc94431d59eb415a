import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Statement } from "../cluster";
import { INGRESS_CLASS } from "../ingress/class";
import type { Place } from "../place";
import { AccessKey, type Secrets } from "../secrets";

/** A CA of the place's own. */
export const PrivateCaArgs = z.strictObject({ kind: z.literal("privateCa") });

/**
 * Proves a host name by answering for it over HTTP, through the ingress: the authority must reach the place by that
 * name on port 80. It cannot sign for `*.<domain>`.
 */
const Http01 = z.strictObject({ kind: z.literal("http01") });

/** Proves a host name, and `*.<domain>` as well, by a record in a Route 53 zone: the place itself need not be reached. */
const Route53 = z.strictObject({
    kind: z.literal("route53"),
    /** The zone's id. Unless said it is looked up by name, which needs the right to list the account's zones. */
    hostedZoneId: z
        .string()
        .min(1)
        .optional()
        .meta({ examples: ["Z0123456789ABCDEFGHIJ"] }),
    /** The region that requests are signed for. us-east-1, where Route 53 itself is, unless said. */
    region: z.string().min(1).default("us-east-1"),
    /** An IAM user's access key. Unless said the cluster's own cloud gives the right, which only EKS does. */
    credentials: AccessKey.optional(),
});

/** An authority that speaks ACME, as Let's Encrypt does. @see RFC 8555 */
export const AcmeArgs = z.strictObject({
    kind: z.literal("acme"),
    /** Where the authority writes to when a certificate is about to expire or to be revoked. */
    email: z.email(),
    /**
     * The authority's directory. Let's Encrypt's production unless said, which allows few certificates a week for a
     * domain: try with https://acme-staging-v02.api.letsencrypt.org/directory first.
     */
    server: z.url().default("https://acme-v02.api.letsencrypt.org/directory"),
    /** How a host name is proven to be ours. `http01` unless said, which needs no credential. */
    solver: z.discriminatedUnion("kind", [Http01, Route53]).default({ kind: "http01" }),
});
export type AcmeArgs = z.infer<typeof AcmeArgs>;

/** The name of the ClusterIssuer that every place has. */
const ISSUER = "default";

/** Where the issuers' objects go, and after what. */
interface There {
    /** cert-manager's own namespace, in which a ClusterIssuer looks for its Secrets. */
    namespace: pulumi.Output<string>;
    opts: pulumi.CustomResourceOptions;
}

/** A self-signed root and the issuer that signs with it; returns the issuer's name. */
export function privateCa(name: string, { place, namespace, opts }: There & { place: Place }): pulumi.Output<string> {
    const selfSigned = clusterIssuer(`${name}-self-signed`, "self-signed", { selfSigned: {} }, opts);
    const root = new k8s.apiextensions.CustomResource(
        `${name}-root`,
        {
            apiVersion: "cert-manager.io/v1",
            kind: "Certificate",
            metadata: { name: "private-ca", namespace, annotations: whenReady },
            spec: {
                isCA: true,
                commonName: `${place.name} private CA`,
                subject: { organizations: [place.domain] },
                secretName: "private-ca",
                // Everyone who visits has it by hand: it must not run out, and a renewed one must have the same key.
                duration: "87600h",
                privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
                issuerRef: { kind: "ClusterIssuer", name: selfSigned.metadata.name },
            },
        },
        opts,
    );
    return clusterIssuer(
        `${name}-issuer`,
        ISSUER,
        { ca: { secretName: "private-ca" } },
        pulumi.mergeOptions(opts, { dependsOn: root }),
    ).metadata.name;
}

/** The issuer that has an ACME authority sign; returns its name. */
export function acme(
    name: string,
    { said, secrets, namespace, opts }: There & { said: AcmeArgs; secrets: Secrets },
): pulumi.Output<string> {
    const solver =
        said.solver.kind === "http01"
            ? { http01: { ingress: { ingressClassName: INGRESS_CLASS } } }
            : { dns01: { route53: route53(name, { said: said.solver, secrets, namespace, opts }) } };
    const spec = {
        acme: {
            email: said.email,
            server: said.server,
            privateKeySecretRef: { name: "acme-account" },
            solvers: [solver],
        },
    };
    return clusterIssuer(`${name}-issuer`, ISSUER, spec, opts).metadata.name;
}

/**
 * The ports that an ACME issuer opens connections to: the authority's; 80 to look whether a challenge is answered, or to
 * ask the node it is on for its rights in the cloud.
 */
export function acmePorts({ server, solver }: AcmeArgs): number[] {
    const { protocol, port } = new URL(server);
    const authority = port === "" ? (protocol === "http:" ? 80 : 443) : Number(port);
    const plain = solver.kind === "http01" || solver.credentials === undefined;
    return [...new Set(plain ? [authority, 80] : [authority])];
}

/**
 * What an ACME issuer may do in Route 53: the TXT records of one zone, or, where none is said, of each.
 *
 * @see https://cert-manager.io/docs/configuration/acme/dns01/route53/
 */
export function permissions(hostedZoneId?: string): Statement[] {
    const zones = `arn:aws:route53:::hostedzone/${hostedZoneId ?? "*"}`;
    return [
        { Effect: "Allow", Action: "route53:GetChange", Resource: "arn:aws:route53:::change/*" },
        { Effect: "Allow", Action: "route53:ListResourceRecordSets", Resource: zones },
        {
            Effect: "Allow",
            Action: "route53:ChangeResourceRecordSets",
            Resource: zones,
            Condition: {
                "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
            },
        },
        ...(hostedZoneId === undefined
            ? [{ Effect: "Allow" as const, Action: "route53:ListHostedZonesByName", Resource: "*" }]
            : []),
    ];
}

function route53(
    name: string,
    { said, secrets, namespace, opts }: There & { said: z.infer<typeof Route53>; secrets: Secrets },
) {
    const zone = {
        region: said.region,
        ...(said.hostedZoneId !== undefined && { hostedZoneID: said.hostedZoneId }),
    };
    if (!said.credentials) return zone;
    const secret = new k8s.core.v1.Secret(
        `${name}-route53`,
        {
            metadata: { name: "route53", namespace },
            stringData: { "secret-access-key": secrets(said.credentials.secret) },
        },
        opts,
    );
    return {
        ...zone,
        accessKeyID: said.credentials.accessKeyId,
        secretAccessKeySecretRef: { name: secret.metadata.name, key: "secret-access-key" },
    };
}

const whenReady = { "pulumi.com/waitFor": "condition=Ready" };

function clusterIssuer(resource: string, name: string, spec: object, opts: pulumi.CustomResourceOptions) {
    return new k8s.apiextensions.CustomResource(
        resource,
        {
            apiVersion: "cert-manager.io/v1",
            kind: "ClusterIssuer",
            metadata: { name, annotations: whenReady },
            spec,
        },
        opts,
    );
}
