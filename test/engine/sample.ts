import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { stringify } from "yaml";

import type { SandboxCluster } from "../../commands/sandbox/cluster";
import { kubectlOf } from "../../commands/sandbox/kubectl";
import { type KubernetesObject, objectsIn } from "../../commands/sandbox/objects";
import { root } from "../environments";

/** The sample application, as its files say it. */
export function sampleObjects(): KubernetesObject[] {
    const folder = path.join(root, "sample");
    return fs.readdirSync(folder).flatMap((file) => objectsIn(fs.readFileSync(path.join(folder, file), "utf8")));
}

/**
 * Has a cluster's API server judge the sample without keeping it, in a namespace as applications are given; fails where
 * it refuses an object, or only warns. Kinds of an operator that the place does not have are not tried, and named.
 */
export async function sampleIn(
    cluster: SandboxCluster,
    kubectl: string,
): Promise<{ admitted: number; without: string }> {
    const run = kubectlOf(kubectl, cluster.kubeconfig);
    const namespace = "sample-on-trial";
    const labels = {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
    };
    const manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } };
    const served = new Set((await run(["api-versions"])).split("\n"));
    const [there, missing] = [true, false].map((isServed) =>
        sampleObjects().filter(({ apiVersion }) => served.has(apiVersion) === isServed),
    );
    assert.ok(there && missing);
    // The one role that a place may do without.
    assert.deepEqual(
        missing.filter(({ apiVersion }) => !apiVersion.startsWith("postgresql.cnpg.io/")).map(({ kind }) => kind),
        [],
    );
    await run(["apply", "--server-side", "--filename=-"], stringify(manifest));
    try {
        const args = ["apply", "--server-side", "--dry-run=server", "--warnings-as-errors", `--namespace=${namespace}`];
        await run([...args, "--filename=-"], there.map((object) => stringify(object)).join("---\n"));
    } finally {
        await run(["delete", "namespace", namespace]);
    }
    return { admitted: there.length, without: missing.map(({ kind }) => kind).join(", ") };
}
