import { corsAnnotations, corsOf } from "./cors";
import type { Feature, Migration } from "./migration";
import { pass, referenceTo, route } from "./traefik-router";
import { asBoolean, asList, asNumber, hasVariables, literally } from "./values";

/** Who may ask, how often, and who they say they are. */
export const accessFeatures: Feature[] = [cors, limits, allowList, basicAuth, externalAuth, clientCertificates];

function cors(migration: Migration): void {
    const said = corsOf(migration);
    if (!said) return;
    const [patterns, origins] = [
        said.origins.filter((one) => one.includes("*.")),
        said.origins.filter((one) => !one.includes("*.")),
    ];
    const what = pass(migration, "cors", {
        headers: {
            ...(origins.length > 0 && { accessControlAllowOriginList: origins }),
            ...(patterns.length > 0 && {
                accessControlAllowOriginListRegex: patterns.map((one) => `^${literally(one).replace("\\*", "[^.]+")}$`),
            }),
            accessControlAllowMethods: said.methods,
            accessControlAllowHeaders: said.headers,
            ...(said.exposed.length > 0 && { accessControlExposeHeaders: said.exposed }),
            accessControlAllowCredentials: said.credentials,
            accessControlMaxAge: said.maxAge,
            addVaryHeader: true,
        },
    });
    migration.carried(corsAnnotations, what);
}

function limits(migration: Migration): void {
    // As ingress-nginx counts: five times the rate may come at once, unless said.
    const multiplier = asNumber(migration.said("limit-burst-multiplier")) ?? 5;
    for (const [annotation, period] of [
        ["limit-rps", "1s"],
        ["limit-rpm", "1m"],
    ] as const) {
        const average = asNumber(migration.said(annotation));
        if (average === undefined) continue;
        if (average === 0) {
            migration.carried(annotation, "nothing to do: 0 is no limit");
            continue;
        }
        const what = pass(migration, annotation, {
            rateLimit: { average, period, burst: average * Math.max(multiplier, 1) },
        });
        migration.carried(annotation, `${what}: answers 429 above it, where NGINX answered 503`);
    }
    const connections = asNumber(migration.said("limit-connections"));
    if (connections !== undefined && connections > 0) {
        const what = pass(migration, "limit-connections", {
            inFlightReq: { amount: connections, sourceCriterion: { ipStrategy: {} } },
        });
        migration.carried("limit-connections", `${what}: answers 429 above it, where NGINX answered 503`);
    }
    if (migration.outcomes.some(({ annotation }) => /^limit-rp[sm]$/.test(annotation))) {
        migration.carried("limit-burst-multiplier", "the burst of the limit");
    }
}

function allowList(migration: Migration): void {
    const names = ["allowlist-source-range", "whitelist-source-range"];
    const sourceRange = asList(migration.said("allowlist-source-range") ?? migration.said("whitelist-source-range"));
    if (sourceRange.length === 0) return;
    migration.carried(names, pass(migration, "allow", { ipAllowList: { sourceRange } }));
}

function basicAuth(migration: Migration): void {
    const names = ["auth-type", "auth-secret", "auth-secret-type", "auth-realm"];
    const type = migration.said("auth-type");
    const said = migration.said("auth-secret");
    if (type === undefined || said === undefined) return;
    const [secret = "", namespace] = said.split("/").reverse();
    if (namespace !== undefined && namespace !== migration.ingress.metadata.namespace) {
        migration.left(
            names,
            "a Middleware reads Secrets of its own namespace only",
            `copy the Secret ${said} here and name it without its namespace`,
        );
        return;
    }
    if (migration.said("auth-secret-type") === "auth-map") {
        migration.left(
            names,
            "Traefik reads one file of users from a Secret, not a key for each",
            "make a Secret with one key, users, that holds a line user:hash for each, and a basicAuth Middleware",
        );
        return;
    }
    const kind = type === "digest" ? "digestAuth" : "basicAuth";
    const realm = migration.said("auth-realm");
    const what = pass(migration, "auth", { [kind]: { secret, ...(realm !== undefined && { realm }) } });
    migration.carried(names, `${what}: the Secret stays, as long as it has the one key`);
}

function externalAuth(migration: Migration): void {
    const names = ["auth-url", "auth-response-headers", "auth-method"];
    const url = migration.said("auth-url");
    if (url === undefined) return;
    const [host, ...others] = migration.hosts;
    const address = others.length === 0 && host !== undefined ? url.replace(/\$\{?(best_http_)?host\b\}?/g, host) : url;
    if (hasVariables(address)) {
        migration.left(
            [...names, "auth-signin"],
            "Traefik asks one address, without variables",
            "write a forwardAuth Middleware whose address is a Service, or ask for the stack's own login",
        );
        return;
    }
    const method = migration.said("auth-method");
    if (method !== undefined && method.toUpperCase() !== "GET") {
        migration.left(
            "auth-method",
            "Traefik asks by GET, or by the method of the request",
            "let the service answer GET",
        );
    }
    const signin = migration.said("auth-signin");
    const [page = "", query] = signin?.split("?") ?? [];
    const fixed =
        host === undefined ? page : page.replace(/\$\{?(best_http_)?host\b\}?/g, host).replace("$scheme", "https");
    const unusable = signin !== undefined && hasVariables(fixed);
    const authResponseHeaders = asList(migration.said("auth-response-headers"));
    const what = pass(migration, "auth", {
        forwardAuth: {
            address,
            ...(authResponseHeaders.length > 0 && { authResponseHeaders }),
            ...(signin !== undefined && !unusable && { authSigninURL: query?.includes("$") === true ? fixed : signin }),
        },
    });
    migration.carried(names, what);
    if (unusable) {
        migration.left(
            "auth-signin",
            "Traefik sends to one address, without variables",
            "set forwardAuth.authSigninURL",
        );
    } else if (query?.includes("$") === true) {
        migration.byHand(
            "auth-signin",
            `${what}, without ?${query}`,
            "after the login people land on its own page: let the service send them on itself, or ask for the stack's own login",
        );
    } else migration.carried("auth-signin", what);
}

const clientAuthTypes: Record<string, string> = {
    on: "RequireAndVerifyClientCert",
    optional: "VerifyClientCertIfGiven",
    optional_no_ca: "RequestClientCert",
    off: "NoClientCert",
};

function clientCertificates(migration: Migration): void {
    const said = migration.said("auth-tls-secret");
    if (said === undefined) return;
    const names = ["auth-tls-secret", "auth-tls-verify-client"];
    const [secret = "", namespace] = said.split("/").reverse();
    const clientAuthType = clientAuthTypes[migration.said("auth-tls-verify-client") ?? "on"];
    if (
        clientAuthType === undefined ||
        (namespace !== undefined && namespace !== migration.ingress.metadata.namespace)
    ) {
        migration.left(
            names,
            "a TLSOption reads Secrets of its own namespace only",
            `copy the Secret ${said} here and make a TLSOption`,
        );
        return;
    }
    const option = migration.companion(
        "client-certificates",
        { apiVersion: "traefik.io/v1alpha1", kind: "TLSOption" },
        { minVersion: "VersionTLS12", clientAuth: { secretNames: [secret], clientAuthType } },
    );
    route(migration, "tls", "true");
    route(migration, "tls.options", referenceTo(migration, option));
    migration.carried(names, `TLSOption ${option}: holds for the whole host, and refuses in the handshake`);
    migration.carried("auth-tls-verify-depth", "nothing to do: Traefik takes a chain of any length");
    if (asBoolean(migration.said("auth-tls-pass-certificate-to-upstream")) === true) {
        const what = pass(migration, "client-certificate", { passTLSClientCert: { pem: true } });
        migration.byHand(
            "auth-tls-pass-certificate-to-upstream",
            what,
            "read it from X-Forwarded-Tls-Client-Cert instead of ssl-client-cert, in the backend",
        );
    }
}
