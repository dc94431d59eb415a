import * as pulumi from "@pulumi/pulumi";

import type { Environment } from "./environment";
import { kubeconfigOf, reach } from "../components/cluster";
import type { Secrets } from "../components/secrets";

/**
 * Makes sure, before anything is done, that every existing cluster answers, lets us in, and is of the minor that the
 * environment states. Without it the first sign would be an error of each chart.
 *
 * @throws RunError with one sentence for each place that is not as it should be.
 */
export async function preflight({ places }: Environment, secrets: Secrets): Promise<void> {
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
    if (found.flat().length > 0) throw new pulumi.RunError(found.flat().join("\n"));
}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}
