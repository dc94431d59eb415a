import assert from "node:assert/strict";

import { type Facts, readFacts, withoutFacts } from "./facts";
import { findPins } from "../../commands/facts/pins";
import { definitions } from "../standins/charts/definitions";
import { withoutValues } from "../standins/charts/parts";
import { charts as all } from "../standins/charts/table";
import { isMapping } from "../../stacks/mapping";

/** Those that can be compared with the real ones. */
const charts = all.filter(({ name }) => !withoutFacts.has(name));

describe("stand-in charts", () => {
    let facts: Facts;
    before(() => (facts = readFacts()));

    it("are there for every chart that is pinned, and for no other", () => {
        assert.deepEqual(
            all.map(({ name }) => name).sort(),
            findPins()
                .charts.map(({ pin }) => pin.name)
                .sort(),
        );
    });

    it("have the workloads and Services of the real ones, and no others, as long as no value is said", () => {
        const kinds = ["Deployment", "DaemonSet", "StatefulSet", "Service"];
        let compared = 0;
        for (const { name: chart, values, workloads = [], services = [] } of charts) {
            const ours = [...workloads, ...services.map((service) => ({ kind: "Service", ...service }))]
                .filter(({ when, is = true }) => when === undefined || at(values, when) === is)
                .map(({ kind, name }) => `${kind} ${withoutValues(name)}`);
            const theirs = (facts.charts.get(chart)?.objects ?? [])
                .filter(({ kind }) => kinds.includes(kind))
                .map(({ kind, name }) => `${kind} ${name}`);
            assert.deepEqual(ours.sort(), theirs.sort(), chart);
            compared += theirs.length;
        }
        assert.ok(compared > 0);
        console.log(`      ${compared} names of ${charts.length} charts`);
        for (const [name, reason] of withoutFacts) console.log(`      NOT CHECKED: ${name}: ${reason}`);
    });

    it("have hooks at the same events as the real ones", () => {
        const hooks = charts.flatMap(({ name, hooks = [] }) => hooks.map((hook) => ({ chart: name, ...hook })));
        for (const { chart, name, at } of hooks) {
            const real = facts.charts
                .get(chart)
                ?.objects.find((object) => object.kind === "Job" && object.name === name);
            assert.equal(real?.hook, at, `${chart} ${name}`);
        }
        assert.ok(hooks.length > 0);
        console.log(`      ${hooks.length} hooks`);
    });

    it("have defaults that are those of the real ones, where the real ones say them", () => {
        let compared = 0;
        for (const { name: chart, values = {} } of charts) {
            const real = facts.charts.get(chart)?.defaults;
            for (const path of leaves(values)) {
                const there = at(real, path);
                // What a subchart's template reads need not be among the defaults.
                if (there === undefined) continue;
                assert.deepEqual(at(values, path), there, `${chart}: ${path}`);
                compared += 1;
            }
        }
        assert.ok(compared > 0);
        console.log(`      ${compared} values`);
    });

    it("define kinds as the real ones do", () => {
        const without = all.filter(
            ({ name, crds }) => crds && (withoutFacts.has(name) || facts.charts.get(name)?.crds.length === 0),
        );
        const excused = without.flatMap(({ crds = [] }) => crds).filter((name) => !facts.crds.has(name));
        const wrong = [...definitions]
            .filter(([name]) => !excused.includes(name))
            .filter(([name, definition]) => {
                const real = facts.crds.get(name);
                return (
                    real?.kind !== definition.kind ||
                    real.scope !== definition.scope ||
                    !real.versions.some(
                        ({ name, served, subresources }) =>
                            name === definition.version &&
                            served &&
                            "status" in (subresources ?? {}) === definition.status,
                    )
                );
            });
        assert.deepEqual(
            wrong.map(([name]) => name),
            [],
        );
        assert.ok(definitions.size > excused.length);
        console.log(`      ${definitions.size - excused.length} definitions`);
        for (const { name, crds = [] } of without) {
            console.log(`      NOT CHECKED: ${crds.length} definitions, for these facts of ${name} hold none`);
        }
    });
});

function at(values: unknown, path: string): unknown {
    return path.split(".").reduce<unknown>((inside, key) => (isMapping(inside) ? inside[key] : undefined), values);
}

function leaves(values: Record<string, unknown>, before = ""): string[] {
    return Object.entries(values).flatMap(([key, value]) =>
        isMapping(value) ? leaves(value, `${before}${key}.`) : [`${before}${key}`],
    );
}
