import type { Declared } from "../difference";

export const dnsDifferences: Declared[] = (["route53", "rfc2136"] as const).map((kind) => ({
    by: "ExternalDns",
    word: "dns.kind",
    between: ["none", kind],
    what: [
        "ConfigMap monitoring/dashboard-externaldns",
        "PrometheusRule monitoring/samestack-externaldns",
        "PrometheusRule monitoring/samestack-versions spec.groups[Versions].rules[samestack:system_info external-dns]",
    ],
    reason: "ExternalDNS is watched where it is",
}));
