import type { Draft } from "../environment";
import type { Objection } from "../refusals";
import { places } from "./places";

/** Who gives out pod addresses, and how their packets travel, must be what the network under them allows. */
export function calicoSuitsItsCluster(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { cluster, network } }) => {
        if (!cluster || network?.kind !== "calico") return [];
        const because = [[...at, "cluster", "kind"]];
        if (cluster.kind === "existing") {
            if (network.mode !== "policy") return [];
            const rule =
                "leaves pod addresses to the VPC CNI, which only a cluster that this environment makes on EKS has";
            return [
                {
                    at: [...at, "network", "mode"],
                    because,
                    rule,
                    allowed: "overlay",
                    fix: "remove it for the default, overlay",
                },
            ];
        }
        const objections: Objection[] = [];
        if (network.encapsulation !== undefined && network.encapsulation !== "VXLAN") {
            objections.push({
                at: [...at, "network", "encapsulation"],
                because,
                rule: "lets packets with pods' own addresses onto the VPC, which drops them",
                allowed: "VXLAN",
                fix: "remove it for the default on EKS, VXLAN",
            });
        }
        if (network.bgp) {
            const rule = "has no router to speak to: a VPC speaks no BGP";
            objections.push({ at: [...at, "network", "bgp"], because, rule, fix: "remove bgp" });
        }
        return objections;
    });
}

/** What Cilium is told of its cluster must be so there, and what it cannot know it must be told. */
export function ciliumSuitsItsCluster(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { cluster, network } }) => {
        if (!cluster || network?.kind !== "cilium") return [];
        const because = [[...at, "cluster", "kind"]];
        const objections: Objection[] = [];
        if (cluster.kind === "existing" && network.mode === "eni") {
            objections.push({
                at: [...at, "network", "mode"],
                because,
                rule: "gives pods addresses of a VPC, and this cluster is not EKS",
                allowed: "overlay",
                fix: "remove it for the default, overlay",
            });
        }
        if (cluster.kind === "existing" && network.kubeProxyReplacement && !network.apiServer) {
            objections.push({
                at: [...at, "network", "apiServer"],
                because: [...because, [...at, "network", "kubeProxyReplacement"]],
                rule: "is missing, and without kube-proxy no node would find the API server to be told where anything is",
                allowed: "where nodes reach it: an address, or a name that they resolve without the cluster",
                fix: "add apiServer: { host: 192.0.2.5 }, with the address of your API server or of the balancer before it",
            });
        }
        if (cluster.kind === "eks" && network.apiServer) {
            objections.push({
                at: [...at, "network", "apiServer"],
                because,
                rule: "is known on EKS, where the cluster is made here",
                allowed: "nothing",
                fix: "remove apiServer",
            });
        }
        return objections;
    });
}

/** Why a network is nothing for EKS. */
const forOwnServers = {
    // It takes a node's pod addresses from Kubernetes' controller manager.
    flannel: "connects no pod on EKS, whose control plane gives nodes no addresses for pods",
    "weave-net": "was never tried on EKS' nodes, and nobody is there to repair what would be found",
};

export function networksSuitEks(draft: Draft): Objection[] {
    return places(draft).flatMap(({ at, place: { cluster, network } }) => {
        if (cluster?.kind !== "eks" || (network?.kind !== "flannel" && network?.kind !== "weave-net")) return [];
        return [
            {
                at: [...at, "network", "kind"],
                because: [[...at, "cluster", "kind"]],
                rule: forOwnServers[network.kind],
                allowed: "calico, cilium",
                fix: "remove network for the default, calico",
            },
        ];
    });
}
