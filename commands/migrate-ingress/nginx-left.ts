import type { Leftovers } from "./migration";

const server = "write a VirtualServer instead of the Ingress";
const backend = "set it in the backend";

/** What F5's controller has no annotation for, nor a Policy that an Ingress may name. */
export const leftByNginx: Leftovers = {
    "rewrite-target": [
        "the controller takes a path without variables and configuration, and no address",
        "write a path, or a VirtualServer",
    ],
    "use-regex": ["is neither true nor false", "write true or false"],
    "x-forwarded-prefix": ["the header is not known", "write nginx.org/proxy-set-headers: X-Forwarded-Prefix:<path>"],
    "app-root": ["the controller takes a path that does not end in a slash, and no ~", "write one"],
    "permanent-redirect*": ["an Ingress redirects nothing but HTTP to HTTPS", `${server}, with action.redirect`],
    "temporal-redirect*": ["an Ingress redirects nothing but HTTP to HTTPS", `${server}, with action.redirect`],
    "from-to-www-redirect": [
        "an Ingress redirects nothing but HTTP to HTTPS",
        `${server} for the other name, with action.redirect`,
    ],
    "ssl-redirect": [
        "there is no TLS for the controller to redirect to, or it is neither true nor false",
        "add spec.tls",
    ],
    "force-ssl-redirect": [
        "there is no TLS for the controller to redirect to, or it is neither true nor false",
        "add spec.tls",
    ],
    "ssl-passthrough": [
        "an Ingress ends TLS",
        "write a TransportServer with listener tls-passthrough, and switch that on",
    ],
    "server-alias": ["an Ingress has no expressions as hosts", "write a rule for each host it stood for"],
    "backend-protocol": [
        "the controller speaks HTTP, HTTPS and gRPC to backends of an Ingress",
        "put a server that speaks HTTP before it",
    ],
    "proxy-body-size": ["is no size", "write for example 8m"],
    ...Object.fromEntries(
        ["connect", "read", "send"].map((what): [string, [string, string]] => [
            `proxy-${what}-timeout`,
            ["is no number of seconds", "write for example 60"],
        ]),
    ),
    "proxy-buffering": ["is neither on nor off", "write on or off"],
    "proxy-request-buffering": [
        "the controller always takes a body whole",
        "set proxy_request_buffering by a snippet, and switch those on",
    ],
    "proxy-http-version": ["the controller speaks HTTP/1.1 to backends", "bring the backend to HTTP/1.1"],
    "proxy-next-upstream*": ["is no word or number that the controller knows", "see nginx.org/proxy-next-upstream"],
    "proxy-cookie-*": [
        "the controller changes no cookies of a backend",
        "let the backend set them as they must be seen",
    ],
    "proxy-redirect-*": [
        "has no fellow, or a character that the controller takes for configuration",
        "write both, from and to",
    ],
    "proxy-ssl-*": [
        "is a Policy whose Secrets have types of the controller's own",
        "write a Policy of kind egressMTLS and name it in nginx.org/policies",
    ],
    "proxy-buffer*": ["is no size", "write for example 8k"],
    "proxy-busy-buffers-size": ["is no size", "write for example 16k"],
    "proxy-max-temp-file-size": ["is no size in k or m", "write for example 1024m"],
    "client-body-buffer-size": ["is no size in k or m", "write for example 16k"],
    "whitelist-source-range": ["names no address", "remove it"],
    "allowlist-source-range": ["names no address", "remove it"],
    "denylist-source-range": [
        "beside a list of whom to let in the controller does not look at whom to keep out",
        "shorten the other list",
    ],
    satisfy: ["the controller asks for all of address, login and certificate", "remove the one that need not hold"],
    "auth-type": [
        "the controller knows basic only, with an auth-secret",
        "write an htpasswd Secret and nginx.org/basic-auth-secret",
    ],
    "auth-secret*": ["goes with auth-type: basic only", "write an htpasswd Secret and nginx.org/basic-auth-secret"],
    "auth-realm": ["goes with auth-type: basic only", "remove it"],
    "auth-signin": ["is no address with a path, or there is no auth-url", "write a Policy of kind externalAuth"],
    "auth-signin-*": ["the controller sends back by a header", "let the service read X-Auth-Request-Redirect"],
    "auth-url": ["could not be read", "write a Policy of kind externalAuth"],
    "auth-response-headers": [
        "the controller hands no headers of the login on",
        "let the backend ask the service, or use Traefik",
    ],
    "auth-method": ["the controller asks by the method of the request", "let the service answer it"],
    "auth-request-redirect": [
        "the controller sends X-Auth-Request-Redirect with the path that was asked for",
        "let the service read that",
    ],
    "auth-snippet": ["snippets are switched off in this stack", "see externalAuth.authSnippets, and switch them on"],
    "auth-proxy-set-headers": ["the controller sends the headers of the request", "remove it"],
    "auth-always-set-cookie": [
        "the controller hands no headers of the login on",
        "let the service set its cookie at its own path",
    ],
    "auth-cache-*": ["the controller asks at each request", "remove it, and let the service be quick"],
    "auth-keepalive*": ["the controller keeps no connections to the service", "remove it"],
    "auth-tls-*": ["a Policy verifies a certificate, and hands on nothing of it", server],
    "enable-global-auth": ["there is no login that holds for all Ingresses", "ask for the stack's own login"],
    "limit-rps": ["is no whole number", "write for example 10"],
    "limit-rpm": ["an Ingress has one limit, and limit-rps is it; or it is no whole number", "keep one of the two"],
    "limit-burst-multiplier": ["there is no limit to go with it", "remove it"],
    "limit-*": [
        "an Ingress limits requests, not connections or bytes, and excepts nobody",
        "limit them in the backend",
    ],
    "global-rate-limit*": ["each pod counts for itself", "see nginx.org/limit-req-scale"],
    affinity: ["ingress-nginx knows cookie only", "remove it, or write cookie"],
    "affinity-mode": ["the cookie holds for as long as the pod is there", "remove it"],
    "affinity-canary-behavior": ["canaries are written anew", `${server}, with splits`],
    "session-cookie-*": [
        "the controller's cookie has no such word, or there is no affinity to go with it",
        "remove it",
    ],
    "canary*": [
        "an Ingress is the only one of its host here, so a canary would be refused. It stays in its class, which nobody serves",
        `${server}, with splits for a weight, or matches for a header or cookie`,
    ],
    "configuration-snippet": [
        "snippets are switched off in this stack, for whoever may write one reads every Secret",
        "write annotations or Policies that do it",
    ],
    "server-snippet": [
        "snippets are switched off in this stack, for whoever may write one reads every Secret",
        "write annotations or Policies that do it",
    ],
    "stream-snippet": [
        "snippets are switched off in this stack, for whoever may write one reads every Secret",
        "write a TransportServer",
    ],
    "custom-headers": [
        "its ConfigMap is not among the manifests",
        "give it to this command too, or write nginx.org/add-header",
    ],
    "upstream-vhost": ["the controller sends the host that was asked for", `${server}, with requestHeaders`],
    "custom-http-errors": ["an Ingress has no pages for errors", `${server}, with errorPages`],
    "default-backend": ["an Ingress has none for its failures", `${server}, with errorPages`],
    "disable-proxy-intercept-errors": ["nothing is intercepted", "remove it"],
    "upstream-hash-by": ["holds a space", "write one value of variables and text"],
    "upstream-hash-by-*": ["the controller hashes over single pods", "remove it"],
    "load-balance": [
        "upstream-hash-by goes before it, or the controller has no such method",
        "see nginx.org/lb-method",
    ],
    "mirror-*": ["an Ingress mirrors nothing", "mirror in the backend, or use Traefik"],
    "enable-modsecurity": [
        "the free edition has no firewall for applications",
        "buy NGINX App Protect, or put a firewall before it",
    ],
    "enable-owasp-core-rules": [
        "the free edition has no firewall for applications",
        "buy NGINX App Protect, or put a firewall before it",
    ],
    "modsecurity-*": [
        "the free edition has no firewall for applications",
        "buy NGINX App Protect, or put a firewall before it",
    ],
    "enable-opentelemetry": [
        "tracing is switched on for the whole controller",
        "set otel-trace-in-http in its ConfigMap",
    ],
    "enable-opentracing": [
        "tracing is switched on for the whole controller",
        "set otel-trace-in-http in its ConfigMap",
    ],
    "opentelemetry-*": ["tracing is switched on for the whole controller", "remove it"],
    "opentracing-*": ["tracing is switched on for the whole controller", "remove it"],
    "enable-rewrite-log": ["is a log of the controller that was", "remove it"],
    "enable-access-log": ["the controller keeps one log of all", "leave lines out where logs are collected"],
    "http2-push-preload": ["browsers have given it up", "remove it"],
    "connection-proxy-header": ["the controller sets it itself", backend],
    "fastcgi-*": ["the controller speaks no FastCGI", "put a server that speaks HTTP before the backend"],
    "relative-redirects": ["the controller's redirects name the host", "remove it"],
    "use-port-in-redirects": ["the controller's redirects name its port", "remove it"],
    "service-upstream": ["is neither true nor false", "write true or false"],
    "enable-cors": ["is neither true nor false", "write true or false"],
};
