import { z } from "zod";

/** A server that takes mail, as `host:port`. At port 465 it speaks TLS from the first word. */
export const Smarthost = z
    .string()
    .refine((said) => portOf(said) !== undefined, {
        error: "is not a mail server and its port",
        params: { allowed: "host:port", fix: "write for example smarthost: smtp.example.org:587" },
    })
    .meta({ examples: ["smtp.example.org:587"] });

/** The port of `host:port`; undefined where it is not that. */
export function portOf(hostAndPort: string): number | undefined {
    const [, port] = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):(\d{1,5})$/i.exec(hostAndPort) ?? [];
    return port !== undefined && Number(port) > 0 && Number(port) < 65536 ? Number(port) : undefined;
}

/** A user of the server and the password go together. */
export function hasBothOrNeither({ user, passwordSecret }: { user?: string; passwordSecret?: string }): boolean {
    return (user === undefined) === (passwordSecret === undefined);
}

export const bothOrNeither = {
    path: ["passwordSecret"],
    error: "goes with user, and neither is said alone",
    params: { allowed: "both, or neither", fix: "write user: … and passwordSecret: smtpPassword, or remove both" },
};
