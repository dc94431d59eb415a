import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Access } from "../access";
import type { Certificates } from "../certificates";
import type { Chart } from "../chart";
import type { LoadBalancing } from "../load-balancing";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { BehindLogin, Console } from "./console";
import { Nginx, nginx, NginxArgs } from "./nginx";
import { Traefik, traefik, TraefikArgs } from "./traefik";

export { hostOf } from "./console";
export { GatewayApi, gatewayApi } from "./gateway-api";

/** What an environment may say of how a place is entered. */
export const IngressArgs = z.discriminatedUnion("kind", [TraefikArgs, NginxArgs]);
export type IngressArgs = z.infer<typeof IngressArgs>;

/** An Ingress of the class, or a route of the Gateway where there is one, is reached at the place's one address. */
export interface Ingress {
    /** The ingress class, the same in every place, and the default one. */
    readonly className: pulumi.Output<string>;
    /** The Gateway that routes of every namespace may attach to. Traefik has one, NGINX serves Ingresses only. */
    readonly gateway?: Gateway;
    /** Where host names must lead: an IP address, or the host name of a cloud's balancer. Empty while there is none. */
    readonly address: pulumi.Output<string>;
    /**
     * Whether a browser that nobody is logged in with is shown the login's own page, at the console's host, and cannot be
     * sent anywhere. The login must then have a page.
     */
    readonly asksByPage: boolean;
    readonly dashboard: Dashboard;
    readonly consoles: Console[];
    /** Host names that were published until now. */
    readonly hosts: readonly string[];

    /** Annotations that put an Ingress of any namespace behind the login, for administrators or for everyone. */
    behindLogin(
        audience: NonNullable<Console["audience"]>,
        access: Access,
    ): Readonly<Record<string, pulumi.Input<string>>>;

    /**
     * Gives a console its host name under the place's domain, a certificate, and the login it asks for. Throws for one
     * without a login of its own where there is no access: it would be open to everybody.
     */
    publish(console: Console, access: Access | undefined): pulumi.Resource;
}

/** Where routes attach, and the listeners by whose names they do. */
export interface Gateway {
    readonly name: pulumi.Output<string>;
    readonly namespace: pulumi.Output<string>;
    /** `web` for HTTP, and `websecure` for HTTPS where there is a certificate. */
    readonly listeners: readonly string[];
}

/** What an ingress is given of the other roles. */
export interface IngressNeeds {
    certificates: Certificates;
    loadBalancing: LoadBalancing;
}

/** Annotations that make an Ingress ask for the login which its console needs. */
export type AskForLogin = (console: BehindLogin, access: Access | undefined) => Record<string, pulumi.Input<string>>;

/** Puts the chosen ingress in a place. The Gateway API must be there already. */
export function ingress(
    place: Place,
    said: IngressArgs,
    needs: IngressNeeds,
    opts?: pulumi.ComponentResourceOptions,
): Ingress {
    switch (said.kind) {
        case "traefik":
            return new Traefik(`${place.name}-traefik`, { place, said, ...needs }, opts);
        case "nginx":
            return new Nginx(`${place.name}-nginx-ingress`, { place, said, ...needs }, opts);
    }
}

/** Host names that the Gateway's certificate was asked for; none where no Gateway is. */
export function gatewayHostsOf(said: IngressArgs | undefined): readonly string[] {
    return (said?.kind === "traefik" && said.gatewayHosts) || [];
}

/** The charts that the choice installs. */
export function ingressCharts({ kind }: IngressArgs): Chart[] {
    switch (kind) {
        case "traefik":
            return [traefik];
        case "nginx":
            return [nginx];
    }
}
