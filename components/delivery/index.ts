import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Chart } from "../chart";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import type { Secrets } from "../secrets";
import { DeployerArgs, type DeployerSaid } from "./args";
import { Deployer } from "./deployer";
import { ExistingGitLab } from "./existing-gitlab";
import { chart as agent } from "./gitlab-agent";
import { ExistingGitLabArgs } from "./gitlab-args";
import { chart as runner } from "./gitlab-runner";

/** How applications get there is somebody else's affair. */
const NoDeliveryArgs = z.strictObject({ kind: z.literal("none") });

/** What an environment may say of how applications get to a place. */
export const DeliveryArgs = z.discriminatedUnion("kind", [NoDeliveryArgs, DeployerArgs, ExistingGitLabArgs]);
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
    needs: { secrets: Secrets },
    opts?: pulumi.ComponentResourceOptions,
): Delivery | undefined {
    switch (said.kind) {
        case "none":
            return undefined;
        case "deployer":
            return new Deployer(`${place.name}-deployer`, { place, said, ...needs }, opts);
        case "gitlab-existing":
            return new ExistingGitLab(`${place.name}-gitlab`, { place, said, ...needs }, opts);
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
            return said.deployer && { said: said.deployer, at: ["deployer"] };
    }
}

/** Every chart that the choice installs. */
export function deliveryCharts(said: DeliveryArgs): Chart[] {
    switch (said.kind) {
        case "none":
        case "deployer":
            return [];
        case "gitlab-existing":
            return [...(said.runner ? [runner] : []), ...(said.agent ? [agent] : [])];
    }
}
