import type { Leftovers } from "./migration";

const transport =
    "make a ServersTransport and name it on the Service: traefik.ingress.kubernetes.io/service.serverstransport";
const weighted = "write an IngressRoute to a TraefikService of kind weighted";
const compatibility = "or keep this Ingress in class nginx for Traefik's provider kubernetesIngressNGINX";

/** What Traefik has no annotation nor Middleware for, or has elsewhere. */
export const leftByTraefik: Leftovers = {
    "rewrite-target": ["could not be read", "write a replacePathRegex Middleware"],
    "use-regex": ["Traefik's expressions look neither ahead nor behind", "write the paths without (?=, (?!, (?<"],
    "x-forwarded-prefix": [
        "is known only while a path is rewritten",
        "set the header X-Forwarded-Prefix by a headers Middleware",
    ],
    "app-root": ["could not be read", "write a redirectRegex Middleware"],
    "permanent-redirect*": ["there is no permanent-redirect to go with it", "remove it"],
    "temporal-redirect*": ["there is no temporal-redirect to go with it", "remove it"],
    "ssl-redirect": ["is neither true nor false", "remove it: HTTPS is the default"],
    "force-ssl-redirect": ["is neither true nor false", "remove it: HTTPS is the default"],
    "ssl-passthrough": ["an Ingress ends TLS", "write an IngressRouteTCP with HostSNI and tls.passthrough: true"],
    "ssl-ciphers": ["Traefik's names of ciphers are others", "write a TLSOption with cipherSuites"],
    "ssl-prefer-server-ciphers": ["Traefik chooses by itself", "remove it"],
    "from-to-www-redirect": ["is neither true nor false", "write true or false"],
    "server-alias": ["the Ingress has no host that it could be an alias of", "write a rule for each host"],
    "backend-protocol": ["Traefik speaks HTTP, HTTPS and gRPC to backends", "put a server that speaks HTTP before it"],
    "proxy-body-size": ["is no size", "write for example 8m"],
    "proxy-connect-timeout": [
        "is kept for a Service, not for a route",
        `${transport}, with forwardingTimeouts.dialTimeout`,
    ],
    "proxy-read-timeout": [
        "is kept for a Service, not for a route",
        `${transport}, with forwardingTimeouts.responseHeaderTimeout`,
    ],
    "proxy-send-timeout": [
        "Traefik has no time limit between two writes",
        "remove it, or let the backend keep the time",
    ],
    "proxy-buffering": [
        "Traefik passes answers on as they come",
        "write a buffering Middleware with maxResponseBodyBytes",
    ],
    "proxy-request-buffering": [
        "a limit on the body makes Traefik take it whole",
        "remove proxy-body-size, or write a buffering Middleware",
    ],
    "proxy-http-version": ["Traefik speaks HTTP/1.1 and HTTP/2 to backends", "bring the backend to HTTP/1.1"],
    "proxy-next-upstream*": ["could not be read", "write a retry Middleware"],
    "proxy-cookie-*": ["Traefik changes no cookies of a backend", "let the backend set them as they must be seen"],
    "proxy-redirect-*": [
        "Traefik changes no Location of a backend",
        "let the backend use X-Forwarded-Host and X-Forwarded-Proto",
    ],
    "proxy-ssl-*": [
        "is kept for a Service, not for a route",
        `${transport}, with rootCAs, serverName and certificatesSecrets`,
    ],
    "whitelist-source-range": ["names no address", "remove it"],
    "allowlist-source-range": ["names no address", "remove it"],
    "denylist-source-range": [
        "Traefik lists whom it lets in, not whom it keeps out",
        "keep them out by a NetworkPolicy or firewall",
    ],
    satisfy: ["Traefik asks for all of address, login and certificate", "remove the one that need not hold"],
    "auth-type": ["there is no auth-secret to go with it", "write a basicAuth Middleware"],
    "auth-secret": ["there is no auth-type to go with it", "remove it, or write a basicAuth Middleware"],
    "auth-secret-type": ["there is no auth-secret to go with it", "remove it"],
    "auth-realm": ["there is no auth-secret to go with it", "remove it"],
    "auth-tls-error-page": ["the handshake is refused before there is a page", "tell clients elsewhere"],
    "auth-tls-match-cn": [
        "Traefik verifies a certificate, and looks at no name in it",
        "look at the name in the backend, by passTLSClientCert",
    ],
    "auth-tls-*": [
        "there is no auth-tls-secret to go with it, or it could not be read",
        "write a TLSOption with clientAuth",
    ],
    "auth-snippet": ["is configuration of NGINX", "set what it did on the forwardAuth Middleware"],
    "auth-always-set-cookie": [
        "Traefik has its own word for it",
        "list the cookies in forwardAuth.addAuthCookiesToResponse",
    ],
    "auth-proxy-set-headers": [
        "Traefik sends the headers of the request",
        "list them in forwardAuth.authRequestHeaders",
    ],
    "auth-cache-*": ["Traefik asks at each request", "remove it, and let the service be quick"],
    "auth-keepalive*": ["Traefik keeps connections by itself", "remove it"],
    "auth-signin*": ["there is no auth-url to go with it", "write a forwardAuth Middleware"],
    "auth-response-headers": ["there is no auth-url to go with it", "write a forwardAuth Middleware"],
    "auth-method": ["there is no auth-url to go with it", "write a forwardAuth Middleware"],
    "auth-request-redirect": [
        "Traefik tells the service what was asked for, by X-Forwarded-Uri",
        "let the service read that",
    ],
    "enable-global-auth": ["there is no login that holds for all Ingresses", "ask for the stack's own login"],
    "limit-rate*": ["Traefik limits requests, not bytes", "limit them in the backend"],
    "limit-allowlist": [
        "Traefik's limits except no address by its own",
        "list them in sourceCriterion.ipStrategy.excludedIPs",
    ],
    "limit-whitelist": [
        "Traefik's limits except no address by its own",
        "list them in sourceCriterion.ipStrategy.excludedIPs",
    ],
    "limit-*": ["is no whole number, or goes with no limit", "write a rateLimit or inFlightReq Middleware"],
    "global-rate-limit*": ["Traefik counts in each of its pods", "write a rateLimit Middleware with redis"],
    "affinity-mode": ["Traefik keeps a client at a pod for as long as the pod is there", "remove it"],
    affinity: ["ingress-nginx knows cookie only", "remove it, or write cookie"],
    "affinity-canary-behavior": ["canaries are written anew", weighted],
    "session-cookie-*": ["Traefik's cookie has no such word, or there is no affinity to go with it", "remove it"],
    "canary*": [
        "a canary is no Ingress of its own in Traefik: it would take requests of its main one. It stays in its class, which nobody serves",
        `${weighted}, or with a Header() rule, ${compatibility}`,
    ],
    "configuration-snippet": [
        "is configuration of NGINX that does more than set headers",
        `write Middlewares that do it, ${compatibility}`,
    ],
    "server-snippet": [
        "is configuration of NGINX that does more than set headers",
        `write Middlewares that do it, ${compatibility}`,
    ],
    "stream-snippet": ["is configuration of NGINX", "write an IngressRouteTCP"],
    "custom-headers": [
        "its ConfigMap is not among the manifests",
        "give it to this command too, or write a headers Middleware",
    ],
    "upstream-vhost": [
        "Traefik puts no variables into headers",
        "set customRequestHeaders.Host by a headers Middleware",
    ],
    "custom-http-errors": [
        "an errors Middleware wants a Service and its port",
        "write one, with status, service and query",
    ],
    "default-backend": ["Traefik has none for a route", "write an errors Middleware for 503"],
    "disable-proxy-intercept-errors": ["nothing is intercepted unless a Middleware does", "remove it"],
    "upstream-hash-by*": [
        "Traefik sends by cookie or address, not by a part of the request",
        "write a TraefikService of kind highestRandomWeight, or make sessions sticky",
    ],
    "load-balance": ["Traefik goes round", "write an IngressRoute, whose services have a strategy"],
    "mirror-*": ["an Ingress mirrors nothing", "write an IngressRoute to a TraefikService of kind mirroring"],
    "enable-modsecurity": ["Traefik has no ModSecurity", "use the Coraza plugin, or a firewall before it"],
    "enable-owasp-core-rules": ["Traefik has no ModSecurity", "use the Coraza plugin, or a firewall before it"],
    "modsecurity-*": ["Traefik has no ModSecurity", "use the Coraza plugin, or a firewall before it"],
    "enable-opentelemetry": [
        "tracing is switched on for all of Traefik",
        "say router.observability.tracing once it is",
    ],
    "enable-opentracing": ["tracing is switched on for all of Traefik", "say router.observability.tracing once it is"],
    "opentelemetry-*": ["tracing is switched on for all of Traefik", "remove it"],
    "opentracing-*": ["tracing is switched on for all of Traefik", "remove it"],
    "enable-rewrite-log": ["is NGINX' own log", "remove it"],
    "enable-access-log": ["is neither true nor false", "write true or false"],
    "http2-push-preload": ["browsers have given it up", "remove it"],
    "connection-proxy-header": ["Traefik sets it itself", "remove it"],
    "fastcgi-*": ["Traefik speaks no FastCGI", "put a server that speaks HTTP before the backend"],
    "relative-redirects": ["Traefik's redirects name the host", "remove it"],
    "use-port-in-redirects": ["Traefik's redirects name the port that was asked for", "remove it"],
    "service-upstream": ["is neither true nor false", "write true or false"],
    "enable-cors": ["is neither true nor false", "write true or false"],
};
