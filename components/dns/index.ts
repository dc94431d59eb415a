import type * as pulumi from "@pulumi/pulumi";

import type { Chart } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import type { DnsArgs } from "./args";
import { chart, ExternalDns } from "./external-dns";

export { DnsArgs, ownerId } from "./args";

/** What dns gives: a host name on a Service, an Ingress or an HTTPRoute resolves. */
export interface Dns {
    /** Below these names, and at them. */
    readonly domains: readonly string[];
    readonly dashboard: Dashboard;
}

/** Puts what writes the place's host names into a zone; nothing for `none`. */
export function dns(
    place: Place,
    said: DnsArgs,
    needs: { secrets: Secrets },
    opts?: pulumi.ComponentResourceOptions,
): Dns | undefined {
    switch (said.kind) {
        case "none":
            return undefined;
        case "route53":
        case "rfc2136":
            return new ExternalDns(`${place.name}-external-dns`, { place, said, ...needs }, opts);
    }
}

/** Every pin that the choice installs. */
export function dnsCharts(said: DnsArgs): Chart[] {
    return said.kind === "none" ? [] : [chart];
}
