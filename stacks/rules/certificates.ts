import type { Draft, PlaceArgs } from "../environment";
import type { Objection, Path } from "../refusals";
import { places } from "./places";

/** Names that are nobody's on the internet. @see RFC 2606, RFC 6761, RFC 6762, RFC 8375 */
const LOCAL = ["test", "example", "invalid", "localhost", "local", "internal", "home.arpa"];

/** Domains for documents, to which Let's Encrypt opens no account. @see RFC 2606, section 3 */
const DOCUMENTS = ["example.org", "example.com", "example.net"];

/** Let's Encrypt signs what the internet knows, and writes to addresses that can be written to; and says so late. */
export function authorityCanSign(draft: Draft): Objection[] {
    return publicIssuers(draft).flatMap(({ at, domain, email }) => {
        const objections: Objection[] = [];
        if (domain !== undefined && LOCAL.some((zone) => domain.endsWith(`.${zone}`))) {
            objections.push({
                at: [...at, "kind"],
                because: [[...at.slice(0, 2), "domain"], ["domain"]],
                rule: `is Let's Encrypt, which signs no name under ${domain}: the internet does not know it`,
                allowed: "privateCa, or acme with a server of your own",
                fix: "remove issuer for the default, privateCa, or give the place a domain that is registered",
            });
        }
        if (DOCUMENTS.some((zone) => email.endsWith(`@${zone}`))) {
            objections.push({
                at: [...at, "email"],
                rule: "is an address for documents, to which Let's Encrypt opens no account",
                allowed: "an address that somebody reads",
                fix: "write an address of your own",
            });
        }
        return objections;
    });
}

/** HTTP-01 is Let's Encrypt's own call, from the internet, to port 80 of the place. */
export function challengesCanBeAnswered(draft: Draft): Objection[] {
    return publicIssuers(draft).flatMap(({ at, solver, loadBalancing }) => {
        if (solver !== "http01" || loadBalancing?.kind !== "aws" || loadBalancing.scheme !== "internal") return [];
        return [
            {
                at: [...at, "solver", "kind"],
                because: [[...at.slice(0, 2), "loadBalancing", "scheme"]],
                rule: "is answered at the place's own address, which loadBalancing.scheme internal hides from Let's Encrypt",
                allowed: "route53, or scheme: internet-facing",
                fix: "write solver: { kind: route53 }",
            },
        ];
    });
}

/** cert-manager answers by an Ingress for the host that is to be proven, and F5's controller gives a host to one only. */
export function challengesHaveAHost(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { certificates, ingress } }) => {
        const issuer = certificates?.issuer;
        if (ingress?.kind !== "nginx" || issuer?.kind !== "acme" || issuer.solver.kind !== "http01") return [];
        return [
            {
                at: [...at, "certificates", "issuer", "solver", "kind"],
                because: [[...at, "ingress", "kind"]],
                rule: "is answered by a second Ingress for the host, and NGINX serves only the first",
                allowed: "route53, or ingress: { kind: traefik }, or issuer: { kind: privateCa }",
                fix: "write solver: { kind: route53 }",
            },
        ];
    });
}

interface PublicIssuer {
    at: Path;
    domain?: string;
    email: string;
    solver: string;
    loadBalancing?: PlaceArgs["loadBalancing"];
}

function publicIssuers(draft: Draft): PublicIssuer[] {
    return places(draft).flatMap(({ at, place: { domain, certificates, loadBalancing } }) => {
        const issuer = certificates?.issuer;
        if (issuer?.kind !== "acme" || !new URL(issuer.server).hostname.endsWith(".letsencrypt.org")) return [];
        const { email, solver } = issuer;
        return [{ at: [...at, "certificates", "issuer"], domain, email, solver: solver.kind, loadBalancing }];
    });
}
