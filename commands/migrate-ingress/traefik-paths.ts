import { isExpression, pathsOf } from "./ingress";
import type { Feature, Migration } from "./migration";
import { pass, route } from "./traefik-router";
import { asBoolean, asNumber, hasVariables, literally } from "./values";

/** Every URL, in three parts: scheme, host, and the rest of it. */
const URL_PARTS = String.raw`^(https?)://([^/:]+)(?::\d+)?(.*)$`;
const PARTS: Record<string, string> = { $scheme: "${1}", $host: "${2}", $request_uri: "${3}" };

/** What answers with another address. */
export const redirects: Feature[] = [toHttps, aliases, wwwAndBack, redirect, appRoot];

/** What gives the backend another path than the one that was asked for. */
export const rewrites: Feature[] = [expressions, rewriteTarget];

function toHttps(migration: Migration): void {
    for (const annotation of ["ssl-redirect", "force-ssl-redirect"]) {
        const said = asBoolean(migration.said(annotation));
        if (said === true) migration.carried(annotation, "nothing to do: port 80 sends everything to HTTPS");
        if (said === false && annotation === "force-ssl-redirect")
            migration.carried(annotation, "nothing to do: the default");
        else if (said === false) {
            migration.left(
                annotation,
                "port 80 sends every host to HTTPS, and no Ingress is excepted",
                "serve it over HTTPS, or give its clients the https:// address",
            );
        }
    }
    if (asBoolean(migration.said("ssl-passthrough")) === false) {
        migration.carried("ssl-passthrough", "nothing to do: the default");
    }
    migration.carried("preserve-trailing-slash", "nothing to do: Traefik keeps it");
}

function aliases(migration: Migration): void {
    const said = migration.said("server-alias");
    const [like] = migration.hosts;
    if (said === undefined || like === undefined) return;
    const names = said.split(/[\s,]+/).filter((name) => name !== "");
    if (names.some((name) => name.startsWith("~"))) {
        migration.left(
            "server-alias",
            "an Ingress has no expressions as hosts",
            "write a rule for each host it stood for",
        );
        return;
    }
    for (const name of names) migration.aliases.push([name, like]);
    migration.carried("server-alias", `rules for ${names.join(", ")}, like that for ${like}`);
}

function wwwAndBack(migration: Migration): void {
    const said = asBoolean(migration.said("from-to-www-redirect"));
    if (said === false) migration.carried("from-to-www-redirect", "nothing to do: the default");
    if (said !== true) return;
    const pairs = migration.hosts
        .filter((host) => !host.startsWith("*."))
        .map((host) => [host, host.startsWith("www.") ? host.slice(4) : `www.${host}`] as const)
        .filter(([, other]) => !migration.hosts.includes(other));
    const names = pairs.map(([host, other]) => {
        migration.aliases.push([other, host]);
        return pass(migration, `from-${other.replaceAll(".", "-")}`, {
            redirectRegex: {
                regex: `^https?://${literally(other)}(?::\\d+)?(.*)$`,
                replacement: `https://${host}\${1}`,
                permanent: true,
            },
        });
    });
    migration.carried(
        "from-to-www-redirect",
        `${[...names, `rules for ${pairs.map(([, other]) => other).join(", ")}`].join(", ")}: their names must lead here`,
    );
}

function redirect(migration: Migration): void {
    for (const [kind, permanent, codes] of [
        ["temporal", false, [302, 307]],
        ["permanent", true, [301, 308]],
    ] as const) {
        const names = [`${kind}-redirect`, `${kind}-redirect-code`];
        const to = migration.said(`${kind}-redirect`);
        const code = asNumber(migration.said(`${kind}-redirect-code`)) ?? codes[0];
        if (to === undefined) continue;
        const replacement = to.replace(
            /\$\{?(scheme|host|request_uri)\b\}?/g,
            (_, word: string) => PARTS[`$${word}`] ?? "",
        );
        if (replacement.replace(/\$\{\d\}/g, "").includes("$")) {
            migration.left(
                names,
                "Traefik puts in scheme, host and request URI only",
                "write a redirectRegex Middleware with groups",
            );
        } else if (!codes.some((one) => one === code)) {
            migration.left(names, `Traefik answers with ${codes.join(" or ")}`, "answer with this code in the backend");
        } else {
            const what = pass(migration, `${kind}-redirect`, {
                redirectRegex: { regex: URL_PARTS, replacement, permanent },
            });
            migration.carried(names, `${what}: ${codes[0]} to GET, ${codes[1]} to others`);
            // The first one answers, so a second would never be asked.
            migration.carried(
                ["permanent-redirect", "permanent-redirect-code"],
                "nothing to do: the other one wins, as before",
            );
        }
    }
}

function appRoot(migration: Migration): void {
    const root = migration.said("app-root");
    if (root === undefined) return;
    if (!root.startsWith("/") || root.includes("$")) {
        migration.left("app-root", "is no path", "write one that begins with /");
        return;
    }
    const what = pass(migration, "app-root", {
        redirectRegex: { regex: "^(https?://[^/]+)/?$", replacement: `\${1}${root}` },
    });
    migration.carried("app-root", what);
}

/**
 * Paths that are expressions. ingress-nginx holds them against the beginning of a path and minds no case; Traefik holds
 * them against any part of it. What makes them equal cannot stand first, where Kubernetes asks for a slash: so the path
 * begins with none of it, `/{0}`.
 */
function expressions(migration: Migration): void {
    const paths = pathsOf(migration.ingress);
    const on = asBoolean(migration.said("use-regex")) === true || migration.said("rewrite-target") !== undefined;
    if (!on || !paths.some(isExpression)) {
        migration.carried("use-regex", "nothing to do: no path is an expression");
        return;
    }
    if (paths.some(looksAround)) return;
    migration.expressions = true;
    for (const path of paths) migration.paths.set(path, `/{0}(?i)^${expressionOf(path)}`);
    const what = route(migration, "pathmatcher", "PathRegexp");
    migration.carried("use-regex", `${what}, its paths anchored`);
}

function rewriteTarget(migration: Migration): void {
    const target = migration.said("rewrite-target");
    if (target === undefined) return;
    const paths = pathsOf(migration.ingress)
        .filter((path) => path !== target)
        .sort((one, other) => other.length - one.length);
    const names = ["rewrite-target", "use-regex"];
    if (paths.some(looksAround)) {
        migration.left(
            names,
            "Traefik's expressions look neither ahead nor behind",
            "write the paths without (?=, (?!, (?< ",
        );
        return;
    }
    if (/^https?:/.test(target) || hasVariables(target)) {
        migration.left(
            names,
            "is an address or holds variables, and Traefik rewrites paths",
            "write a redirectRegex Middleware",
        );
        return;
    }
    if (paths.length === 0) {
        migration.carried("rewrite-target", "nothing to do: the path is that already");
        return;
    }
    const what = pass(migration, "rewrite", { replacePathRegex: rewriteOf(paths, target) });
    migration.carried("rewrite-target", what);
    const prefix = migration.said("x-forwarded-prefix");
    if (prefix === undefined || /\$/.test(prefix)) return;
    const header = pass(migration, "forwarded-prefix", {
        headers: { customRequestHeaders: { "X-Forwarded-Prefix": prefix } },
    });
    migration.carried("x-forwarded-prefix", header);
}

/**
 * One expression for all paths, and what becomes of them: as in NGINX, the whole path, not only the part that the
 * expression describes. Groups of paths that did not match are empty, so each `$1` is that of every path in a row.
 */
export function rewriteOf(paths: readonly string[], target: string): { regex: string; replacement: string } {
    const counts = paths.map((path) => groupsOf(expressionOf(path)));
    const replacement = target.replace(/\$\{?(\d+)\}?/g, (_, digits: string) => {
        const group = Number(digits);
        const before = (index: number) => counts.slice(0, index).reduce((sum, count) => sum + count, 0);
        return counts.map((count, index) => (group <= count ? `\${${before(index) + group}}` : "")).join("");
    });
    return { regex: `(?i)^(?:${paths.map(expressionOf).join("|")}).*$`, replacement };
}

function expressionOf(path: string): string {
    return isExpression(path) ? path : literally(path);
}

/** How many groups an expression captures. */
function groupsOf(expression: string): number {
    const plain = expression.replace(/\\./g, "").replace(/\[[^\]]*\]/g, "");
    return plain.match(/\((?!\?(?!P?<))/g)?.length ?? 0;
}

function looksAround(path: string): boolean {
    return /\(\?<?[=!]/.test(path);
}
