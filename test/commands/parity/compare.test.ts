import assert from "node:assert/strict";

import type { Declared } from "../../../components/difference";
import { comparePlaces } from "../../../commands/parity/compare";
import { type PlaceRendered, placesOf } from "../../../commands/parity/objects";
import { whatWords } from "../../../commands/parity/words";
import type { Renderer } from "../../../commands/plan/compare";
import type { Registered } from "../../../commands/render/registration";
import { Refusal } from "../../../commands/terminal";
import { resource } from "../plan/registered";

/** A small place: a cluster, and what a test puts in it. */
function place(
    name: string,
    said: Record<string, unknown>,
    resources: Registered[] = [],
    version = "1.36",
): PlaceRendered {
    const stack = resource({
        type: "samestack:stacks:Production",
        name,
        inputs: { domain: `${name}.example.org`, ...said },
    });
    const cluster = resource({
        type: "samestack:cluster:ExistingCluster",
        name: `${name}-cluster`,
        inputs: { version },
    });
    const traefik = resource({ type: "samestack:ingress:Traefik", name: `${name}-traefik`, ...below(stack) });
    const inside = resources.map((one) => ({ ...one, ...below(traefik) }));
    const [found] = placesOf("test", { places: { [name]: said } }, [cluster, stack, traefik, ...inside]);
    return found ?? assert.fail();
}

const below = ({ name, type }: Registered) => ({ parent: name, parentType: type });

const service = (spec: object, name = "traefik") =>
    resource({
        type: "kubernetes:core/v1:Service",
        name,
        inputs: { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "traefik" }, spec },
    });
const chart = (values: object) =>
    resource({
        type: "kubernetes:helm.sh/v3:Release",
        name: "traefik",
        inputs: { name: "traefik", namespace: "traefik", chart: "traefik", version: "1.0.0", values },
    });

/** A chart of two objects: one says its values, one the Kubernetes that it is made for. */
const renderer: Renderer = ({ values }, kubernetes) =>
    Promise.resolve(
        [
            {
                apiVersion: "apps/v1",
                kind: "Deployment",
                metadata: { name: "traefik", namespace: "traefik" },
                spec: values,
            },
            {
                apiVersion: "v1",
                kind: "ConfigMap",
                metadata: { name: "for", namespace: "traefik" },
                data: { kubernetes },
            },
        ].map((object) => ({ object, apart: false })),
    );

const existing = { cluster: { kind: "existing" } };
const eks = { cluster: { kind: "eks" } };
const onEks = (...what: string[]): Declared[] => [
    { by: "Traefik", word: "cluster.kind", between: ["existing", "eks"], what, reason: "EKS is otherwise" },
];

describe("the parity of two places", () => {
    it("takes out a place's own name and domain, and whole words only", async () => {
        const here = place("paris", existing, [
            service({ host: "a.paris.example.org", of: "paris", not: "comparison" }),
        ]);
        const there = place("oslo", existing, [service({ host: "a.oslo.example.org", of: "oslo", not: "comparison" })]);
        const pair = await comparePlaces(here, there, [], undefined);
        assert.deepEqual(pair.objects, { identical: 1, declared: 0, undeclared: 0 });
        assert.deepEqual(pair.fields, { identical: 7, declared: 0, undeclared: 0 });
    });

    it("counts objects and fields exactly", async () => {
        const here = place("paris", existing, [service({ a: 1, b: 2, c: [3, 4] }), service({}, "only")]);
        const there = place("oslo", eks, [service({ a: 1, b: 9, c: [3, 5] })]);
        const pair = await comparePlaces(here, there, onEks("Service traefik/traefik spec.b"), undefined);
        assert.deepEqual(pair.objects, { identical: 0, declared: 0, undeclared: 2 });
        assert.deepEqual(pair.fields, { identical: 5, declared: 1, undeclared: 1 });
        assert.deepEqual(pair.undeclared.map(whatWords), ["Service traefik/traefik spec.c", "Service traefik/only"]);
        assert.deepEqual(pair.declared.map(whatWords), ["Service traefik/traefik spec.b"]);
    });

    it("lets nothing differ by a declaration between places that do not differ in its word", async () => {
        const pair = await comparePlaces(
            place("paris", existing, [service({ b: 1 })]),
            place("oslo", existing, [service({ b: 2 })]),
            onEks("Service traefik/traefik spec.b"),
            undefined,
        );
        assert.deepEqual([pair.undeclared.length, pair.stale], [1, []]);
    });

    it("lets nothing differ between two values by a declaration that is about two others", async () => {
        const rke = { cluster: { kind: "rke2" } };
        const compared = (said: object, declared: Declared[]) =>
            comparePlaces(
                place("paris", existing, [service({ b: 1 })]),
                place("oslo", { ...said }, [service({ b: 2 })]),
                declared,
                undefined,
            );
        const declared = onEks("Service traefik/traefik spec.b");
        const anyTwo = declared.map((one): Declared => ({ ...one, between: undefined }));
        assert.equal((await compared(eks, declared)).undeclared.length, 0);
        assert.equal((await compared(rke, declared)).undeclared.length, 1);
        assert.equal((await compared(rke, anyTwo)).undeclared.length, 0);
    });

    it("takes no field for declared where the object as a whole is, whatever its name", async () => {
        for (const what of ["Service */*", "Service traefik/*", "Service traefik/traefik"]) {
            const both = await comparePlaces(
                place("paris", existing, [service({ b: 1 })]),
                place("oslo", eks, [service({ b: 2 })]),
                onEks(what),
                undefined,
            );
            assert.deepEqual(both.undeclared.map(whatWords), ["Service traefik/traefik spec.b"]);
            const alone = await comparePlaces(
                place("paris", existing, [service({ b: 1 })]),
                place("oslo", eks),
                onEks(what),
                undefined,
            );
            assert.deepEqual(alone.undeclared, []);
            assert.deepEqual(
                alone.occurred.map(({ text }) => text),
                [what],
            );
        }
    });

    it("takes what another role made under the same name for something else", async () => {
        const here = place("paris", existing, [service({ b: 1 })]);
        const there = place("oslo", existing, [service({ b: 1 })]);
        const other: PlaceRendered = {
            ...there,
            objects: there.objects.map((one) => ({ ...one, role: "delivery", systems: ["Traefik"] })),
            systems: [...there.systems, { role: "delivery", system: "Traefik", outermost: true }],
        };
        const pair = await comparePlaces(here, other, [], undefined);
        assert.deepEqual(
            pair.undeclared.map((one) => [one.role, one.system, one.only]),
            [
                ["ingress", "Traefik", "here"],
                ["delivery", "Traefik", "there"],
            ],
        );
    });

    it("takes an object that one place alone has for said by its name, and not by what is in it", async () => {
        const words = { ...existing, ingress: { door: { host: "front" } } };
        const alone = async (name: string) => {
            const there = place("oslo", words, [service({ host: "front" }, name)]);
            const { declared, undeclared } = await comparePlaces(place("paris", existing), there, [], undefined);
            return [declared, undeclared].map((found) => found.map(whatWords));
        };
        assert.deepEqual(await alone("front"), [["Service traefik/front"], []]);
        assert.deepEqual(await alone("door"), [["Service traefik/door"], []]);
        assert.deepEqual(await alone("left-over"), [[], ["Service traefik/left-over"]]);
    });

    it("asks for no difference that one of several words takes away", async () => {
        const declared = onEks("Service traefik/traefik spec.b").map((one) => ({
            ...one,
            unless: ["dns", "ingress.a"],
        }));
        const stale = async (said: object) =>
            (
                await comparePlaces(
                    place("paris", { ...existing, ...said }, [service({ b: 1 })]),
                    place("oslo", eks, [service({ b: 1 })]),
                    declared,
                    undefined,
                )
            ).stale.length;
        assert.deepEqual(
            await Promise.all([{}, { dns: {} }, { ingress: { a: 1 } }, { ingress: { b: 1 } }].map(stale)),
            [1, 0, 0, 1],
        );
    });

    it("names each part of a declaration that no longer occurs", async () => {
        const pair = await comparePlaces(
            place("paris", existing, [service({ b: 1 })]),
            place("oslo", eks, [service({ b: 2 })]),
            onEks(
                "Service traefik/traefik spec.b",
                "Service traefik/traefik spec.c",
                "Service elsewhere/x spec.c",
                "MetalLB",
            ),
            undefined,
        );
        assert.deepEqual(
            pair.stale.map(({ by, what }) => [by, what]),
            [
                ["Traefik", "Service traefik/traefik spec.c"],
                ["Traefik", "MetalLB"],
            ],
        );
    });

    it("explains by the environment's own words what they say, and a number only in its own role", async () => {
        const words = (address: string, replicas: number) => ({
            ...existing,
            loadBalancing: { address, share: 10 * replicas },
            ingress: { replicas },
        });
        const fields = (address: string, replicas: number) =>
            service({
                listens: `${address}:443`,
                replicas,
                size: `${replicas}Gi`,
                on: replicas === 2,
                weight: 10 * replicas,
            });
        const pair = await comparePlaces(
            place("paris", words("192.0.2.1", 2), [fields("192.0.2.1", 2)]),
            place("oslo", words("192.0.2.9", 3), [fields("192.0.2.9", 3)]),
            [],
            undefined,
        );
        assert.deepEqual(
            pair.declared.map(({ path, reasons }) => [path, reasons]),
            [
                ["spec.listens", ["the environment says loadBalancing.address"]],
                ["spec.replicas", ["the environment says ingress.replicas"]],
                ["spec.size", ["the environment says ingress.replicas"]],
            ],
        );
        assert.deepEqual(pair.undeclared.map(whatWords), [
            "Service traefik/traefik spec.on",
            "Service traefik/traefik spec.weight",
        ]);
    });

    it("says that what a chart makes differs for the reason of its values", async () => {
        const pair = await comparePlaces(
            place("paris", existing, [chart({ proxy: false })]),
            place("oslo", eks, [chart({ proxy: true })]),
            onEks("Release traefik/traefik values.proxy"),
            renderer,
        );
        assert.deepEqual(
            pair.declared.map((one) => [whatWords(one), one.reasons]),
            [
                ["Release traefik/traefik values.proxy", ["EKS is otherwise"]],
                ["apps Deployment traefik/traefik spec.proxy", ["EKS is otherwise"]],
            ],
        );
        assert.deepEqual(pair.objects, { identical: 1, declared: 2, undeclared: 0 });
    });

    it("tells in a chart what nobody declared from what somebody did", async () => {
        const pair = await comparePlaces(
            place("paris", existing, [chart({ proxy: false, replicas: 2 })]),
            place("oslo", eks, [chart({ proxy: true, replicas: 1 })]),
            onEks("Release traefik/traefik values.proxy"),
            renderer,
        );
        assert.deepEqual(pair.undeclared.map(whatWords), [
            "Release traefik/traefik values.replicas",
            "apps Deployment traefik/traefik spec.replicas",
        ]);
        assert.deepEqual(pair.declared.map(whatWords), [
            "Release traefik/traefik values.proxy",
            "apps Deployment traefik/traefik spec.proxy",
        ]);
    });

    it("says that the environment says another Kubernetes, where a chart makes something else for it", async () => {
        const pair = await comparePlaces(
            place("paris", existing, [chart({})]),
            place("oslo", existing, [chart({})], "1.35"),
            [],
            renderer,
        );
        assert.deepEqual(
            pair.declared.map((one) => [whatWords(one), one.reasons]),
            [["ConfigMap traefik/for data.kubernetes", ["the environment says cluster.version"]]],
        );
    });

    it("says which charts are compared by their values alone", async () => {
        const refused: Renderer = () => Promise.reject(new Refusal("there is no such chart"));
        const here = place("paris", existing, [chart({ a: 1 })]);
        for (const how of [undefined, refused]) {
            const pair = await comparePlaces(here, place("oslo", existing, [chart({ a: 2 })]), [], how);
            assert.deepEqual(pair.byValues, ["traefik/traefik"]);
            assert.deepEqual(pair.undeclared.map(whatWords), ["Release traefik/traefik values.a"]);
        }
    });

    it("never compares, or shows, what is secret", async () => {
        const secret = (hash: string) => service({ key: `[secret ${hash}]`, set: 1 });
        const here = place("paris", existing, [secret("11111111")]);
        const pair = await comparePlaces(here, place("oslo", existing, [secret("22222222")]), [], undefined);
        assert.deepEqual(pair.objects, { identical: 1, declared: 0, undeclared: 0 });
    });
});
