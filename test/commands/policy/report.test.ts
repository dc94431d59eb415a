import assert from "node:assert/strict";

import { exitCodeOf, type Report } from "../../../commands/policy/make";
import { textOf } from "../../../commands/policy/text";
import type { Exception } from "../../../policy/exceptions";
import { rules } from "../../../policy/rules";

const exception: Exception = {
    rule: "requests",
    object: "apps Deployment shop/web",
    of: "web",
    parts: ["web"],
    reason: "Its chart has no word for it, and it sleeps.",
    expires: "2027-01-31",
};
const finding = {
    rule: "requests",
    environment: "aws",
    place: "ireland",
    title: "apps Deployment shop/web",
    part: "web",
    says: "has a container web that requests no memory; say both",
};
const fine: Report = {
    environments: ["aws", "mixed"],
    examined: Object.fromEntries(rules.map(({ name }) => [name, 7])),
    findings: [{ ...finding, exception }],
    expired: [],
    unused: [],
    unseen: [],
    refused: [],
};
const unseen = { environment: "aws", place: "ireland", chart: "web", why: "it cannot be had here" };
const output = { write: () => undefined };

describe("a report of the rules", () => {
    it("shows each rule with how much it looked at, and what is let be", () => {
        const text = textOf(fine, output);
        assert.match(text, /^RULE +EXAMINED +EXCEPTED +BROKEN +HOLDS\n/);
        assert.match(text, /^requests +7 +1 +0 +every container /m);
        assert.equal(text.trim().split("\n").length, rules.length + 1);
    });

    it("says what is the same in several places once", () => {
        const elsewhere = { ...finding, environment: "mixed", place: "paris" };
        const text = textOf({ ...fine, findings: [finding, elsewhere] }, output);
        assert.match(
            text,
            /\nBroken\n {2}requests: apps Deployment shop\/web has a container web that requests no memory; say both \(aws ireland, mixed paris\)\n$/,
        );
    });

    it("names what has expired, what is unused, and what nobody looked at", () => {
        const text = textOf(
            {
                ...fine,
                expired: [exception],
                unused: [{ exception, parts: ["web"] }],
                unseen: [unseen],
                refused: [{ environment: "dev", why: "domain is missing" }],
            },
            output,
        );
        assert.ok(text.includes("dev is refused: domain is missing\n"));
        assert.ok(text.includes("requests: apps Deployment shop/web since 2027-01-31: Its chart has no word for it"));
        assert.ok(text.includes("Unused exceptions, to be taken out\n  requests: apps Deployment shop/web, web\n"));
        assert.ok(text.endsWith("NOT LOOKED AT\n  web: it cannot be had here (aws ireland)\n"));
    });

    const ends: [string, Partial<Report>, boolean, number][] = [
        ["0 where all rules hold but for exceptions", {}, false, 0],
        ["1 where one does not", { findings: [finding] }, false, 1],
        ["1 where an exception has expired", { expired: [exception] }, false, 1],
        ["1 where one is unused", { unused: [{ exception, parts: [] }] }, false, 1],
        ["1 where an environment is refused", { refused: [{ environment: "dev", why: "" }] }, false, 1],
        ["3 where a chart was not looked at", { unseen: [unseen] }, false, 3],
        ["0 where that was asked for", { unseen: [unseen] }, true, 0],
        ["1 where something is wrong besides", { unseen: [unseen], findings: [finding] }, true, 1],
    ];
    for (const [what, more, withoutCharts, code] of ends) {
        it(`ends with ${what}`, () => {
            assert.equal(exitCodeOf({ ...fine, ...more }, { withoutCharts }), code);
        });
    }
});
