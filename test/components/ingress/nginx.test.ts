import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { Access } from "../../../components/access";
import { IngressArgs, ingress, type Ingress, ingressCharts } from "../../../components/ingress";
import type { Console } from "../../../components/ingress/console";
import type { LoadBalancing } from "../../../components/load-balancing";
import { deploy, type Registered, the } from "../../deploy";
import { listed, paris } from "../../place";

/** What other roles would bring: seen among the resources. */
class Stub extends pulumi.CustomResource {
    constructor(name: string) {
        super("test:index:Stub", name, {});
    }
}

const access: Access = {
    check: {
        namespace: pulumi.output("oauth2-proxy"),
        service: "oauth2-proxy",
        port: 80,
        path: "/",
        plainPath: "/oauth2/auth",
        host: "auth.paris.example.org",
        signInPath: "/oauth2/sign_in",
        signOutPath: "/oauth2/sign_out",
        headers: ["X-Auth-Request-User", "X-Auth-Request-Groups"],
    },
    dashboards: [],
    groupsFor: ({ audience }) => (audience === "everyone" ? [] : ["platform", "on call/a&b"]),
    client: () => assert.fail("an ingress is no client"),
};

const longhorn: Console = {
    host: "longhorn",
    title: "Longhorn",
    purpose: "volumes",
    namespace: "longhorn-system",
    service: "longhorn-frontend",
    port: 80,
    login: "shared",
};

let entry: Ingress;

const put = (
    { said, loadBalancing }: { said?: object; loadBalancing?: Partial<LoadBalancing> } = {},
    then: (ingress: Ingress) => unknown = () => undefined,
) => {
    const dashboard = { title: "", panels: [] };
    return deploy(() => {
        entry = ingress(paris(), IngressArgs.parse({ kind: "nginx", ...said }), {
            certificates: {
                issuer: pulumi.output("default"),
                wildcards: true,
                ready: new Stub("certificates"),
                dashboard,
            },
            loadBalancing: {
                annotations: {},
                proxyProtocol: false,
                onNodesWithPods: true,
                ready: new Stub("balancer"),
                dashboard,
                ...loadBalancing,
            },
        });
        then(entry);
    });
};

const chart = (resources: Registered[]) => the(resources, "kubernetes:helm.sh/v4:Chart");
const controllerOf = (resources: Registered[]) =>
    (chart(resources).inputs.values as { controller: Record<string, unknown> }).controller;
const entriesOf = (resources: Registered[]) =>
    (controllerOf(resources).config as { entries: Record<string, string> }).entries;
const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

describe("NGINX", () => {
    it("is a chart as objects, with what others rely upon as objects of ours, and no Gateway", async () => {
        const resources = await put();
        assert.deepEqual(listed(resources), [
            "kubernetes:cert-manager.io/v1:Certificate paris-nginx-ingress-certificate",
            "kubernetes:core/v1:Namespace paris-nginx-ingress-namespace",
            "kubernetes:core/v1:Service paris-nginx-ingress-service",
            "kubernetes:helm.sh/v4:Chart paris-nginx-ingress",
            "kubernetes:networking.k8s.io/v1:IngressClass paris-nginx-ingress-class",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-nginx-ingress-backends",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-nginx-ingress-namespace-flows",
            "samestack:index:Namespace paris-nginx-ingress-namespace",
            "samestack:ingress:Nginx paris-nginx-ingress",
            "test:index:Stub balancer",
            "test:index:Stub certificates",
        ]);
        assert.equal(entry.gateway, undefined);
        assert.deepEqual(
            ingressCharts(IngressArgs.parse({ kind: "nginx" })).map(({ name, version }) => `${name} ${version}`),
            ["nginx-ingress 2.6.4"],
        );
    });

    it("has the balancer's Service, whose address it writes into Ingresses", async () => {
        const resources = await put({
            loadBalancing: { annotations: { "example.org/zone": "a" }, loadBalancerClass: "example.org/balancer" },
        });
        const service = the(resources, "kubernetes:core/v1:Service");
        assert.deepEqual(service.inputs, {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "nginx-ingress", namespace: "nginx-ingress", annotations: { "example.org/zone": "a" } },
            spec: {
                type: "LoadBalancer",
                loadBalancerClass: "example.org/balancer",
                externalTrafficPolicy: "Local",
                selector: { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": "nginx-ingress" },
                ports: [
                    { name: "http", port: 80, targetPort: 80 },
                    { name: "https", port: 443, targetPort: 443 },
                ],
            },
        });
        assert.ok(service.dependsOn.includes("balancer"));
        assert.deepEqual(controllerOf(resources).reportIngressStatus, {
            enable: true,
            externalService: "nginx-ingress",
        });
        assert.deepEqual(controllerOf(resources).service, { create: false });
    });

    it("is the default ingress class, public, of its own controller", async () => {
        const resources = await put();
        assert.deepEqual(the(resources, "kubernetes:networking.k8s.io/v1:IngressClass").inputs, {
            apiVersion: "networking.k8s.io/v1",
            kind: "IngressClass",
            metadata: {
                name: "public",
                annotations: { "ingressclass.kubernetes.io/is-default-class": "true" },
            },
            spec: { controller: "nginx.org/ingress-controller" },
        });
        assert.deepEqual(controllerOf(resources).ingressClass, { name: "public", create: false });
        assert.deepEqual(await valueOf(pulumi.all([entry.className, entry.address])), ["public", "192.0.2.10"]);
    });

    it("has its certificate before its pods, which do not start without", async () => {
        const resources = await put();
        const { inputs } = the(resources, "kubernetes:cert-manager.io/v1:Certificate");
        assert.deepEqual(inputs.metadata, {
            name: "default-tls",
            namespace: "nginx-ingress",
            annotations: { "pulumi.com/waitFor": "condition=Ready" },
        });
        assert.deepEqual((inputs.spec as { dnsNames: string[] }).dnsNames, [
            "paris.example.org",
            "*.paris.example.org",
        ]);
        assert.ok(chart(resources).dependsOn.includes("paris-nginx-ingress-certificate"));
        const { defaultTLS, wildcardTLS } = controllerOf(resources);
        const secret = { secret: "nginx-ingress/default-tls" };
        assert.deepEqual([defaultTLS, wildcardTLS], [secret, secret]);
    });

    it("is open to everybody on two ports, in a restricted namespace, and reaches every backend", async () => {
        const resources = await put();
        const named = (name: string) =>
            the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", `paris-nginx-ingress-${name}`).inputs.spec;
        const { ingress: rules } = named("namespace-flows") as {
            ingress: { from?: object[]; ports: { port: number }[] }[];
        };
        assert.deepEqual(
            rules.map(({ from, ports }) => [
                from?.map((peer) => Object.keys(peer).join()).join() ?? "anybody",
                ...ports.map(({ port }) => port),
            ]),
            [
                ["anybody", 80, 443],
                ["namespaceSelector", 9113],
            ],
        );
        assert.deepEqual((named("backends") as { egress: object }).egress, [{ to: [{ namespaceSelector: {} }] }]);
        const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs as {
            metadata: { labels: Record<string, string> };
        };
        assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
    });

    it("sends HTTP to HTTPS, speaks TLS 1.2 or newer, limits no body, and logs no query", async () => {
        const entries = entriesOf(await put());
        const { "log-format": format = "", ...rest } = entries;
        assert.deepEqual(rest, {
            "ssl-protocols": "TLSv1.2 TLSv1.3",
            "ssl-redirect": "True",
            "http-redirect-code": "301",
            http2: "True",
            "server-tokens": "False",
            "client-max-body-size": "0",
            "proxy-read-timeout": "1h",
            "proxy-send-timeout": "1h",
            "log-format-escaping": "json",
        });
        assert.equal((JSON.parse(format) as { path: string }).path, "$uri");
        assert.ok(!/\$(request|request_uri|args|query_string)\b/.test(format));
    });

    it("believes a PROXY header from private networks, where the balancer sends one", async () => {
        const entries = entriesOf(await put({ loadBalancing: { proxyProtocol: true } }));
        assert.equal(entries["proxy-protocol"], "True");
        assert.equal(entries["real-ip-header"], "proxy_protocol");
        assert.equal(entries["set-real-ip-from"], "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10");
        assert.equal(entriesOf(await put())["proxy-protocol"], undefined);
    });

    it("takes no snippets, calls nobody at home, is spread, and is watched", async () => {
        const resources = await put({ said: { replicas: 5 } });
        const { enableSnippets, telemetryReporting, replicaCount, podDisruptionBudget, topologySpreadConstraints } =
            controllerOf(resources);
        assert.deepEqual(
            { enableSnippets, telemetryReporting, replicaCount, podDisruptionBudget },
            {
                enableSnippets: false,
                telemetryReporting: { enable: false },
                replicaCount: 5,
                podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
            },
        );
        assert.deepEqual(
            (topologySpreadConstraints as { topologyKey: string }[]).map(({ topologyKey }) => topologyKey),
            ["kubernetes.io/hostname", "topology.kubernetes.io/zone"],
        );
        assert.deepEqual((chart(resources).inputs.values as { prometheus: object }).prometheus, {
            create: true,
            port: 9113,
            service: { create: true },
            serviceMonitor: { create: true },
        });
        assert.ok(entry.dashboard.panels.every(({ query }) => query.includes("nginx_ingress_")));
        assert.equal(entry.dashboard.panels.length, 5);
    });

    it("knows two replicas, or as many as were said, and no word of Traefik's", () => {
        assert.deepEqual(IngressArgs.parse({ kind: "nginx" }), { kind: "nginx", replicas: 2 });
        for (const said of [{ replicas: 0 }, { gatewayHosts: ["www.example.org"] }]) {
            assert.equal(IngressArgs.safeParse({ kind: "nginx", ...said }).success, false);
        }
    });
});

describe("a console behind NGINX", () => {
    const publish = (consoles: Console[], by: Access | undefined = access) =>
        put({}, (ingress) => {
            for (const console of consoles) ingress.publish(console, by);
        });
    const annotationsOf = (resources: Registered[], host: string) => {
        const { metadata } = the(resources, "kubernetes:networking.k8s.io/v1:Ingress", `paris-nginx-ingress-${host}`)
            .inputs as {
            metadata: { annotations: Record<string, string> };
        };
        return metadata.annotations;
    };
    const usual = {
        "cert-manager.io/cluster-issuer": "default",
        "nginx.org/websocket-services": "longhorn-frontend",
        "pulumi.com/skipAwait": "true",
    };

    it("asks for the login by a Policy, and drops what a visitor says of who they are", async () => {
        const resources = await publish([longhorn]);
        assert.deepEqual(annotationsOf(resources, "longhorn"), {
            ...usual,
            "nginx.org/policies": "nginx-ingress/administrators",
            "nginx.org/proxy-set-headers": "X-Auth-Request-User:,X-Auth-Request-Groups:",
        });
    });

    it("asks for none where it has one of its own", async () => {
        assert.deepEqual(annotationsOf(await publish([{ ...longhorn, login: "own" }]), "longhorn"), usual);
    });

    it("shares a Policy with those of the same audience, which asks without being redirected", async () => {
        const resources = await publish([
            longhorn,
            { ...longhorn, host: "prometheus" },
            { ...longhorn, host: "start", audience: "everyone" },
        ]);
        const auth = {
            authServiceName: "oauth2-proxy/oauth2-proxy",
            authServicePorts: [80],
            authSigninURI: "/oauth2/sign_in?rd=https://$host$request_uri",
            authSigninRedirectBasePath: "/oauth2",
        };
        const policies = resources.filter(({ type }) => type === "kubernetes:k8s.nginx.org/v1:Policy");
        assert.deepEqual(
            policies.map(({ name, inputs: { metadata, spec } }) => [name, metadata, spec]),
            [
                [
                    "paris-nginx-ingress-administrators",
                    { name: "administrators", namespace: "nginx-ingress" },
                    {
                        ingressClassName: "public",
                        externalAuth: { ...auth, authURI: "/oauth2/auth?allowed_groups=platform,on%20call%2Fa%26b" },
                    },
                ],
                [
                    "paris-nginx-ingress-everyone",
                    { name: "everyone", namespace: "nginx-ingress" },
                    { ingressClassName: "public", externalAuth: { ...auth, authURI: "/oauth2/auth" } },
                ],
            ],
        );
        assert.ok(policies.every(({ dependsOn }) => dependsOn.includes("paris-nginx-ingress")));
        assert.equal(annotationsOf(resources, "start")["nginx.org/policies"], "nginx-ingress/everyone");
    });

    it("is refused without an access, where it would be open to everybody", async () => {
        await assert.rejects(
            put({}, (ingress) => ingress.publish(longhorn, undefined)),
            /console longhorn has no login of its own, and without an access it would be open to everybody/,
        );
    });

    it("can be asked for by a page only", async () => {
        await put();
        assert.equal(entry.asksByPage, true);
    });
});
