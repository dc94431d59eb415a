import assert from "node:assert/strict";

import { z } from "zod";

import { isReserved, ofTheStack } from "../../stacks/rules/reserved";
import { stacks } from "../stacks";

const Namespace = z.looseObject({
    metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()) }),
});

describe("the namespaces that no deployer and no database is given", () => {
    it("are all those that the stack makes for itself, in any environment, and no others", async function () {
        this.timeout(120_000);
        const made = (await stacks())
            .flatMap(({ resources }) => resources)
            .filter(({ type }) => type === "kubernetes:core/v1:Namespace")
            .map(({ inputs }) => Namespace.parse(inputs).metadata);
        const own = new Set(
            made.filter(({ labels }) => labels["samestack.dev/role"] !== "application").map(({ name }) => name),
        );
        const unguarded = [...own].filter((name) => !isReserved(name));
        assert.deepEqual(unguarded, [], "add them to ofTheStack in stacks/rules/reserved.ts");
        assert.deepEqual(
            ofTheStack.filter((name) => !own.has(name)),
            [],
            "nothing makes these any more",
        );
        assert.ok(made.length > own.size, "no environment has an application's namespace");
        console.log(`      ${own.size} namespaces of the stack`);
    });

    it("are Kubernetes' own as well", () => {
        for (const name of ["default", "kube-system", "kube-public", "some-system"]) assert.ok(isReserved(name), name);
        for (const name of ["shop", "systemd", "kubernetes-blog", "my-default"]) assert.ok(!isReserved(name), name);
    });
});
