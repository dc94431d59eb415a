import assert from "node:assert/strict";

import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import { container } from "./subjects";
import { known } from "../../policy/known";
import { policiesOf } from "../../policy/policies";
import { rules } from "../../policy/rules";

type Told = ResourceValidationArgs & PolicyResource;

/** A resource as the engine tells a policy of it, in the place `paris`. */
function told(type: string, name: string, props: Record<string, unknown>, more: Partial<Told> = {}): Told {
    const provider = { type: "pulumi:providers:kubernetes", name: "paris-cluster", urn: "", props: {} };
    const opts = {
        protect: false,
        ignoreChanges: [],
        aliases: [],
        additionalSecretOutputs: [],
        customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    };
    const never = () => {
        throw new Error("no policy of ours asks for it");
    };
    return {
        type,
        name,
        props,
        urn: `urn:pulumi:test::samestack::${type}::${name}`,
        opts,
        provider,
        dependencies: [],
        propertyDependencies: {},
        stackTags: new Map(),
        isType: () => false,
        asType: () => undefined,
        getConfig: never,
        notApplicable: never,
        ...more,
    };
}

const workload = (spec: object) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop" },
    spec: { replicas: 2, template: { metadata: { labels: { app: "web" } }, spec } },
});
const deployment = told("kubernetes:apps/v1:Deployment", "paris-web", workload({ containers: [container] }));

/** What all policies report of resources, those about one first, as the engine asks. */
async function reported(resources: Told[], exceptions: Parameters<typeof policiesOf>[1] = []): Promise<string[]> {
    const found: string[] = [];
    const policies = policiesOf(rules, exceptions);
    for (const policy of policies) {
        const report = (message: string) => found.push(`${policy.name}: ${message}`);
        const validate = "validateResource" in policy ? policy.validateResource : undefined;
        if (typeof validate === "function") for (const one of resources) await validate(one, report);
    }
    for (const policy of policies) {
        const report = (message: string, urn?: string) => found.push(`${policy.name}: ${message} [${urn ?? ""}]`);
        if ("validateStack" in policy) {
            await policy.validateStack({ ...deployment, resources }, report);
        }
    }
    return found;
}

describe("the policies of the engine", () => {
    it("are all rules, each mandatory", () => {
        const policies = policiesOf(rules, []);
        assert.deepEqual(
            policies.map(({ name, enforcementLevel }) => [name, enforcementLevel]),
            rules.map(({ name }) => [name, "mandatory"]),
        );
    });

    it("refuse what rules object to, one by one and among all, by its urn", async () => {
        const bare = told("kubernetes:apps/v1:Deployment", "paris-web", workload({ containers: [{ name: "web" }] }));
        assert.deepEqual(await reported([bare]), [
            "requests: apps Deployment shop/web has a container web that requests no cpu and no memory; say both",
            "probes: apps Deployment shop/web has a container web without a probe; give it one",
            "readiness: apps Deployment shop/web has no readiness probe; give one of its containers one",
            `owner: apps Deployment shop/web is in shop, which the stack does not make; make it, with its role [${bare.urn}]`,
            `disruption-budget: apps Deployment shop/web has 2 pods and no PodDisruptionBudget; add one [${bare.urn}]`,
        ]);
    });

    it("see a budget of the same place, and not that of another", async () => {
        const budget = {
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { name: "web", namespace: "shop" },
            spec: { maxUnavailable: 1, selector: { matchLabels: { app: "web" } } },
        };
        const provider = { type: "pulumi:providers:kubernetes", name: "lyon-cluster", urn: "", props: {} };
        const here = told("kubernetes:policy/v1:PodDisruptionBudget", "paris-web", budget);
        const there = told("kubernetes:policy/v1:PodDisruptionBudget", "lyon-web", budget, { provider });
        const about = (found: string[]) => found.filter((one) => one.startsWith("disruption-budget")).length;
        assert.deepEqual(
            [about(await reported([deployment, here])), about(await reported([deployment, there]))],
            [0, 1],
        );
    });

    it("take the consent of a component, which the engine tells only at first", async () => {
        const said = told("samestack:databases:Database", "paris-shop", { allowDestroy: true });
        const at = (parent: Told) =>
            told("aws:s3/bucket:Bucket", "paris-shop-copies", { bucket: "copies" }, { parent });
        const lost = (found: string[]) => found.filter((one) => one.startsWith("data-protected")).length;
        const silent = told("samestack:databases:Database", "paris-blog", {});
        assert.deepEqual([lost(await reported([said, at(said)])), lost(await reported([silent, at(silent)]))], [0, 1]);
    });

    it("let be what has an exception, under the name that it has in every place", async () => {
        const bare = told("kubernetes:apps/v1:Deployment", "paris-web", workload({ containers: [{ name: "web" }] }));
        const exception = {
            rule: "requests",
            object: "apps Deployment shop/web",
            of: "Web",
            parts: ["web"],
            reason: "",
            expires: "2027-01-31",
        };
        assert.deepEqual(
            (await reported([bare], [exception])).filter((one) => one.startsWith("requests")),
            [],
        );
    });

    it("tell nothing of a Secret", async () => {
        const secret = told("kubernetes:core/v1:Secret", "paris-secret", {
            stringData: { "values.yaml": "image: busybox" },
        });
        assert.deepEqual(await reported([secret]), []);
    });
});

describe("what is not known before it is made", () => {
    it("does not keep rules from looking at all the rest", () => {
        const given = new Proxy(
            { name: "web", id: "" },
            {
                get: (target, key) => {
                    if (key === "id") throw new Error("string value at .id can't be known during preview");
                    return Reflect.get(target, key) as unknown;
                },
            },
        );
        assert.deepEqual(known({ list: [given] }), { list: [{ name: "web", id: "[unknown]" }] });
    });

    it("is no other error", () => {
        const given = {
            get broken(): string {
                throw new Error("broken");
            },
        };
        assert.throws(() => known(given), /^Error: broken$/);
    });
});
