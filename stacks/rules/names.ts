import { ownerId } from "../../components/dns";
import { gatewayHostsOf } from "../../components/ingress";
import type { Draft } from "../environment";
import type { Objection } from "../refusals";
import { places, repeated } from "./places";

/** Every console of a place stands under its domain: with the same one, two places would fight for each name. */
export function domainsDiffer(draft: Draft): Objection[] {
    const domains = places(draft).flatMap(({ name, at, place: { domain } }) =>
        domain === undefined ? [] : [{ name, at, domain }],
    );
    return repeated(domains, ({ domain }) => domain).map(({ later, earlier }) => ({
        at: [...later.at, "domain"],
        because: [[...earlier.at, "domain"], ["domain"]],
        rule: `is the domain of ${earlier.name} as well`,
        allowed: "a domain that no other place has",
        fix: `remove it for the default, ${later.name}.<the environment's domain>, or write another`,
    }));
}

/** A name leads to one address. */
export function hostsDiffer(draft: Draft): Objection[] {
    const hosts = places(draft).flatMap(({ name, at, place: { domain, ingress } }) => [
        ...(domain === undefined ? [] : [{ name, at: [...at, "domain"], host: domain, asked: false }]),
        ...gatewayHostsOf(ingress).map((host, index) => ({
            name,
            at: [...at, "ingress", "gatewayHosts", index],
            host: host.toLowerCase(),
            asked: true,
        })),
    ]);
    // A domain before a host that was asked for, so that the host is what is refused.
    const ordered = [...hosts.filter(({ asked }) => !asked), ...hosts.filter(({ asked }) => asked)];
    return repeated(ordered, ({ host }) => host).flatMap(({ later, earlier }) => {
        if (!later.asked || (!earlier.asked && earlier.name === later.name)) return [];
        const owner = later.name === earlier.name ? "this place" : earlier.name;
        return [
            {
                at: later.at,
                because: [earlier.at],
                rule: `is a host of ${owner} already`,
                allowed: "host names that nothing else of the environment has",
                fix: "remove it from one of the two",
            },
        ];
    });
}

/** ExternalDNS deletes the records that bear its mark and that it does not know: those of another place, then. */
export function ownersDiffer(draft: Draft): Objection[] {
    const owners = places(draft).flatMap(({ name, at, place: { dns, domain } }) => {
        if (!dns || dns.kind === "none" || domain === undefined) return [];
        return [{ name, at: [...at, "dns", "ownerId"], owner: ownerId(dns, name, domain) }];
    });
    return repeated(owners, ({ owner }) => owner).map(({ later, earlier }) => ({
        at: later.at,
        because: [earlier.at],
        rule: `marks the records of ${earlier.name} as well, and each would delete the other's`,
        allowed: "an owner id that no other place has",
        fix: `remove it for the default, which names the place, or write for example ownerId: samestack-${later.name}`,
    }));
}

/** ExternalDNS skips hosts outside the zones it is told of, without a word, and they never resolve. */
export function zonesHoldTheDomain(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { dns, domain } }) => {
        if (!dns || dns.kind === "none" || domain === undefined) return [];
        const because = [[...at, "domain"], ["domain"]];
        const outside: Objection[] = [];
        if (dns.domains && !dns.domains.some((zone) => isUnder(domain, zone))) {
            outside.push({
                at: [...at, "dns", "domains"],
                because,
                rule: `leave out the place's own domain, ${domain}, so that no console would resolve`,
                allowed: `a list with ${domain} or a domain above it`,
                fix: `add ${domain}, or remove domains`,
            });
        }
        if (dns.kind === "rfc2136" && !isUnder(domain, dns.zone)) {
            outside.push({
                at: [...at, "dns", "zone"],
                because,
                rule: `does not hold the place's domain, ${domain}, so that no console would resolve`,
                allowed: `${domain} or a domain above it`,
                fix: `write the zone of that server in which ${domain} lies, or give the place a domain in this one`,
            });
        }
        return outside;
    });
}

function isUnder(host: string, zone: string): boolean {
    const parent = zone.toLowerCase().replace(/^\./, "");
    return host === parent || host.endsWith(`.${parent}`);
}
