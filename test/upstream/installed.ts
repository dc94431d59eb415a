import assert from "node:assert/strict";

import { findPins } from "../../commands/facts/pins";
import type { Registered } from "../deploy";
import { stacks } from "../stacks";
import { isMapping } from "../../stacks/mapping";

/** One chart as an environment installs it. */
export interface Installed {
    environment: string;
    resource: Registered;
    chart: string;
    version: string;
    release: string;
    namespace: string;
    values: Record<string, unknown>;
}

/** Everything that environments install. */
export async function installations(): Promise<Installed[]> {
    const pins = findPins().charts;
    const found = (await stacks()).flatMap(({ environment, resources }) =>
        resources
            .filter(({ type }) => /^kubernetes:helm\.sh\/v[34]:(Release|Chart)$/.test(type))
            .map((resource) => {
                const { chart, version, name, namespace, values = {} } = resource.inputs;
                assert.ok(typeof chart === "string" && typeof version === "string", resource.name);
                assert.ok(typeof name === "string" && typeof namespace === "string", resource.name);
                assert.ok(isMapping(values), resource.name);
                const last = chart.split("/").at(-1) ?? "";
                const packed = pins.find(({ pin }) => pin.repository === chart)?.pin.name;
                const plain =
                    packed ?? (last.endsWith(`-${version}.tgz`) ? last.slice(0, -`-${version}.tgz`.length) : last);
                return { environment, resource, chart: plain, version, release: name, namespace, values };
            }),
    );
    assert.ok(found.length > 0, "no chart is installed");
    return found;
}

/** Each chart with each set of values once: most places say the same. */
export function distinct(installed: Installed[]): Installed[] {
    return [...new Map(installed.map((one) => [`${one.chart} ${JSON.stringify(one.values)}`, one])).values()];
}
