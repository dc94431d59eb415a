import assert from "node:assert/strict";

import { convert } from "../../../commands/migrate-ingress/convert";
import { stringify } from "yaml";
import { manifest, migrated } from "./ingress";

describe("an Ingress that goes to F5's controller", () => {
    it("says in nginx.org annotations what it said in others", () => {
        const { ingress, results } = migrated("nginx", {
            annotations: {
                "rewrite-target": "/$2",
                "use-regex": "true",
                "ssl-redirect": "false",
                "proxy-body-size": "8m",
                "proxy-read-timeout": "3600",
                "proxy-buffering": "off",
                "proxy-buffer-size": "16k",
                "proxy-buffers-number": "8",
                "limit-rpm": "30",
                "backend-protocol": "HTTPS",
                "upstream-hash-by": "$request_uri",
                "service-upstream": "true",
                "app-root": "/start",
                affinity: "cookie",
                "session-cookie-name": "seat",
                "session-cookie-max-age": "3600",
                "session-cookie-secure": "true",
            },
            paths: ["/api(/|$)(.*)"],
        });
        const said = Object.entries(ingress.metadata.annotations).map(([key, value]) => [
            key.replace("nginx.org/", ""),
            value,
        ]);
        assert.deepEqual(Object.fromEntries(said), {
            "ssl-redirect": "false",
            "app-root": "/start",
            "path-regex": "case_insensitive",
            "rewrite-target": "/$2",
            "limit-req-rate": "30r/m",
            "limit-req-burst": "150",
            "limit-req-no-delay": "true",
            "limit-req-reject-code": "503",
            "proxy-read-timeout": "3600s",
            "client-max-body-size": "8m",
            "proxy-buffering": "false",
            "proxy-buffer-size": "16k",
            "proxy-buffers": "8 16k",
            "ssl-services": "web",
            "websocket-services": "web",
            "use-cluster-ip": "true",
            "lb-method": "hash $request_uri consistent",
            "sticky-cookie-services": "serviceName=web seat expires=3600s httponly secure",
        });
        assert.ok(Object.values(results).every((result) => result === "carried"));
        const { path, pathType } = ingress.spec.rules[0]?.http?.paths[0] ?? {};
        assert.deepEqual([path, pathType], ["/api(/|$)(.*)", "ImplementationSpecific"]);
    });

    it("names Policies, in one annotation", () => {
        const { ingress, specs } = migrated("nginx", {
            annotations: {
                "whitelist-source-range": "192.0.2.0/24",
                "enable-cors": "true",
                "cors-allow-methods": "GET, HEAD, PUT",
                "auth-url": "http://oauth2-proxy.access.svc.cluster.local:4180/oauth2/auth",
                "auth-signin": "https://$host/oauth2/start?rd=$escaped_request_uri",
            },
        });
        assert.equal(ingress.metadata.annotations["nginx.org/policies"], "shop-allow,shop-cors,shop-auth");
        assert.deepEqual(specs["shop-allow"], {
            ingressClassName: "public",
            accessControl: { allow: ["192.0.2.0/24"] },
        });
        assert.deepEqual(specs["shop-auth"], {
            ingressClassName: "public",
            externalAuth: {
                authURI: "/oauth2/auth",
                authServiceName: "access/oauth2-proxy",
                authServicePorts: [4180],
                authSigninURI: "/oauth2/start",
                authSigninRedirectBasePath: "/oauth2",
            },
        });
        const { cors } = specs["shop-cors"] as { cors: Record<string, unknown> };
        const { allowOrigin, allowMethods, allowCredentials } = cors;
        assert.deepEqual([allowOrigin, allowMethods, allowCredentials], [["*"], ["GET", "PUT"], false]);
    });

    it("has no Policy for what an Ingress may name none of: limits and users", () => {
        const { companions, results, outcomes } = migrated("nginx", {
            annotations: { "limit-rps": "5", "auth-type": "basic", "auth-secret": "users", "auth-realm": "shop" },
        });
        assert.deepEqual(companions, []);
        assert.equal(results["auth-secret"], "by hand");
        assert.match(outcomes[0]?.todo ?? "", /nginx\.org\/htpasswd/);
    });

    it("leaves what an Ingress cannot do there", () => {
        const { results } = migrated("nginx", {
            annotations: {
                "permanent-redirect": "https://x.example.org",
                "from-to-www-redirect": "true",
                "limit-connections": "5",
                "force-ssl-redirect": "true",
                "auth-response-headers": "X-User",
                "configuration-snippet": 'more_set_headers "X-Where: http://x.example.org";',
            },
            tls: false,
        });
        assert.ok(Object.values(results).every((result) => result === "left"));
        assert.equal(Object.keys(results).length, 6);
    });

    it("stays in its class where a login is left, as one at an address outside the cluster", () => {
        for (const url of [
            "https://auth.example.org/verify",
            "http://oauth2-proxy.auth:4180/oauth2/auth",
            "https://$host/auth",
        ]) {
            const { ingress, results, companions } = migrated("nginx", { annotations: { "auth-url": url } });
            assert.deepEqual([results["auth-url"], results["(class)"], companions], ["left", "left", []], url);
            assert.equal(ingress.spec.ingressClassName, "nginx");
        }
    });

    it("is told when another one has its host, for only one of them would be served", () => {
        const one = stringify(manifest({ annotations: { "proxy-body-size": "1m" } }));
        const other = one.replace("name: shop\n", "name: cart\n");
        const found = (to: "nginx" | "traefik") =>
            convert(
                [
                    { path: "a", text: one },
                    { path: "b", text: other },
                ],
                to,
                undefined,
            ).ingresses.flatMap(({ ingress, outcomes }) =>
                outcomes
                    .filter(({ result }) => result === "by hand")
                    .map(({ annotation }) => `${ingress} ${annotation}`),
            );
        assert.deepEqual(found("nginx"), ["shop (host shop.example.org)", "cart (host shop.example.org)"]);
        assert.deepEqual(found("traefik"), []);
    });
});
