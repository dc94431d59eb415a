import * as http from "node:http";
import * as https from "node:https";
import { setTimeout } from "node:timers/promises";

import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** What a cluster's API server says that it is. */
export interface Served {
    /** `1.36` */
    minor: string;
    /** `v1.36.3`, `v1.36.1-eks-1234abc` */
    gitVersion: string;
}

const SECONDS = 10;
const TRIES = 3;

/**
 * Asks the API server of a kubeconfig's only context for its version, and whether it knows who asks.
 *
 * Throws one sentence that names the cluster, the context, the server and the cause, if that does not succeed within
 * ten seconds: a name that does not resolve, nothing listening, no answer, a certificate not to be trusted, a
 * credential that is wrong or too old.
 */
export async function reach(cluster: string, kubeconfig: string, seconds = SECONDS): Promise<Served> {
    // Half a second to load, which a run that asks nothing need not wait.
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    const server = config.getCurrentCluster()?.server ?? "";
    const fail = (cause: string): never => {
        throw new pulumi.RunError(`${cluster}: ${server} (context ${config.getCurrentContext()}) ${cause}`);
    };

    const limit = AbortSignal.timeout(seconds * 1000);
    const ask = async (path: string): Promise<Answer> => {
        try {
            for (let again = TRIES; ;) {
                const answer = await answerTo(
                    new URL(path, withSlash(server)),
                    await credentials(config, limit),
                    limit,
                );
                again -= 1;
                if (again === 0 || (answer.status !== 429 && answer.status < 500)) return answer;
                // Busy, or just starting: not yet a reason to give up.
                await setTimeout(500, undefined, { signal: limit });
            }
        } catch (error) {
            return fail(limit.aborted ? `does not answer within ${seconds} s${firewalls}` : causeOf(error));
        }
    };

    const version = await ask("version");
    const discovery = await ask("api");
    for (const { status } of [discovery, version]) if (status !== 200) fail(refusalOf(status));
    const served = Version.safeParse(json(version.body));
    return served.success ? served.data : fail("is not a Kubernetes API server; check the kubeconfig's server");
}

const firewalls = "; check that the server is up and that no firewall stands between";

const Version = z
    .object({ major: z.string(), minor: z.string(), gitVersion: z.string() })
    // Some builds add a plus: 36+.
    .transform(({ major, minor, gitVersion }) => ({ gitVersion, minor: `${major}.${minor.replace(/\D+$/, "")}` }));

interface Answer {
    status: number;
    body: string;
}

class CredentialFailure extends Error {}

// A plugin that waits for somebody to log in would wait for ever.
async function credentials(config: KubeConfig, limit: AbortSignal): Promise<https.RequestOptions> {
    const options: https.RequestOptions = {};
    // The client gives no credential to a server that anybody on the way could read it from.
    if (config.getCurrentCluster()?.server.startsWith("http:")) return options;
    const late = new Promise<never>((_, reject) => {
        limit.addEventListener("abort", () => {
            reject(new CredentialFailure("it gave none in time"));
        });
    });
    try {
        await Promise.race([config.applyToHTTPSOptions(options), late]);
    } catch (error) {
        throw new CredentialFailure(error instanceof Error ? error.message : String(error));
    }
    return options;
}

function answerTo(url: URL, options: https.RequestOptions, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const { request } = url.protocol === "http:" ? http : https;
        const asking = request(url, { ...options, signal }, (response) => {
            let body = "";
            response.setEncoding("utf8");
            response.on("data", (chunk: string) => (body += chunk));
            response.on("end", () => {
                resolve({ status: response.statusCode ?? 0, body });
            });
            response.on("error", reject);
        });
        asking.on("error", reject);
        asking.end();
    });
}

function causeOf(error: unknown): string {
    if (error instanceof CredentialFailure) {
        const [why] = error.message.trim().split("\n");
        return `needs a credential that its plugin does not give: ${why ?? ""}; run the command of the kubeconfig's user yourself`;
    }
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    switch (code) {
        case "ENOTFOUND":
        case "EAI_AGAIN":
            return "cannot be resolved; check the host name and this machine's DNS";
        case "ECONNREFUSED":
            return "refuses the connection; check that the API server is up and listens on this port";
        case "ECONNRESET":
        case "EPIPE":
            return "closes the connection; check that this is the API server, and for a proxy or load balancer between";
        case "EHOSTUNREACH":
        case "ENETUNREACH":
        case "ETIMEDOUT":
            return `cannot be reached (${code})${firewalls}`;
        case "CERT_HAS_EXPIRED":
            return "has a certificate that has expired; renew it (kubeadm: kubeadm certs renew all), and check this clock";
        case "ERR_TLS_CERT_ALTNAME_INVALID":
            return "has a certificate for other names; use one of those in the kubeconfig, or name it by tls-server-name";
        default:
            return /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)
                ? `has a certificate that the kubeconfig's certificate-authority did not sign (${code}); take a new kubeconfig from the cluster`
                : `cannot be asked (${code || (error instanceof Error ? error.message : String(error))}); check it with kubectl get --raw /version`;
    }
}

function refusalOf(status: number): string {
    switch (status) {
        case 401:
            return "does not accept the credential (401): it has expired, been revoked, or is another cluster's; take a new kubeconfig";
        case 403:
            return "knows the credential but allows it nothing (403); bind its user to the ClusterRole cluster-admin";
        default:
            return `answers ${status}; check the health of the API server and of what stands before it`;
    }
}

function withSlash(server: string): string {
    return server.endsWith("/") ? server : `${server}/`;
}

function json(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
