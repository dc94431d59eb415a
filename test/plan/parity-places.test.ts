import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { type Rendered, rendered } from "../commands/parity/fixtures";
import type { Declared } from "../../components/difference";
import { comparePlaces } from "../../commands/parity/compare";
import { exitCodeOf } from "../../commands/parity/make";
import type { Canonical, PlaceRendered } from "../../commands/parity/objects";
import type { Pair } from "../../commands/parity/pair";
import { textOf } from "../../commands/parity/text";
import { byReason, excusesOf, excuseWords, whatWords } from "../../commands/parity/words";
import { isMapping } from "../../stacks/mapping";
import { declaredDifferences } from "../../stacks/differences";
import { root } from "../environments";

const compare = (here: PlaceRendered, there: PlaceRendered) =>
    comparePlaces(here, there, declaredDifferences, undefined);
const said = (pair: Pair) => textOf({ pairs: [pair], notes: [] }, { write: () => undefined });

/** The place with other objects. */
function having(place: PlaceRendered, change: (one: Canonical) => Canonical[]): PlaceRendered {
    return { ...place, objects: place.objects.flatMap(change) };
}

/** An object's kind and name, as declarations write them. */
function short(id: string): string {
    const words = id.split(" ");
    return words.length > 2 ? words.slice(1).join(" ") : id;
}

/** What both places have, as the second has it. */
function sharedBy(here: PlaceRendered, there: PlaceRendered): Canonical[] {
    return there.objects.filter(({ id, role }) => here.objects.some((one) => one.id === id && one.role === role));
}

/** Whether an environment says another kind of system for a role, so that it is not compared in detail. */
function excuses(said: Pair["said"], role: string): boolean {
    return said.some(({ spoken, word }) => spoken && word === `${role}.kind`);
}

describe("the parity of the program's places", function () {
    this.timeout(120_000);
    let { ready, every, pairs }: Rendered = { ready: [], every: {}, pairs: {} };
    before(async () => {
        ({ ready, every, pairs } = await rendered());
    });

    for (const name of [
        "mixed",
        "across",
        "others",
        "chosen",
        "kinds",
        "twins",
        "sizes",
        "disks",
        "days",
        "data",
        "consents",
        "consentsOfCeph",
        "consentsOfGluster",
        "consentsInAws",
        "clouds",
        "bare",
        "signed",
        "solved",
    ] as const) {
        it(`holds, but for what is declared: ${name}`, async () => {
            const [here, there] = pairs[name] ?? assert.fail();
            const pair = await compare(here, there);
            assert.deepEqual(pair.undeclared.map(whatWords), []);
            assert.deepEqual(pair.stale, []);
            assert.equal(exitCodeOf({ pairs: [pair], notes: [] }), 0);
            assert.ok(pair.objects.identical > 50 && pair.declared.length > 0);
            console.log(
                `      ${pair.objects.identical} objects identical, ${pair.declared.length} differences declared`,
            );
        });
    }

    it("holds between any two places of the ready environments", async () => {
        let declared = 0;
        for (const [names, [here, there]] of Object.entries(every)) {
            const pair = await compare(here, there);
            assert.deepEqual(pair.undeclared.map(whatWords), [], names);
            assert.deepEqual(pair.stale, [], names);
            assert.ok(pair.objects.identical > 50, names);
            declared += pair.declared.length;
        }
        const count = Object.keys(every).length;
        assert.equal(count, (ready.length * (ready.length - 1)) / 2);
        assert.ok(ready.length >= 10 && declared > 1000);
        console.log(`      ${count} pairs of ${ready.length} places, ${declared} differences declared`);
    });

    it("counts what another kind of system excuses, by its role", async () => {
        const [here, there] = pairs.kinds ?? assert.fail();
        const pair = await compare(here, there);
        const excuses = excusesOf(pair);
        assert.deepEqual(
            excuses.map(({ role, word }) => [role, word]),
            [
                ["network", "network.kind"],
                ["ingress", "ingress.kind"],
            ],
        );
        for (const excuse of excuses) {
            assert.ok(excuse.objects > 5);
            assert.ok(said(pair).includes(`${excuseWords(excuse)}\n`));
        }
        const [twin, other] = pairs.twins ?? assert.fail();
        assert.deepEqual(excusesOf(await compare(twin, other)), []);
    });

    for (const name of ["bare", "solved"] as const) {
        it(`has contracts that differ by nothing but declared words: ${name}`, async () => {
            const [here, there] = pairs[name] ?? assert.fail();
            const { declared } = await compare(here, there);
            const words = declared.filter(({ role }) => role === "contract");
            assert.ok(words.length > 0);
            console.log(`      ${words.length} words`);
        });
    }

    it("is in the README what it is of mixed", async () => {
        const [here, there] = pairs.mixed ?? assert.fail();
        const { declared } = await compare(here, there);
        const readme = fs.readFileSync(path.join(root, "README.md"), "utf8");
        const [, reasons] = /differ for (\d+) reasons/.exec(readme) ?? assert.fail("the README does not say it");
        assert.equal(byReason(declared).length, Number(reasons));
    });

    it("is of two own servers all but what the environment says of each", async () => {
        const [here, there] = pairs.twins ?? assert.fail();
        const pair = await compare(here, there);
        assert.deepEqual(
            byReason(pair.declared).map(({ reason, found }) => [reason, found.map(whatWords)]),
            [
                [
                    "the environment says cluster.podCidr",
                    [
                        "operator.tigera.io Installation default spec.calicoNetwork.ipPools[default-ipv4-ippool].cidr",
                        "Release oauth2-proxy/oauth2-proxy values.extraArgs.trusted-proxy-ip",
                    ],
                ],
                [
                    "the environment says loadBalancing.addresses",
                    ["metallb.io IPAddressPool metallb-system/default spec.addresses"],
                ],
            ],
        );
    });

    it("fails at one undeclared difference in any component, and names it", async () => {
        let planted = 0;
        for (const name of ["mixed", "others", "twins"] as const) {
            const [here, there] = pairs[name] ?? assert.fail();
            const both = there.objects.filter(({ id }) => here.objects.some((one) => one.id === id));
            const components = new Map(both.map((one) => [`${one.role} ${one.systems.at(-1) ?? ""}`, one]));
            for (const [component, { id, role, systems }] of components) {
                const pair = await compare(
                    here,
                    having(there, (one) =>
                        one.id === id ? [{ ...one, fields: { ...one.fields, planted: 1 } }] : [one],
                    ),
                );
                assert.deepEqual(
                    pair.undeclared.map((one) => [one.role, one.system, one.object, one.path, one.here, one.there]),
                    [[role, systems.at(-1) ?? "", id, "planted", undefined, 1]],
                    component,
                );
                assert.equal(pair.objects.undeclared, 1);
                assert.equal(pair.fields.undeclared, 1);
                assert.equal(exitCodeOf({ pairs: [pair], notes: [] }), 1);
                assert.ok(said(pair).includes(`${id} planted\n`), component);
                planted += 1;
            }
        }
        assert.ok(planted > 40);
        console.log(`      planted in ${planted} components`);
    });

    it("fails at one undeclared difference in every component of every environment, and names it", async () => {
        const planted = new Set<string>();
        for (const place of ready) {
            // A place and itself: all that differs is what is planted.
            for (const { id, role, systems } of place.objects) {
                const system = systems.at(-1) ?? "";
                if (planted.has(`${role} ${system}`)) continue;
                planted.add(`${role} ${system}`);
                const other = having(place, (one) =>
                    one.id === id ? [{ ...one, fields: { ...one.fields, planted: 1 } }] : [one],
                );
                const { undeclared } = await compare(place, other);
                assert.deepEqual(
                    undeclared.map((one) => [one.system, one.object, one.path]),
                    [[system, id, "planted"]],
                );
            }
        }
        const components = new Set(
            ready.flatMap(({ objects }) => objects.map(({ role, systems }) => `${role} ${systems.at(-1) ?? ""}`)),
        );
        assert.deepEqual(planted, components);
        assert.ok(planted.size > 50, `only ${planted.size} components`);
        console.log(`      planted in each of ${planted.size} components, of ${ready.length} places`);
    });

    it("fails at whatever is planted, in any object and between any two ready places, and names it", async () => {
        const figures = { planted: 0, excused: 0 };
        for (const [names, [here, there]] of Object.entries(every)) {
            const { said } = await compare(here, there);
            const both = sharedBy(here, there);
            const named = both.filter(({ role }) => !excuses(said, role));
            const pair = await compare(
                here,
                having(there, (one) =>
                    both.includes(one) ? [{ ...one, fields: { ...one.fields, planted: 1 } }] : [one],
                ),
            );
            assert.deepEqual(
                pair.undeclared.map(({ object, path }) => `${object ?? ""} ${path ?? ""}`).sort(),
                named.map(({ id }) => `${id} planted`).sort(),
                names,
            );
            figures.planted += named.length;
            figures.excused += both.length - named.length;
        }
        assert.ok(figures.planted > 6000 && figures.excused < figures.planted / 5);
        console.log(`      planted in ${figures.planted} objects; ${figures.excused} are of another kind of system`);
    });

    it("fails at a way out of any namespace that one of any two ready places alone opens, and names it", async () => {
        let planted = 0;
        const open = { name: "anywhere 22", ports: [{ port: 22, protocol: "TCP" }] };
        for (const [names, [here, there]] of Object.entries(every)) {
            const { said } = await compare(here, there);
            const policies = sharedBy(here, there).filter(
                ({ id, role, fields }) =>
                    id.startsWith("networking.k8s.io NetworkPolicy ") &&
                    !excuses(said, role) &&
                    isMapping(fields.spec) &&
                    Array.isArray(fields.spec.egress) &&
                    // Velero's goes to whatever port a store elsewhere answers at.
                    !(id.includes(" velero/") && said.some(({ word }) => word === "objectStorage.endpoint")),
            );
            const opened = (one: Canonical) => {
                const { spec } = one.fields;
                if (!policies.includes(one) || !isMapping(spec) || !Array.isArray(spec.egress)) return [one];
                const egress: unknown[] = [...(spec.egress as unknown[]), open];
                return [{ ...one, fields: { ...one.fields, spec: { ...spec, egress } } }];
            };
            const { undeclared } = await compare(here, having(there, opened));
            assert.deepEqual(undeclared.map(({ object }) => object).sort(), policies.map(({ id }) => id).sort(), names);
            // Named by the port, but where a policy lets through everything.
            const elsewhere = undeclared.filter(({ path }) => path !== "spec.egress[anywhere 22]");
            assert.ok(elsewhere.length <= 2 && elsewhere.every(({ path }) => path === "spec.egress[…]"), names);
            planted += policies.length;
        }
        assert.ok(planted > 700);
        console.log(`      opened in ${planted} policies`);
    });

    it("fails at an object that only one place has, in any component, and names it", async () => {
        let taken = 0;
        const neighbours = ready.slice(1).map((there, index) => [ready[index] ?? there, there] as const);
        for (const [here, there] of [pairs.twins ?? assert.fail(), ...neighbours]) {
            const { said } = await compare(here, there);
            const shared = sharedBy(here, there).filter(({ role }) => !excuses(said, role));
            const components = new Map(shared.map((one) => [one.systems.at(-1), one]));
            for (const { id } of components.values()) {
                const pair = await compare(
                    here,
                    having(there, (one) => (one.id === id ? [] : [one])),
                );
                assert.deepEqual(
                    pair.undeclared.map(({ object, only }) => [object, only]),
                    [[id, "here"]],
                    `${here.environment}, ${there.environment}`,
                );
            }
            taken += components.size;
        }
        assert.ok(taken > 200);
        console.log(`      taken from ${taken} components`);
    });

    it("fails at a whole system that only one place has, and nobody declared", async () => {
        const [here, there] = pairs.twins ?? assert.fail();
        const gone = (one: { systems: string[] }) => one.systems.includes("Velero");
        const without: PlaceRendered = {
            ...there,
            systems: there.systems.filter(({ system }) => system !== "Velero"),
            objects: there.objects.filter((one) => !gone(one)),
        };
        const pair = await compare(here, without);
        const lost = here.objects.filter(gone).length;
        assert.deepEqual(
            pair.undeclared.map(({ system, object, objects }) => [system, object, objects]),
            [["Velero", undefined, lost]],
        );
        assert.equal(pair.objects.undeclared, lost);
    });

    it("fails at any declaration whose cause is gone, and names it", async () => {
        let gone = 0;
        for (const name of ["mixed", "others", "chosen"] as const) {
            const [here, there] = pairs[name] ?? assert.fail();
            const pair = await compare(here, there);
            const other = new Map(here.objects.map((one) => [one.id, one]));
            const causes = new Map(pair.declared.map((one) => [one.object ?? one.system, one]));
            for (const { object, system, reasons } of causes.values()) {
                if (reasons.some((reason) => reason.startsWith("the environment says"))) continue;
                const is = (one: Canonical) =>
                    object === undefined ? one.systems.includes(system) : one.id === object;
                // As it is here, where it is here too; otherwise nowhere.
                const alike = (one: Canonical) => {
                    const twin = object === undefined ? undefined : other.get(one.id);
                    return !is(one) ? [one] : twin ? [twin] : [];
                };
                const without = (one: Canonical) => (is(one) ? [] : [one]);
                const changed = there.objects.some(is)
                    ? await compare(here, having(there, alike))
                    : await compare(having(here, without), there);
                const named = changed.stale.map(({ what }) => what);
                assert.ok(
                    named.some((what) => (object === undefined ? what === system : what.startsWith(short(object)))),
                    `${object ?? system}: ${named.join(", ")}`,
                );
                assert.equal(exitCodeOf({ pairs: [changed], notes: [] }), 1);
                gone += 1;
            }
        }
        assert.ok(gone > 50);
        console.log(`      ${gone} causes taken away`);
    });

    it("is declared by systems as their components are called", () => {
        const places = [...Object.values(pairs), ...Object.values(every)].flat();
        const systems = new Set(places.flatMap((place) => place.systems.map(({ system }) => system)));
        const unknown = declaredDifferences.map(({ by }) => by).filter((by) => !systems.has(by));
        assert.deepEqual(unknown, []);
        assert.ok(systems.size > 30);
        console.log(`      ${declaredDifferences.length} declarations, of ${systems.size} systems that are there`);
    });

    it("lets every part of every declaration occur in one of these pairs at least, so that none is kept for nothing", async () => {
        const told = ({ by, word }: Declared, text: string) => `${by}, ${word}: ${text}`;
        const occurred = new Set<string>();
        for (const [here, there] of [...Object.values(pairs), ...Object.values(every)])
            for (const { declared, text } of (await compare(here, there)).occurred) occurred.add(told(declared, text));
        const parts = declaredDifferences.flatMap((one) => one.what.map((text) => told(one, text)));
        assert.deepEqual(
            parts.filter((part) => !occurred.has(part)),
            [],
        );
        console.log(`      ${declaredDifferences.length} declarations, of ${new Set(parts).size} parts`);
    });

    it("is the same text each time, and whichever way round", async () => {
        const [here, there] = pairs.mixed ?? assert.fail();
        const [once, again, round] = [
            await compare(here, there),
            await compare(here, there),
            await compare(there, here),
        ];
        assert.equal(said(once), said(again));
        assert.deepEqual(round.objects, once.objects);
        assert.deepEqual([round.declared.length, round.stale], [once.declared.length, once.stale]);
    });
});
