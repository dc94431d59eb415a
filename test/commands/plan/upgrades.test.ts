import assert from "node:assert/strict";

import { findPins } from "../../../commands/facts/pins";
import { changesOf } from "../../../commands/plan/changes";
import { versionOf, waysOf, whyNot } from "../../../commands/plan/upgrades";
import type { Registered } from "../../../commands/render/registration";
import type { Upgrades } from "../../../components/chart";
import { resource } from "./registered";

const manual = "https://manual.test/";
const minors: Upgrades = { through: "every minor", down: "never", manual };

describe("a way from one version to another", () => {
    const ways: [from: string, to: string, rule: Partial<Upgrades>, why: RegExp | undefined][] = [
        ["1.12.1", "1.12.4", {}, undefined],
        ["v1.12.1", "v1.13.0", {}, undefined],
        ["1.12.1", "1.14.0", {}, /^it leaves out 1\.13, and goes up by one minor at a time$/],
        ["1.9.0", "1.12.0", {}, /^it leaves out 1\.10, 1\.11, /],
        ["1.12.1", "1.12.0", {}, undefined],
        ["1.13.0", "1.12.1", {}, /^it never goes down$/],
        ["1.13.0", "1.12.1", { down: "a minor" }, undefined],
        ["1.13.0", "1.11.1", { down: "a minor" }, /^it goes down by one minor alone$/],
        ["1.20.0", "2.0.0", {}, /the last minor .* whether that is 1\.20$/],
        ["1.20.0", "3.0.0", {}, /^it goes up by one major at a time$/],
        ["9.1.0", "9.4.3", { through: "majors" }, undefined],
        ["9.4.3", "10.0.0", { through: "majors" }, /whether that is 9\.4$/],
        ["9.4.3", "9.3.0", { through: "majors" }, /^it never goes down$/],
        ["16.15", "18.6", { through: undefined, down: "within a major" }, undefined],
        ["18.6", "18.4", { through: undefined, down: "within a major" }, undefined],
        ["18.6", "17.11", { through: undefined, down: "within a major" }, /^it never goes down to another major$/],
        // GitLab's chart: each stop, and none twice.
        ["10.2.3", "10.5.0", { through: [2, 5, 8, 11] }, undefined],
        ["10.2.3", "10.4.0", { through: [2, 5, 8, 11] }, undefined],
        ["10.2.3", "10.6.0", { through: [2, 5, 8, 11] }, /^it leaves out 10\.5, /],
        ["10.8.1", "11.5.0", { through: [2, 5, 8, 11] }, /^it leaves out 10\.11, 11\.2, /],
        ["10.11.4", "11.2.0", { through: [2, 5, 8, 11] }, undefined],
        ["latest", "1.2.3", {}, undefined],
    ];
    for (const [from, to, rule, why] of ways) {
        it(`${from} to ${to} by ${JSON.stringify({ ...minors, ...rule })}: ${String(why ?? "goes")}`, () => {
            const said = whyNot(from, to, { ...minors, ...rule });
            if (why === undefined) assert.equal(said, undefined);
            else assert.match(said ?? "nothing against it", why);
        });
    }

    it("is judged by two numbers, and of what has none not at all", () => {
        assert.deepEqual(versionOf("v1.20.6"), [1, 20]);
        assert.deepEqual(versionOf("1.36"), [1, 36]);
        assert.equal(versionOf("2"), undefined);
        assert.equal(versionOf("sha256:1.2"), undefined);
    });
});

describe("the ways of a change", () => {
    const release = (version: string) =>
        resource({
            type: "kubernetes:helm.sh/v3:Release",
            name: "paris-longhorn",
            inputs: { name: "longhorn", namespace: "longhorn-system", chart: "longhorn", version, values: {} },
        });
    const custom = (type: string, inputs: Record<string, unknown>) => resource({ type, name: "it", inputs });
    const ways = (before: Registered, after: Registered) => changesOf([before], [after]).flatMap(waysOf);

    it("are those of its chart, with the sentence by which it is consented to", () => {
        assert.deepEqual(ways(release("1.12.1"), release("1.14.0")), [
            {
                sentence: "take Release paris-longhorn from 1.12.1 to 1.14.0",
                why: "it leaves out 1.13, and goes up by one minor at a time (https://longhorn.io/docs/latest/deploy/upgrade/)",
            },
        ]);
        assert.deepEqual(ways(release("1.12.1"), release("1.13.0")), []);
    });

    it("are those of what is no chart, where its version stands", () => {
        const postgres = (tag: string) =>
            custom("kubernetes:postgresql.cnpg.io/v1:Cluster", {
                spec: { imageName: `ghcr.io/cloudnative-pg/postgresql:${tag}-202608170814-standard-trixie@sha256:00` },
            });
        const elastic = (version: string) =>
            custom("kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch", { spec: { version } });
        const eks = (version: string) => custom("aws:eks/cluster:Cluster", { version });
        const found = [
            ...ways(postgres("18.6"), postgres("17.11")),
            ...ways(postgres("16.15"), postgres("18.6")),
            ...ways(elastic("9.4.3"), elastic("9.2.0")),
            ...ways(elastic("9.1.0"), elastic("9.4.3")),
            ...ways(eks("1.34"), eks("1.36")),
            ...ways(eks("1.35"), eks("1.36")),
        ];
        assert.deepEqual(
            found.map(({ sentence }) => sentence),
            [
                "take Cluster it from 18.6 to 17.11",
                "take Elasticsearch it from 9.4.3 to 9.2.0",
                "take Cluster it from 1.34 to 1.36",
            ],
        );
    });

    it("are none where something is new, or goes", () => {
        assert.deepEqual(changesOf([], [release("1.14.0")]).flatMap(waysOf), []);
        assert.deepEqual(changesOf([release("1.14.0")], []).flatMap(waysOf), []);
    });

    it("are said by the systems themselves, each with its manual", () => {
        const { charts, images } = findPins();
        const rules = [...charts, ...images].flatMap(({ pin }) =>
            pin.upgrades ? [[pin.name, pin.upgrades] as const] : [],
        );
        for (const [, rule] of rules) assert.match(rule.manual, /^https:\/\//);
        assert.deepEqual([...new Set(rules.map(([name]) => name))].sort(), [
            "cert-manager",
            "cilium",
            "elasticsearch",
            "gitlab",
            "longhorn",
            "postgresql",
            "rook-ceph",
            "rook-ceph-cluster",
        ]);
    });
});
