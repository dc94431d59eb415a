import * as pulumi from "@pulumi/pulumi";

import type { Login } from "../../../components/access";
import type { GitLabNeeds } from "../../../components/delivery/gitlab";
import type { Secrets } from "../../../components/secrets";

/** What delivery is given of the other roles, for what needs nothing but secrets. */
export function nothingBut(secrets: Secrets): GitLabNeeds {
    return {
        databases: undefined,
        storage: { block: pulumi.output("block") },
        store: undefined,
        login: undefined,
        ingress: {
            publish: ({ host }) => {
                throw new Error(`${host} is published by what should publish nothing`);
            },
        },
        secrets,
    };
}

/** What Dex gives a client: names inside the cluster, but for the one that browsers see. */
export function dexLogin(): Login {
    return {
        id: "gitlab",
        secret: pulumi.secret("canary-client"),
        issuer: "https://dex.paris.example.org",
        endpoints: {
            authorization: "https://dex.paris.example.org/auth",
            token: "http://dex.dex.svc:5556/token",
            userinfo: "http://dex.dex.svc:5556/userinfo",
            keys: "http://dex.dex.svc:5556/keys",
        },
        scopes: ["openid", "profile", "email"],
        administrators: [],
        flow: { to: { role: "access" }, ports: [5556] },
    };
}
