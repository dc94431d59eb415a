import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Client } from "../access";
import type { Chart } from "../chart";
import type { Claim } from "../claim";
import { valkey } from "../databases";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import { DeployerArgs, type DeployerSaid } from "./args";
import { Deployer } from "./deployer";
import { ExistingGitLab } from "./existing-gitlab";
import { chart as gitlab, GitLab, type GitLabNeeds } from "./gitlab";
import { chart as agent } from "./gitlab-agent";
import { ExistingGitLabArgs, GitLabArgs } from "./gitlab-args";
import { gitlabClaims } from "./gitlab-claims";
import { gitlabClient } from "./gitlab-login";
import { chart as runner } from "./gitlab-runner";

/** How applications get there is somebody else's affair. */
const NoDeliveryArgs = z.strictObject({ kind: z.literal("none") });

/** What an environment may say of how applications get to a place. */
export const DeliveryArgs = z.discriminatedUnion("kind", [
    NoDeliveryArgs,
    DeployerArgs,
    ExistingGitLabArgs,
    GitLabArgs,
]);
export type DeliveryArgs = z.infer<typeof DeliveryArgs>;

/** What delivery gives: a merge reaches the cluster. */
export interface Delivery {
    readonly consoles: Console[];
    readonly dashboards: Dashboard[];
}

/** Puts what delivers applications to a place; nothing for `none`. */
export function delivery(
    place: Place,
    said: DeliveryArgs,
    needs: GitLabNeeds,
    opts?: pulumi.ComponentResourceOptions,
): Delivery | undefined {
    const { secrets } = needs;
    switch (said.kind) {
        case "none":
            return undefined;
        case "deployer":
            return new Deployer(`${place.name}-deployer`, { place, said, secrets }, opts);
        case "gitlab-existing":
            return new ExistingGitLab(`${place.name}-gitlab`, { place, said, secrets }, opts);
        case "gitlab":
            return new GitLab(`${place.name}-gitlab`, { place, said, ...needs }, opts);
    }
}

/** What is said of a deployer, if there is one, and below which words of `delivery`. */
export function deployerOf(said: DeliveryArgs): { said: DeployerSaid; at: string[] } | undefined {
    switch (said.kind) {
        case "none":
            return undefined;
        case "deployer":
            return { said, at: [] };
        case "gitlab-existing":
        case "gitlab":
            return said.deployer && { said: said.deployer, at: ["deployer"] };
    }
}

/** What logs people in by itself, and is made known to the login of the place. */
export function deliveryClients({ kind }: DeliveryArgs): Client[] {
    return kind === "gitlab" ? [gitlabClient] : [];
}

/** What the choice claims. Each application that is delivered claims its own. */
export function deliveryClaims(said: DeliveryArgs): Claim[] {
    return said.kind === "gitlab" ? gitlabClaims(said) : [];
}

/** Every chart that the choice installs. */
export function deliveryCharts(said: DeliveryArgs): Chart[] {
    switch (said.kind) {
        case "none":
        case "deployer":
            return [];
        case "gitlab-existing":
            return [...(said.runner ? [runner] : []), ...(said.agent ? [agent] : [])];
        case "gitlab":
            return [gitlab, valkey, ...(said.runner ? [runner] : []), ...(said.agent ? [agent] : [])];
    }
}
