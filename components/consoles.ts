import { each } from "./difference";

/** The kinds of system by which a place has more or fewer consoles, between any two that have not the same. */
export const consoles = {
    "network.kind": each(["cilium"], ["calico", "flannel", "weave-net"]),
    "storage.kind": [...each(["longhorn"], ["rook-ceph", "ebs", "kadalu"]), ...each(["rook-ceph"], ["ebs", "kadalu"])],
    "ingress.kind": each(["traefik"], ["nginx"]),
    "delivery.kind": each(["gitlab"], ["none", "deployer", "gitlab-existing"]),
};
