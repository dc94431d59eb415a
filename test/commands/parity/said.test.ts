import assert from "node:assert/strict";

import { type At, saidBy } from "../../../commands/parity/causes";
import type { PlaceRendered } from "../../../commands/parity/objects";
import { saidDifferences, wordAt } from "../../../commands/parity/said";

/** A place of which an environment speaks, and what it left unsaid. */
function place(spoken: Record<string, unknown>, unsaid: Record<string, object> = {}): PlaceRendered {
    const roles = Object.fromEntries(
        [...new Set([...Object.keys(spoken), ...Object.keys(unsaid)])]
            .filter((role) => role !== "size")
            .map((role) => [role, { ...unsaid[role], ...(spoken[role] as object | undefined) }]),
    );
    return {
        environment: "test",
        name: "paris",
        domain: "example.org",
        said: roles,
        spoken,
        kubernetes: "1.36",
        systems: [],
        objects: [],
    };
}

const own = { cluster: { kind: "existing" } };
const eks = { cluster: { kind: "eks" } };
const monitoring = (retentionDays: number) => ({ monitoring: { kind: "kube-prometheus-stack", retentionDays } });

/** Why a field differs between two places. */
function why(here: PlaceRendered, there: PlaceRendered, at: At, before: unknown, after: unknown) {
    return saidBy(saidDifferences(here, there), at, before, after);
}

describe("what an environment says", () => {
    const retention = { role: "monitoring", path: "values.retention" };

    it("is the size, where one word of it says many", () => {
        const small = place({ ...own, size: "small" }, monitoring(7));
        const usual = place(eks, monitoring(15));
        assert.deepEqual(why(small, usual, retention, "7d", "15d"), ["size"]);
        assert.deepEqual(why(usual, small, retention, "15d", "7d"), ["size"]);
    });

    it("is the size of no word of which it says something else, and of none where both are alike", () => {
        const usual = place(eks, monitoring(15));
        assert.equal(
            why(place({ ...own, size: "small" }, monitoring(9)), usual, retention, "9d", "15d"),
            undefined,
            "small says 7",
        );
        const alike = (days: number, cluster: object) => place({ ...cluster, size: "small" }, monitoring(days));
        assert.equal(why(alike(7, own), alike(15, eks), retention, "7d", "15d"), undefined);
        assert.deepEqual(
            why(place({ ...own, size: "small", ...monitoring(9) }), usual, retention, "9d", "15d"),
            ["monitoring.retentionDays"],
            "a place's own word counts more",
        );
        // The system itself is no word of a size.
        const traefik = { ingress: { kind: "traefik" } };
        const nginx = { ingress: { kind: "nginx" } };
        const large = place({ ...own, size: "large" }, traefik);
        assert.equal(why(large, place(eks, nginx), { role: "ingress", path: "spec.class" }, "a", "b"), undefined);
    });

    it("is the size of a database as well", () => {
        const databases = (said: object) => ({ kind: "cloudnative-pg", postgres: { shop: said } });
        const named = { databases: { postgres: { shop: {} } } };
        const large = place({ ...eks, ...named, size: "large" }, { databases: databases({ memory: 4 }) });
        const usual = place({ ...own, ...named }, { databases: databases({ memory: 2 }) });
        const said = saidDifferences(
            { ...large, said: { ...eks, databases: databases({ memory: 4 }) } },
            {
                ...usual,
                said: { ...own, databases: databases({ memory: 2 }) },
            },
        );
        const memory = said.find(({ word }) => word === "databases.postgres.shop.memory");
        assert.deepEqual([memory?.by, memory?.spoken], ["size", true]);
    });

    it("is nothing that stands in it by default, though one place alone has it", () => {
        const receiver = { kind: "mail", to: "ops@example.org", severities: ["critical", "warning"] };
        const { severities, ...written } = receiver;
        const here = place({ ...own, monitoring: { receiver: written } });
        here.said.monitoring = { receiver };
        const there = place(own, { monitoring: {} });
        const at = { role: "monitoring", path: "rules[FluentdBufferFull]" };
        assert.equal(why(here, there, at, { severity: severities[1] }, undefined), undefined);
        assert.deepEqual(why(here, there, at, { to: "ops@example.org" }, undefined), ["monitoring.receiver"]);
    });

    it("is no name of a word that nobody wrote, which others have by chance", () => {
        const database = { backup: { retentionDays: 30 } };
        const here = place({ ...own, delivery: { kind: "gitlab", namespaces: { shop: {} } } });
        here.said.delivery = { kind: "gitlab", namespaces: { shop: {} }, database };
        const there = place({ ...own, delivery: { kind: "none" } });
        const at = (path: string) => ({ role: "contract", path });
        assert.equal(why(here, there, at("ConfigMap contract"), { data: "backup.copies" }, undefined), undefined);
        assert.deepEqual(why(here, there, at("Namespace shop"), {}, undefined), ["delivery.namespaces"]);
    });

    it("is of a list its entries, and of many names whether all say yes", () => {
        const said = {
            none: [],
            names: ["platform", "ops"],
            things: [{ kind: "mail" }],
            all: { one: { goes: true }, other: { goes: true } },
            some: { one: { goes: true }, other: { goes: false } },
            nobody: {},
        };
        assert.deepEqual(
            ["none", "names", "things", "all.*.goes", "some.*.goes", "nobody.*.goes", "absent.*.goes"].map((word) =>
                wordAt(said, word),
            ),
            [undefined, "platform, ops", true, true, false, undefined, undefined],
        );
    });
});
