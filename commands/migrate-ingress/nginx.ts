import { isExpression, pathsOf } from "./ingress";
import type { Feature, Migration } from "./migration";
import { annotated, say } from "./nginx-annotation";
import { backendFeatures } from "./nginx-backends";
import { policyFeatures } from "./nginx-policies";
import { asBoolean, asNumber, hasVariables } from "./values";

export { leftByNginx } from "./nginx-left";

/**
 * The way of F5's controller: `nginx.org/*` annotations on the Ingress, and Policies that one of them names. What an
 * annotation may hold is what its own validation takes, for it serves nothing of an Ingress that it refuses.
 *
 * @see https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/
 */
export const nginxFeatures: Feature[] = [
    toHttps,
    names,
    paths,
    ...policyFeatures,
    basicAuth,
    limits,
    sizesAndTimes,
    buffers,
    ...backendFeatures,
];

function toHttps(migration: Migration): void {
    for (const annotation of ["ssl-redirect", "force-ssl-redirect"]) {
        const said = asBoolean(migration.said(annotation));
        if (said === false && annotation === "ssl-redirect")
            migration.carried(annotation, say(migration, "ssl-redirect", "false"));
        else if (said === false) migration.carried(annotation, "nothing to do: the default");
        else if (said === true && migration.ingress.spec.tls.length > 0) {
            migration.carried(annotation, "nothing to do: the default of a host that has TLS");
        }
    }
    if (asBoolean(migration.said("ssl-passthrough")) === false)
        migration.carried("ssl-passthrough", "nothing to do: the default");
    const ciphers = migration.said("ssl-ciphers");
    if (ciphers !== undefined) migration.carried("ssl-ciphers", say(migration, "ssl-ciphers", ciphers));
    const prefer = asBoolean(migration.said("ssl-prefer-server-ciphers"));
    if (prefer !== undefined) {
        const what = say(migration, "ssl-prefer-server-ciphers", String(prefer));
        migration.carried("ssl-prefer-server-ciphers", what);
    }
}

function names(migration: Migration): void {
    const said = migration.said("server-alias");
    const [like] = migration.hosts;
    const aliases = said?.split(/[\s,]+/).filter((name) => name !== "") ?? [];
    if (like !== undefined && aliases.length > 0 && !aliases.some((name) => name.startsWith("~"))) {
        for (const alias of aliases) migration.aliases.push([alias, like]);
        migration.carried("server-alias", `rules for ${aliases.join(", ")}, like that for ${like}`);
    }
    if (asBoolean(migration.said("from-to-www-redirect")) === false) {
        migration.carried("from-to-www-redirect", "nothing to do: the default");
    }
}

/** Characters that the controller takes for configuration, and refuses. */
const unfitTarget = /[;{}[\]|<>,^`~\s]/;

function paths(migration: Migration): void {
    const root = migration.said("app-root");
    if (root !== undefined && /^\/[\w\-.!*'():@&=+,/?%]*[^/]$/.test(root)) {
        migration.carried("app-root", say(migration, "app-root", root));
    }
    const target = migration.said("rewrite-target");
    const fit =
        target?.startsWith("/") === true &&
        !target.startsWith("//") &&
        !unfitTarget.test(target) &&
        !hasVariables(target);
    const expressions = pathsOf(migration.ingress).some(isExpression);
    const on = asBoolean(migration.said("use-regex")) === true;
    if ((on && expressions) || fit) {
        migration.expressions = true;
        const what = say(migration, "path-regex", "case_insensitive");
        migration.carried("use-regex", what);
    } else if (target === undefined) migration.carried("use-regex", "nothing to do: no path is an expression");
    if (fit) migration.carried("rewrite-target", say(migration, "rewrite-target", target));
}

function basicAuth(migration: Migration): void {
    const said = migration.said("auth-secret");
    if (migration.said("auth-type") !== "basic" || said === undefined) return;
    const [secret = "", namespace] = said.split("/").reverse();
    const realm = migration.said("auth-realm");
    if (realm !== undefined && !/["$\\]/.test(realm)) say(migration, "basic-auth-realm", realm);
    const copy = namespace !== undefined && namespace !== migration.ingress.metadata.namespace;
    migration.byHand(
        ["auth-type", "auth-secret", "auth-secret-type", "auth-realm"],
        say(migration, "basic-auth-secret", secret),
        `make the Secret ${secret} anew${copy ? " in this namespace" : ""}, of type nginx.org/htpasswd, with the same file under key htpasswd: until then everybody gets an error`,
    );
}

function limits(migration: Migration): void {
    const multiplier = asNumber(migration.said("limit-burst-multiplier")) ?? 5;
    for (const [annotation, unit] of [
        ["limit-rps", "r/s"],
        ["limit-rpm", "r/m"],
    ] as const) {
        const rate = asNumber(migration.said(annotation));
        if (rate === 0) migration.carried(annotation, "nothing to do: 0 is no limit");
        if (rate === undefined || rate === 0 || annotated(migration, "limit-req-rate") !== undefined) continue;
        const what = say(migration, "limit-req-rate", `${rate}${unit}`);
        say(migration, "limit-req-burst", String(rate * Math.max(multiplier, 1)));
        say(migration, "limit-req-no-delay", "true");
        say(migration, "limit-req-reject-code", "503");
        migration.carried(
            [annotation, "limit-burst-multiplier"],
            `${what}, with its burst; each pod counts for itself`,
        );
    }
}

const times = ["proxy-connect-timeout", "proxy-read-timeout", "proxy-send-timeout", "proxy-next-upstream-timeout"];

function sizesAndTimes(migration: Migration): void {
    for (const annotation of times) {
        const seconds = asNumber(migration.said(annotation)?.replace(/s$/, ""));
        if (seconds !== undefined) migration.carried(annotation, say(migration, annotation, `${seconds}s`));
    }
    const body = migration.said("proxy-body-size");
    if (body !== undefined && /^\d+[kmg]?$/i.test(body)) {
        migration.carried("proxy-body-size", say(migration, "client-max-body-size", body));
    }
    const tries = asNumber(migration.said("proxy-next-upstream-tries"));
    if (tries !== undefined) {
        migration.carried("proxy-next-upstream-tries", say(migration, "proxy-next-upstream-tries", String(tries)));
    }
    const when = migration.said("proxy-next-upstream");
    const known = /^(error|timeout|invalid_header|http_(500|502|503|504|403|404|429)|non_idempotent|off|\s)+$/;
    if (when !== undefined && known.test(when)) {
        migration.carried("proxy-next-upstream", say(migration, "proxy-next-upstream", when));
    }
    for (const side of ["from", "to"]) {
        const said = migration.said(`proxy-redirect-${side}`);
        const whole = migration.asked.includes("proxy-redirect-from") && !/[;{}`\s#]/.test(said ?? "");
        if (said !== undefined && whole)
            migration.carried(`proxy-redirect-${side}`, say(migration, `proxy-redirect-${side}`, said));
    }
}

function buffers(migration: Migration): void {
    const on = migration.said("proxy-buffering");
    if (on === "on" || on === "off") {
        migration.carried("proxy-buffering", say(migration, "proxy-buffering", String(on === "on")));
    }
    for (const [annotation, word] of [
        ["proxy-buffer-size", "proxy-buffer-size"],
        ["proxy-busy-buffers-size", "proxy-busy-buffers-size"],
        ["proxy-max-temp-file-size", "proxy-max-temp-file-size"],
        ["client-body-buffer-size", "client-body-buffer-size"],
    ] as const) {
        const said = migration.said(annotation);
        if (said !== undefined && /^\d+[km]?$/i.test(said)) migration.carried(annotation, say(migration, word, said));
    }
    const count = asNumber(migration.said("proxy-buffers-number"));
    const size = annotated(migration, "proxy-buffer-size") ?? "4k";
    if (count !== undefined)
        migration.carried("proxy-buffers-number", say(migration, "proxy-buffers", `${count} ${size}`));
    if (migration.said("proxy-http-version") === "1.1")
        migration.carried("proxy-http-version", "nothing to do: the default");
}
