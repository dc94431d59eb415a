import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import { dashboardOf } from "./dashboard";
import { NAME, Nginx, NginxArgs } from "./nginx";
import type { Group } from "./page";

export type { Group } from "./page";

/** No start page: the domain's root is left to an application. */
const NoStartPageArgs = z.strictObject({ kind: z.literal("none") });

/** What an environment may say of the page at the root of a place's domain. */
export const StartPageArgs = z.discriminatedUnion("kind", [NginxArgs, NoStartPageArgs]);
export type StartPageArgs = z.infer<typeof StartPageArgs>;

/** One page from which people find all others. */
export interface StartPage {
    /** The page itself, at the domain's root. */
    readonly console: Console;
}

/** What is seen of it. Known before it is made, for it shows what monitoring publishes, and so comes after it. */
export function startPageDashboards({ kind }: StartPageArgs): Dashboard[] {
    return kind === "nginx" ? [dashboardOf(NAME)] : [];
}

/** Puts the start page in a place; nothing for `none`. */
export function startPage(
    place: Place,
    said: StartPageArgs,
    needs: { groups: Group[] },
    opts?: pulumi.ComponentResourceOptions,
): StartPage | undefined {
    switch (said.kind) {
        case "nginx":
            return new Nginx(`${place.name}-start-page`, { place, said, ...needs }, opts);
        case "none":
            return undefined;
    }
}
