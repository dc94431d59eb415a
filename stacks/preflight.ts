import * as fs from "node:fs";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { chartsOf, type Environment } from "./environment";
import { locate, locateManifest } from "../components/chart";
import { kubeconfigOf, reach } from "../components/cluster";
import { gatewayApi } from "../components/ingress";
import type { Secrets } from "../components/secrets";

/**
 * Makes sure, before anything is done, that a directory of charts holds them all, and that every existing cluster
 * answers, lets us in, and is of the minor that the environment states. Without it the first sign would be an error of
 * each chart.
 *
 * @throws RunError with one sentence for each thing that is not as it should be.
 */
export async function preflight(environment: Environment, secrets: Secrets): Promise<void> {
    const found = [...chartsLacking(environment), ...(await clustersAmiss(environment, secrets))];
    if (found.length > 0) throw new pulumi.RunError(found.join("\n"));
}

/** A sentence that names what a directory of charts lacks; nothing where charts come from elsewhere. */
export function chartsLacking({ charts, places }: Environment): string[] {
    if (charts === "upstream" || charts.includes("://")) return [];
    if (!fs.existsSync(charts)) {
        return [`charts: there is no directory ${charts}; write where the charts are, or upstream`];
    }
    const files = [
        ...Object.values(places).flatMap((place) => chartsOf(place).map((chart) => locate(chart, charts).chart)),
        locateManifest(gatewayApi, charts),
    ];
    const lacking = [...new Set(files)].filter((file) => !fs.existsSync(file)).map((file) => path.basename(file));
    return lacking.length === 0
        ? []
        : [`charts: the directory ${charts} lacks ${lacking.join(", ")}; put them there (helm pull --destination)`];
}

async function clustersAmiss({ places }: Environment, secrets: Secrets): Promise<string[]> {
    const found = await Promise.all(
        Object.entries(places).map(async ([name, { cluster }]) => {
            if (cluster.kind !== "existing") return [];
            try {
                const { minor } = await reach(name, await valueOf(kubeconfigOf(name, cluster, secrets)));
                return minor === cluster.version
                    ? []
                    : [
                          `${name} runs Kubernetes ${minor}, the environment says ${cluster.version}: write version: "${minor}"`,
                      ];
            } catch (error) {
                if (pulumi.RunError.isInstance(error)) return [error.message];
                throw error;
            }
        }),
    );
    return found.flat();
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}
