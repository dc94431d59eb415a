import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };

/** How a cluster is reached, as the state says it. */
export interface Access {
    /** Contents of its kubeconfig. */
    kubeconfig: string;
    context?: string;
}

/** The configuration of a client for a cluster. */
export async function configOf({ kubeconfig, context }: Access): Promise<KubeConfig> {
    // Heavy, and a run that left nothing open in a cluster needs none of it.
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    if (context !== undefined) config.setCurrentContext(context);
    return config;
}

/** Asks again, five times over some 15 seconds, a server that is busy (429) or stumbles (5xx), as after a crash it may. */
export async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const { default: retry } = await import("p-retry");
    return retry(ask, {
        retries: 5,
        minTimeout: 500,
        shouldRetry: ({ error }) => {
            const code = statusCodeOf(error);
            return code === 429 || (code !== undefined && code >= 500);
        },
    });
}

export function statusCodeOf(error: unknown): number | undefined {
    return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}

/** Why a cluster does not answer as it should, and what to do; `what` is what the credential must be allowed to do. */
export function whyOf(error: unknown, what: string): string {
    const code = statusCodeOf(error);
    if (code === 401 || code === 403) {
        return `the API server answers ${code}: get a credential for it that is not expired and may ${what}`;
    }
    if (code !== undefined) return `the API server answers ${code}: check its health`;
    return error instanceof Error ? error.message : String(error);
}
