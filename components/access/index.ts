import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Chart } from "../chart";
import { valkey } from "../databases";
import type { Ingress } from "../ingress";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import { DexArgs, GitHubArgs, GitLabArgs, NoAccessArgs, OidcArgs } from "./args";
import { Dex, dex } from "./dex";
import { HOST as DEX } from "./dex-config";
import { OAuth2Proxy, oauth2Proxy } from "./oauth2-proxy";
import { HOST as PROXY } from "./oauth2-proxy-values";

export { firstUser } from "./dex-config";

/** What an environment may say of who opens its consoles. */
export const AccessArgs = z.discriminatedUnion("kind", [DexArgs, OidcArgs, GitHubArgs, GitLabArgs, NoAccessArgs]);
export type AccessArgs = z.infer<typeof AccessArgs>;

/** One login for everything that people open. Names are known before anything exists, so they may stand in values. */
export interface Access {
    readonly check: Check;
    readonly dashboards: Dashboard[];

    /** Groups of which a visitor of a console needs one; none for what everybody may open who can log in. */
    groupsFor(console: Pick<Console, "audience">): readonly string[];

    /** What a console that logs people in by itself is given; it must be among those the access was made with. */
    client(client: Client): Login;
}

/**
 * The service that an ingress asks about each request before it lets it through, over plain HTTP inside the cluster. It
 * says 202 of who is logged in, 403 where `?allowed_groups=<one>,<another>` names none of their groups, and 401
 * otherwise.
 */
export interface Check {
    readonly namespace: pulumi.Output<string>;
    readonly service: string;
    readonly port: number;
    /** Where it sends browsers to the login by itself instead of saying 401, which it keeps for programs. */
    readonly path: "/";
    /** Where it never redirects, for an ingress that does so itself. */
    readonly plainPath: "/oauth2/auth";
    /** Where an ingress sends a browser then: `https://<host><signInPath>?rd=<where it came from>`. */
    readonly host: string;
    readonly signInPath: "/oauth2/sign_in";
    readonly signOutPath: "/oauth2/sign_out";
    /** Headers in which its answer says who it is. Nobody else may: an ingress drops what a visitor sends of them. */
    readonly headers: readonly string[];
}

/** A console that logs people in by itself, by OpenID Connect. */
export interface Client {
    /** The first label of its host name. */
    readonly id: string;
    /** Where the login sends people back to, at that host. */
    readonly callback: string;
}

/**
 * What such a console is told. Browsers are sent to the first endpoint, by its public name; the console itself asks the
 * others inside the cluster, so it needs neither to resolve that name nor to trust who signed its certificate.
 */
export interface Login {
    readonly id: string;
    readonly secret: pulumi.Output<string>;
    readonly issuer: string;
    readonly endpoints: {
        readonly authorization: string;
        readonly token: string;
        readonly userinfo: string;
        readonly keys: string;
    };
    readonly scopes: readonly string[];
    /** The claim `groups` of an administrator has one of these; none where everybody who can log in is one. */
    readonly administrators: readonly string[];
    /** The flow that a namespace opens to reach those endpoints. */
    readonly flow: { readonly to: { readonly role: string }; readonly ports: number[] };
}

/** What the access is given of the other roles. */
export interface AccessNeeds {
    ingress: Pick<Ingress, "publish" | "asksByPage">;
    /** Consoles that log people in by themselves. */
    clients: readonly Client[];
    /** `seed`, from which all secrets between the parts come; `adminPassword`, where users are the place's own. */
    secrets: Secrets;
}

/** Puts the login of a place; nothing for `none`, and then no console is published. */
export function access(
    place: Place,
    said: AccessArgs,
    needs: AccessNeeds,
    opts?: pulumi.ComponentResourceOptions,
): Access | undefined {
    if (said.kind === "none") return undefined;
    const provider = new Dex(`${place.name}-dex`, { place, said, ...needs }, opts);
    return new OAuth2Proxy(`${place.name}-oauth2-proxy`, { place, provider, ...needs }, opts);
}

/** The host names at which people log in to a place. */
export function loginHosts(domain: string): string[] {
    return [PROXY, DEX].map((host) => `${host}.${domain}`);
}

/** Every chart that the choice installs. */
export function accessCharts({ kind }: AccessArgs): Chart[] {
    return kind === "none" ? [] : [dex, oauth2Proxy, valkey];
}
