import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { z } from "zod";

import { clusterName } from "../../../components/cluster";
import { onlyContext, readKubeconfig } from "../../../components/cluster/kubeconfig";
import { run } from "../../sandbox/process";
import { Refusal } from "../../terminal";
import type { PlaceRendered } from "../objects";

/** How the cluster of a place is reached. Throws one sentence where it cannot be. */
export type Kubeconfigs = (place: PlaceRendered) => Promise<string>;

const Existing = z.looseObject({
    kind: z.literal("existing"),
    kubeconfig: z.union([z.string(), z.looseObject({ secret: z.string() })]),
    context: z.string().optional(),
});
const Cluster = z.discriminatedUnion("kind", [Existing, z.looseObject({ kind: z.literal("eks"), region: z.string() })]);

/**
 * The kubeconfig that the program itself uses, of its one context: the environment's file or secret, or for EKS what the
 * `aws` command writes, with whatever credentials this run has.
 *
 * @param root the project's folder, from which paths start and where the stacks' configuration is.
 */
export function kubeconfigsIn(root: string): Kubeconfigs {
    return async ({ environment, name, said }) => {
        const cluster = Cluster.parse(said.cluster);
        if (cluster.kind === "eks") return ofEks(clusterName(`${name}-cluster`, environment), cluster.region);
        const { kubeconfig, context } = cluster;
        if (typeof kubeconfig === "string") {
            const file = /^[~/]/.test(kubeconfig) ? kubeconfig : path.join(root, kubeconfig);
            return readKubeconfig(name, file, context);
        }
        const key = `samestack:${kubeconfig.secret}`;
        const words = ["config", "get", key, "--stack", environment, "--cwd", root];
        const text = await answer("pulumi", words, `the secret ${key} holds its kubeconfig`);
        return onlyContext(text, context, { cluster: name, file: `the secret ${key}` });
    };
}

/** @see https://docs.aws.amazon.com/cli/latest/reference/eks/update-kubeconfig.html */
async function ofEks(cluster: string, region: string): Promise<string> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-eks-"));
    const file = path.join(folder, "kubeconfig");
    try {
        const words = ["eks", "update-kubeconfig", "--name", cluster, "--region", region, "--kubeconfig", file];
        await answer("aws", words, `${cluster} is asked for by the aws command`);
        return fs.readFileSync(file, "utf8");
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}

async function answer(program: string, words: string[], what: string): Promise<string> {
    const ended = await run(program, words, { env: process.env }).catch((error: unknown) => {
        throw new Refusal(
            `${what}, and ${program} cannot be run: ${error instanceof Error ? error.message : "why is not said"}`,
        );
    });
    if (ended.code === 0) return ended.stdout;
    const said = ended.output.split("\n").filter((line) => line.trim() !== "");
    throw new Refusal(`${what}, and ${program} refuses: ${said.at(-1)?.trim() ?? "it says nothing"}`);
}
