import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

import type { SandboxCluster } from "../sandbox/cluster";
import { Refusal } from "../terminal";
import { Cluster } from "../../test/standins/kubernetes/cluster";
import { connect } from "../../test/standins/kubernetes/http";
import { openKubeconfig } from "../../test/standins/kubernetes/kubeconfig";
import { readinessOfKind } from "../../test/standins/kubernetes/readiness";
import { toProperties } from "../../test/standins/values";

/** Longest time that the objects of a stack may take to be there and ready, in milliseconds. */
export const patience = 300_000;

/** A connection to a sandbox cluster that is kept open, as the engine's providers keep theirs. */
export function reach(cluster: SandboxCluster): Cluster {
    return new Cluster(connect(openKubeconfig({ kubeconfig: fs.readFileSync(cluster.kubeconfig, "utf8") })));
}

const kinds = { deployments: "Deployment", daemonsets: "DaemonSet", statefulsets: "StatefulSet" };
const List = z.looseObject({ items: z.array(z.looseObject({})) });

/** Waits until every Deployment, DaemonSet and StatefulSet is rolled out; gives how many there are. */
export async function workloadsReady(cluster: Cluster, signal: AbortSignal): Promise<number> {
    const deadline = Date.now() + patience;
    for (;;) {
        const found = await Promise.all(
            Object.entries(kinds).map(async ([plural, kind]) => {
                const list = List.parse(await cluster.client.ask({ path: `/apis/apps/v1/${plural}`, signal }));
                return list.items.map((live) => readinessOfKind[`apps/v1/${kind}`]?.(toProperties(live)).is);
            }),
        );
        const states = found.flat();
        if (states.every((state) => state === "ready")) return states.length;
        if (Date.now() > deadline) {
            const late = states.filter((state) => state !== "ready").length;
            throw new Refusal(`${late} of ${states.length} workloads are not ready after ${patience / 1000} s`);
        }
        await sleep(100, undefined, { signal });
    }
}
