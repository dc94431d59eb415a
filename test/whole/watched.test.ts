import assert from "node:assert/strict";

import { findPins } from "../../commands/facts/pins";
import { imageReference } from "../../components/chart";
import type { Registered } from "../deploy";
import { unwatched, watched } from "../house/watched";
import { stacks } from "../stacks";
import { type Installed, installations } from "../upstream/installed";

/** One place of an environment: what is registered in it, and which charts it installs. */
interface Place {
    called: string;
    resources: Registered[];
    charts: string[];
}

const { charts, images, manifests } = findPins();
const pinned = [...charts, ...images, ...manifests].map(({ pin }) => pin.name);

describe("what is pinned and runs", function () {
    this.timeout(120_000);

    let places: Place[];
    before(async () => {
        const installed = await installations();
        places = (await stacks()).flatMap(({ environment, resources }) =>
            [...new Set(resources.flatMap(({ provider }) => provider ?? []))].map((provider) => ({
                called: `${environment} ${provider}`,
                resources: resources.filter((one) => one.provider === provider),
                charts: chartsIn(installed, environment, provider),
            })),
        );
    });

    it("is watched, or is listed with a reason", () => {
        assert.deepEqual([...Object.keys(watched), ...Object.keys(unwatched)].sort(), [...new Set(pinned)].sort());
        assert.ok(Object.values(unwatched).every((reason) => reason.length > 0));
    });

    it("has an alert of its own wherever it is", () => {
        let examined = 0;
        const without: string[] = [];
        const seen = new Set<string>();
        // Elsewhere nobody is called for anything.
        const called = places.filter(({ charts }) => charts.includes("kube-prometheus-stack"));
        for (const place of called) {
            const alerts = alertsIn(place);
            for (const [name, prefix] of Object.entries(watched)) {
                if (!isIn(place, name)) continue;
                seen.add(name);
                examined += 1;
                if (!isWatched(prefix, alerts))
                    without.push(`${place.called}: ${name} has no alert ${prefix}…: give its Dashboard one`);
            }
        }
        assert.deepEqual(without, []);
        assert.deepEqual(
            Object.keys(watched).filter((name) => !seen.has(name)),
            [],
            "no environment has it",
        );
        console.log(`      ${examined} pins in ${called.length} places`);
    });

    it("would be found without one", () => {
        assert.ok(isWatched("Longhorn", ["LonghornDiskFull"]));
        assert.ok(!isWatched("Dex", ["DexterDown", "LonghornDiskFull"]));
        const [place] = places.filter((one) => one.charts.includes("longhorn"));
        assert.ok(place);
        assert.ok(isIn(place, "longhorn") && isIn(place, "nginx-unprivileged"));
        assert.ok(!isIn(place, "kadalu") && !isIn(place, "weave-kube"));
    });
});

function chartsIn(installed: Installed[], environment: string, provider: string): string[] {
    return installed
        .filter((one) => one.environment === environment && one.resource.provider === provider)
        .map(({ chart }) => chart);
}

/** Whether a place has what is pinned under that name: the chart, or the image in any object. */
function isIn({ resources, charts: installed }: Place, name: string): boolean {
    return (
        installed.includes(name) ||
        images.some(
            ({ pin }) =>
                pin.name === name &&
                resources.some(({ inputs }) => JSON.stringify(inputs).includes(imageReference(pin))),
        )
    );
}

function alertsIn({ resources }: Place): string[] {
    return resources
        .filter(({ type }) => type === "kubernetes:monitoring.coreos.com/v1:PrometheusRule")
        .flatMap(({ inputs }) => [...JSON.stringify(inputs).matchAll(/"alert":"(\w+)"/g)])
        .map(([, name = ""]) => name);
}

/** Whether one of the alerts begins with that word. */
function isWatched(prefix: string, alerts: string[]): boolean {
    return alerts.some((name) => name.startsWith(prefix) && /^[A-Z]/.test(name.slice(prefix.length)));
}
