import assert from "node:assert/strict";

import { collect } from "../../../commands/versions/collect";
import { exitCodeOf, jsonOf, type Report, textOf } from "../../../commands/versions/report";
import { findPins } from "../../../commands/facts/pins";
import type { Renderer } from "../../../commands/plan/compare";
import { Refusal } from "../../../commands/terminal";
import { object, resource } from "../plan/registered";

const { charts } = findPins();
const pinOf = (name: string) => charts.find(({ pin }) => pin.name === name)?.pin ?? assert.fail(`nobody pins ${name}`);
const [longhorn, metallb] = [pinOf("longhorn"), pinOf("metallb")];

const budget = (apiVersion: string) => ({
    object: { apiVersion, kind: "PodDisruptionBudget", metadata: { name: "budget", namespace: "system" } },
    apart: false,
});

/** A place with two charts and an object of its own. */
function place(name: string, version: string) {
    const parent = { parent: name, parentType: "samestack:stacks:Production" };
    const release = (pin: { name: string; version: string }) =>
        resource({
            type: "kubernetes:helm.sh/v3:Release",
            name: `${name}-${pin.name}`,
            inputs: { name: pin.name, namespace: "system", chart: pin.name, version: pin.version, values: {} },
            ...parent,
        });
    return [
        resource({
            type: "samestack:cluster:ExistingCluster",
            name: `${name}-cluster`,
            inputs: { version },
            custom: false,
        }),
        resource({ type: "samestack:stacks:Production", name, custom: false }),
        release(longhorn),
        release(metallb),
        object("Deployment", `${name}-web`, {}, parent),
    ];
}

const old: Renderer = ({ name }) => Promise.resolve(name === "metallb" ? [budget("policy/v1beta1")] : []);
const absent: Renderer = ({ name }) => Promise.reject(new Refusal(`the chart ${name} cannot be had`));
const environments = [
    { name: "one", resources: place("paris", "1.36") },
    { name: "two", resources: [...place("oslo", "1.36"), ...place("rome", "1.32")] },
];
const nothing = { known: "1.36", refused: [], live: [], unreached: [] };

async function report(renderer: Renderer | undefined, said: Partial<Report> = {}): Promise<Report> {
    const found = await collect(environments, renderer && { renderer, appOf: () => Promise.resolve("v9") });
    return { ...found, ...nothing, ...said };
}

const quiet = { write: () => undefined };

describe("npm run versions", () => {
    it("names each pin with its Kubernetes and its places, and each place with what it lacks", async () => {
        const { pins, places } = await report(absent);
        assert.deepEqual(
            pins.map(({ name, version, kubernetes, places }) => ({ name, version, kubernetes, places })),
            [longhorn, metallb].map(({ name, version, kubernetes }) => ({
                name,
                version,
                kubernetes,
                places: ["one paris", "two oslo", "two rome"],
            })),
        );
        const supported = { from: "1.33", to: "1.36" };
        assert.deepEqual(places, [
            { environment: "one", place: "paris", kubernetes: "1.36", ...supported, outside: [] },
            { environment: "two", place: "oslo", kubernetes: "1.36", ...supported, outside: [] },
            { environment: "two", place: "rome", kubernetes: "1.32", ...supported, outside: ["longhorn"] },
        ]);
    });

    it("says what it did not look into, with a reader that has no chart and without any", async () => {
        for (const renderer of [absent, undefined]) {
            const found = await report(renderer);
            assert.deepEqual(found.notLooked, ["longhorn", "metallb"]);
            assert.equal(found.looked, 3);
            assert.match(textOf(found, quiet), /NOT LOOKED AT.*\n {2}longhorn, metallb\n$/);
        }
    });

    it("fits 80 characters, with the manual's ways under the table", async () => {
        const text = textOf(await report(undefined), quiet);
        assert.deepEqual(
            text.split("\n").filter((line) => line.length > 80),
            [],
        );
        assert.match(text, /^ {2}longhorn: up by one minor at a time, never down$/m);
        assert.match(text, /^two rome +1\.32 +1\.33 to 1\.36 +outside, by longhorn$/m);
    });

    it("ends by what is worst", async () => {
        const fine = { ...(await report(undefined)), places: [] };
        const live = (is: string) => ({
            live: [
                {
                    environment: "one",
                    place: "paris",
                    gitVersion: "v1.36.3",
                    compared: [{ chart: "a", pinned: "1", is }],
                    besides: [],
                },
            ],
        });
        assert.equal(exitCodeOf(fine), 0);
        assert.equal(exitCodeOf({ ...fine, ...live("same") }), 0);
        assert.equal(exitCodeOf({ ...fine, ...live("not told") }), 0);
        assert.equal(exitCodeOf({ ...fine, ...live("behind by a minor") }), 3);
        assert.equal(
            exitCodeOf({ ...fine, ...live("same"), unreached: [{ place: "one paris", why: "it is off" }] }),
            1,
        );
        assert.equal(exitCodeOf({ ...fine, refused: [{ environment: "one", why: "no" }] }), 1);
        assert.equal(exitCodeOf(await report(undefined)), 1);
    });

    it("names an object of an API that is dropped, by its chart, once for all places alike", async () => {
        const found = await report(old);
        assert.deepEqual([...new Set(found.pins.map(({ app }) => app))], ["v9"]);
        assert.deepEqual(
            found.dropped.map(({ object, by, removed, served, places }) => ({ object, by, removed, served, places })),
            [
                {
                    object: "policy PodDisruptionBudget system/budget",
                    by: "the chart metallb",
                    removed: "1.25",
                    served: false,
                    places: ["one paris", "two oslo", "two rome"],
                },
            ],
        );
        const whole = { ...found, places: [] };
        assert.equal(exitCodeOf(whole), 1);
        assert.match(
            textOf(whole, quiet),
            /^policy PodDisruptionBudget .*one paris, two oslo, two rome\): .*from Kubernetes 1\.25 on/m,
        );
        assert.equal((JSON.parse(jsonOf(whole)) as Report).dropped.length, 1);
    });
});
