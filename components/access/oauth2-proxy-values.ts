import type { Place } from "../place";
import type { Client, Login } from "./index";
import { sessionStorage } from "./sessions";

/** The namespace, the chart's objects in it, and the Secret of ours that it reads. */
export const NAME = "oauth2-proxy";

/** The first label of the host that people are sent to for the login. */
export const HOST = "auth";

/** The proxy as Dex knows it. */
export const proxyClient: Client = { id: HOST, callback: "/oauth2/callback" };

export const ports = { http: 4180, metrics: 44180 };

/** Whom it lets in, as the headers of its answers say. */
export const headers = [
    "X-Auth-Request-User",
    "X-Auth-Request-Preferred-Username",
    "X-Auth-Request-Email",
    "X-Auth-Request-Groups",
];

/**
 * What oauth2-proxy's chart is given. Nothing is behind the proxy: it is asked about requests, and answers 202.
 *
 * @see https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview
 */
export function oauth2ProxyValues({
    place: { domain, cluster },
    login: { issuer, endpoints, scopes },
    asksByPage,
}: {
    place: Place;
    login: Pick<Login, "issuer" | "endpoints" | "scopes">;
    /** Whether the ingress shows the proxy's page instead of sending browsers on. */
    asksByPage: boolean;
}): Record<string, unknown> {
    return {
        replicaCount: 2,
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        topologySpreadConstraints: [
            {
                maxSkew: 1,
                topologyKey: "kubernetes.io/hostname",
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: { "app.kubernetes.io/name": NAME } },
            },
        ],
        resources: { requests: { cpu: "20m", memory: "48Mi" } },
        serviceAccount: { automountServiceAccountToken: false },
        // Or every Service of the namespace would be among its variables, some of which it takes for its own.
        enableServiceLinks: false,

        config: {
            existingSecret: NAME,
            // The provider says who may log in; whoever may has an address.
            emailDomains: ["*"],
            upstreams: ["static://202"],
        },
        sessionStorage,
        extraArgs: {
            provider: "oidc",
            "oidc-issuer-url": issuer,
            // Browsers know the issuer by its public name; the proxy asks it inside the cluster.
            "skip-oidc-discovery": true,
            "login-url": endpoints.authorization,
            "redeem-url": endpoints.token,
            "oidc-jwks-url": endpoints.keys,
            scope: scopes.join(" "),
            "code-challenge-method": "S256",
            // Its page has one button; where the ingress shows that page, a redirect would be an error with nothing on it.
            "skip-provider-button": !asksByPage,
            // Or Dex would ask at each login whether the place may know who it is.
            "approval-prompt": "auto",

            "redirect-url": `https://${proxyClient.id}.${domain}${proxyClient.callback}`,
            "whitelist-domain": `.${domain}`,
            "cookie-domain": `.${domain}`,
            "cookie-secure": true,
            "cookie-samesite": "lax",
            // A login lasts a working day. Within it Dex is asked whether it still holds; each answer is good for an hour,
            // so that Dex may be away for a while.
            "cookie-expire": "12h",
            "cookie-refresh": "15m",
            // Several pages that are opened at once each begin a login of their own.
            "cookie-csrf-per-request": true,
            "cookie-csrf-per-request-limit": 10,

            // The host and path that a visitor asked for come in headers, which are believed of pods alone.
            "reverse-proxy": true,
            "trusted-proxy-ip": cluster.podCidr,
            "set-xauthrequest": true,
            // What a page asks for by script gets 401: it cannot follow to a login on another host.
            "api-route": "^/api/",
            // The ingress logs requests.
            "request-logging": false,
            "silence-ping-logging": true,
        },
        metrics: { enabled: true, serviceMonitor: { enabled: true, interval: "30s" } },
    };
}
