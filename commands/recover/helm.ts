import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import type { CoreV1Api, V1Secret } from "@kubernetes/client-node" with { "resolution-mode": "import" };

import { configOf, patiently, statusCodeOf, whyOf } from "./api";
import type { UnfinishedRelease } from "./state";
import { Refusal } from "../terminal";

const run = promisify(execFile);

/** What the credential of a cluster must be good for. */
const MAY = "change Secrets";

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
    const { CoreV1Api } = await import("@kubernetes/client-node");
    return (await configOf(release)).makeApiClient(CoreV1Api);
}

async function recordsOf(api: CoreV1Api, { namespace, name }: UnfinishedRelease): Promise<V1Secret[]> {
    try {
        const found = await patiently(() =>
            api.listNamespacedSecret({ namespace, labelSelector: `owner=helm,name=${name}` }),
        );
        return found.items;
    } catch (error) {
        throw new Refusal(
            `Helm's records of ${namespace}/${name} cannot be read from its cluster: ${whyOf(error, MAY)}. Nothing was changed`,
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
            `Helm's record ${namespace}/${name} cannot be removed from its cluster: ${whyOf(error, MAY)}. Run recover again`,
        );
    }
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
