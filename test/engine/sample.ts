import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { stringify } from "yaml";
import { z } from "zod";

import type { SandboxCluster } from "../../commands/sandbox/cluster";
import { kubectlOf } from "../../commands/sandbox/kubectl";
import { type KubernetesObject, objectsIn } from "../../commands/sandbox/objects";
import { CONTRACT } from "../../components/contract";
import { root } from "../environments";

/** The sample application, as its files say it. */
export function sampleObjects(): KubernetesObject[] {
    const folder = path.join(root, "sample");
    return fs.readdirSync(folder).flatMap((file) => objectsIn(fs.readFileSync(path.join(folder, file), "utf8")));
}

const Contract = z.looseObject({ data: z.record(z.string(), z.string()) });

/**
 * Has a cluster's API server judge the sample without keeping it, in a namespace as applications are given; fails where
 * it refuses an object, or only warns. Kinds that the place's contract does not offer are not tried, and named.
 */
export async function sampleIn(
    cluster: SandboxCluster,
    kubectl: string,
): Promise<{ admitted: number; without: string }> {
    const run = kubectlOf(kubectl, cluster.kubeconfig);
    const namespace = "sample-on-trial";
    const read = await run(["get", "configmap", CONTRACT, "--namespace=kube-public", "--output=json"]);
    const contract = Contract.parse(JSON.parse(read)).data;
    const [label = "", level = ""] = contract["namespace.level"]?.split("=") ?? [];
    const labels = { [label]: level, "pod-security.kubernetes.io/warn": level };
    const manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } };
    const served = new Set((await run(["api-versions"])).split("\n"));
    const [there, missing] = [true, false].map((isServed) =>
        sampleObjects().filter(({ apiVersion }) => served.has(apiVersion) === isServed),
    );
    assert.ok(there && missing);
    // What the place says that it offers is served, and what is not served it does not offer.
    const offered = [contract["databases.postgres"], ...(contract["monitoring.kinds"]?.split(" ") ?? [])];
    assert.deepEqual(
        missing.filter(({ apiVersion, kind }) => offered.includes(`${apiVersion} ${kind}`) || offered.includes(kind)),
        [],
    );
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
