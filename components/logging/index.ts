import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Chart } from "../chart";
import type { Console } from "../ingress/console";
import type { Dashboard } from "../monitoring/dashboard";
import type { Place } from "../place";
import { ElasticsearchArgs } from "./args";
import { chart as eck } from "./eck";
import { ElasticsearchLogging, type LoggingNeeds } from "./elasticsearch";
import { fluentBit } from "./fluent-bit";
import { fluentd } from "./fluentd";

export { loggingClaims } from "./claims";

/** No logs are kept: they are on the nodes, until the kubelet throws them away. */
const NoLoggingArgs = z.strictObject({ kind: z.literal("none") });

/** What an environment may say of where a place's logs go. */
export const LoggingArgs = z.discriminatedUnion("kind", [ElasticsearchArgs, NoLoggingArgs]);
export type LoggingArgs = z.infer<typeof LoggingArgs>;

/** What logging gives: a page to search. What a container writes to its standard output is collected, unasked. */
export interface Logging {
    readonly consoles: Console[];
    /** What of a container is collected. */
    readonly streams: readonly string[];
    readonly dashboard: Dashboard;
}

/** Collects and keeps the place's logs; nothing for `none`. */
export function logging(
    place: Place,
    said: LoggingArgs,
    needs: LoggingNeeds,
    opts?: pulumi.ComponentResourceOptions,
): Logging | undefined {
    switch (said.kind) {
        case "none":
            return undefined;
        case "elasticsearch":
            return new ElasticsearchLogging(`${place.name}-elasticsearch`, { place, said, ...needs }, opts);
    }
}

/** Every chart that the choice installs. Fluent Bit is there with Fluentd as well: it collects Kubernetes' events. */
export function loggingCharts(said: LoggingArgs): Chart[] {
    switch (said.kind) {
        case "none":
            return [];
        case "elasticsearch":
            return said.collector === "fluentd" ? [eck, fluentd, fluentBit] : [eck, fluentBit];
    }
}
