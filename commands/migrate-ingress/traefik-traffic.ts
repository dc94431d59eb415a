import { customHeaders, type Headers, snippets } from "./headers";
import type { Feature, Migration } from "./migration";
import { annotateServices, pass, route } from "./traefik-router";
import { asBoolean, asBytes, asList, asNumber, hasVariables } from "./values";

/** What is done to requests and answers on their way. */
export const trafficFeatures: Feature[] = [headers, body, retries, buffers, timeouts, backends, stickiness, accessLog];

function headers(migration: Migration): void {
    const gathered: Headers = { request: {}, response: {} };
    const annotations: string[] = [];
    for (const [annotation, { request, response }] of [...customHeaders(migration), ...snippets(migration)]) {
        Object.assign(gathered.request, request);
        Object.assign(gathered.response, response);
        annotations.push(annotation);
    }
    const host = migration.said("upstream-vhost");
    if (host !== undefined && !hasVariables(host)) {
        gathered.request.Host = host;
        annotations.push("upstream-vhost");
    }
    if (annotations.length === 0) return;
    const what = pass(migration, "headers", {
        headers: {
            ...(Object.keys(gathered.request).length > 0 && { customRequestHeaders: gathered.request }),
            ...(Object.keys(gathered.response).length > 0 && { customResponseHeaders: gathered.response }),
        },
    });
    migration.carried(annotations, what);
}

function body(migration: Migration): void {
    const said = migration.said("proxy-body-size");
    const bytes = said === undefined ? undefined : asBytes(said);
    if (bytes === 0) migration.carried("proxy-body-size", "nothing to do: Traefik has no limit unless told");
    if (bytes === undefined || bytes === 0) return;
    const what = pass(migration, "body-size", { buffering: { maxRequestBodyBytes: bytes } });
    migration.carried("proxy-body-size", `${what}: takes a body whole before it is passed on`);
}

/** What NGINX calls the failures after which another server is asked. */
const failures: Record<string, string> = Object.fromEntries(
    ["403", "404", "429", "500", "502", "503", "504"].map((code) => [`http_${code}`, code]),
);

function retries(migration: Migration): void {
    const said = migration.said("proxy-next-upstream");
    const tries = asNumber(migration.said("proxy-next-upstream-tries"));
    const names = ["proxy-next-upstream", "proxy-next-upstream-tries", "proxy-next-upstream-timeout"];
    if (said === undefined && tries === undefined) return;
    const words = asList(said ?? "error timeout", /\s+/);
    if (words.includes("off")) {
        migration.carried(names, "nothing to do: Traefik tries once unless told");
        return;
    }
    const status = words.flatMap((word) => failures[word] ?? []);
    const seconds = asNumber(migration.said("proxy-next-upstream-timeout"));
    const what = pass(migration, "retry", {
        retry: {
            attempts: tries === undefined || tries === 0 ? 3 : tries,
            ...(status.length > 0 && { status }),
            ...(seconds !== undefined && seconds > 0 && { timeout: `${seconds}s` }),
            ...(words.includes("non_idempotent") && { retryNonIdempotentMethod: true }),
        },
    });
    migration.carried(names, `${what}: perhaps of the same pod`);
}

function buffers(migration: Migration): void {
    const streams = "nothing to do: Traefik passes on what comes as it comes";
    if (migration.said("proxy-buffering") === "off") migration.carried("proxy-buffering", streams);
    if (migration.said("proxy-request-buffering") === "off" && migration.said("proxy-body-size") === undefined) {
        const buffered = migration.companions.some(({ spec }) => "buffering" in spec);
        if (!buffered) migration.carried("proxy-request-buffering", streams);
    }
    const sizes = ["buffer-size", "buffers-number", "busy-buffers-size", "max-temp-file-size"].map(
        (word) => `proxy-${word}`,
    );
    migration.carried(
        [...sizes, "client-body-buffer-size"],
        "nothing to do: Traefik has no such buffer, and takes headers of up to 1 MiB",
    );
    if (migration.said("proxy-http-version") === "1.1")
        migration.carried("proxy-http-version", "nothing to do: the default");
}

function timeouts(migration: Migration): void {
    for (const annotation of ["proxy-read-timeout", "proxy-send-timeout"]) {
        const seconds = asNumber(migration.said(annotation)?.replace(/s$/, ""));
        // NGINX' own default: who asked for more was cut off there, and is not here.
        if (seconds !== undefined && seconds >= 60) {
            migration.carried(annotation, "nothing to do: Traefik waits for a backend as long as it takes");
        }
    }
    const connect = asNumber(migration.said("proxy-connect-timeout")?.replace(/s$/, ""));
    if (connect !== undefined && connect >= 30) {
        migration.carried("proxy-connect-timeout", "nothing to do: Traefik tries for 30 s");
    }
}

function backends(migration: Migration): void {
    const protocol = migration.said("backend-protocol")?.toUpperCase();
    if (protocol === "HTTP") migration.carried("backend-protocol", "nothing to do: the default");
    const scheme = { HTTPS: "https", GRPC: "h2c", GRPCS: "https" }[protocol ?? ""];
    if (scheme !== undefined) {
        migration.left(
            "backend-protocol",
            "is said on the Service, which this command does not change",
            annotateServices(migration, { serversscheme: scheme }) +
                (scheme === "https"
                    ? "; the backend's certificate is verified, unless a ServersTransport says otherwise"
                    : ""),
        );
    }
    const whole = asBoolean(migration.said("service-upstream"));
    if (whole === false) migration.carried("service-upstream", "nothing to do: the default");
    if (whole === true) {
        migration.left(
            "service-upstream",
            "is said on the Service, which this command does not change",
            annotateServices(migration, { nativelb: "true" }),
        );
    }
    if (migration.said("load-balance") === "round_robin")
        migration.carried("load-balance", "nothing to do: the default");
    migration.carried("websocket-services", "nothing to do: every route speaks WebSocket");
    if (asBoolean(migration.said("enable-global-auth")) === false) {
        migration.carried("enable-global-auth", "nothing to do: nothing asks for a login unless an Ingress says so");
    }
}

function stickiness(migration: Migration): void {
    if (migration.said("affinity") !== "cookie") return;
    const words: Record<string, string> = {
        "sticky.cookie": "true",
        "sticky.cookie.name": migration.said("session-cookie-name") ?? "INGRESSCOOKIE",
        "sticky.cookie.httponly": "true",
    };
    for (const [annotation, word] of [
        ["session-cookie-max-age", "maxage"],
        ["session-cookie-path", "path"],
        ["session-cookie-domain", "domain"],
        ["session-cookie-samesite", "samesite"],
        ["session-cookie-secure", "secure"],
    ] as const) {
        const said = migration.said(annotation);
        if (said !== undefined) words[`sticky.cookie.${word}`] = word === "samesite" ? said.toLowerCase() : said;
    }
    const names = migration.asked.filter(
        (name) =>
            name === "affinity" || /^session-cookie-(name|max-age|path|domain|samesite|secure|expires)$/.test(name),
    );
    migration.left(
        names,
        "is said on the Service, which this command does not change",
        annotateServices(migration, words),
    );
    if (migration.said("affinity-mode") === "persistent") {
        migration.carried("affinity-mode", "nothing to do: Traefik's cookies hold as long as the pod is there");
    }
}

function accessLog(migration: Migration): void {
    const said = asBoolean(migration.said("enable-access-log"));
    if (said !== undefined)
        migration.carried("enable-access-log", route(migration, "observability.accesslogs", String(said)));
}
