import { X509Certificate } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { parseDocument } from "yaml";
import { z } from "zod";

const named = <T extends z.ZodRawShape>(shape: T) =>
    z
        .array(z.looseObject({ name: z.string(), ...shape }))
        .nullish()
        .transform((said) => said ?? []);

const ClusterEntry = z.looseObject({
    server: z.string(),
    "certificate-authority": z.string().optional(),
    "certificate-authority-data": z.string().optional(),
});

const UserEntry = z.looseObject({
    "client-certificate": z.string().optional(),
    "client-certificate-data": z.string().optional(),
    "client-key": z.string().optional(),
    "client-key-data": z.string().optional(),
    tokenFile: z.string().optional(),
    exec: z.looseObject({ command: z.string() }).nullish(),
});

/** @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
const Kubeconfig = z.looseObject({
    clusters: named({ cluster: ClusterEntry }),
    contexts: named({ context: z.looseObject({ cluster: z.string(), user: z.string().default("") }) }),
    users: named({ user: UserEntry.nullish().transform((said) => said ?? {}) }),
    "current-context": z.string().nullish(),
});

/** Where a kubeconfig comes from, for sentences about it, and to find the files that it names. */
export interface Origin {
    /** What is reached with it: the place's cluster. */
    cluster: string;
    /** What a person calls it: its path as the environment says it, or the key of its secret. */
    file: string;
    /** The folder its relative paths start from. A secret has none, and may name no files. */
    directory?: string;
}

/**
 * Reads a kubeconfig and reduces it to one context: see `onlyContext`. A relative path starts at the project's folder,
 * `~/` at the user's home.
 *
 * Refuses a file that is missing or cannot be read, and all that `onlyContext` does.
 */
export function readKubeconfig(cluster: string, file: string, context?: string): string {
    const found = path.resolve(file.replace(/^~(?=\/)/, os.homedir()));
    return onlyContext(contents(found, cluster, file), context, {
        cluster,
        file,
        directory: path.dirname(found),
    });
}

/**
 * Reduces a kubeconfig to one of its contexts (the current one unless said), so that no other cluster can be reached
 * through it, with the files it names written into it, so that it works from any folder.
 *
 * Refuses what is not a kubeconfig, a context it does not have, and a client certificate that has expired by `now`. No
 * refusal quotes the contents.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export function onlyContext(text: string, context: string | undefined, origin: Origin, now = new Date()): string {
    const { cluster: who, file } = origin;
    const all = parsed(text, origin);

    const offered = all.contexts.map(({ name }) => name);
    if (offered.length === 0) refuse(`${who}: ${file} has no contexts, so it leads to no cluster; ${howToGetOne}`);
    const chosen = context ?? all["current-context"] ?? "";
    const found = all.contexts.find(({ name }) => name === chosen);
    if (!found) {
        const what = chosen === "" ? "names no current-context" : `has no context ${JSON.stringify(chosen)}`;
        refuse(`${who}: ${file} ${what}; write one that it has as cluster.context: ${offered.join(", ")}`);
    }

    const cluster = all.clusters.find(({ name }) => name === found.context.cluster);
    if (!cluster) {
        refuse(
            `${who}: context ${chosen} of ${file} is of cluster ${JSON.stringify(found.context.cluster)}, ` +
                `which the file does not have; ${howToGetOne}`,
        );
    }
    const user = all.users.find(({ name }) => name === found.context.user);
    if (!user) {
        refuse(
            `${who}: context ${chosen} of ${file} is for user ${JSON.stringify(found.context.user)}, ` +
                `which the file does not have; ${howToGetOne}`,
        );
    }

    const credentials = inlinedUser(user.user, origin);
    refuseExpired(credentials["client-certificate-data"], user.name, origin, now);
    return JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": chosen,
        clusters: [{ name: cluster.name, cluster: inlinedCluster(cluster.cluster, origin) }],
        contexts: [found],
        users: [{ name: user.name, user: credentials }],
    });
}

const howToGetOne = "write it anew with kubectl config view --raw --flatten, where kubectl reaches the cluster";

function contents(found: string, cluster: string, file: string): string {
    try {
        return fs.readFileSync(found, "utf8");
    } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "";
        if (code === "ENOENT") {
            return refuse(
                `${cluster}: there is no kubeconfig at ${file} (that is ${found}); ` +
                    "put it there, or write where it is as cluster.kubeconfig",
            );
        }
        return refuse(
            `${cluster}: the kubeconfig ${file} cannot be read (${code}); let the user who runs this read it`,
        );
    }
}

// The parser's own messages quote the line at fault, which may be a credential.
function parsed(text: string, { cluster, file }: Origin): z.infer<typeof Kubeconfig> {
    const document = parseDocument(text, { prettyErrors: false });
    if (document.errors.length > 0) refuse(`${cluster}: ${file} is not YAML, so it is no kubeconfig; ${howToGetOne}`);
    const result = Kubeconfig.safeParse(document.toJS());
    if (result.success) return result.data;
    const where = result.error.issues[0]?.path.join(".");
    return refuse(
        `${cluster}: ${file} is not a kubeconfig (${where ? `at ${where}` : "it is no mapping"}); ${howToGetOne}`,
    );
}

function inlinedCluster(cluster: z.infer<typeof ClusterEntry>, origin: Origin) {
    const { "certificate-authority": authority, ...rest } = cluster;
    return { "certificate-authority-data": authority && embedded("certificate-authority", authority, origin), ...rest };
}

function inlinedUser(user: z.infer<typeof UserEntry>, origin: Origin) {
    const { "client-certificate": certificate, "client-key": key, tokenFile, exec, ...rest } = user;
    return {
        "client-certificate-data": certificate && embedded("client-certificate", certificate, origin),
        "client-key-data": key && embedded("client-key", key, origin),
        ...rest,
        ...(tokenFile && { token: fileOf("tokenFile", tokenFile, origin).toString("utf8").trim() }),
        ...(exec && { exec: { ...exec, command: commandOf(exec.command, origin) } }),
    };
}

function embedded(word: string, file: string, origin: Origin): string {
    return fileOf(word, file, origin).toString("base64");
}

function fileOf(word: string, file: string, { cluster, file: kubeconfig, directory }: Origin): Buffer {
    if (directory === undefined) {
        return refuse(
            `${cluster}: ${kubeconfig} takes its ${word} from a file, which a secret cannot; ` +
                "set it anew from kubectl config view --raw --flatten",
        );
    }
    const found = path.resolve(directory, file);
    try {
        return fs.readFileSync(found);
    } catch {
        return refuse(
            `${cluster}: ${kubeconfig} takes its ${word} from ${found}, which cannot be read; ` +
                "put that file back, or let kubectl config view --raw --flatten write it into the kubeconfig",
        );
    }
}

// As kubectl does: a plugin with a folder in its name is found from the kubeconfig's folder, another on PATH.
function commandOf(command: string, { directory }: Origin): string {
    return directory !== undefined && command.includes("/") ? path.resolve(directory, command) : command;
}

function refuseExpired(data: string | undefined, user: string, { cluster, file }: Origin, now: Date): void {
    if (data === undefined) return;
    const until = validUntil(data);
    if (until === undefined) {
        refuse(`${cluster}: the client certificate of user ${user} in ${file} is not a certificate; ${howToGetOne}`);
    }
    if (until < now) {
        refuse(
            `${cluster}: the client certificate of user ${user} in ${file} expired on ${until.toISOString()}; ` +
                "take a new kubeconfig from the cluster (kubeadm: kubeadm certs renew admin.conf, " +
                "then copy /etc/kubernetes/admin.conf; k3s and RKE2 renew theirs when the server restarts)",
        );
    }
}

function validUntil(data: string): Date | undefined {
    try {
        return new Date(new X509Certificate(Buffer.from(data, "base64")).validTo);
    } catch {
        return undefined;
    }
}

// Pulumi prints the message of a RunError alone; of another error, the stack as well.
function refuse(sentence: string): never {
    throw new pulumi.RunError(sentence);
}
