import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { parse, stringify } from "yaml";
import { z } from "zod";

const ClusterEntry = z.looseObject({
    server: z.string(),
    "certificate-authority": z.string().optional(),
    "certificate-authority-data": z.string().optional(),
    "insecure-skip-tls-verify": z.boolean().optional(),
    "tls-server-name": z.string().optional(),
});

const Exec = z.looseObject({
    apiVersion: z.string(),
    command: z.string(),
    args: z.array(z.string()).nullish(),
    env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});

const User = z.looseObject({
    token: z.string().optional(),
    tokenFile: z.string().optional(),
    username: z.string().optional(),
    password: z.string().optional(),
    "client-certificate": z.string().optional(),
    "client-certificate-data": z.string().optional(),
    "client-key": z.string().optional(),
    "client-key-data": z.string().optional(),
    exec: Exec.optional(),
});

const Kubeconfig = z.looseObject({
    "current-context": z.string().optional(),
    clusters: z.array(z.looseObject({ name: z.string(), cluster: ClusterEntry })).nullish(),
    contexts: z
        .array(
            z.looseObject({
                name: z.string(),
                context: z.looseObject({
                    cluster: z.string(),
                    user: z.string().optional(),
                    namespace: z.string().optional(),
                }),
            }),
        )
        .nullish(),
    users: z.array(z.looseObject({ name: z.string(), user: User.nullish() })).nullish(),
});

/** How to reach one cluster, as one context of a kubeconfig says it. */
export interface Access {
    server: string;
    /** Where objects go that name no namespace. */
    namespace: string;
    tls: { ca?: string; cert?: string; key?: string; servername?: string; rejectUnauthorized?: boolean };
    /** The Authorization header, if a token or a password is used; asks the credential plugin again when it expires. */
    authorization(): Promise<string | undefined>;
    /** The same access as a kubeconfig file's text, for programs of others. */
    kubeconfig: string;
}

export interface Choice {
    /** The text of a kubeconfig or the path of one. Unless given, the one kubectl would use. */
    kubeconfig?: string;
    context?: string;
    cluster?: string;
    namespace?: string;
}

/**
 * Reads the access to the chosen cluster. Throws a sentence when the kubeconfig does not say it.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export function openKubeconfig(choice: Choice): Access {
    const { text, directory } = load(choice.kubeconfig);
    const config = Kubeconfig.parse(parse(text));
    const contextName = choice.context ?? config["current-context"] ?? "";
    const context = config.contexts?.find(({ name }) => name === contextName)?.context;
    if (context === undefined) {
        const known = config.contexts?.map(({ name }) => name).join(", ") ?? "none";
        throw new Error(`The kubeconfig has no context "${contextName}"; it has: ${known}.`);
    }
    const clusterName = choice.cluster ?? context.cluster;
    const cluster = config.clusters?.find(({ name }) => name === clusterName)?.cluster;
    if (cluster === undefined) throw new Error(`The kubeconfig has no cluster "${clusterName}".`);
    const user = config.users?.find(({ name }) => name === context.user)?.user ?? {};

    const file = (data: string | undefined, name: string | undefined): string | undefined => {
        if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
        return name === undefined ? undefined : fs.readFileSync(path.resolve(directory, name), "utf8");
    };
    const namespace = choice.namespace ?? context.namespace ?? "default";
    return {
        server: cluster.server.replace(/\/$/, ""),
        namespace,
        tls: {
            ca: file(cluster["certificate-authority-data"], cluster["certificate-authority"]),
            cert: file(user["client-certificate-data"], user["client-certificate"]),
            key: file(user["client-key-data"], user["client-key"]),
            servername: cluster["tls-server-name"],
            rejectUnauthorized: cluster["insecure-skip-tls-verify"] !== true,
        },
        authorization: authorization(user, directory),
        kubeconfig: stringify({
            apiVersion: "v1",
            kind: "Config",
            "current-context": "chosen",
            contexts: [{ name: "chosen", context: { ...context, cluster: clusterName, namespace } }],
            clusters: [{ name: clusterName, cluster: absolute(cluster, directory) }],
            users: context.user === undefined ? [] : [{ name: context.user, user: absolute(user, directory) }],
        }),
    };
}

/** What of a kubeconfig tells one cluster from another; undefined when it cannot be read. */
export function activeCluster(choice: Choice): string | undefined {
    try {
        const { server, tls } = openKubeconfig(choice);
        return JSON.stringify([server, tls.ca, tls.servername, tls.rejectUnauthorized]);
    } catch {
        return undefined;
    }
}

function load(given: string | undefined): { text: string; directory: string } {
    const named = given ?? process.env.KUBECONFIG?.split(path.delimiter)[0] ?? "~/.kube/config";
    if (/^\s*[{]|\n|^apiVersion:/.test(named)) return { text: named, directory: process.cwd() };
    const file = path.resolve(named.replace(/^~(?=\/|$)/, os.homedir()));
    if (!fs.existsSync(file)) throw new Error(`There is no kubeconfig at ${file}.`);
    return { text: fs.readFileSync(file, "utf8"), directory: path.dirname(file) };
}

function absolute(entry: Record<string, unknown>, directory: string): Record<string, unknown> {
    const files = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];
    return Object.fromEntries(
        Object.entries(entry).map(([key, value]) =>
            files.includes(key) && typeof value === "string" ? [key, path.resolve(directory, value)] : [key, value],
        ),
    );
}

const ExecCredential = z.looseObject({
    status: z.looseObject({ token: z.string(), expirationTimestamp: z.string().optional() }),
});

function authorization(user: z.infer<typeof User>, directory: string): Access["authorization"] {
    const { token, tokenFile, username, password, exec } = user;
    if (exec !== undefined) {
        let held: Promise<{ token: string; until: number }> | undefined;
        return async () => {
            const credential = await (held ??= runPlugin(exec)).catch((error: unknown) => {
                held = undefined;
                throw error;
            });
            // Asked again half a minute early, so that no request arrives with a token that has just expired.
            if (credential.until < Date.now() + 30_000) held = undefined;
            return `Bearer ${credential.token}`;
        };
    }
    if (token !== undefined) return () => Promise.resolve(`Bearer ${token}`);
    if (tokenFile !== undefined) {
        const file = path.resolve(directory, tokenFile);
        return async () => `Bearer ${(await fs.promises.readFile(file, "utf8")).trim()}`;
    }
    if (username === undefined) return () => Promise.resolve(undefined);
    const basic = Buffer.from(`${username}:${password ?? ""}`).toString("base64");
    return () => Promise.resolve(`Basic ${basic}`);
}

async function runPlugin(exec: z.infer<typeof Exec>): Promise<{ token: string; until: number }> {
    const info = { apiVersion: exec.apiVersion, kind: "ExecCredential", spec: { interactive: false } };
    const env = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
    try {
        const { stdout } = await promisify(execFile)(exec.command, exec.args ?? [], {
            env: { ...process.env, ...env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
        });
        const { status } = ExecCredential.parse(JSON.parse(stdout));
        const until = status.expirationTimestamp === undefined ? Infinity : Date.parse(status.expirationTimestamp);
        return { token: status.token, until };
    } catch (error) {
        const why = error instanceof Error ? error.message.trim() : String(error);
        throw new Error(`The credential plugin "${exec.command}" of the kubeconfig gave no token: ${why}`);
    }
}
