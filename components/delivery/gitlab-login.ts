import * as pulumi from "@pulumi/pulumi";

import type { Client, Login } from "../access";

/** GitLab, as the login of the place knows it. */
export const gitlabClient: Client = { id: "gitlab", callback: "/users/auth/openid_connect/callback" };

/** How GitLab calls a provider of OpenID Connect. */
const PROVIDER = "openid_connect";

/**
 * How people log in to GitLab: whoever can log in to the place has a user there from the first time on, under the
 * address that the login gives. Who administers GitLab is said in GitLab; `root` does so from the beginning.
 */
export const omniauth = {
    enabled: true,
    allowSingleSignOn: [PROVIDER],
    blockAutoCreatedUsers: false,
    autoLinkUser: [PROVIDER],
};

/** What GitLab is told of the provider, its own secret among it. @see https://docs.gitlab.com/administration/auth/oidc/ */
export function provider(login: Login, domain: string): pulumi.Output<string> {
    const { authorization, token, userinfo, keys } = login.endpoints;
    return pulumi.jsonStringify({
        name: PROVIDER,
        label: "Login",
        args: {
            name: PROVIDER,
            scope: login.scopes,
            response_type: "code",
            issuer: login.issuer,
            // Its document names the endpoints as browsers reach them; GitLab asks them inside the cluster.
            discovery: false,
            uid_field: "sub",
            pkce: true,
            client_options: {
                identifier: login.id,
                secret: login.secret,
                redirect_uri: `https://${gitlabClient.id}.${domain}${gitlabClient.callback}`,
                authorization_endpoint: authorization,
                token_endpoint: token,
                userinfo_endpoint: userinfo,
                jwks_uri: keys,
            },
        },
    });
}
