import type { Draft } from "../environment";
import type { Objection } from "../refusals";
import { places, repeated } from "./places";
import { systemsOf } from "./storage";

/** What is AWS's own acts through the API of the account around it, which own servers do not have. */
export function awsSystemsRunOnEks(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place }) => {
        const { cluster, objectStorage, loadBalancing, dns, certificates } = place;
        if (!cluster || cluster.kind === "eks") return [];
        const because = [[...at, "cluster", "kind"]];
        const objections: Objection[] = systemsOf(place.storage, at).flatMap(({ at, said }) => {
            if (said.kind === "ebs") {
                const rule = "keeps volumes on disks of AWS, and this cluster is not EKS";
                return [
                    {
                        at: [...at, "kind"],
                        because,
                        rule,
                        allowed: "longhorn, rook-ceph, kadalu",
                        fix: "write kind: longhorn, or remove it for the default",
                    },
                ];
            }
            if (said.kind !== "longhorn" || !said.backup || said.backup.credentials) return [];
            return [
                {
                    at: [...at, "backup", "credentials"],
                    because,
                    rule: "are missing, and no cloud around this cluster vouches for Longhorn to its bucket",
                    allowed: "config keys that hold the two halves of an access key",
                    fix: "add credentials: { accessKeyId: AKIAIOSFODNN7EXAMPLE, secret: backupSecretAccessKey }",
                },
            ];
        });
        if (objectStorage?.kind === "s3") {
            objections.push({
                at: [...at, "objectStorage", "kind"],
                because,
                rule: "makes buckets of AWS without a key, and no cloud around this cluster vouches for who uses them",
                allowed: "seaweedfs, existing, none",
                fix: "remove objectStorage for the default, seaweedfs, or write kind: existing, with an access key",
            });
        }
        if (loadBalancing?.kind === "aws") {
            objections.push({
                at: [...at, "loadBalancing", "kind"],
                because,
                rule: "makes load balancers of AWS, and this cluster is not EKS",
                allowed: "metallb, cilium, existing",
                fix: "write loadBalancing: { kind: metallb, addresses: [192.0.2.10-192.0.2.30] }, with addresses of your network",
            });
        }
        if (dns?.kind === "route53" && !dns.credentials) {
            objections.push({
                at: [...at, "dns", "credentials"],
                because,
                rule: "are missing, and no cloud around this cluster vouches for ExternalDNS to Route 53",
                allowed: "the id of an access key, and the config key that holds its secret",
                fix: "add credentials: { accessKeyId: <its id>, secret: route53SecretAccessKey }",
            });
        }
        const solver = certificates?.issuer.kind === "acme" ? certificates.issuer.solver : undefined;
        if (solver?.kind === "route53" && !solver.credentials) {
            objections.push({
                at: [...at, "certificates", "issuer", "solver", "credentials"],
                because,
                rule: "are missing, and no cloud around this cluster vouches for cert-manager to Route 53",
                allowed: "the id of an access key, and the config key that holds its secret",
                fix: "add credentials: { accessKeyId: <its id>, secret: route53SecretAccessKey }",
            });
        }
        return objections;
    });
}

/** MetalLB and Cilium answer ARP for their addresses, or tell a router of them; a VPC listens to neither. */
export function announcedAddressesAreForOwnServers(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { cluster, loadBalancing } }) => {
        if (cluster?.kind !== "eks" || !loadBalancing || !("addresses" in loadBalancing)) return [];
        return [
            {
                at: [...at, "loadBalancing", "kind"],
                because: [[...at, "cluster", "kind"]],
                rule: "gives addresses that nobody finds on EKS: a VPC answers no ARP and hears no BGP",
                allowed: "aws",
                fix: "remove loadBalancing for the default, aws",
            },
        ];
    });
}

/** Cilium gives addresses by what it is in the place of: of the pod network, and of kube-proxy. */
export function ciliumBalancesItsOwn(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { cluster, network, loadBalancing } }) => {
        if (loadBalancing?.kind !== "cilium" || !network || cluster?.kind === "eks") return [];
        const kind = [...at, "loadBalancing", "kind"];
        if (network.kind !== "cilium") {
            return [
                {
                    at: kind,
                    because: [[...at, "network", "kind"]],
                    rule: `is a part of Cilium, and the pod network is ${network.kind}`,
                    allowed: "metallb, existing",
                    fix: "write kind: metallb, which takes the same addresses, or network: { kind: cilium, … }",
                },
            ];
        }
        if (network.kubeProxyReplacement) return [];
        return [
            {
                at: kind,
                because: [[...at, "network", "kubeProxyReplacement"]],
                rule: "answers for addresses only where Cilium leads Services itself, and here kube-proxy does",
                allowed: "metallb, existing",
                fix: "write kind: metallb, which takes the same addresses, or kubeProxyReplacement: true for the network",
            },
        ];
    });
}

/** A router keeps one session with a node, and closes the older: Calico and MetalLB would cut each other off for ever. */
export function routersHaveOneSession(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { network, loadBalancing } }) => {
        const mode = loadBalancing?.kind === "metallb" ? loadBalancing.mode : undefined;
        const speakers = [
            ...((network?.kind === "calico" ? network.bgp?.peers : undefined) ?? []).map((peer, index) => ({
                at: ["network", "bgp", "peers", index],
                peer,
                who: "Calico",
            })),
            ...(mode?.kind === "bgp" ? mode.peers : []).map((peer, index) => ({
                at: ["loadBalancing", "mode", "peers", index],
                peer,
                who: "MetalLB",
            })),
        ];
        return repeated(speakers, ({ peer }) => peer.address).map(({ later, earlier }) => ({
            at: [...at, ...later.at, "address"],
            because: [[...at, ...earlier.at]],
            ...(earlier.who === later.who
                ? { rule: "is a router that is named already", allowed: "each router once", fix: "remove this peer" }
                : {
                      rule: "is a router that Calico holds a session with on each node, and it keeps one only",
                      allowed: "mode: { kind: l2 }, or another router",
                      fix: "write mode: { kind: l2 }",
                  }),
        }));
    });
}
