import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";

import type { Place } from "../place";
import { derived, type Secrets } from "../secrets";
import { EVERY_STREAM } from "./streams";

/** Who speaks to Elasticsearch beside ECK itself, and in which roles; none may do more than its work. */
const users = {
    /** Writes logs, and reads none: what runs on every node knows its password. */
    collector: ["log_writer"],
    /** Says how long logs are kept, and makes room. */
    keeper: ["log_keeper"],
    /** People, by Kibana: they read logs and make searches and dashboards of them. */
    people: ["kibana_admin", "log_reader"],
} as const;
export type User = keyof typeof users;

/** @see https://www.elastic.co/docs/reference/elasticsearch/security-privileges */
const roles = {
    log_writer: { indices: [{ names: [EVERY_STREAM], privileges: ["auto_configure", "create_doc"] }] },
    log_keeper: {
        cluster: ["monitor", "manage_ilm", "manage_index_templates"],
        // Elasticsearch closes off and deletes indices in the name of whoever said the policy.
        indices: [{ names: [EVERY_STREAM], privileges: ["manage"] }],
    },
    log_reader: { indices: [{ names: [EVERY_STREAM], privileges: ["read", "view_index_metadata"] }] },
};

/** Our users and roles as ECK reads them, from Secrets. */
export interface Users {
    /** The Secret with a user's `username` and `password`, by its name. */
    secret: (user: User) => string;
    /** For `spec.auth` of an Elasticsearch. */
    auth: { fileRealm: { secretName: string }[]; roles: { secretName: string }[] };
    ready: pulumi.Resource[];
}

/**
 * Makes the users and their roles, of the file realm, so that they are there before anything is stored. ECK hashes the
 * passwords, which nobody types.
 *
 * @see https://www.elastic.co/docs/deploy-manage/users-roles/cluster-or-deployment-auth/file-based
 */
export function makeUsers(
    name: string,
    { place, namespace, secrets }: { place: Place; namespace: pulumi.Output<string>; secrets: Secrets },
    opts: pulumi.CustomResourceOptions,
): Users {
    const secret = (user: User) => `user-${user}`;
    const names = ["collector", "keeper", "people"] as const;
    const made = names.map(
        (user) =>
            new k8s.core.v1.Secret(
                `${name}-user-${user}`,
                {
                    metadata: { name: secret(user), namespace },
                    type: "kubernetes.io/basic-auth",
                    stringData: pulumi.secret({
                        username: user,
                        password: password(secrets, place, user),
                        roles: users[user].join(","),
                    }),
                },
                opts,
            ),
    );
    const rolesSecret = new k8s.core.v1.Secret(
        `${name}-roles`,
        {
            metadata: { name: "log-roles", namespace },
            stringData: pulumi.secret({ "roles.yml": stringify(roles) }),
        },
        opts,
    );
    return {
        secret,
        auth: { fileRealm: names.map((user) => ({ secretName: secret(user) })), roles: [{ secretName: "log-roles" }] },
        ready: [...made, rolesSecret],
    };
}

/** A user's password: the same in every run. */
export function password(secrets: Secrets, place: Place, user: User): pulumi.Output<string> {
    return derived(secrets, place, `elasticsearch ${user}`);
}
