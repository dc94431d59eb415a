import * as pulumi from "@pulumi/pulumi";
import { hash, encodeBase64 } from "bcryptjs";

import type { Place } from "../place";
import { derived, type Secrets } from "../secrets";
import type { LoginArgs } from "./args";
import type { Client } from "./index";

/** The first label of the host that people log in at. */
export const HOST = "dex";

export const issuerOf = ({ domain }: { domain: string }) => `https://${HOST}.${domain}`;

/** The user that is there before the environment names one. */
export const firstUser = (domain: string) => `admin@${domain}`;

/** The name by which Dex knows the provider beyond it. To change it is to make everybody somebody else. */
const CONNECTOR = "provider";

interface Given {
    place: Pick<Place, "name" | "domain">;
    said: LoginArgs;
    clients: readonly Client[];
    secrets: Secrets;
}

/**
 * Dex's whole configuration, which holds passwords' hashes and clients' secrets: for a Secret alone.
 *
 * @see https://dexidp.io/docs/configuration/
 */
export function dexConfig({ place, said, clients, secrets }: Given): pulumi.Output<string> {
    const config = {
        issuer: issuerOf(place),
        storage: { type: "kubernetes", config: { inCluster: true } },
        logger: { format: "json" },
        // Nobody is asked whether a console of the place may know who they are.
        oauth2: { skipApprovalScreen: true },
        expiry: {
            idTokens: "1h",
            // Who has opened no console for a day logs in anew.
            refreshTokens: { validIfNotUsedFor: "24h", absoluteLifetime: "720h" },
        },
        // Nobody may put the login into a frame of theirs.
        web: { headers: { "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff" } },
        staticClients: clients.map(({ id, callback }) => ({
            id,
            name: id,
            redirectURIs: [`https://${id}.${place.domain}${callback}`],
            secret: clientSecret(secrets, place, id),
        })),
        ...usersFrom(said, place, secrets),
    };
    // Dex's image takes the file for a template, in which two braces begin a command; JSON has them only inside of texts.
    return pulumi.jsonStringify(config).apply((written) => written.replaceAll("{{", "{\\u007b"));
}

/** The secret that Dex and one of its clients share. */
export function clientSecret(secrets: Secrets, place: { name: string }, id: string): pulumi.Output<string> {
    return derived(secrets, place, `dex client ${id}`);
}

/** The ports at which the provider beyond Dex answers, other than 443. */
export function providerPorts(said: LoginArgs): number[] {
    const url = said.kind === "oidc" ? said.issuer : said.kind === "gitlab" ? said.url : undefined;
    if (url === undefined) return [];
    const { port } = new URL(url);
    return port === "" ? [] : [Number(port)];
}

/** Who may open every console, as the claim `groups` says it; nobody in particular where users have no groups. */
export function administratorsIn(said: LoginArgs): string[] {
    switch (said.kind) {
        case "dex":
            return [];
        case "github":
            return said.administrators.map((team) => `${said.org}:${team}`);
        case "oidc":
        case "gitlab":
            return said.administrators;
    }
}

function usersFrom(said: LoginArgs, place: Given["place"], secrets: Secrets) {
    const redirectURI = `${issuerOf(place)}/callback`;
    switch (said.kind) {
        case "dex": {
            const first = { email: firstUser(place.domain), passwordSecret: "adminPassword" };
            return {
                enablePasswordDB: true,
                staticPasswords: [first, ...said.users].map(({ email, passwordSecret }) => ({
                    email,
                    username: email,
                    userID: email,
                    hash: passwordHash(secrets, place, { email, passwordSecret }),
                })),
            };
        }
        case "oidc":
            return connector("oidc", {
                issuer: said.issuer,
                ...clientOf(said, secrets),
                redirectURI,
                scopes: said.scopes,
                // Dex warns that groups last as long as a login is refreshed without the provider; ours are asked anew.
                insecureEnableGroups: true,
                allowedGroups: [...new Set([...said.administrators, ...said.groups])],
                claimMapping: { groups: said.groupsClaim },
                insecureSkipEmailVerified: said.insecureSkipEmailVerified,
            });
        case "github":
            return connector("github", {
                ...clientOf(said, secrets),
                redirectURI,
                teamNameField: "slug",
                orgs: [
                    {
                        name: said.org,
                        ...(said.teams && { teams: [...new Set([...said.administrators, ...said.teams])] }),
                    },
                ],
            });
        case "gitlab":
            return connector("gitlab", {
                baseURL: said.url.replace(/\/$/, ""),
                ...clientOf(said, secrets),
                redirectURI,
                groups: [...new Set([...said.administrators, ...said.groups])],
            });
    }
}

function connector(type: string, config: object) {
    return { connectors: [{ type, id: CONNECTOR, name: type, config }] };
}

function clientOf({ client }: Exclude<LoginArgs, { kind: "dex" }>, secrets: Secrets) {
    return { clientID: client.id, clientSecret: secrets(client.secret) };
}

/** Of a longer password bcrypt would only look at the first 72 bytes. */
const LONGEST = 72;

/**
 * The hash that Dex compares a password with. Its salt comes from the seed, so that it is the same in every run and
 * another one for every user.
 */
function passwordHash(
    secrets: Secrets,
    place: { name: string },
    { email, passwordSecret }: { email: string; passwordSecret: string },
): pulumi.Output<string> {
    return pulumi
        .all([secrets(passwordSecret), derived(secrets, place, `dex salt ${email}`)])
        .apply(([password, salt]) => {
            if (Buffer.byteLength(password) > LONGEST) {
                throw new pulumi.RunError(
                    `the secret samestack:${passwordSecret} is a password of more than ${LONGEST} bytes, of which Dex ` +
                        `would only look at the first ${LONGEST}: pulumi config set --secret ${passwordSecret}`,
                );
            }
            return hash(password, `$2b$10$${encodeBase64(Buffer.from(salt.slice(0, 32), "hex"), 16)}`);
        });
}
