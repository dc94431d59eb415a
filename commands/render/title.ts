import type { KubernetesObject } from "./chart";

/** By what an object is known in a cluster: `apps Deployment traefik/traefik`. */
export function titleOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): string {
    const group = apiVersion.includes("/") ? `${apiVersion.split("/")[0] ?? ""} ` : "";
    return `${group}${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
