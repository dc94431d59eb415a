import { z } from "zod";

import { nameOf, type Reference } from "./reference";

const About = z.looseObject({ annotations: z.record(z.string(), z.unknown()).nullish() });

/** The licence that a chart says of itself, in its annotation `artifacthub.io/license`. */
export function licenceOfChart(about: unknown): string | undefined {
    const said = About.safeParse(about).data?.annotations?.["artifacthub.io/license"];
    return typeof said === "string" && said !== "" ? said : undefined;
}

/**
 * Licences of the software in images, by the beginning of their names, and where each was read. Of the software alone: the
 * system that an image is built upon has others. What nobody has read is not here, and is unknown.
 */
export const licences: Record<string, { licence: string; source: string }> = {
    "docker.io/chrislusf/seaweedfs": from("Apache-2.0", "seaweedfs/seaweedfs/blob/master/LICENSE"),
    "docker.io/fluent/fluentd-kubernetes-daemonset": from(
        "Apache-2.0",
        "fluent/fluentd-kubernetes-daemonset/blob/master/LICENSE",
    ),
    "docker.io/grafana/grafana": from("AGPL-3.0-only", "grafana/grafana/blob/main/LICENSING.md"),
    "docker.io/library/traefik": from("MIT", "traefik/traefik/blob/master/LICENSE.md"),
    "docker.io/rook/ceph": from("Apache-2.0", "rook/rook/blob/master/LICENSE"),
    "docker.io/traefik": from("MIT", "traefik/traefik/blob/master/LICENSE.md"),
    "docker.io/valkey/valkey": from("BSD-3-Clause", "valkey-io/valkey/blob/unstable/COPYING"),
    "ghcr.io/mariadb-operator/mariadb-operator": from("MIT", "mariadb-operator/mariadb-operator/blob/main/LICENSE"),
    "quay.io/jetstack": from("Apache-2.0", "cert-manager/cert-manager/blob/master/LICENSE"),
    "quay.io/kiwigrid/k8s-sidecar": from("MIT", "kiwigrid/k8s-sidecar/blob/master/LICENSE"),
    "quay.io/metallb/controller": from("Apache-2.0", "metallb/metallb/blob/main/LICENSE"),
    "quay.io/metallb/speaker": from("Apache-2.0", "metallb/metallb/blob/main/LICENSE"),
    "quay.io/prometheus-operator": from("Apache-2.0", "prometheus-operator/prometheus-operator/blob/main/LICENSE"),
    "quay.io/prometheus/prometheus": from("Apache-2.0", "prometheus/prometheus/blob/main/LICENSE"),
};

/** The licence of the software in an image, where it is known. */
export function licenceOfImage(reference: Reference): string | undefined {
    const name = nameOf(reference);
    return Object.entries(licences).find(([start]) => name === start || name.startsWith(`${start}/`))?.[1].licence;
}

function from(licence: string, file: string): { licence: string; source: string } {
    return { licence, source: `https://github.com/${file}` };
}
