import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Access } from "../access";
import { type Chart, install } from "../chart";
import type { Dashboard } from "../monitoring/dashboard";
import { Namespace } from "../namespace";
import type { Place } from "../place";
import { INGRESS_CLASS } from "./class";
import { type Console, hostOf } from "./console";
import { publishConsole, type Surroundings } from "./console-ingress";
import { addressOf, publicClass, publicService, toBackends } from "./front";
import type { AskForLogin, Ingress, IngressNeeds } from "./index";
import { dashboard } from "./nginx-dashboard";
import { nginxLogin } from "./nginx-login";
import { CERTIFICATE, NAME, nginxValues, pods, ports } from "./nginx-values";

export const nginx: Chart = {
    repository: "oci://ghcr.io/nginx/charts",
    name: "nginx-ingress",
    // renovate: datasource=docker depName=ghcr.io/nginx/charts/nginx-ingress
    version: "2.6.4",
    kubernetes: { from: "1.29", to: "1.36" },
};

/** What an environment may say of NGINX. */
export const NginxArgs = z.strictObject({
    kind: z.literal("nginx"),
    /** Its pods. Two unless said, so that a node may go; more carry more traffic. */
    replicas: z.int().min(1).default(2),
});
export type NginxArgs = z.infer<typeof NginxArgs>;

/**
 * NGINX, by F5's controller in its free edition: where people enter the place. It serves Ingresses and kinds of its own,
 * and no route of the Gateway API, so the place has no Gateway. A host is of one Ingress only: another that has it too
 * is refused.
 *
 * Its chart is installed as objects, so that its CRDs, which it keeps in `crds/`, follow the version; it has no hooks.
 *
 * @see https://docs.nginx.com/nginx-ingress-controller/
 */
export class Nginx extends pulumi.ComponentResource implements Ingress {
    readonly className: pulumi.Output<string>;
    readonly address: pulumi.Output<string>;
    readonly asksByPage = true;
    readonly dashboard: Dashboard = dashboard;
    readonly consoles: Console[] = [];
    readonly hosts: string[] = [];
    readonly #around: Surroundings;
    readonly #askForLogin: AskForLogin;

    constructor(
        name: string,
        { place, said, certificates, loadBalancing }: { place: Place; said: NginxArgs } & IngressNeeds,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("samestack:ingress:Nginx", name, said, opts);

        const namespace = new Namespace(
            `${name}-namespace`,
            {
                name: NAME,
                role: "ingress",
                podSecurity: "restricted",
                accepts: [
                    { from: "anywhere", ports: [ports.http, ports.https] },
                    { from: { role: "monitoring" }, ports: [ports.metrics] },
                ],
                opens: [{ to: "apiServer" }],
            },
            { parent: this },
        );
        toBackends(`${name}-backends`, { namespace: namespace.name, pods }, { parent: this });
        const certificate = new k8s.apiextensions.CustomResource(
            `${name}-certificate`,
            {
                apiVersion: "cert-manager.io/v1",
                kind: "Certificate",
                metadata: {
                    name: CERTIFICATE,
                    namespace: namespace.name,
                    // Without its Secret no pod starts.
                    annotations: { "pulumi.com/waitFor": "condition=Ready" },
                },
                spec: {
                    secretName: CERTIFICATE,
                    dnsNames: [place.domain, `*.${place.domain}`],
                    privateKey: { algorithm: "ECDSA", size: 256 },
                    issuerRef: { kind: "ClusterIssuer", name: certificates.issuer },
                },
            },
            { parent: this },
        );
        const chart = install(
            name,
            nginx,
            {
                source: place.charts,
                namespace,
                engine: "objects",
                values: nginxValues({
                    replicas: said.replicas,
                    proxyProtocol: loadBalancing.proxyProtocol,
                    ingressClass: INGRESS_CLASS,
                }),
            },
            { parent: this, dependsOn: certificate },
        );
        const service = publicService(
            `${name}-service`,
            {
                called: NAME,
                namespace: namespace.name,
                pods,
                ports: [
                    { name: "http", port: 80, targetPort: ports.http },
                    { name: "https", port: 443, targetPort: ports.https },
                ],
                loadBalancing,
            },
            { parent: this },
        );
        const ingressClass = publicClass(`${name}-class`, "nginx.org/ingress-controller", {
            parent: this,
            dependsOn: chart,
        });

        this.className = ingressClass.metadata.name;
        this.address = service.status.loadBalancer.ingress.apply(addressOf);
        this.#around = { name, domain: place.domain, className: this.className, certificates };
        this.#askForLogin = nginxLogin(name, namespace.name, { parent: this, dependsOn: chart });
        this.registerOutputs({ className: this.className, address: this.address });
    }

    behindLogin(audience: NonNullable<Console["audience"]>, access: Access) {
        return this.#askForLogin({ login: "shared", audience }, access);
    }

    publish(console: Console, access: Access | undefined): pulumi.Resource {
        this.hosts.push(hostOf(console, this.#around.domain));
        return publishConsole(console, this.#around, this.#askForLogin(console, access), { parent: this });
    }
}
