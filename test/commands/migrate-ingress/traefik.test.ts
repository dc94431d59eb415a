import assert from "node:assert/strict";

import { rewriteOf } from "../../../commands/migrate-ingress/traefik-paths";
import { migrated, passed } from "./ingress";

const router = (word: string) => `traefik.ingress.kubernetes.io/router.${word}`;

describe("an Ingress that goes to Traefik", () => {
    it("rewrites a path as NGINX does: all of it, and whichever of the paths it was", () => {
        const { ingress, specs, results } = migrated("traefik", {
            annotations: { "rewrite-target": "/$2", "use-regex": "true" },
            paths: ["/api(/|$)(.*)", "/v1.0/web(/|$)(.*)"],
        });
        assert.deepEqual(specs, {
            "shop-rewrite": {
                replacePathRegex: {
                    regex: "(?i)^(?:/v1.0/web(/|$)(.*)|/api(/|$)(.*)).*$",
                    replacement: "/${2}${4}",
                },
            },
        });
        assert.deepEqual(results, { "rewrite-target": "carried", "use-regex": "carried" });
        assert.equal(ingress.metadata.annotations[router("pathmatcher")], "PathRegexp");
        assert.deepEqual(
            ingress.spec.rules[0]?.http?.paths.map(({ path, pathType }) => [path, pathType]),
            [
                ["/{0}(?i)^/api(/|$)(.*)", "ImplementationSpecific"],
                ["/{0}(?i)^/v1.0/web(/|$)(.*)", "ImplementationSpecific"],
            ],
        );
        assert.equal(ingress.spec.ingressClassName, "public");
    });

    // Go spells flags and groups as JavaScript does, but for the flag, which it has apart.
    const rewritten = (paths: string[], target: string, asked: string) => {
        const { regex, replacement } = rewriteOf(paths, target);
        return asked.replace(new RegExp(regex.replace("(?i)", ""), "i"), replacement.replace(/\$\{(\d+)\}/g, "$$$1"));
    };

    for (const [paths, target, asked, to] of [
        [["/api(/|$)(.*)"], "/$2", "/api/v1/items", "/v1/items"],
        [["/api(/|$)(.*)"], "/$2", "/API", "/"],
        [["/api(/|$)(.*)"], "/$2", "/other", "/other"],
        [["/foo"], "/bar", "/foo/anything", "/bar"],
        [["/web(/|$)(.*)", "/api/(v[12])/(.*)"], "/$2", "/api/v2/items", "/items"],
        [["/web(/|$)(.*)", "/api/(v[12])/(.*)"], "/$2", "/web/index.html", "/index.html"],
        [["/(?:a|b)/([^/)]+)/?(.*)"], "/$1/x/$2", "/b/one/two", "/one/x/two"],
    ] as const) {
        it(`makes ${to} of ${asked}, at ${paths.join(" and ")} with ${target}`, () => {
            assert.equal(rewritten([...paths], target, asked), to);
        });
    }

    it("holds a path to its beginning, which Traefik does not do by itself", () => {
        const { ingress } = migrated("traefik", { annotations: { "use-regex": "true" }, paths: ["/item/[0-9]+"] });
        const path = ingress.spec.rules[0]?.http?.paths[0]?.path ?? "";
        assert.ok(path.startsWith("/"));
        const expression = new RegExp(path.replace("(?i)", ""), "i");
        assert.ok(expression.test("/item/42") && expression.test("/ITEM/42/more"));
        assert.ok(!expression.test("/of/item/42"));
    });

    it("leaves paths without expressions as they are", () => {
        const { ingress, specs } = migrated("traefik", { annotations: { "use-regex": "true" }, paths: ["/v1.0"] });
        assert.deepEqual(ingress.spec.rules[0]?.http?.paths[0]?.pathType, "Prefix");
        assert.deepEqual([ingress.metadata.annotations, specs], [{}, {}]);
    });

    it("refuses to read an expression that Go cannot", () => {
        const { results, ingress } = migrated("traefik", {
            annotations: { "rewrite-target": "/$1", "use-regex": "true" },
            paths: ["/(?!admin)(.*)"],
        });
        assert.deepEqual(results, { "rewrite-target": "left", "use-regex": "left" });
        assert.equal(ingress.spec.rules[0]?.http?.paths[0]?.path, "/(?!admin)(.*)");
    });

    it("passes Middlewares in the order of NGINX' phases, after those it passed already", () => {
        const became = migrated("traefik", {
            annotations: {
                "rewrite-target": "/new",
                "proxy-body-size": "8m",
                "auth-type": "basic",
                "auth-secret": "users",
                "whitelist-source-range": "192.0.2.0/24, 198.51.100.7",
                "limit-rps": "10",
                "limit-burst-multiplier": "3",
                "limit-connections": "20",
                "enable-cors": "true",
                "app-root": "/start",
            },
            paths: ["/old"],
        });
        assert.deepEqual(passed(became), [
            "shop-app-root",
            "shop-cors",
            "shop-limit-rps",
            "shop-limit-connections",
            "shop-allow",
            "shop-auth",
            "shop-body-size",
            "shop-rewrite",
        ]);
        assert.deepEqual(became.specs["shop-app-root"], {
            redirectRegex: { regex: "^(https?://[^/]+)/?$", replacement: "${1}/start" },
        });
        assert.deepEqual(became.specs["shop-limit-rps"], { rateLimit: { average: 10, period: "1s", burst: 30 } });
        assert.deepEqual(became.specs["shop-limit-connections"], {
            inFlightReq: { amount: 20, sourceCriterion: { ipStrategy: {} } },
        });
        assert.deepEqual(became.specs["shop-allow"], {
            ipAllowList: { sourceRange: ["192.0.2.0/24", "198.51.100.7"] },
        });
        assert.deepEqual(became.specs["shop-auth"], { basicAuth: { secret: "users" } });
        assert.deepEqual(became.specs["shop-body-size"], { buffering: { maxRequestBodyBytes: 8_388_608 } });
        assert.ok(Object.values(became.results).every((result) => result === "carried"));
    });

    it("redirects, putting in what NGINX put in", () => {
        const { specs } = migrated("traefik", {
            annotations: { "permanent-redirect": "https://new.example.org$request_uri" },
        });
        assert.deepEqual(specs, {
            "shop-permanent-redirect": {
                redirectRegex: {
                    regex: "^(https?)://([^/:]+)(?::\\d+)?(.*)$",
                    replacement: "https://new.example.org${3}",
                    permanent: true,
                },
            },
        });
        const left = migrated("traefik", { annotations: { "temporal-redirect": "https://x.example.org/$arg_page" } });
        assert.deepEqual([left.results, left.companions], [{ "temporal-redirect": "left" }, []]);
        const code = { "permanent-redirect": "https://x.example.org", "permanent-redirect-code": "303" };
        assert.deepEqual(migrated("traefik", { annotations: code }).results, {
            "permanent-redirect": "left",
            "permanent-redirect-code": "left",
        });
    });

    it("answers to other names, with a certificate for them", () => {
        const { ingress, specs } = migrated("traefik", {
            annotations: { "from-to-www-redirect": "true", "server-alias": "shop.example.net" },
        });
        const hosts = ["shop.example.org", "shop.example.net", "www.shop.example.org"];
        assert.deepEqual(
            ingress.spec.rules.map(({ host }) => host),
            hosts,
        );
        assert.deepEqual(ingress.spec.tls[0]?.hosts, hosts);
        assert.deepEqual(specs["shop-from-www-shop-example-org"], {
            redirectRegex: {
                regex: "^https?://www\\.shop\\.example\\.org(?::\\d+)?(.*)$",
                replacement: "https://shop.example.org${1}",
                permanent: true,
            },
        });
    });

    it("asks a service who somebody is, at the host that was meant", () => {
        const { specs, results, outcomes } = migrated("traefik", {
            annotations: {
                "auth-url": "https://$host/oauth2/auth",
                "auth-signin": "https://$host/oauth2/start?rd=$escaped_request_uri",
                "auth-response-headers": "X-Auth-Request-User, X-Auth-Request-Email",
            },
        });
        assert.deepEqual(specs, {
            "shop-auth": {
                forwardAuth: {
                    address: "https://shop.example.org/oauth2/auth",
                    authResponseHeaders: ["X-Auth-Request-User", "X-Auth-Request-Email"],
                    authSigninURL: "https://shop.example.org/oauth2/start",
                },
            },
        });
        assert.deepEqual(results, {
            "auth-url": "carried",
            "auth-response-headers": "carried",
            "auth-signin": "by hand",
        });
        assert.match(outcomes.at(-1)?.todo ?? "", /their own|its own page/);
    });

    it("is not opened to everybody where a login could not be carried over", () => {
        const { ingress, results, outcomes } = migrated("traefik", {
            annotations: { "auth-url": "https://$host/oauth2/auth", "proxy-body-size": "1m" },
            hosts: ["a.example.org", "b.example.org"],
        });
        assert.deepEqual(results, { "auth-url": "left", "proxy-body-size": "carried", "(class)": "left" });
        assert.equal(ingress.spec.ingressClassName, "nginx");
        assert.match(outcomes.at(-1)?.what ?? "", /without auth-url it would let in whom it kept out/);
    });

    it("verifies certificates of clients", () => {
        const { specs, ingress } = migrated("traefik", {
            annotations: {
                "auth-tls-secret": "shop/ca",
                "auth-tls-verify-client": "optional",
                "auth-tls-verify-depth": "2",
            },
        });
        assert.deepEqual(specs["shop-client-certificates"], {
            minVersion: "VersionTLS12",
            clientAuth: { secretNames: ["ca"], clientAuthType: "VerifyClientCertIfGiven" },
        });
        assert.deepEqual(ingress.metadata.annotations, {
            [router("tls")]: "true",
            [router("tls.options")]: "shop-shop-client-certificates@kubernetescrd",
        });
        const other = migrated("traefik", { annotations: { "auth-tls-secret": "certs/ca" } });
        assert.deepEqual(other.results, { "auth-tls-secret": "left", "(class)": "left" });
    });

    it("lets pages of other hosts ask, with the defaults of ingress-nginx", () => {
        const { specs } = migrated("traefik", {
            annotations: { "enable-cors": "true", "cors-allow-origin": "https://a.example.org, https://*.example.net" },
        });
        const { headers } = specs["shop-cors"] as { headers: Record<string, unknown> };
        assert.deepEqual(headers.accessControlAllowOriginList, ["https://a.example.org"]);
        assert.deepEqual(headers.accessControlAllowOriginListRegex, ["^https://[^.]+\\.example\\.net$"]);
        assert.equal(headers.accessControlAllowCredentials, true);
        assert.equal(headers.accessControlMaxAge, 1_728_000);
    });

    it("sets the headers of a snippet that does nothing else, and of a ConfigMap that came with it", () => {
        const { specs, results } = migrated("traefik", {
            annotations: {
                "configuration-snippet":
                    'more_set_headers "X-Frame-Options: DENY";\nadd_header Strict-Transport-Security "max-age=60; preload" always;',
                "custom-headers": "shop/headers",
                "upstream-vhost": "inner.example.org",
            },
            beside: [
                { kind: "ConfigMap", metadata: { name: "headers", namespace: "shop" }, data: { "X-Shop": "yes" } },
            ],
        });
        assert.deepEqual(specs["shop-headers"], {
            headers: {
                customRequestHeaders: { Host: "inner.example.org" },
                customResponseHeaders: {
                    "X-Shop": "yes",
                    "X-Frame-Options": "DENY",
                    "Strict-Transport-Security": "max-age=60; preload",
                },
            },
        });
        assert.ok(Object.values(results).every((result) => result === "carried"));
        for (const snippet of [
            "if ($host = x) { return 403; }",
            'add_header X "$host";',
            "more_set_headers X: y; deny all;",
        ]) {
            const left = migrated("traefik", { annotations: { "configuration-snippet": snippet } });
            assert.deepEqual([left.results, left.companions], [{ "configuration-snippet": "left" }, []], snippet);
        }
    });

    it("says by which command a Service is told what it must be told", () => {
        const { outcomes } = migrated("traefik", {
            annotations: { affinity: "cookie", "session-cookie-name": "seat", "backend-protocol": "GRPC" },
        });
        const todos = outcomes.map(({ annotation, result, todo }) => [annotation, result, todo]);
        const command = "kubectl annotate service -n shop web traefik.ingress.kubernetes.io/service.";
        assert.deepEqual(todos[0], ["backend-protocol", "left", `${command}serversscheme=h2c, and in their manifests`]);
        assert.match(todos[1]?.[2] ?? "", /sticky\.cookie\.name=seat /);
        const hostile = { affinity: "cookie", "session-cookie-path": "/; echo it's" };
        assert.match(
            migrated("traefik", { annotations: hostile }).outcomes[0]?.todo ?? "",
            /sticky\.cookie\.path='\/; echo it'\\''s'/,
        );
    });

    it("leaves a canary in its class, whole", () => {
        const { text, results, ingress } = migrated("traefik", {
            annotations: { canary: "true", "canary-weight": "10", "proxy-body-size": "1m" },
        });
        assert.deepEqual(results, { canary: "left", "canary-weight": "left", "proxy-body-size": "left" });
        assert.equal(ingress.spec.ingressClassName, "nginx");
        assert.match(text, /canary-weight: "10"/);
    });
});
