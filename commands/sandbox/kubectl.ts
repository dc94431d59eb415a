import * as path from "node:path";

import { run } from "./process";
import type { Writer } from "./simulate";

/** Runs kubectl against the cluster of a kubeconfig and gives what it printed. Rejects with what it said on failure. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

export function kubectlOf(program: string, kubeconfig: string): Kubectl {
    // kubectl would keep what it learns about the API in the user's home.
    const fixed = ["--kubeconfig", kubeconfig, "--cache-dir", path.join(path.dirname(kubeconfig), ".kube", "cache")];
    return async (args, input) => {
        const ended = await run(program, [...fixed, ...args], { env: { PATH: process.env.PATH }, input });
        if (ended.code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${ended.output.trim()}`);
        return ended.stdout;
    };
}

export function writerOf(kubectl: Kubectl): Writer {
    return {
        apply: async (manifests) => {
            const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests });
            await kubectl(["apply", "--server-side", "--force-conflicts", "--validate=false", "--filename=-"], list);
        },
        deleteStages: async (names) => {
            await kubectl(["delete", "stages.kwok.x-k8s.io", "--ignore-not-found", ...names]);
        },
    };
}
