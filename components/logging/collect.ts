import type * as pulumi from "@pulumi/pulumi";

import type { Place } from "../place";
import type { ElasticsearchArgs } from "./args";
import { FluentBit } from "./fluent-bit";
import { Fluentd } from "./fluentd";
import type { Store } from "./store";

/** Puts the chosen collector on every node. */
export function collect(
    name: string,
    args: { place: Place; said: ElasticsearchArgs; store: Store },
    opts: pulumi.ComponentResourceOptions,
): pulumi.ComponentResource {
    switch (args.said.collector) {
        case "fluentd":
            return new Fluentd(`${name}-fluentd`, args, opts);
        case "fluent-bit":
            return new FluentBit(`${name}-fluent-bit`, args, opts);
    }
}
