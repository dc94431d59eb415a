import assert from "node:assert/strict";

import type { ValidateFunction } from "ajv";

import { type Facts, readFacts, withoutFacts } from "./facts";
import { distinct, type Installed, installations } from "./installed";
import { compareKeys, type Keys } from "./keys";
import { compile, sentence } from "./schema";
import { merged } from "../../commands/facts/defaults";
import { findPins } from "../../commands/facts/pins";

/** Keys that a chart's templates read though neither its defaults nor its schema name them. */
const readByTemplates: Partial<Record<string, string[]>> = {
    "kube-prometheus-stack": ["grafana.fullnameOverride", "alertmanager.alertmanagerSpec.configSecret"],
    "oauth2-proxy": ["config.existingSecret", "topologySpreadConstraints"],
    fluentd: ["priorityClassName"],
    // A subchart's, which facts do not hold where they were read from the chart alone.
    metallb: ["frr-k8s.frrk8s"],
    // As Rook's own manual has it.
    "ceph-csi-drivers": ["operatorConfig.driverSpecDefaults.controllerPlugin.priorityClassName"],
    seaweedfs: ["s3.topologySpreadConstraints"],
};

/** Mappings with defaults that nevertheless go whole to Kubernetes, or to a program, which knows more keys. */
const passedOnWhole: Partial<Record<string, string[]>> = {
    "snapshot-controller": ["controller.securityContext"],
    "aws-load-balancer-controller": ["securityContext", "podSecurityContext"],
    "kube-prometheus-stack": ["grafana.grafana.ini"],
    "eck-operator": ["podSecurityContext"],
    // The CephCluster's, which is checked as one: custom-resources.test.ts.
    "rook-ceph-cluster": ["cephClusterSpec"],
};

describe("values of the pinned charts", () => {
    let facts: Facts;
    let installed: Installed[];
    /** Of charts without facts. */
    let unchecked: Installed[];
    let schemas: ReadonlyMap<string, ValidateFunction>;

    before(async function () {
        this.timeout(120_000);
        facts = readFacts();
        const all = await installations();
        installed = all.filter(({ chart }) => !withoutFacts.has(chart));
        unchecked = all.filter(({ chart }) => withoutFacts.has(chart));
        const charts = [...new Set(installed.map(({ chart }) => chart))];
        schemas = new Map(
            charts.flatMap((chart): [string, ValidateFunction][] => {
                const schema = facts.schemas.get(chart);
                return schema ? [[chart, compile(schema)]] : [];
            }),
        );
    });

    const keysOf = ({ chart, values }: Pick<Installed, "chart" | "values">): Keys =>
        compareKeys(values, facts.charts.get(chart)?.defaults ?? {}, facts.schemas.get(chart));

    const isAllowed = (chart: string, key: string): boolean =>
        (readByTemplates[chart] ?? []).includes(key) ||
        (passedOnWhole[chart] ?? []).some((mapping) => key.startsWith(`${mapping}.`));

    it("are of charts whose facts are at hand, at the version that is installed", () => {
        const other = installed
            .map(({ chart, version }) => [
                `${chart} ${version}`,
                `${chart} ${facts.charts.get(chart)?.version ?? "none"}`,
            ])
            .filter(([pinned, there]) => pinned !== there);
        assert.deepEqual(other, []);
        console.log(`      ${installed.length} installations of ${count(installed)} charts`);
    });

    it("are of charts whose facts cannot be had where they are not checked, and are named", () => {
        const versions = new Map(unchecked.map(({ chart, version }) => [chart, version]));
        for (const [chart, reason] of withoutFacts) {
            assert.ok(!facts.charts.has(chart), `there are facts of ${chart}: take it off the list in facts.ts`);
            assert.ok(versions.has(chart), `${chart} is installed by no environment: take it off the list in facts.ts`);
            console.log(`      NOT CHECKED: ${chart} ${versions.get(chart) ?? ""}: ${reason}`);
        }
    });

    it("are of every chart that is pinned", () => {
        const charts = new Set([...installed, ...unchecked].map(({ chart }) => chart));
        const never = findPins().charts.filter(({ pin }) => !charts.has(pin.name));
        assert.deepEqual(
            never.map(({ pin }) => `${pin.name} is installed by no environment: choose it in alternatives.yaml`),
            [],
        );
    });

    it("are keys that the chart knows", () => {
        let known = 0;
        let passedOn = 0;
        const unknown = new Set<string>();
        for (const one of installed) {
            const keys = keysOf(one);
            known += keys.known.length;
            passedOn += keys.passedOn.length;
            for (const key of keys.unknown.map((path) => path.join("."))) {
                if (!isAllowed(one.chart, key)) unknown.add(`${one.chart}: ${key}`);
            }
        }
        assert.deepEqual([...unknown], []);
        assert.ok(known > 0, "no value was checked");
        console.log(`      ${known} value keys, none unknown; ${passedOn} mappings of them are passed on as they are`);
    });

    it("would be found if they were misspelt, each of them", () => {
        let misspelt = 0;
        for (const { chart, values } of distinct(installed)) {
            const { known, unknown } = keysOf({ chart, values });
            for (const path of known) {
                const key = path.join(".");
                const wrong = withKey(values, path, (last) => `${last}Misspelt`);
                const found = keysOf({ chart, values: wrong }).unknown.filter(
                    (one) => !unknown.some((before) => before.join(".") === one.join(".")),
                );
                assert.deepEqual(
                    found.map((one) => one.join(".")),
                    [`${key}Misspelt`],
                    chart,
                );
                misspelt += 1;
            }
        }
        assert.ok(misspelt > 0);
        console.log(`      ${misspelt} misspelt keys, each found`);
    });

    it("are valid by the chart's own schema, where it has one", () => {
        const checked = new Set<string>();
        const wrong = new Set<string>();
        for (const { chart, values } of distinct(installed)) {
            const validate = schemas.get(chart);
            if (!validate) continue;
            // As Helm does it: over the defaults.
            const valid = validate(merged(facts.charts.get(chart)?.defaults ?? {}, values));
            if (!valid) for (const error of validate.errors ?? []) wrong.add(`${chart}: ${sentence(error)}`);
            checked.add(chart);
        }
        assert.deepEqual([...wrong], []);
        assert.ok(checked.size > 0, "no chart has a schema");
        console.log(`      values of ${checked.size} charts with a schema: ${[...checked].sort().join(", ")}`);
    });

    it("would be invalid if a value had another type", () => {
        const withSchema = distinct(installed).filter(({ chart }) => schemas.has(chart));
        const unnoticed = withSchema.filter(({ chart, values }) => {
            const defaults = facts.charts.get(chart)?.defaults ?? {};
            const wrong = Object.keys(values).map((key) => merged(defaults, { ...values, [key]: [[false]] }));
            return wrong.every((one) => schemas.get(chart)?.(one));
        });
        assert.deepEqual(
            unnoticed.map(({ chart }) => chart),
            [],
        );
    });
});

function count(installed: Installed[]): number {
    return new Set(installed.map(({ chart }) => chart)).size;
}

/** Values in which the key at a path has another name. */
function withKey(
    values: Record<string, unknown>,
    [first = "", ...rest]: string[],
    rename: (key: string) => string,
): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(values).map(([key, value]) => {
            if (key !== first) return [key, value];
            if (rest.length === 0) return [rename(key), value];
            return [key, withKey(Object.assign({}, value), rest, rename)];
        }),
    );
}
