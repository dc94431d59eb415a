import assert from "node:assert/strict";

import { type Facts, readFacts } from "./facts";
import { objections } from "./structural";
import type { Companion } from "../../commands/migrate-ingress/migration";
import { migrated } from "../commands/migrate-ingress/ingress";

const every = {
    "rewrite-target": "/$1",
    "use-regex": "true",
    "x-forwarded-prefix": "/shop",
    "app-root": "/start",
    "permanent-redirect": "https://new.example.org$request_uri",
    "from-to-www-redirect": "true",
    "proxy-body-size": "8m",
    "limit-rps": "10",
    "limit-rpm": "100",
    "limit-connections": "5",
    "auth-type": "basic",
    "auth-secret": "users",
    "auth-realm": "shop",
    "auth-tls-secret": "shop/ca",
    "auth-tls-verify-client": "optional",
    "auth-tls-verify-depth": "2",
    "auth-tls-pass-certificate-to-upstream": "true",
    "enable-cors": "true",
    "cors-allow-origin": "https://a.example.org, https://*.example.net",
    "cors-expose-headers": "X-Total",
    "whitelist-source-range": "192.0.2.0/24",
    "auth-url": "https://oauth2-proxy.access.svc.cluster.local:4180/oauth2/auth",
    "auth-signin": "https://shop.example.org/oauth2/start",
    "auth-response-headers": "X-Auth-Request-User",
    "proxy-next-upstream": "error http_502 non_idempotent",
    "proxy-next-upstream-tries": "3",
    "proxy-next-upstream-timeout": "10",
    "configuration-snippet": 'more_set_headers "X-Frame-Options: DENY";',
    "upstream-vhost": "inner.example.org",
};

const rounds: Record<string, string>[] = [
    every,
    { "auth-type": "digest", "auth-secret": "users" },
    { "temporal-redirect": "https://new.example.org" },
    { "denylist-source-range": "192.0.2.0/24" },
];

describe("objects that migrate-ingress writes", () => {
    for (const to of ["traefik", "nginx"] as const) {
        it(`are valid, and hold nothing that their definition does not know: ${to}`, function () {
            this.timeout(60_000);
            const facts: Facts = readFacts();
            const wrongIn = (one: Companion, object: Record<string, unknown> = { ...one }): string[] => {
                const [group = "", version = ""] = one.apiVersion.split("/");
                const definition = [...facts.crds.values()].find((crd) => crd.group === group && crd.kind === one.kind);
                return definition ? objections(object, definition, version) : [`no definition is of ${one.kind}`];
            };
            const companions = rounds.flatMap(
                (annotations) => migrated(to, { annotations, paths: ["/api/(.*)"] }).companions,
            );
            for (const one of companions) {
                assert.deepEqual(wrongIn(one), [], one.metadata.name);
                assert.notDeepEqual(wrongIn(one, { ...one, spec: { ...one.spec, noSuchField: true } }), []);
            }
            const kinds = [...new Set(companions.map(({ kind, spec }) => `${kind} ${Object.keys(spec).at(-1) ?? ""}`))];
            assert.ok(companions.length > 4);
            console.log(`      ${companions.length} objects: ${kinds.join(", ")}`);
        });
    }
});
