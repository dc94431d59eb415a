import assert from "node:assert/strict";

import { normalize, prune, readCheckpoint, writeCheckpoint } from "./checkpoint";
import { checkObject, diffObject } from "./compare";
import { immutableProperties } from "../../../commands/render/immutable";
import type { Place } from "./place";
import { at, hasSecrets, type Properties, secret, textAt, unknown } from "../values";

const place = (configuration: Partial<Place["configuration"]> = {}): Place => ({
    configuration: {
        choice: {},
        patchForce: false,
        upsert: false,
        configMaps: false,
        secrets: false,
        deleteUnreachable: false,
        ...configuration,
    },
    cluster: undefined,
    why: "nobody listens",
    access: undefined,
    namespace: "given",
    host: { log: () => undefined, status: () => undefined },
    signal: new AbortController().signal,
});

const check = async (type: string, news: Properties, olds: Properties = {}) =>
    checkObject(place(), { urn: "urn", type, name: "web", olds, news });

describe("checking an object", () => {
    const configMap = { apiVersion: "v1", kind: "ConfigMap" };
    const configMapType = "kubernetes:core/v1:ConfigMap";

    it("names what has no name by the resource and eight hexadecimal digits, and marks it", async () => {
        const { inputs } = await check(configMapType, configMap);
        assert.match(textAt(inputs, "metadata", "name"), /^web-[0-9a-f]{8}$/);
        assert.deepEqual(at(inputs, "metadata", "annotations"), { "pulumi.com/autonamed": "true" });
    });

    it("keeps that name in later runs, and never names what is named or will be", async () => {
        const before = { metadata: { name: "web-1", annotations: { "pulumi.com/autonamed": "true" } } };
        const metadata = async (news: Properties, olds: Properties) =>
            (await check(configMapType, news, olds)).inputs.metadata;
        assert.deepEqual(await metadata(configMap, before), {
            name: "web-1",
            namespace: "given",
            annotations: { "pulumi.com/autonamed": "true" },
        });
        const named = { ...configMap, metadata: { name: "mine", namespace: "there" } };
        assert.deepEqual(await metadata(named, before), { name: "mine", namespace: "there" });
        const later = { ...configMap, metadata: { name: unknown, namespace: "there" } };
        assert.deepEqual(await metadata(later, {}), { name: unknown, namespace: "there" });
    });

    it("puts into the provider's namespace what belongs in one, without a cluster too", async () => {
        const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name: "r" } };
        const { inputs } = await check("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", role);
        assert.deepEqual(inputs.metadata, { name: "r" });
    });

    it("makes the data of every Secret secret, and its stringData the data it becomes", async () => {
        const given = {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "s" },
            data: { a: "QQ==" },
            stringData: { b: secret("B") },
        };
        const { inputs } = await check("kubernetes:core/v1:Secret", given);
        assert.deepEqual(inputs.data, secret({ a: "QQ==", b: "Qg==" }));
        assert.equal("stringData" in inputs, false);
    });

    it("refuses a list, and a patch of nothing in particular", async () => {
        const reasons = async (...given: Parameters<typeof check>) =>
            (await check(...given)).failures.map(({ reason }) => reason);
        assert.match(
            String(await reasons("kubernetes:core/v1:ConfigMapList", { ...configMap, kind: "ConfigMapList" })),
            /is a list/,
        );
        assert.match(String(await reasons("kubernetes:core/v1:ConfigMapPatch", configMap)), /must name the object/);
        const patch = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinitionPatch";
        const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
        const metadata = { name: "shops.example.test" };
        assert.deepEqual(await reasons(patch, { ...definition, metadata }), [
            "expected .spec.group",
            "expected .spec.names.kind",
        ]);
        const spec = { group: "example.test", names: { kind: "Shop" } };
        assert.deepEqual(await reasons(patch, { ...definition, metadata, spec }), []);
        assert.deepEqual(await reasons(configMapType, configMap), []);
    });
});

describe("comparing an object", () => {
    const diff = (
        live: Properties,
        inputs: Properties,
        news: Properties,
        type = "kubernetes:core/v1:ConfigMap",
        on = place(),
    ) => {
        const olds = writeCheckpoint({ inputs, live, apiVersion: "v1", fieldManager: "us" }, inputs);
        const given = {
            urn: "urn",
            type,
            name: "web",
            id: "there/web",
            olds,
            oldInputs: inputs,
            news,
            ignoreChanges: [],
        };
        return diffObject(on, given);
    };
    const object = (rest: Properties, kind = "ConfigMap"): Properties => ({
        apiVersion: "v1",
        kind,
        metadata: { name: "web", namespace: "there" },
        ...rest,
    });

    it("looks at what was asked for only, not at what the server and others added", () => {
        const live = object({
            data: { a: "1", others: "2" },
            metadata: { name: "web", namespace: "there", uid: "u", labels: { x: "y" } },
        });
        assert.deepEqual(diff(live, object({ data: { a: "1" } }), object({ data: { a: "1" } })).changes, []);
    });

    it("sees what drifted in the cluster, and what the program no longer says", () => {
        const { changes } = diff(
            object({ data: { a: "drifted", b: "2" } }),
            object({ data: { a: "1", b: "2" } }),
            object({ data: { a: "1" } }),
            undefined,
            place({ configMaps: true }),
        );
        assert.deepEqual(changes, [
            { path: "data.a", kind: "update", replace: false },
            { path: "data.b", kind: "delete", replace: false },
        ]);
    });

    it("replaces data that may not change, old one first where we gave the name", () => {
        const change = [
            object({ data: { a: "1" } }),
            object({ data: { a: "1" } }),
            object({ data: { a: "2" } }),
        ] as const;
        assert.deepEqual(diff(...change), {
            changes: [{ path: "data.a", kind: "update", replace: true }],
            deleteBeforeReplace: true,
        });
        assert.equal(diff(...change, undefined, place({ configMaps: true })).changes[0]?.replace, false);
        const autonamed = { name: "web", namespace: "there", annotations: { "pulumi.com/autonamed": "true" } };
        const asNamed = change.map((each) => ({ ...each, metadata: autonamed }));
        const [live = {}, inputs = {}, news = {}] = asNamed;
        assert.equal(diff(live, inputs, news).deleteBeforeReplace, false);
    });

    it("creates first what moves to another name or namespace", () => {
        const moved = object({ metadata: { name: "web", namespace: "elsewhere" } });
        assert.deepEqual(diff(object({}), object({}), moved), {
            changes: [{ path: "metadata.namespace", kind: "update", replace: true }],
            deleteBeforeReplace: false,
        });
    });

    it("knows a Secret's stringData again in its data", () => {
        const inputs = normalize(object({ stringData: { p: "one" } }, "Secret"));
        const live = object({ data: { p: "b25l" }, type: "Opaque" }, "Secret");
        const type = "kubernetes:core/v1:Secret";
        assert.deepEqual(diff(live, inputs, object({ stringData: { p: "one" } }, "Secret"), type).changes, []);
        assert.equal(
            diff(live, inputs, object({ stringData: { p: "two" } }, "Secret"), type).changes[0]?.replace,
            true,
        );
    });

    it("changes anything of an object that is only patched", () => {
        const type = "kubernetes:core/v1:ConfigMapPatch";
        assert.equal(
            diff(object({ data: { a: "1" } }), object({ data: { a: "1" } }), object({ data: { a: "2" } }), type)
                .changes[0]?.replace,
            false,
        );
    });
});

describe("what cannot change", () => {
    const of = (apiVersion: string, kind: string, immutable = false, mutable = false) =>
        immutableProperties({ apiVersion, kind, immutable }, { configMaps: mutable, secrets: mutable }).slice(2);

    it("is known by kind", () => {
        assert.deepEqual(of("apps/v1", "Deployment"), ["spec.selector"]);
        assert.ok(of("apps/v1", "StatefulSet").includes("spec.volumeClaimTemplates"));
        assert.ok(of("batch/v1", "Job").includes("spec.template"));
        assert.deepEqual(of("storage.k8s.io/v1", "StorageClass"), ["parameters", "provisioner"]);
        assert.deepEqual(of("v1", "Service"), ["spec.clusterIP"]);
        assert.ok(of("v1", "Pod").includes("spec.containers[*].image"));
        assert.deepEqual(of("example.org/v1", "Anything"), []);
    });

    it("is the data of ConfigMaps and Secrets, unless the provider says otherwise; never of those marked so", () => {
        assert.deepEqual(of("v1", "ConfigMap"), ["data", "binaryData"]);
        assert.deepEqual(of("v1", "ConfigMap", false, true), []);
        assert.deepEqual(of("v1", "ConfigMap", true, true), ["data", "binaryData"]);
        assert.deepEqual(of("v1", "Secret", false, true), ["type"]);
        assert.deepEqual(of("v1", "Secret"), ["type", "data", "stringData"]);
    });
});

describe("a checkpoint", () => {
    it("keeps the live object, its inputs and its manager, and gives them back", () => {
        const inputs = { spec: { "x-kubernetes-int-or-string": true } };
        const live = { ...inputs, status: { phase: "Active" } };
        const state = writeCheckpoint({ inputs, live, apiVersion: "v1", fieldManager: "us" }, {});
        assert.deepEqual(state.__inputs, { spec: { x_kubernetes_int_or_string: true } });
        assert.deepEqual(readCheckpoint(state), { inputs, live, apiVersion: "v1", fieldManager: "us" });
    });

    it("keeps secret what was secret in the program, in the live object as in the inputs", () => {
        const inputs = { data: { a: "1", b: "2" } };
        const state = writeCheckpoint(
            { inputs, live: inputs, apiVersion: "v1", fieldManager: "us" },
            { data: { a: secret("1") } },
        );
        assert.deepEqual(state.data, { a: secret("1"), b: "2" });
        assert.deepEqual(state.__inputs, { data: { a: secret("1"), b: "2" } });
        assert.equal(hasSecrets(state.status ?? null), false);
    });

    it("prunes to the shape that was asked for, lists by their places", () => {
        const live: Properties = { a: 1, list: [{ name: "x", added: 1 }, { name: "sidecar" }], other: 1 };
        assert.deepEqual(prune(live, { a: 0, list: [{ name: "" }], gone: 1 }), { a: 1, list: [{ name: "x" }] });
    });

    it("takes what was asked for as nothing for there, as the server leaves it out, and null for not asked for", () => {
        const asked: Properties = { off: false, none: 0, text: "", map: {}, list: [], on: true, annotations: null };
        assert.deepEqual(prune({ annotations: { added: "1" } }, asked), {
            off: false,
            none: 0,
            text: "",
            map: {},
            list: [],
        });
    });
});
