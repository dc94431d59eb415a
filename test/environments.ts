import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import { deploy, type Registered } from "./deploy";
import { readEnvironment } from "../stacks/environment";
import { environmentFile, environmentNames } from "../stacks/file";
import { putInPlaces } from "../stacks/samestack";

/** The project's folder. */
export const root = path.join(__dirname, "..");

/** Names of all environments of the repository, by their files, so that a new one is tested by being there. */
export const environments = environmentNames();

/** What an environment's file says. */
export const saidBy = environmentFile;

const Reachable = z.looseObject({
    places: z.record(z.string(), z.looseObject({ cluster: z.looseObject({ kind: z.string() }) })),
});

/** The same environment, with each existing cluster reached by another kubeconfig: its own is nobody else's business. */
export function reachedBy(said: unknown, cluster: (place: string) => Record<string, unknown>): unknown {
    const environment = Reachable.parse(said);
    const places = Object.entries(environment.places).map(([name, place]) => {
        const there = place.cluster.kind === "existing";
        return [name, there ? { ...place, cluster: { ...place.cluster, ...cluster(name) } } : place];
    });
    return { ...environment, places: Object.fromEntries(places) as unknown };
}

/** What every secret begins with, so that one in the wrong place is found. */
export const CANARY = "canary";

/** Everything an environment registers, against a pretend engine. */
export function register(said: unknown): Promise<Registered[]> {
    const kubeconfig = path.join(root, "test", "fixtures", "kubeconfig.yaml");
    const here = reachedBy(said, () => ({ kubeconfig, context: "test" }));
    // As long as a seed must be.
    const secrets = (key: string) => pulumi.secret(`${CANARY}-${key}`.padEnd(64, "-"));
    return deploy(() => putInPlaces(readEnvironment(here), secrets));
}
