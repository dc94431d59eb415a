import { z } from "zod";

/** What the provider gave out when this place was made known to it, with the callback `https://dex.<domain>/callback`. */
const Client = z.strictObject({
    id: z
        .string()
        .min(1)
        .meta({ examples: ["samestack"] }),
    /** Config key of the client's secret. */
    secret: z
        .string()
        .min(1)
        .meta({ examples: ["loginClientSecret"] }),
});

/** A group's name, as it stands in the claim `groups`. */
const Group = z.string().refine((said) => /^[\p{L}\p{N}/][\p{L}\p{N} ._:/@+-]*$/u.test(said), {
    error: "cannot be the name of a group",
    params: {
        allowed: "letters, digits, spaces and ._:/@+-",
        fix: "write each group by itself: [platform, on-call]",
    },
});

const Groups = z
    .array(Group)
    .min(1)
    .meta({ examples: [["platform"]] });

/** Somebody who logs in with a password of this place. */
const User = z.strictObject({
    /** What one logs in with. No mail is sent to it. */
    email: z.email().meta({ examples: ["ada@example.org"] }),
    /** The password. */
    passwordSecret: z
        .string()
        .min(1)
        .meta({ examples: ["adaPassword"] }),
});

/**
 * Users of the place's own, for a first start and for places that must not depend on anybody: `admin@<domain>` with the
 * password of config key `adminPassword`, and those named here. They have no groups: whoever is named may open every
 * console.
 */
export const DexArgs = z.strictObject({
    kind: z.literal("dex"),
    /** Users beside the first. */
    users: z.array(User).default([]),
});

/** Where a provider answers. What goes there tells who somebody is, so it goes encrypted. */
const Provider = z.httpUrl().refine((said) => !/^http:/i.test(said), {
    error: "is not encrypted on its way",
    params: { allowed: "an address that begins with https://", fix: "write the provider's https:// address" },
});

/** Any provider of OpenID Connect: Keycloak, Okta, Entra ID, Google and others. */
export const OidcArgs = z.strictObject({
    kind: z.literal("oidc"),
    /** Its issuer, below which `/.well-known/openid-configuration` answers; the place must reach it. */
    issuer: Provider.meta({ examples: ["https://login.example.org/realms/staff"] }),
    client: Client,
    /** What is asked for beside `openid`. Where a provider gives groups only to who asks, add its word for it. */
    scopes: z.array(z.string().min(1)).default(["profile", "email"]),
    /** The claim that lists somebody's groups. */
    groupsClaim: z.string().min(1).default("groups"),
    /** Whether addresses pass as verified of which the provider says nothing, as Entra ID never does. */
    insecureSkipEmailVerified: z.boolean().default(false),
    /** Further groups whose members may log in, and open what is for everybody. None unless said. */
    groups: z.array(Group).default([]),
    /** Groups whose members may open every console. */
    administrators: Groups,
});

/** An organisation at GitHub. */
export const GitHubArgs = z.strictObject({
    kind: z.literal("github"),
    /** Its name. */
    org: z
        .string()
        .min(1)
        .meta({ examples: ["example"] }),
    client: Client,
    /** Further teams whose members may log in, and open what is for everybody. All of its members unless said. */
    teams: z.array(Group).optional(),
    /** Teams of it, by their slugs, whose members may open every console. */
    administrators: Groups,
});

/** GitLab, as a service or one's own. */
export const GitLabArgs = z.strictObject({
    kind: z.literal("gitlab"),
    /** Where it answers. */
    url: Provider.default("https://gitlab.com"),
    client: Client,
    /** Further groups, by their paths, whose members may log in, and open what is for everybody. None unless said. */
    groups: z.array(Group).default([]),
    /** Groups, by their paths, whose members may open every console. */
    administrators: Groups,
});

/** No login, and so no console is published. They are reached by `kubectl port-forward`. */
export const NoAccessArgs = z.strictObject({ kind: z.literal("none") });

/** What an environment may say of who logs in, where there is a login. */
export type LoginArgs = z.infer<typeof DexArgs | typeof OidcArgs | typeof GitHubArgs | typeof GitLabArgs>;
