import * as pulumi from "@pulumi/pulumi";

import { type Environment, readEnvironment } from "./environment";
import { preflight } from "./preflight";
import { type Addresses, Production } from "./production";
import { openCluster } from "../components/cluster";
import { networkNeeds } from "../components/network";
import type { Secrets } from "../components/secrets";

/** Reads the environment of the present stack, and puts the production stack in each of its places. */
export async function samestack(): Promise<Record<string, Addresses>> {
    const config = new pulumi.Config("samestack");
    const environment = readEnvironment(config.requireObject("environment"));
    const secrets: Secrets = (key) => config.getSecret(key) ?? missing(key);
    await preflight(environment, secrets);
    return putInPlaces(environment, secrets);
}

function missing(key: string): never {
    const command = `pulumi config set --secret ${key}`;
    throw new pulumi.RunError(
        `the secret samestack:${key} is needed and not set: ` +
            (key === "seed" ? `openssl rand -hex 32 | ${command}` : `${command}, which asks for it`),
    );
}

/** Registers the production stack in each place of an environment. */
export function putInPlaces(environment: Environment, secrets: Secrets): Record<string, Addresses> {
    return Object.fromEntries(
        Object.entries(environment.places).map(([name, said]) => {
            const given = { environment: pulumi.getStack(), network: networkNeeds(said), secrets };
            const cluster = openCluster(`${name}-cluster`, said.cluster, given);
            const place = { name, domain: said.domain, cluster, charts: environment.charts };
            const stack = new Production(name, { place, said, secrets }, { providers: cluster.providers });
            return [name, stack.addresses];
        }),
    );
}
