import { type Declared, each } from "../difference";
import { consoles } from "../consoles";
import type { Word } from "./words";

interface Switched extends Omit<Declared, "by" | "what"> {
    readonly what: readonly Word[];
}

const withoutLogin = each(["none"], ["dex", "oidc", "github", "gitlab"]);

/** The words of the contract that another kind of system changes, or takes away: between these two it must be so. */
const switched: Switched[] = [
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
    ...each(["http01"], ["route53", undefined]).flatMap((between): Switched[] => [
        {
            word: "certificates.issuer.solver.kind",
            between,
            what: ["certificates.wildcards"],
            reason: "an authority that is answered over HTTP signs for single host names",
        },
        {
            word: "certificates.issuer.solver.kind",
            between,
            unless: "ingress",
            what: ["gateway.listeners"],
            reason: "the Gateway has a certificate where the issuer signs for every name below the domain",
        },
    ]),
    ...each(["ebs"], ["longhorn", "rook-ceph", "kadalu"]).map((between): Switched => ({
        word: "storage.kind",
        between,
        unless: "storage.additional",
        what: ["storage.shared"],
        reason: "a volume of EBS is a disk of one node at a time",
    })),
    ...each(["kadalu"], ["longhorn", "rook-ceph", "ebs"]).map((between): Switched => ({
        word: "storage.kind",
        between,
        what: ["storage.snapshots"],
        reason: "Gluster's driver takes no snapshots",
    })),
    ...withoutLogin.map((between): Switched => ({
        word: "access.kind",
        between,
        what: ["login.everyone", "login.administrators"],
        reason: "there is no login to be behind",
    })),
    {
        word: "access.administrators",
        what: ["login.administrators"],
        reason: "where groups of administrators are named, what is theirs lets in nobody else",
    },
    ...each(["none"], ["route53", "rfc2136"]).map((between): Switched => ({
        word: "dns.kind",
        between,
        what: ["hosts.resolve"],
        reason: "nothing writes host names into a zone",
    })),
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
    ...each([undefined], [true, false]).map((between): Switched => ({
        word: "databases.mariadb",
        between,
        what: ["databases.mariadb"],
        reason: "MariaDB's operator is there where the environment speaks of it, be it of none",
    })),
    { word: "backup.kind", between: ["velero", "none"], what: ["backup.copies"], reason: "nothing copies the place" },
];

const published: Record<string, readonly Required<Declared>["between"][]> = {
    ...consoles,
    "monitoring.kind": [["kube-prometheus-stack", "none"]],
    "logging.kind": [["elasticsearch", "none"]],
    "startPage.kind": [["nginx", "none"]],
    "access.kind": withoutLogin,
};

const hosts = Object.entries(published).flatMap(([word, kinds]) =>
    kinds.map((between): Switched => ({
        word,
        between,
        // Without a login no console is published.
        unless: word === "access.kind" ? undefined : "access.kind",
        what: ["hosts.taken"],
        reason: "the hosts of the consoles that are there are taken",
    })),
);

export const contractDifferences: Declared[] = [...switched, ...hosts].map(({ what, ...declared }) => ({
    by: "Contract",
    ...declared,
    what: what.map((word) => `ConfigMap kube-public/samestack-contract data["${word}"]`),
}));
