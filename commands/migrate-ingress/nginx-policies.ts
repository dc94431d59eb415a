import { corsAnnotations, corsOf } from "./cors";
import type { Feature, Migration } from "./migration";
import { policy } from "./nginx-annotation";
import { asList, asNumber } from "./values";

/** What F5's controller keeps in Policies. Of these an Ingress takes only some kinds; of another it answers 500. */
export const policyFeatures: Feature[] = [addresses, cors, externalAuth, clientCertificates];

function addresses(migration: Migration): void {
    const names = ["allowlist-source-range", "whitelist-source-range"];
    const allow = asList(migration.said("allowlist-source-range") ?? migration.said("whitelist-source-range"));
    const deny = asList(migration.said("denylist-source-range"));
    if (allow.length > 0) migration.carried(names, policy(migration, "allow", { accessControl: { allow } }));
    // Beside a list of whom it lets in, it would not be looked at.
    else if (deny.length > 0) {
        migration.carried("denylist-source-range", policy(migration, "deny", { accessControl: { deny } }));
    }
}

/** Methods that its validation knows. */
const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];

function cors(migration: Migration): void {
    const said = corsOf(migration);
    if (!said) return;
    if (
        said.methods.some((method) => !methods.includes(method)) ||
        said.origins.some((one) => !/^(\*$|https?:\/\/)/.test(one))
    ) {
        migration.left(
            corsAnnotations,
            "holds a method or an origin that a Policy refuses",
            "write a Policy of kind cors",
        );
        return;
    }
    const what = policy(migration, "cors", {
        cors: {
            allowOrigin: said.origins,
            // A browser may ask by HEAD wherever it may by GET, and a Policy refuses both words.
            allowMethods: said.methods.filter((method) => method !== "HEAD" || !said.methods.includes("GET")),
            allowHeaders: said.headers,
            ...(said.exposed.length > 0 && { exposeHeaders: said.exposed }),
            // With every origin no browser sends any, and the API server refuses a Policy that says otherwise.
            allowCredentials: said.credentials && !said.origins.includes("*"),
            maxAge: said.maxAge,
        },
    });
    migration.carried(corsAnnotations, what);
}

/** The address of a Service in the cluster: `http://<name>.<namespace>.svc…:<port>/<path>`. */
const serviceAddress = /^(https?):\/\/([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc[a-z0-9.-]*)?)?(?::(\d+))?(\/[^\s?$;{}]*)?$/;

function externalAuth(migration: Migration): void {
    const url = migration.said("auth-url");
    if (url === undefined) return;
    const [, scheme, service, namespace, port, path = "/"] = serviceAddress.exec(url) ?? [];
    // Two labels, as in example.org, may be any host: a Service of another namespace has at least `.svc`, or one label.
    if (service === undefined || (namespace !== undefined && !/\.svc\b/.test(url))) {
        migration.left(
            ["auth-url", "auth-signin"],
            "a Policy asks a Service of the cluster, and no other address",
            "name it as http://<service>.<namespace>.svc.cluster.local:<port>/<path>, or ask for the stack's own login",
        );
        return;
    }
    const signin = migration.said("auth-signin");
    const page = signin === undefined ? undefined : /^(?:https?:\/\/[^/]*)?(\/[^?]*)/.exec(signin)?.[1];
    const base = page?.split("/")[1];
    const what = policy(migration, "auth", {
        externalAuth: {
            authURI: path,
            authServiceName: namespace === undefined ? service : `${namespace}/${service}`,
            ...(port !== undefined && { authServicePorts: [Number(port)] }),
            ...(scheme === "https" && { sslEnabled: true }),
            ...(page !== undefined && { authSigninURI: page, authSigninRedirectBasePath: `/${base ?? ""}` }),
        },
    });
    migration.carried("auth-url", what);
    if (page === undefined) return;
    migration.byHand(
        "auth-signin",
        `${what}: ${page} of the Ingress' own host`,
        "let the service answer there, and send people back by the header X-Auth-Request-Redirect",
    );
}

function clientCertificates(migration: Migration): void {
    const said = migration.said("auth-tls-secret");
    const verifyClient = migration.said("auth-tls-verify-client") ?? "on";
    if (said === undefined || !/^(on|off|optional|optional_no_ca)$/.test(verifyClient)) return;
    const [secret = "", namespace] = said.split("/").reverse();
    const depth = asNumber(migration.said("auth-tls-verify-depth"));
    const what = policy(migration, "client-certificates", {
        ingressMTLS: { clientCertSecret: secret, verifyClient, ...(depth !== undefined && { verifyDepth: depth }) },
    });
    const copy = namespace !== undefined && namespace !== migration.ingress.metadata.namespace;
    migration.byHand(
        ["auth-tls-secret", "auth-tls-verify-client", "auth-tls-verify-depth"],
        what,
        `make the Secret ${secret} anew${copy ? " in this namespace" : ""}, of type nginx.org/ca, with the same ca.crt: until then everybody gets an error`,
    );
}
