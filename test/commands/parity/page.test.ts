import assert from "node:assert/strict";

import { pageOf } from "../../../commands/parity/page";
import { jsonOf } from "../../../commands/parity/json";
import type { PlaceRendered } from "../../../commands/parity/objects";
import type { Found, Pair } from "../../../commands/parity/pair";
import { roles } from "../../../commands/parity/roles";
import { textOf } from "../../../commands/parity/text";
import { roles as said } from "../../../stacks/environment";

const place = (environment: string, name: string): PlaceRendered => ({
    environment,
    name,
    domain: `${name}.example.org`,
    said: {},
    spoken: {},
    kubernetes: "1.36",
    systems: [],
    objects: [],
});
const found: Found = {
    role: "ingress",
    system: "Traefik",
    object: "Service traefik/<traefik>",
    path: "spec.a",
    here: 1,
    there: "<script>",
    reasons: [],
    objects: 1,
};
const figure = (identical: number, declared: number, undeclared: number) => ({ identical, declared, undeclared });

/** A comparison with one of everything. */
const pair: Pair = {
    here: place("mixed", "paris"),
    there: place("mixed", "oslo"),
    rows: [
        {
            role: "loadBalancing",
            here: ["MetalLB"],
            there: ["AwsLoadBalancerController"],
            objects: figure(0, 3, 0),
            fields: figure(0, 0, 0),
        },
        { role: "ingress", here: ["Traefik"], there: ["Traefik"], objects: figure(7, 0, 1), fields: figure(80, 0, 1) },
    ],
    objects: figure(7, 3, 1),
    fields: figure(80, 0, 1),
    undeclared: [found],
    declared: [{ role: "loadBalancing", system: "MetalLB", only: "here", reasons: ["servers have none"], objects: 3 }],
    stale: [{ by: "Velero", what: "Secret velero/key", reason: "S3 needs none" }],
    said: [],
    occurred: [],
    byValues: [],
};
const report = { pairs: [pair], notes: ["2 charts are compared by their values alone"] };

describe("what parity says", () => {
    it("names on a terminal what is undeclared, with both values, and what no longer occurs", () => {
        assert.equal(
            textOf(report, { write: () => undefined }),
            `Parity: mixed, paris | mixed, oslo
Not the same: 1 difference that nobody declared, and 1 declaration that no longer occurs.

ROLE            MIXED, PARIS  MIXED, OSLO                   IDENTICAL  DECLARED  UNDECLARED
load balancing  MetalLB       AWS Load Balancer Controller  0          3         0
ingress         Traefik       the same                      7          0         1

11 objects: 7 identical, 3 declared, 1 undeclared
81 fields in objects of both: 80 identical, 0 declared, 1 undeclared

UNDECLARED
  ingress · Traefik: Service traefik/<traefik> spec.a
      paris: 1
      oslo: "<script>"

DECLARED, AND NO LONGER SO
  Velero: Secret velero/key (S3 needs none)

DECLARED
  MetalLB: servers have none
      MetalLB, 3 objects, only in paris

Note: 2 charts are compared by their values alone.
`,
        );
    });

    it("is one page without scripts or anything from elsewhere, in which nothing that it tells is markup", () => {
        const page = pageOf(report);
        assert.doesNotMatch(page, /<script|<link|src=|url\(|@import|https?:/);
        for (const part of [
            "Service traefik/&lt;traefik&gt; spec.a",
            "oslo: &quot;&lt;script&gt;&quot;",
            "Secret velero/key",
            "servers have none",
            "MetalLB, 3 objects",
            "2 charts are compared by their values alone.",
            "<div><dt>are otherwise, and nobody said why</dt><dd>1</dd></div>",
            "Not the same: 1 difference",
            '<meta name="viewport"',
            "prefers-color-scheme: dark",
        ]) {
            assert.ok(page.includes(part), part);
        }
    });

    it("pictures each role as a layer, in halves where the systems are others", () => {
        const page = pageOf(report);
        assert.deepEqual(
            [...page.matchAll(/<text class="system"[^>]*>([^<]*)</g)].map(([, text]) => text),
            ["Traefik", "MetalLB", "AWS Load Balancer Controller"],
        );
        assert.deepEqual(
            [...page.matchAll(/<rect class="(\w+)"/g)].map(([, state]) => state),
            ["wrong", "otherwise", "otherwise"],
        );
    });

    it("tells a script the same", () => {
        const { pairs } = JSON.parse(jsonOf(report)) as { pairs: [Record<string, unknown>] };
        assert.deepEqual(pairs[0].here, { environment: "mixed", place: "paris", kubernetes: "1.36" });
        assert.equal(pairs[0].same, false);
        assert.deepEqual(pairs[0].undeclared, [found]);
        assert.deepEqual(pairs[0].stale, pair.stale);
    });

    it("never shows a secret", () => {
        const secret = { ...found, here: "[secret]", there: "it is open" };
        const all = { pairs: [{ ...pair, undeclared: [secret] }], notes: [] };
        assert.match(textOf(all, { write: () => undefined }), /paris: a secret\n/);
        assert.doesNotMatch(jsonOf(all) + pageOf(all), /\[secret [0-9a-f]/);
    });

    it("knows every role that an environment may name, and the contract that all of them keep", () => {
        assert.deepEqual(Object.keys(roles).sort(), [...said, "contract"].sort());
    });
});
