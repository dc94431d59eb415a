import type * as pulumi from "@pulumi/pulumi";

/** A web page of a system, for people: where it is served inside the cluster, and what it is for. */
export interface Console {
    /** The first label of its host name: `grafana` is reached as `grafana.<domain>`. Empty for the domain itself. */
    host: string;
    /** Its name, and what one goes there for, in a few words. */
    title: string;
    purpose: string;
    namespace: pulumi.Input<string>;
    service: string;
    port: number;
    /** `own`: it asks for a login itself. `shared`: the ingress asks before anything reaches it. */
    login: "own" | "shared";
    /** Who may open it: administrators unless said, for what many pages show they also change. */
    audience?: "administrators" | "everyone";
}

/** What is behind a login, as far as whoever asks for it must know. */
export type BehindLogin = Pick<Console, "login" | "audience"> & Partial<Pick<Console, "host" | "service">>;

/** The host name under which a console is reached. */
export function hostOf({ host }: Pick<Console, "host">, domain: string): string {
    return host === "" ? domain : `${host}.${domain}`;
}
