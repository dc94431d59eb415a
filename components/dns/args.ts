import { z } from "zod";

import { AccessKey } from "../secrets";

// Also what only DNS allows: reverse zones, and names that begin with an underscore.
const label = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?";
const dnsName = new RegExp(`^${label}(\\.${label})*$`, "i");

const DnsName = z.string().refine((said) => said.length <= 253 && dnsName.test(said), {
    error: "is not a DNS name",
    params: { allowed: "labels of letters, digits and hyphens, joined by dots", fix: "write for example example.org" },
});

const common = {
    /** Zones, or parts of zones, in which records may be written. The place's own domain unless said. */
    domains: z.array(DnsName).min(1).optional(),
    /**
     * `upsert-only` creates and changes records and never deletes one, so that a mistake takes no name away; `sync`
     * deletes the record of a host that is gone as well.
     */
    policy: z.enum(["upsert-only", "sync"]).default("upsert-only"),
    /**
     * Marks the records of this place. Two places that share a zone must differ in it, or under `sync` each deletes the
     * other's. `samestack-<place>-<domain>` unless said; to change it orphans what is there.
     */
    ownerId: z
        .string()
        .refine((said) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(said), {
            error: "is not an owner id",
            params: {
                allowed: "up to 128 letters, digits, dots, hyphens and underscores, the first a letter or digit",
                fix: "write for example samestack-paris, or leave it out",
            },
        })
        .optional(),
};

/** Host names are somebody else's affair: a wildcard record, or a hand. */
export const NoDnsArgs = z.strictObject({ kind: z.literal("none") });

/**
 * Route 53. On EKS its pods get the rights they need; elsewhere an access key is needed.
 *
 * @see https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/
 */
export const Route53Args = z.strictObject({
    kind: z.literal("route53"),
    ...common,
    /** Which of two zones of the same name is meant. Public, for most zones are. */
    zoneType: z.enum(["public", "private"]).default("public"),
    /** Ids of the hosted zones that may be changed. Unless said the pods may change every zone of the account. */
    hostedZoneIds: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .meta({ examples: [["Z0123456789ABCDEFGHIJ"]] }),
    /** An IAM user's access key. Unless said the cluster's own cloud gives the right, which only EKS does. */
    credentials: AccessKey.optional(),
});

/**
 * A name server that takes signed updates (RFC 2136): BIND, Knot, PowerDNS, Active Directory. It must let the key
 * update the zone and transfer it.
 *
 * @see https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/rfc2136/
 */
export const Rfc2136Args = z.strictObject({
    kind: z.literal("rfc2136"),
    ...common,
    /** Name or IPv4 address of the zone's primary server. */
    host: DnsName,
    /** Its port, over TCP. */
    port: z.int().min(1).max(65535).default(53),
    /** The zone on that server. */
    zone: DnsName,
    /** Name of the TSIG key, as the server knows it. */
    tsigKeyName: DnsName,
    /** Config key of the TSIG key's secret, in base64. */
    tsigSecret: z
        .string()
        .min(1)
        .meta({ examples: ["tsigSecret"] }),
    /** The TSIG key's algorithm. The default is what `tsig-keygen` makes. */
    algorithm: z.enum(["hmac-sha1", "hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512"]).default("hmac-sha256"),
});

/** What an environment may say of a place's DNS. `none` unless said: nobody's zone is written to by default. */
export const DnsArgs = z.discriminatedUnion("kind", [NoDnsArgs, Route53Args, Rfc2136Args]).default({ kind: "none" });
export type DnsArgs = z.infer<typeof DnsArgs>;

/** The choices that ExternalDNS carries out. */
export type ExternalDnsArgs = Exclude<DnsArgs, { kind: "none" }>;

/**
 * The mark that a place's records will bear; none where nothing is written. Places that share a zone are to be checked
 * with it for difference.
 */
export function ownerId(said: ExternalDnsArgs, placeName: string, domain: string): string;
export function ownerId(said: DnsArgs, placeName: string, domain: string): string | undefined;
export function ownerId(said: DnsArgs, placeName: string, domain: string): string | undefined {
    if (said.kind === "none") return undefined;
    return said.ownerId ?? `samestack-${placeName}-${domain}`;
}
