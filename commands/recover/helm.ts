import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import type { CoreV1Api, V1Secret } from "@kubernetes/client-node" with { "resolution-mode": "import" };

import type { UnfinishedRelease } from "./state";
import { Refusal } from "../terminal";

const run = promisify(execFile);

/**
 * Brings Helm's records of a release back to what the state knows: none for one that was being created, the last whole
 * revision for one that was being upgraded. Helm keeps a Secret for each revision, with its status as a label.
 *
 * @see https://helm.sh/docs/topics/advanced/#storage-backends
 * @returns what was done, as a sentence.
 */
export async function settle(release: UnfinishedRelease): Promise<string> {
    const title = `${release.namespace}/${release.name}`;
    const api = await connect(release);
    const records = await recordsOf(api, release);

    if (release.doing === "deleting") return `${title}: was being removed; the next run removes the rest`;
    if (release.doing === "creating") {
        for (const record of records) await forget(api, record, release);
        return records.length === 0
            ? `${title}: was about to be installed; Helm knows nothing of it`
            : `${title}: was being installed; ${records.length} Helm record removed, its objects are taken over by the next run`;
    }
    const whole = records.filter((record) => statusOf(record) === "deployed" || statusOf(record) === "superseded");
    const last = whole.map(revisionOf).sort((a, b) => b - a)[0];
    const pending = records.some((record) => statusOf(record).startsWith("pending-"));
    if (!pending) return `${title}: was being upgraded, and Helm finished; the next run finds it so`;
    if (last === undefined)
        throw new Error(`${title} was being upgraded, but Helm has no whole revision to go back to`);
    await rollBack(release, last);
    return `${title}: was being upgraded; rolled back to revision ${last}, the last whole one`;
}

async function connect(release: UnfinishedRelease): Promise<CoreV1Api> {
    // Heavy, and a run without Helm releases needs none of it.
    const { CoreV1Api, KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromString(release.kubeconfig);
    if (release.context !== undefined) config.setCurrentContext(release.context);
    return config.makeApiClient(CoreV1Api);
}

async function recordsOf(api: CoreV1Api, { namespace, name }: UnfinishedRelease): Promise<V1Secret[]> {
    try {
        const found = await patiently(() =>
            api.listNamespacedSecret({ namespace, labelSelector: `owner=helm,name=${name}` }),
        );
        return found.items;
    } catch (error) {
        throw new Refusal(
            `Helm's records of ${namespace}/${name} cannot be read from its cluster: ${whyOf(error)}. Nothing was changed`,
        );
    }
}

async function forget(api: CoreV1Api, { metadata }: V1Secret, { namespace }: UnfinishedRelease): Promise<void> {
    const name = metadata?.name ?? "";
    try {
        await patiently(() => api.deleteNamespacedSecret({ namespace, name }));
    } catch (error) {
        // Gone is what was wanted: an earlier try was obeyed, and only its answer was lost.
        if (statusCodeOf(error) === 404) return;
        throw new Refusal(
            `Helm's record ${namespace}/${name} cannot be removed from its cluster: ${whyOf(error)}. Run recover again`,
        );
    }
}

/** Asks again, five times over some 15 seconds, a server that is busy (429) or stumbles (5xx), as after a crash it may. */
async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
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

function statusCodeOf(error: unknown): number | undefined {
    return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}

function whyOf(error: unknown): string {
    const code = statusCodeOf(error);
    if (code === 401 || code === 403) {
        return `the API server answers ${code}: get a credential for it that is not expired and may change Secrets`;
    }
    if (code !== undefined) return `the API server answers ${code}: check its health`;
    return error instanceof Error ? error.message : String(error);
}

function statusOf(record: V1Secret): string {
    return record.metadata?.labels?.status ?? "";
}

function revisionOf(record: V1Secret): number {
    return Number(record.metadata?.labels?.version ?? "0");
}

async function rollBack(release: UnfinishedRelease, revision: number): Promise<void> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-recover-"));
    const kubeconfig = path.join(folder, "kubeconfig");
    fs.writeFileSync(kubeconfig, release.kubeconfig, { mode: 0o600 });
    try {
        const context = release.context === undefined ? [] : ["--kube-context", release.context];
        const where = ["--kubeconfig", kubeconfig, ...context, "--namespace", release.namespace];
        await run("helm", ["rollback", release.name, String(revision), ...where]);
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}
