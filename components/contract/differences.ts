import type { Declared } from "../difference";
import type { Word } from "./words";

/** The words of the contract that another kind of system changes, or takes away: between these two it must be so. */
const switched: { word: string; between: Declared["between"]; unless?: string; what: Word[]; reason: string }[] = [
    {
        word: "ingress.kind",
        between: ["traefik", "nginx"],
        what: ["gateway.namespace", "gateway.name", "gateway.listeners"],
        reason: "NGINX serves Ingresses and no route of the Gateway API: an application for any place brings an Ingress",
    },
    {
        word: "ingress.kind",
        between: ["traefik", "nginx"],
        what: ["login.everyone", "login.administrators"],
        reason: "each ingress is told in annotations of its own that a login is to be asked for",
    },
    {
        word: "certificates.issuer.solver.kind",
        between: ["http01", "route53"],
        what: ["certificates.wildcards"],
        reason: "an authority that is answered over HTTP signs for single host names",
    },
    {
        word: "certificates.issuer.solver.kind",
        between: ["http01", "route53"],
        unless: "ingress",
        what: ["gateway.listeners"],
        reason: "the Gateway has a certificate where the issuer signs for every name below the domain",
    },
    {
        word: "storage.kind",
        between: ["longhorn", "ebs"],
        unless: "storage.additional",
        what: ["storage.shared"],
        reason: "a volume of EBS is a disk of one node at a time",
    },
    {
        word: "storage.kind",
        between: ["longhorn", "kadalu"],
        what: ["storage.snapshots"],
        reason: "Gluster's driver takes no snapshots",
    },
    {
        word: "access.kind",
        between: ["dex", "none"],
        what: ["login.everyone", "login.administrators"],
        reason: "there is no login to be behind",
    },
    {
        word: "dns.kind",
        between: ["route53", "none"],
        what: ["hosts.resolve"],
        reason: "nothing writes host names into a zone",
    },
    {
        word: "monitoring.kind",
        between: ["kube-prometheus-stack", "none"],
        what: ["monitoring.kinds", "monitoring.dashboards", "monitoring.folder", "network.monitoring"],
        reason: "nobody scrapes, and nobody shows a dashboard",
    },
    {
        word: "logging.kind",
        between: ["elasticsearch", "none"],
        what: ["logging.streams"],
        reason: "no logs are kept",
    },
    {
        word: "databases.kind",
        between: ["cloudnative-pg", "none"],
        what: ["databases.postgres"],
        reason: "no operator makes a PostgreSQL",
    },
    {
        word: "databases.kind",
        between: ["cloudnative-pg", "none"],
        unless: "databases.mariadb",
        what: ["network.databases"],
        reason: "without an operator nobody looks after databases",
    },
    {
        word: "databases.mariadb",
        between: [true, undefined],
        what: ["databases.mariadb"],
        reason: "MariaDB's operator is there where the environment speaks of it",
    },
    { word: "backup.kind", between: ["velero", "none"], what: ["backup.copies"], reason: "nothing copies the place" },
];

/** The kinds of system by which a place has more or fewer consoles, each at a host of its own. */
const consoles: [string, Declared["between"]][] = [
    ["network.kind", ["calico", "cilium"]],
    ["storage.kind", ["longhorn", "ebs"]],
    ["ingress.kind", ["traefik", "nginx"]],
    ["monitoring.kind", ["kube-prometheus-stack", "none"]],
    ["logging.kind", ["elasticsearch", "none"]],
    ["delivery.kind", ["gitlab", "none"]],
    ["startPage.kind", ["nginx", "none"]],
    ["access.kind", ["dex", "none"]],
];

const hosts = consoles.map(([word, between]) => ({
    word,
    between,
    // Without a login no console is published.
    unless: word === "access.kind" ? undefined : "access.kind",
    what: ["hosts.taken" as const],
    reason: "the hosts of the consoles that are there are taken",
}));

export const contractDifferences: Declared[] = [...switched, ...hosts].map(({ what, ...declared }) => ({
    by: "Contract",
    ...declared,
    what: what.map((word) => `ConfigMap kube-public/samestack-contract data["${word}"]`),
}));
