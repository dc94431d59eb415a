import type { Feature } from "./migration";
import { accessFeatures } from "./traefik-access";
import { redirects, rewrites } from "./traefik-paths";
import { trafficFeatures } from "./traefik-traffic";

export { leftByTraefik } from "./traefik-left";

/**
 * Traefik's way: annotations of its own on the Ingress, and Middlewares that they name. Requests pass them in the order
 * of this list, which is that of NGINX' phases: redirects before limits, limits before logins, and the new path at last.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 * @see https://nginx.org/en/docs/dev/development_guide.html#http_phases
 */
export const traefikFeatures: Feature[] = [...redirects, ...accessFeatures, ...trafficFeatures, ...rewrites];
