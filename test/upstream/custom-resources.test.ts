import assert from "node:assert/strict";

import { type CrdFacts, type Facts, readFacts, withoutFacts } from "./facts";
import { type Installed, installations } from "./installed";
import { objections } from "./structural";
import { findPins } from "../../commands/facts/pins";
import { stacks } from "../stacks";
import { charts as standins } from "../standins/charts/table";
import { isMapping } from "../../stacks/mapping";

interface Custom {
    name: string;
    group: string;
    version: string;
    kind: string;
    object: Record<string, unknown>;
}

/** Groups of kinds that Kubernetes itself brings; the others are of custom resources. */
const ownGroups = [
    ..."apps autoscaling batch policy".split(" "),
    ...[
        ..."admissionregistration apiextensions apiregistration authentication authorization certificates coordination".split(
            " ",
        ),
        ..."discovery events networking node rbac.authorization resource scheduling storage".split(" "),
    ].map((group) => `${group}.k8s.io`),
];

describe("custom resources of the stack", function () {
    // Some definitions are large, and become programs first.
    this.timeout(120_000);

    let facts: Facts;
    let customs: Custom[];
    /** Of groups of which the facts hold no definition at all. */
    let unchecked: Custom[];

    before(async () => {
        facts = readFacts();
        const all = (await stacks()).flatMap(({ environment, resources }) =>
            resources.flatMap(({ inputs, name }): Custom[] => {
                const { apiVersion, kind } = inputs;
                if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
                const [group = "", version = ""] = apiVersion.split("/");
                if (version === "" || ownGroups.includes(group)) return [];
                return [{ name: `${environment} ${name}`, group, version, kind, object: inputs }];
            }),
        );
        all.push(...(await installations()).flatMap(writtenByChart));
        const groups = new Set([...facts.crds.values()].map(({ group }) => group));
        customs = all.filter(({ group }) => groups.has(group));
        unchecked = all.filter(({ group }) => !groups.has(group));
    });

    const definitionOf = ({ group, kind }: Pick<Custom, "group" | "kind">): CrdFacts | undefined =>
        [...facts.crds.values()].find((one) => one.group === group && one.kind === kind);

    const wrongIn = (custom: Custom): string[] => {
        const definition = definitionOf(custom);
        if (!definition) return [`no definition is of ${custom.kind} in ${custom.group}`];
        return objections(custom.object, definition, custom.version);
    };

    it("are valid, and hold nothing that their definition does not know", () => {
        const wrong = customs.flatMap((custom) => wrongIn(custom).map((error) => `${custom.name}: ${error}`));
        assert.deepEqual(wrong, []);
        assert.ok(customs.length > 0, "no custom resource was checked");
        const kinds = new Set(customs.map(({ group, kind }) => `${group} ${kind}`));
        console.log(`      ${customs.length} custom resources of ${kinds.size} kinds, none unknown`);
    });

    it("are of kinds whose definitions are at hand, unless the facts of their chart hold none at all", () => {
        const without = findPins()
            .charts.map(({ pin }) => pin.name)
            .filter((name) => withoutFacts.has(name) || facts.charts.get(name)?.crds.length === 0);
        const excused = new Map(
            standins
                .filter(({ name, crds }) => without.includes(name) && crds !== undefined)
                .flatMap(({ name, crds = [] }) => crds.map((crd): [string, string] => [groupOf(crd), name])),
        );
        assert.deepEqual(
            unchecked.filter(({ group }) => !excused.has(group)).map(({ name, group }) => `${name} of ${group}`),
            [],
        );
        for (const [group, chart] of excused) {
            const some = unchecked.filter((one) => one.group === group);
            if (some.length === 0) continue;
            console.log(
                `      NOT CHECKED: ${some.length} resources of ${group}, for these facts of ${chart} hold no definition`,
            );
        }
    });

    it("would be refused with one more field, or one of another type, each of them", () => {
        let planted = 0;
        for (const custom of customs) {
            for (const object of mistakes(custom.object, isOpen(definitionOf(custom), custom.version))) {
                const before = wrongIn(custom).length;
                assert.ok(wrongIn({ ...custom, object }).length > before, `${custom.name}: ${JSON.stringify(object)}`);
                planted += 1;
            }
        }
        assert.ok(planted > customs.length);
        console.log(`      ${planted} mistakes planted, each found`);
    });

    it("would be refused in a version or a scope that they do not have", () => {
        for (const custom of customs) {
            assert.notDeepEqual(wrongIn({ ...custom, version: "v0" }), []);
            const { metadata } = custom.object;
            assert.ok(isMapping(metadata), custom.name);
            const { namespace, ...rest } = metadata;
            const moved = namespace === undefined ? { ...metadata, namespace: "other" } : rest;
            assert.notDeepEqual(wrongIn({ ...custom, object: { ...custom.object, metadata: moved } }), []);
        }
    });
});

/** The custom resource that a chart makes of a value of ours, word for word. */
function writtenByChart({ environment, resource, chart, namespace, values }: Installed): Custom[] {
    if (chart !== "rook-ceph-cluster") return [];
    const [group, version, kind] = ["ceph.rook.io", "v1", "CephCluster"];
    const object = {
        apiVersion: `${group}/${version}`,
        kind,
        metadata: { name: namespace, namespace },
        spec: values.cephClusterSpec,
    };
    return [{ name: `${environment} ${resource.name}`, group, version, kind, object }];
}

function groupOf(definition: string): string {
    return definition.slice(definition.indexOf(".") + 1);
}

/** Whether a definition takes any field in `spec`: what is misspelt there nobody can find. */
function isOpen(definition: CrdFacts | undefined, version: string): boolean {
    const schema = definition?.versions.find(({ name }) => name === version)?.schema;
    const { spec } = isMapping(schema?.properties) ? schema.properties : {};
    return isMapping(spec) && spec["x-kubernetes-preserve-unknown-fields"] === true;
}

/** An object, with a field that does not exist beside `spec`, and, if it would be missed, one in it. */
function mistakes(object: Record<string, unknown>, open: boolean): Record<string, unknown>[] {
    const { spec } = object;
    return [
        { ...object, noSuchField: true },
        ...(isMapping(spec)
            ? [...(open ? [] : [{ ...object, spec: { ...spec, noSuchField: true } }]), { ...object, spec: "text" }]
            : []),
    ];
}
