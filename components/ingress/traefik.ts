import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Access } from "../access";
import { type Chart, install } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import { type Console, hostOf } from "./console";
import { publishConsole, type Surroundings } from "./console-ingress";
import { addressOf, publicClass, publicService, toBackends } from "./front";
import type { AskForLogin, Ingress, IngressNeeds } from "./index";
import { listenersOf, publicGateway } from "./public-gateway";
import { dashboard } from "./traefik-dashboard";
import { traefikLogin } from "./traefik-login";
import { NAME, pods, ports, traefikValues } from "./traefik-values";

export const traefik: Chart = {
    repository: "https://traefik.github.io/charts",
    name: "traefik",
    // renovate: datasource=helm registryUrl=https://traefik.github.io/charts depName=traefik
    version: "41.3.0",
    kubernetes: { from: "1.25", to: "1.36" },
};

/** What an environment may say of Traefik. */
export const TraefikArgs = z.strictObject({
    kind: z.literal("traefik"),
    /** Its pods. Two unless said, so that a node may go; more carry more traffic. */
    replicas: z.int().min(1).default(2),
    /**
     * Host names that the Gateway has a certificate for. Unless said, the place's domain and every name directly under
     * it where the issuer can sign for that, and none where it cannot: the Gateway then listens on HTTP alone.
     */
    gatewayHosts: z.array(z.hostname()).min(1).optional(),
});
export type TraefikArgs = z.infer<typeof TraefikArgs>;

/**
 * Traefik: where people enter the place. It serves Ingresses, routes of the Gateway API and routes of its own kind, all
 * at one address, and answers HTTP only to send to HTTPS.
 *
 * Its chart is installed as objects, so that its CRDs follow the version; it has no hooks.
 *
 * @see https://doc.traefik.io/traefik/
 */
export class Traefik extends pulumi.ComponentResource implements Ingress {
    readonly className: pulumi.Output<string>;
    readonly gateway: NonNullable<Ingress["gateway"]>;
    readonly address: pulumi.Output<string>;
    readonly asksByPage = false;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[];
    readonly hosts: string[] = [];
    readonly #around: Surroundings;
    readonly #askForLogin: AskForLogin;

    constructor(
        name: string,
        { place, said, certificates, loadBalancing }: { place: Place; said: TraefikArgs } & IngressNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:ingress:Traefik", name, said, opts);
        const { solver } = certificates;
        const hosts = said.gatewayHosts ?? (certificates.wildcards ? [place.domain, `*.${place.domain}`] : []);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "ingress",
                podSecurity: "restricted",
                accepts: [
                    { from: "anywhere", ports: [ports.web, ports.websecure] },
                    { from: { role: "monitoring" }, ports: [ports.metrics] },
                    { from: "here", ports: [ports.api, ...(solver ? [solver.port] : [])] },
                ],
                opens: [{ to: "apiServer" }],
            },
            { parent: this },
        );
        toBackends(`${name}-backends`, { namespace: namespace.name, pods }, { parent: this });
        const chart = install(
            name,
            traefik,
            {
                source: place.charts,
                namespace,
                engine: "objects",
                values: traefikValues({
                    replicas: said.replicas,
                    proxyProtocol: loadBalancing.proxyProtocol,
                    certificate: hosts.length > 0,
                }),
            },
            { parent: this },
        );
        const service = publicService(
            `${name}-service`,
            {
                called: NAME,
                namespace: namespace.name,
                pods,
                ports: [
                    { name: "web", port: 80, targetPort: ports.web },
                    { name: "websecure", port: 443, targetPort: ports.websecure },
                ],
                loadBalancing,
            },
            { parent: this },
        );
        const ingressClass = publicClass(`${name}-class`, "traefik.io/ingress-controller", {
            parent: this,
            dependsOn: chart,
        });
        const gateway = publicGateway(
            `${name}-gateway`,
            { hosts, namespace: namespace.name, issuer: certificates.issuer },
            { parent: this, dependsOn: chart },
        );

        new k8s.core.v1.Service(
            `${name}-dashboard`,
            {
                metadata: { name: `${NAME}-dashboard`, namespace: namespace.name },
                spec: { selector: pods, ports: [{ name: "http", port: 80, targetPort: ports.api }] },
            },
            { parent: this },
        );

        this.className = ingressClass.metadata.name;
        this.gateway = { name: gateway.metadata.name, namespace: namespace.name, listeners: listenersOf(hosts) };
        this.address = service.status.loadBalancer.ingress.apply(addressOf);
        this.consoles = [
            {
                host: "traefik",
                title: "Traefik",
                purpose: "which host leads where, and what is wrong with a route",
                namespace: namespace.name,
                service: `${NAME}-dashboard`,
                port: 80,
                login: "shared",
            },
        ];
        this.#around = { name, domain: place.domain, className: this.className, certificates };
        this.#askForLogin = traefikLogin(name, namespace.name, { parent: this, dependsOn: chart });
        this.registerOutputs({ className: this.className, gateway: this.gateway, address: this.address });
    }

    behindLogin(audience: NonNullable<Console["audience"]>, access: Access) {
        return this.#askForLogin({ login: "shared", audience }, access);
    }

    publish(console: Console, access: Access | undefined): pulumi.Resource {
        this.hosts.push(hostOf(console, this.#around.domain));
        const annotations = this.#askForLogin(console, access);
        return publishConsole(console, this.#around, annotations, { parent: this });
    }
}
