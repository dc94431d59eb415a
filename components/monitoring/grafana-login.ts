import type { Client, Login } from "../access";

/** Grafana, as the login of the place knows it. */
export const grafanaClient: Client = { id: "grafana", callback: "/login/generic_oauth" };

/** Secret with the client's secret, under this key. */
export const GRAFANA_LOGIN = { name: "grafana-login", key: "client-secret" };

/**
 * How Grafana logs people in: at once, with the login of the place. Administrators may change everything; others look.
 * The user `admin` stays, for the day on which the login itself is broken: `/login?disableAutoLogin=true`.
 *
 * @see https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/generic-oauth/
 */
export function grafanaLogin({ id, endpoints, scopes, administrators }: Login) {
    return {
        envValueFrom: { GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secretKeyRef: GRAFANA_LOGIN } },
        ini: {
            "auth.generic_oauth": {
                enabled: true,
                auto_login: true,
                client_id: id,
                scopes: scopes.join(" "),
                auth_url: endpoints.authorization,
                token_url: endpoints.token,
                api_url: endpoints.userinfo,
                use_pkce: true,
                use_refresh_token: true,
                role_attribute_path: roleOf(administrators),
            },
        },
    };
}

/** JMESPath over the claims. @see https://jmespath.org */
function roleOf(administrators: readonly string[]): string {
    if (administrators.length === 0) return "'Admin'";
    const isOne = administrators.map((group) => `contains(groups[*], '${group}')`).join(" || ");
    return `(${isOne}) && 'Admin' || 'Viewer'`;
}
