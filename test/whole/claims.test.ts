import assert from "node:assert/strict";

import { z } from "zod";

import type { Registered } from "../deploy";
import { type Stack, stacks } from "../stacks";
import { charts as standins } from "../standins/charts/table";
import { rowsOf } from "../../commands/backup-report/rows";
import type { Claim, Origin } from "../../components/claim";
import { claimsOf } from "../../stacks/claims";
import { readEnvironment } from "../../stacks/environment";

/** Charts that have a StatefulSet and claim nothing with it, and why it needs no volume. */
const claimNothing: Record<string, string> = { "eck-operator": "what it knows is in the objects that it looks after" };

/** Kinds that name a class and claim something else than a volume. */
const otherThings = ["ObjectBucketClaim"];

/** A claim that something registered asks for. */
interface Asked {
    place: string;
    namespace: string;
    from: Origin;
    /** What stands there, where the size must be among. */
    words: string;
}

const Mapping = z.record(z.string(), z.unknown());
const isMap = (value: unknown): value is Record<string, unknown> => Mapping.safeParse(value).success;

/** Words that only stand where a volume is asked for. */
const telling = ["volumeClaimTemplate", "volumeClaimTemplates", "storageClass", "storageClassName", "requestedSize"];

/** The places inside values or an object where volumes are asked for, by their paths. */
function asking(value: unknown, at: string[] = []): { at: string[]; words: string }[] {
    if (Array.isArray(value)) return value.flatMap((one, index) => asking(one, [...at, String(index)]));
    if (!isMap(value)) return [];
    const claims =
        Object.entries(value).some(([key, inner]) => telling.includes(key) && inner !== "" && inner !== undefined) ||
        value.type === "persistentVolumeClaim";
    if (claims) return [{ at, words: JSON.stringify(value) }];
    return Object.entries(value).flatMap(([key, inner]) => asking(inner, [...at, key]));
}

/** Those that stay: what a MariaDB is made from passes through a volume that goes before it answers. */
function staying(spec: unknown): { words: string }[] {
    return asking(spec).filter(({ at: [first] }) => first !== "bootstrapFrom");
}

/** Every claim that a resource asks for: a chart by its values, an object by what it is. */
function askedBy({ type, inputs, provider = "" }: Pick<Registered, "type" | "inputs" | "provider">): Asked[] {
    const place = provider.replace(/-cluster$/, "");
    if (/^kubernetes:helm\.sh\/v[34]:/.test(type)) {
        const { chart, namespace, values } = inputs;
        return asking(values).map(({ at, words }) => {
            const name = String(chart).split("/").at(-1) ?? "";
            return { place, namespace: String(namespace), from: { chart: name, values: at.join(".") }, words };
        });
    }
    const { kind, metadata, spec } = inputs;
    if (!type.startsWith("kubernetes:") || typeof kind !== "string" || !isMap(metadata)) return [];
    if (otherThings.includes(kind)) return [];
    const inside = kind === "PersistentVolumeClaim" ? [{ words: JSON.stringify(spec) }] : staying(spec).slice(0, 1);
    return inside.map(({ words }) => {
        const from = { kind, name: String(metadata.name) };
        return { place, namespace: String(metadata.namespace), from, words };
    });
}

const title = ({ place, namespace, from }: Pick<Asked, "place" | "namespace" | "from">) =>
    `${place} ${namespace} ${"chart" in from ? `${from.chart}: ${from.values}` : `${from.kind} ${from.name}`}`;

const declared = ({ said }: Stack): (Claim & { place: string })[] =>
    Object.entries(readEnvironment(said).places).flatMap(([place, words]) =>
        claimsOf(words).map((claim) => ({ ...claim, place })),
    );

const fix = "declare it in the component that causes it, and hand it on in claimsOf (stacks/claims.ts)";

describe("the claims of the stack", function () {
    this.timeout(120_000);
    let all: Stack[];
    before(async () => (all = await stacks()));

    it("are those that are declared, each where something registered asks for it, and no others", () => {
        let examined = 0;
        for (const stack of all) {
            const asked = stack.resources.flatMap(askedBy);
            assert.deepEqual(
                asked.map(title).sort(),
                declared(stack).map(title).sort(),
                `${stack.environment}: ${fix}`,
            );
            examined += asked.length;
        }
        assert.ok(examined > 0, "nothing claims a volume");
        console.log(`      ${examined} claims in ${all.length} environments`);
    });

    it("are of the size that is declared", () => {
        let compared = 0;
        for (const stack of all) {
            const asked = new Map(stack.resources.flatMap(askedBy).map((one) => [title(one), one.words]));
            for (const claim of declared(stack)) {
                assert.match(asked.get(title(claim)) ?? "", new RegExp(`"${claim.gibibytes}Gi"`), title(claim));
                compared += 1;
            }
        }
        assert.ok(compared > 0);
    });

    it("are copied, or may be lost for a reason, every one of them", () => {
        let rows = 0;
        for (const { environment, said } of all) {
            const uncovered = rowsOf(readEnvironment(said)).filter(({ state }) => state === "UNCOVERED");
            assert.deepEqual(uncovered, [], environment);
            rows += rowsOf(readEnvironment(said)).length;
        }
        console.log(`      ${rows} lines of the report, none uncovered`);
    });

    it("are known of every chart that has a StatefulSet", () => {
        const claiming = new Set(all.flatMap(declared).flatMap(({ from }) => ("chart" in from ? [from.chart] : [])));
        const withSets = standins.filter(({ workloads = [] }) => workloads.some(({ kind }) => kind === "StatefulSet"));
        assert.deepEqual(
            withSets.map(({ name }) => name).filter((name) => !claiming.has(name) && !(name in claimNothing)),
            [],
            `${fix}; or say in claimNothing why the chart keeps nothing`,
        );
        console.log(`      ${withSets.length} of ${standins.length} charts have one`);
    });

    it("would be found if nobody declared them", () => {
        const provider = "paris-cluster";
        const plain = { provider };
        const object = (kind: string, spec: object) => ({
            ...plain,
            type: `kubernetes:apps/v1:${kind}`,
            inputs: { kind, metadata: { name: "shop", namespace: "shop" }, spec },
        });
        const values = {
            persistence: { enabled: true, storageClass: "block" },
            data: { type: "persistentVolumeClaim" },
        };
        const found = [
            object("StatefulSet", { volumeClaimTemplates: [{ spec: {} }] }),
            object("Elasticsearch", { nodeSets: [{ volumeClaimTemplates: [{}] }] }),
            object("PersistentVolumeClaim", { resources: {} }),
            object("Cluster", { storage: { size: "1Gi", storageClass: "block" } }),
            object("Deployment", { template: { spec: { volumes: [{ persistentVolumeClaim: { claimName: "x" } }] } } }),
            { ...plain, type: "kubernetes:helm.sh/v3:Release", inputs: { chart: "shop", namespace: "shop", values } },
        ].flatMap(askedBy);
        assert.deepEqual(found.map(title), [
            "paris shop StatefulSet shop",
            "paris shop Elasticsearch shop",
            "paris shop PersistentVolumeClaim shop",
            "paris shop Cluster shop",
            "paris shop shop: persistence",
            "paris shop shop: data",
        ]);
    });
});
