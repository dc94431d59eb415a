import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import type { Access } from "../access";
import type { Backup } from "../backup";
import { type Certificates, ISSUER } from "../certificates";
import type { Kind, PlacedDatabases } from "../databases";
import type { Dns } from "../dns";
import type { Ingress } from "../ingress";
import type { Logging } from "../logging";
import type { Monitoring } from "../monitoring";
import { APPLICATION_LEVEL, LEVEL_LABEL, ROLE_LABEL } from "../namespace";
import type { Place } from "../place";
import type { PlaceStorage } from "../storage";
import type { Word } from "./words";

export { type ContractWord, type Sameness, type Word, wordNames, words } from "./words";

/** Where the contract is read: every cluster has this namespace, for what all who are let in may see. */
const NAMESPACE = "kube-public";
/** The name of the ConfigMap, and of the right to read it. */
export const CONTRACT = "samestack-contract";

/** What the roles of a place gave; absent where a role is switched off. */
export interface ContractNeeds {
    storage: Pick<PlaceStorage, "block" | "shared" | "snapshots" | "default">;
    certificates: Pick<Certificates, "issuer" | "wildcards">;
    ingress: Pick<Ingress, "className" | "gateway" | "behindLogin" | "hosts">;
    access?: Access;
    dns?: Pick<Dns, "domains">;
    monitoring?: Pick<Monitoring, "reads">;
    logging?: Pick<Logging, "streams">;
    databases: Pick<PlacedDatabases, "kinds">;
    backup?: Backup;
}

/**
 * What an application may rely on in this place, as a ConfigMap that everybody who is let into the cluster may read:
 * the same words in every place, each empty where the place does not offer it. The values are what the roles handed on,
 * so a name is in it once what it names is there.
 */
export class Contract extends pulumi.ComponentResource {
    constructor(
        name: string,
        { place, ...needs }: { place: Pick<Place, "name" | "domain"> } & ContractNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:contract:Contract", name, {}, opts);
        const metadata = { name: CONTRACT, namespace: NAMESPACE };
        const data: Record<Word, pulumi.Input<string>> = contractOf(place, needs);
        new k8s.core.v1.ConfigMap(name, { metadata, data }, { parent: this });
        const role = new k8s.rbac.v1.Role(
            `${name}-reader`,
            {
                metadata,
                rules: [
                    {
                        apiGroups: [""],
                        resources: ["configmaps"],
                        resourceNames: [CONTRACT],
                        verbs: ["get", "list", "watch"],
                    },
                ],
            },
            { parent: this },
        );
        new k8s.rbac.v1.RoleBinding(
            `${name}-reader`,
            {
                metadata,
                roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
                subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "system:authenticated" }],
            },
            { parent: this },
        );
        this.registerOutputs({});
    }
}

function contractOf(
    { name, domain }: Pick<Place, "name" | "domain">,
    { storage, certificates, ingress, access, dns, monitoring, logging, databases, backup }: ContractNeeds,
): Record<Word, pulumi.Input<string>> {
    const { gateway } = ingress;
    const { postgres, mariadb } = databases.kinds;
    const reads = monitoring?.reads;
    const annotations = (audience: "everyone" | "administrators") =>
        access ? pulumi.jsonStringify(ingress.behindLogin(audience, access)) : NONE;
    return {
        "place.name": name,
        "place.domain": domain,
        "hosts.resolve": list(dns?.domains),
        "hosts.taken": list(sorted(ingress.hosts, domain)),
        "storage.block": storage.block,
        "storage.shared": storage.shared ?? NONE,
        "storage.snapshots": storage.snapshots ?? NONE,
        "storage.default": storage.default,
        "ingress.class": ingress.className,
        "gateway.namespace": gateway?.namespace ?? NONE,
        "gateway.name": gateway?.name ?? NONE,
        "gateway.listeners": list(gateway?.listeners),
        "certificates.issuer": certificates.issuer,
        "certificates.kind": ISSUER.kind,
        "certificates.annotation": ISSUER.annotation,
        "certificates.wildcards": certificates.wildcards ? `*.${domain}` : NONE,
        "login.everyone": annotations("everyone"),
        "login.administrators": annotations("administrators"),
        "network.ingress": ofRole("ingress"),
        "network.monitoring": monitoring ? ofRole("monitoring") : NONE,
        "network.databases": postgres || mariadb ? ofRole("databases") : NONE,
        "namespace.level": `${LEVEL_LABEL}=${APPLICATION_LEVEL}`,
        "monitoring.kinds": list(reads?.kinds),
        "monitoring.dashboards": reads ? `${reads.dashboards.label.key}=${reads.dashboards.label.value}` : NONE,
        "monitoring.folder": reads?.dashboards.folder ?? NONE,
        "logging.streams": list(logging?.streams),
        "databases.postgres": kind(postgres),
        "databases.mariadb": kind(mariadb),
        "backup.copies": backup ? "objects volumes" : NONE,
    };
}

/** Of what a place does not offer. */
const NONE = "";

/** The domain's root first, so that the order is the same below every domain. */
function sorted(hosts: readonly string[], domain: string): string[] {
    const others = hosts.filter((host) => host !== domain).sort();
    return hosts.includes(domain) ? [domain, ...others] : others;
}

function list(names: readonly string[] = []): string {
    return names.join(" ");
}

function ofRole(role: string): string {
    return `${ROLE_LABEL}=${role}`;
}

function kind(said: Kind | undefined): string {
    return said ? `${said.apiVersion} ${said.kind}` : NONE;
}
