import { customHeaders, snippets } from "./headers";
import type { Feature, Migration } from "./migration";
import { say } from "./nginx-annotation";
import { asBoolean } from "./values";

/** What a backend is sent, how it is spoken to, and which of its pods is chosen. */
export const backendFeatures: Feature[] = [headers, backends, balancing, stickiness];

function headers(migration: Migration): void {
    const found = [...customHeaders(migration), ...snippets(migration)];
    const [added, set] = (["response", "request"] as const).map((side) =>
        found.flatMap(([, headers]) => Object.entries(headers[side])),
    ) as [[string, string][], [string, string][]];
    // It reads `name:value` between commas, so a value may hold neither.
    const unfit = ([, value]: [string, string]) => /[,:"\\$]/.test(value);
    const annotations = found.map(([annotation]) => annotation);
    if (added.some(unfit) || set.some(unfit)) {
        migration.left(
            annotations,
            "nginx.org/add-header takes no value with a comma, a colon or a quote",
            "set the header in the backend",
        );
        return;
    }
    const spell = (entries: [string, string][], flag = "") =>
        entries.map(([name, value]) => `${name}:${value}${flag}`).join(",");
    const what = [
        ...(added.length > 0 ? [say(migration, "add-header", spell(added, ":always"))] : []),
        ...(set.length > 0 ? [say(migration, "proxy-set-headers", spell(set))] : []),
    ];
    if (what.length > 0) migration.carried(annotations, what.join(", "));
}

function backends(migration: Migration): void {
    const services = migration.services.join(",");
    const protocol = migration.said("backend-protocol")?.toUpperCase() ?? "HTTP";
    const [tls, grpc] = [["HTTPS", "GRPCS"].includes(protocol), ["GRPC", "GRPCS"].includes(protocol)];
    const what = [
        ...(tls ? [say(migration, "ssl-services", services)] : []),
        ...(grpc ? [say(migration, "grpc-services", services)] : []),
    ];
    if (what.length > 0) migration.carried("backend-protocol", what.join(", "));
    if (protocol === "HTTP") migration.carried("backend-protocol", "nothing to do: the default");
    if (!grpc && services !== "") {
        // ingress-nginx lets every backend change to WebSocket, this controller those that are named.
        const named = say(migration, "websocket-services", services);
        migration.carried("websocket-services", named);
    }
    const whole = asBoolean(migration.said("service-upstream"));
    if (whole === true) migration.carried("service-upstream", say(migration, "use-cluster-ip", "true"));
    if (whole === false) migration.carried("service-upstream", "nothing to do: the default");
    if (asBoolean(migration.said("enable-global-auth")) === false) {
        migration.carried("enable-global-auth", "nothing to do: nothing asks for a login unless an Ingress says so");
    }
    migration.carried("preserve-trailing-slash", "nothing to do: NGINX keeps it");
}

function balancing(migration: Migration): void {
    const by = migration.said("upstream-hash-by");
    if (by !== undefined && !/\s/.test(by)) {
        migration.carried("upstream-hash-by", say(migration, "lb-method", `hash ${by} consistent`));
    } else if (migration.said("load-balance") === "round_robin") {
        migration.carried("load-balance", say(migration, "lb-method", "round_robin"));
    }
}

function stickiness(migration: Migration): void {
    if (migration.said("affinity") !== "cookie") return;
    const words = [migration.said("session-cookie-name") ?? "INGRESSCOOKIE"];
    const read = ["affinity", "session-cookie-name"];
    const add = (annotation: string, spell: (said: string) => string) => {
        const said = migration.said(annotation);
        if (said === undefined || /["$\\;\s]/.test(said)) return;
        words.push(spell(said));
        read.push(annotation);
    };
    add("session-cookie-max-age", (seconds) => `expires=${seconds}s`);
    add("session-cookie-domain", (domain) => `domain=${domain}`);
    add("session-cookie-samesite", (policy) => `samesite=${policy.toLowerCase()}`);
    add("session-cookie-path", (path) => `path=${path}`);
    words.push("httponly");
    if (asBoolean(migration.said("session-cookie-secure")) === true) add("session-cookie-secure", () => "secure");
    const sticky = migration.services.map((service) => `serviceName=${service} ${words.join(" ")}`).join(";");
    migration.carried(read, say(migration, "sticky-cookie-services", sticky));
}
