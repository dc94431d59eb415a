import { setTimeout as sleep } from "node:timers/promises";

import { patience, reach, workloadsReady } from "./ready";
import { chartWords, type Installation, type Step } from "./rendered";
import type { SandboxCluster } from "../sandbox/cluster";
import { kubectlOf } from "../sandbox/kubectl";
import type { KubernetesObject } from "../sandbox/objects";
import { run } from "../sandbox/process";
import type { Tools } from "../sandbox/tools";
import { Refusal } from "../terminal";

/**
 * Does what a script would do: `helm upgrade --install --wait` for one chart after another, `kubectl apply` for the
 * objects between them. Then waits until every workload is ready.
 */
export async function installInTurn(
    cluster: SandboxCluster,
    steps: readonly Step[],
    tools: Tools,
    signal: AbortSignal,
): Promise<void> {
    for (const step of steps) {
        signal.throwIfAborted();
        if ("apply" in step) await apply(cluster, step.apply, tools, signal);
        else await install(cluster, step.install, tools, signal);
    }
    await workloadsReady(reach(cluster), signal);
}

async function install(cluster: SandboxCluster, said: Installation, tools: Tools, signal: AbortSignal): Promise<void> {
    const words = [
        ...["upgrade", "--install", said.release, ...chartWords(said), "--namespace", said.namespace],
        ...["--values", "-", "--timeout", `${said.timeout}s`, "--kubeconfig", cluster.kubeconfig],
        ...(said.wait ? ["--wait"] : []),
    ];
    const { code, output } = await run(tools.helm, words, {
        env: process.env,
        input: JSON.stringify(said.values),
        signal,
    });
    signal.throwIfAborted();
    if (code !== 0) throw new Refusal(`helm upgrade --install ${said.release} failed: ${output.trim()}`);
}

async function apply(
    cluster: SandboxCluster,
    objects: readonly KubernetesObject[],
    tools: Tools,
    signal: AbortSignal,
): Promise<void> {
    const kubectl = kubectlOf(tools.kubectl, cluster.kubeconfig);
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    const deadline = Date.now() + patience;
    for (;;) {
        try {
            await kubectl(["apply", "--server-side", "--force-conflicts", "--filename=-"], list);
            return;
        } catch (error) {
            // A definition among them is served a moment after it was applied.
            if (Date.now() > deadline) throw new Refusal(error instanceof Error ? error.message : String(error));
        }
        await sleep(200, undefined, { signal });
    }
}
