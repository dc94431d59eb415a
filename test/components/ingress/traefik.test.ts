import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { Access } from "../../../components/access";
import type { Certificates } from "../../../components/certificates";
import { type Ingress, ingressCharts } from "../../../components/ingress";
import { addressOf } from "../../../components/ingress/front";
import { Traefik, TraefikArgs } from "../../../components/ingress/traefik";
import type { Console } from "../../../components/ingress/console";
import type { LoadBalancing } from "../../../components/load-balancing";
import { deploy, type Registered, the } from "../../deploy";
import { paris } from "../../place";

/** What other roles would bring: seen among the resources. */
class Stub extends pulumi.CustomResource {
    constructor(name: string) {
        super("test:index:Stub", name, {});
    }
}

interface Around {
    said?: object;
    certificates?: Partial<Certificates>;
    loadBalancing?: Partial<LoadBalancing>;
}

let traefik: Traefik;

const put = (
    { said, certificates, loadBalancing }: Around = {},
    then: (ingress: Ingress) => unknown = () => undefined,
) => {
    const dashboard = { title: "", panels: [] };
    return deploy(() => {
        traefik = new Traefik("paris-traefik", {
            place: paris(),
            said: TraefikArgs.parse({ kind: "traefik", ...said }),
            certificates: {
                issuer: pulumi.output("default"),
                wildcards: true,
                ready: new Stub("certificates"),
                dashboard,
                ...certificates,
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
        then(traefik);
    });
};

/** An access in which administrators are of one of two groups. */
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

const http01: Partial<Certificates> = { wildcards: false, solver: { labels: { solver: "true" }, port: 8089 } };

describe("Traefik", () => {
    it("is a chart as objects, with what others rely upon as objects of ours", async () => {
        const resources = await put();
        assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).sort(), [
            "kubernetes:cert-manager.io/v1:Certificate paris-traefik-gateway-certificate",
            "kubernetes:core/v1:Namespace paris-traefik-namespace",
            "kubernetes:core/v1:Service paris-traefik-dashboard",
            "kubernetes:core/v1:Service paris-traefik-service",
            "kubernetes:gateway.networking.k8s.io/v1:Gateway paris-traefik-gateway",
            "kubernetes:helm.sh/v4:Chart paris-traefik",
            "kubernetes:networking.k8s.io/v1:IngressClass paris-traefik-class",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-traefik-backends",
            "kubernetes:networking.k8s.io/v1:NetworkPolicy paris-traefik-namespace-flows",
            "pulumi:providers:kubernetes paris-cluster",
            "samestack:index:Namespace paris-traefik-namespace",
            "samestack:ingress:Traefik paris-traefik",
            "test:index:Stub balancer",
            "test:index:Stub certificates",
        ]);
        assert.deepEqual(
            ingressCharts({ kind: "traefik", replicas: 2 }).map(({ name, version }) => `${name} ${version}`),
            ["traefik 41.3.0"],
        );
    });

    it("has the balancer's Service, which is made after the balancer and so gone before it", async () => {
        const resources = await put({
            loadBalancing: { annotations: { "example.org/zone": "a" }, loadBalancerClass: "example.org/balancer" },
        });
        const service = the(resources, "kubernetes:core/v1:Service", "paris-traefik-service");
        assert.deepEqual(service.inputs, {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "traefik", namespace: "traefik", annotations: { "example.org/zone": "a" } },
            spec: {
                type: "LoadBalancer",
                loadBalancerClass: "example.org/balancer",
                externalTrafficPolicy: "Local",
                selector: { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/instance": "traefik-traefik" },
                ports: [
                    { name: "web", port: 80, targetPort: 8000 },
                    { name: "websecure", port: 443, targetPort: 8443 },
                ],
            },
        });
        assert.ok(service.dependsOn.includes("balancer"));
    });

    it("takes traffic on any node where the balancer cannot keep it to those with a pod", async () => {
        const resources = await put({ loadBalancing: { onNodesWithPods: false } });
        const { spec } = the(resources, "kubernetes:core/v1:Service", "paris-traefik-service").inputs as {
            spec: Record<string, unknown>;
        };
        assert.equal(spec.externalTrafficPolicy, "Cluster");
    });

    it("names no balancer where none must be named", async () => {
        const { spec } = the(await put(), "kubernetes:core/v1:Service", "paris-traefik-service").inputs as {
            spec: object;
        };
        assert.ok(!("loadBalancerClass" in spec));
    });

    it("hands on its address, its class and its Gateway", async () => {
        await put();
        assert.deepEqual(
            await valueOf(
                pulumi.all([traefik.address, traefik.className, traefik.gateway.namespace, traefik.gateway.name]),
            ),
            ["192.0.2.10", "public", "traefik", "public"],
        );
    });

    it("is found by address, by host name where the balancer has no lasting address, or not yet", () => {
        assert.equal(addressOf([{ ip: "192.0.2.10" }]), "192.0.2.10");
        assert.equal(addressOf([{ hostname: "nlb.example.org" }]), "nlb.example.org");
        assert.equal(addressOf(undefined), "");
    });

    it("is the default ingress class, public", async () => {
        assert.deepEqual(the(await put(), "kubernetes:networking.k8s.io/v1:IngressClass").inputs, {
            apiVersion: "networking.k8s.io/v1",
            kind: "IngressClass",
            metadata: {
                name: "public",
                annotations: { "ingressclass.kubernetes.io/is-default-class": "true" },
            },
            spec: { controller: "traefik.io/ingress-controller" },
        });
    });

    it("is open to everybody on two ports, and its own API to nobody but its own pods", async () => {
        const resources = await put();
        const policy = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", "paris-traefik-namespace-flows");
        const { ingress } = policy.inputs.spec as { ingress: { from?: object[]; ports: { port: number }[] }[] };
        assert.deepEqual(
            ingress.map(({ from, ports }) => [
                from?.map((peer) => Object.keys(peer).join()).join() ?? "anybody",
                ...ports.map(({ port }) => port),
            ]),
            [
                ["anybody", 8000, 8443],
                ["namespaceSelector", 9100],
                ["podSelector", 8080],
            ],
        );
        assert.equal(level(resources), "restricted");
    });

    it("reaches pods of every namespace, for they are what it leads to", async () => {
        const policy = the(await put(), "kubernetes:networking.k8s.io/v1:NetworkPolicy", "paris-traefik-backends");
        assert.deepEqual(policy.inputs.spec, {
            podSelector: {
                matchLabels: { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/instance": "traefik-traefik" },
            },
            policyTypes: ["Egress"],
            egress: [{ to: [{ namespaceSelector: {} }] }],
        });
    });
});

describe("values of Traefik", () => {
    const pods = { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/instance": "traefik-traefik" };
    const entryPoint = { transport: { lifeCycle: { requestAcceptGraceTimeout: "10s" } } };
    const expected = {
        deployment: { replicas: 2 },
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: pods },
        })),
        priorityClassName: "system-cluster-critical",
        resources: { requests: { cpu: "100m", memory: "128Mi" } },
        service: { enabled: false },
        ingressClass: { enabled: false },
        gateway: { enabled: false },
        providers: {
            kubernetesCRD: { defaultTLSResourcesNamespace: "traefik" },
            kubernetesIngress: { publishedService: { enabled: true, pathOverride: "traefik/traefik" } },
            kubernetesGateway: { enabled: true },
        },
        additionalArguments: [
            "--providers.kubernetesgateway.statusaddress.service.name=traefik",
            "--providers.kubernetesgateway.statusaddress.service.namespace=traefik",
        ],
        ports: {
            web: {
                ...entryPoint,
                http: { redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true } } },
                allowACMEByPass: true,
            },
            websecure: { ...entryPoint, http: { underscoreHeadersStrategy: "delete" } },
        },
        tlsOptions: { default: { minVersion: "VersionTLS12" } },
        tlsStore: { default: { defaultCertificate: { secretName: "gateway-tls" } } },
        api: { dashboard: true, insecure: true, disableDashboardAd: true },
        log: { format: "json" },
        accessLog: { enabled: true, format: "json", fields: { queryParameters: { defaultMode: "drop" } } },
        metrics: {
            prometheus: {
                service: { enabled: true },
                disableAPICheck: true,
                serviceMonitor: { enabled: true },
            },
        },
        global: { checkNewVersion: false, sendAnonymousUsage: false },
    };

    it("send HTTP to HTTPS, speak TLS 1.2 or newer, and call nobody at home", async () => {
        assert.deepEqual(valuesOf(await put()), expected);
    });

    it("follow what is said of replicas", async () => {
        assert.deepEqual(valuesOf(await put({ said: { replicas: 5 } })), { ...expected, deployment: { replicas: 5 } });
    });

    it("believe a PROXY header from private networks, where the balancer sends one", async () => {
        const trusted = { trustedIPs: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] };
        const { ports } = expected;
        assert.deepEqual(valuesOf(await put({ loadBalancing: { proxyProtocol: true } })), {
            ...expected,
            ports: {
                web: { ...ports.web, proxyProtocol: trusted },
                websecure: { ...ports.websecure, proxyProtocol: trusted },
            },
        });
    });

    it("name no certificate where there is none", async () => {
        const { tlsStore, ...rest } = expected;
        assert.deepEqual(valuesOf(await put({ certificates: http01 })), rest);
        assert.ok(tlsStore);
    });
});

describe("the Gateway", () => {
    it("takes routes of every namespace, on the ports of the pods", async () => {
        const gateway = the(await put(), "kubernetes:gateway.networking.k8s.io/v1:Gateway");
        const allowedRoutes = { namespaces: { from: "All" } };
        assert.deepEqual(gateway.inputs, {
            apiVersion: "gateway.networking.k8s.io/v1",
            kind: "Gateway",
            metadata: { name: "public", namespace: "traefik" },
            spec: {
                gatewayClassName: "traefik",
                listeners: [
                    { name: "web", protocol: "HTTP", port: 8000, allowedRoutes },
                    {
                        name: "websecure",
                        protocol: "HTTPS",
                        port: 8443,
                        tls: { mode: "Terminate", certificateRefs: [{ name: "gateway-tls" }] },
                        allowedRoutes,
                    },
                ],
            },
        });
        assert.ok(gateway.dependsOn.includes("paris-traefik"));
    });

    it("has a certificate for the domain and every name under it", async () => {
        assert.deepEqual(the(await put(), "kubernetes:cert-manager.io/v1:Certificate").inputs, {
            apiVersion: "cert-manager.io/v1",
            kind: "Certificate",
            metadata: { name: "gateway-tls", namespace: "traefik" },
            spec: {
                secretName: "gateway-tls",
                dnsNames: ["paris.example.org", "*.paris.example.org"],
                privateKey: { algorithm: "ECDSA", size: 256 },
                issuerRef: { kind: "ClusterIssuer", name: "default" },
            },
        });
    });

    it("has one for the host names that were said, where they were", async () => {
        const resources = await put({ said: { gatewayHosts: ["www.example.org"] }, certificates: http01 });
        const { spec } = the(resources, "kubernetes:cert-manager.io/v1:Certificate").inputs as {
            spec: { dnsNames: unknown };
        };
        assert.deepEqual(spec.dnsNames, ["www.example.org"]);
        assert.deepEqual(listenersOf(resources), ["web", "websecure"]);
    });

    it("listens on HTTP alone where the issuer signs no wildcard and no host was said", async () => {
        const resources = await put({ certificates: http01 });
        assert.deepEqual(listenersOf(resources), ["web"]);
        assert.ok(!resources.some(({ type }) => type.endsWith(":Certificate")));
    });
});

describe("a console", () => {
    const grafana = {
        host: "grafana",
        title: "Grafana",
        purpose: "graphs",
        namespace: "monitoring",
        service: "kps-grafana",
        port: 80,
    };

    const publish = (login: "own" | "shared", around: Around = {}) => publishAll([{ ...grafana, login }], around);

    const publishAll = (consoles: Console[], around: Around = {}, by: Access | undefined = access) =>
        put(around, (ingress) => {
            for (const console of consoles) ingress.publish(console, by);
        });

    it("is reached under the place's domain, with a certificate of its own", async () => {
        const console = the(await publish("own"), "kubernetes:networking.k8s.io/v1:Ingress");
        assert.equal(console.name, "paris-traefik-grafana");
        assert.equal(console.parent, "paris-traefik");
        assert.deepEqual(console.inputs, {
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            metadata: {
                name: "grafana",
                namespace: "monitoring",
                annotations: { "cert-manager.io/cluster-issuer": "default", "pulumi.com/skipAwait": "true" },
            },
            spec: {
                ingressClassName: "public",
                tls: [{ hosts: ["grafana.paris.example.org"], secretName: "grafana-tls" }],
                rules: [
                    {
                        host: "grafana.paris.example.org",
                        http: {
                            paths: [
                                {
                                    path: "/",
                                    pathType: "Prefix",
                                    backend: { service: { name: "kps-grafana", port: { number: 80 } } },
                                },
                            ],
                        },
                    },
                ],
            },
        });
    });

    it("without a login of its own is behind the shared one, for administrators unless it is for everyone", async () => {
        const resources = await publishAll([
            { ...grafana, host: "longhorn", login: "shared" },
            { ...grafana, host: "prometheus", login: "shared", audience: "administrators" },
            { ...grafana, host: "start", login: "shared", audience: "everyone" },
            { ...grafana, login: "own" },
        ]);
        const routes = resources.filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:Ingress");
        assert.deepEqual(Object.fromEntries(routes.map((route) => [route.name, middlewaresOf(route)])), {
            "paris-traefik-longhorn": "traefik-administrators@kubernetescrd",
            "paris-traefik-prometheus": "traefik-administrators@kubernetescrd",
            "paris-traefik-start": "traefik-everyone@kubernetescrd",
            "paris-traefik-grafana": undefined,
        });
        const [longhorn, start] = ["longhorn", "start"].map((host) => routes.find(({ name }) => name.endsWith(host)));
        assert.ok(longhorn?.dependsOn.includes("paris-traefik-administrators"));
        assert.ok(start?.dependsOn.includes("paris-traefik-everyone"));
    });

    it("is asked for by one middleware for each audience, which believes no visitor", async () => {
        const resources = await publishAll([
            { ...grafana, host: "longhorn", login: "shared" },
            { ...grafana, host: "prometheus", login: "shared" },
            { ...grafana, host: "start", login: "shared", audience: "everyone" },
        ]);
        const forwardAuth = {
            trustForwardHeader: false,
            authResponseHeaders: ["X-Auth-Request-User", "X-Auth-Request-Groups"],
            maxResponseBodySize: 65536,
        };
        const address = "http://oauth2-proxy.oauth2-proxy.svc:80/";
        const middlewares = resources.filter(({ type }) => type === "kubernetes:traefik.io/v1alpha1:Middleware");
        assert.deepEqual(
            middlewares.map(({ name, parent, inputs: { metadata, spec } }) => ({ name, parent, metadata, spec })),
            [
                {
                    name: "paris-traefik-administrators",
                    parent: "paris-traefik",
                    metadata: { name: "administrators", namespace: "traefik" },
                    spec: {
                        forwardAuth: {
                            ...forwardAuth,
                            address: `${address}?allowed_groups=platform,on%20call%2Fa%26b`,
                        },
                    },
                },
                {
                    name: "paris-traefik-everyone",
                    parent: "paris-traefik",
                    metadata: { name: "everyone", namespace: "traefik" },
                    spec: { forwardAuth: { ...forwardAuth, address } },
                },
            ],
        );
        // Their kind is the chart's.
        for (const { dependsOn } of middlewares) assert.ok(dependsOn.includes("paris-traefik"));
    });

    it("is for everybody who can log in, where users have no groups", async () => {
        const resources = await publishAll([{ ...grafana, login: "shared" }], {}, { ...access, groupsFor: () => [] });
        assert.equal(
            middlewaresOf(the(resources, "kubernetes:networking.k8s.io/v1:Ingress")),
            "traefik-everyone@kubernetescrd",
        );
    });

    it("is not published to everybody where there is no login", async () => {
        await assert.rejects(
            put({}, (ingress) => {
                ingress.publish({ ...grafana, login: "shared" }, undefined);
            }),
            /console grafana has no login of its own, and without an access it would be open to everybody/,
        );
    });

    it("lets its challenge be answered, where host names are proven by answering", async () => {
        const resources = await publish("own", { certificates: http01 });
        const policy = the(resources, "kubernetes:networking.k8s.io/v1:NetworkPolicy", "paris-traefik-grafana-solver");
        assert.deepEqual(policy.inputs, {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "grafana-solver", namespace: "monitoring" },
            spec: {
                podSelector: { matchLabels: { solver: "true" } },
                policyTypes: ["Ingress"],
                ingress: [
                    {
                        from: [{ namespaceSelector: { matchLabels: { "samestack.dev/role": "ingress" } } }],
                        ports: [{ port: 8089, protocol: "TCP" }],
                    },
                ],
            },
        });
        assert.ok(!(await publish("own")).some(({ name }) => name === "paris-traefik-grafana-solver"));
    });

    it("is what Traefik's own dashboard is, behind the shared login", async () => {
        const resources = await put();
        assert.deepEqual(
            traefik.consoles.map(({ host, service, port, login }) => ({ host, service, port, login })),
            [{ host: "traefik", service: "traefik-dashboard", port: 80, login: "shared" }],
        );
        assert.deepEqual(the(resources, "kubernetes:core/v1:Service", "paris-traefik-dashboard").inputs.spec, {
            selector: { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/instance": "traefik-traefik" },
            ports: [{ name: "http", port: 80, targetPort: 8080 }],
        });
    });
});

describe("what is said of the ingress", () => {
    const refused: Record<string, object> = {
        "another system": { kind: "nginx" },
        "no replica": { replicas: 0 },
        "half a replica": { replicas: 1.5 },
        "an empty list of hosts": { gatewayHosts: [] },
        "a host that is none": { gatewayHosts: ["*.example.org"] },
        "an unknown word": { dashboard: false },
    };
    for (const [what, said] of Object.entries(refused)) {
        it(`is refused with ${what}`, () => {
            assert.equal(TraefikArgs.safeParse({ kind: "traefik", ...said }).success, false);
        });
    }
});

function valuesOf(resources: Registered[]): unknown {
    return the(resources, "kubernetes:helm.sh/v4:Chart").inputs.values;
}

function listenersOf(resources: Registered[]): unknown {
    const { spec } = the(resources, "kubernetes:gateway.networking.k8s.io/v1:Gateway").inputs as {
        spec: { listeners: { name: string }[] };
    };
    return spec.listeners.map(({ name }) => name);
}

function level(resources: Registered[]): unknown {
    const { metadata } = the(resources, "kubernetes:core/v1:Namespace").inputs as {
        metadata: { labels: Record<string, string> };
    };
    return metadata.labels["pod-security.kubernetes.io/enforce"];
}

function middlewaresOf(route: Registered): unknown {
    const { annotations } = route.inputs.metadata as { annotations: Record<string, string> };
    return annotations["traefik.ingress.kubernetes.io/router.middlewares"];
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}
