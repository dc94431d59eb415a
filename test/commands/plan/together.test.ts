import assert from "node:assert/strict";

import { changesOf } from "../../../commands/plan/changes";
import { compare, type EnvironmentPlan } from "../../../commands/plan/compare";
import { dangersIn } from "../../../commands/plan/danger";
import { sectionsOf } from "../../../commands/plan/report";
import { together } from "../../../commands/plan/together";
import type { Registered } from "../../../commands/render/registration";
import { object, resource } from "./registered";

/** A place of an environment, with a Secret, a class and a host name of its own. */
function place(name: string, said: { replicas: number; type: string }): Registered[] {
    const stack = "samestack:stacks:Production";
    const inside = { provider: `${name}-cluster`, parent: name, parentType: stack };
    return [
        resource({ type: stack, name, custom: false, inputs: { domain: `${name}.example.org` } }),
        object(
            "Deployment",
            `${name}-web`,
            { spec: { replicas: said.replicas, hosts: [`www.${name}.example.org`] } },
            inside,
        ),
        object("StorageClass", `${name}-block`, { parameters: { type: said.type } }, inside),
    ];
}

const plan = (name: string, before: Registered[], after: Registered[]): Promise<EnvironmentPlan> =>
    compare(name, { resources: before }, { resources: after }, undefined);

describe("changes in several places", () => {
    const old = { replicas: 2, type: "gp3" };

    it("are said once where they are the same, but for names and domains", async () => {
        const now = { replicas: 3, type: "gp3" };
        const plans = [
            await plan("one", place("paris", old), place("paris", now)),
            await plan(
                "two",
                [...place("lyon", old), ...place("oslo", old)],
                [...place("lyon", now), ...place("oslo", { ...now, replicas: 4 })],
            ),
        ];
        const told = together(plans).map(({ where, everywhere }) => ({
            where: where.map(({ environment, place }) => `${environment}/${place ?? ""}`),
            everywhere,
        }));
        assert.deepEqual(told, [
            { where: ["one/paris", "two/lyon"], everywhere: false },
            { where: ["two/oslo"], everywhere: false },
        ]);
        const [, changed] = sectionsOf(together(plans), plans);
        assert.deepEqual(
            changed?.groups.map(({ where, items }) => `${where}: ${items[0]?.title ?? ""}`),
            ["the same in one, two (lyon): Deployment web", "two (oslo): Deployment oslo-web"],
        );
    });

    it("are everywhere where no place is without", async () => {
        const now = { replicas: 3, type: "gp3" };
        const plans = await Promise.all(
            ["paris", "lyon"].map((name) => plan(name, place(name, old), place(name, now))),
        );
        assert.deepEqual(
            together(plans).map(({ everywhere }) => everywhere),
            [true],
        );
    });

    it("begin with what is replaced", async () => {
        const plans = [await plan("one", place("paris", old), place("paris", { replicas: 3, type: "io2" }))];
        assert.deepEqual(
            together(plans).map(({ change }) => change.what),
            ["replace", "update"],
        );
    });
});

describe("dangers", () => {
    const one = { replicas: 2, type: "gp3" };
    const two = { replicas: 2, type: "io2" };
    const sentence = "replace StorageClass paris-block";
    const consent = { environment: "one", to: sentence, until: "2026-12-01", by: "ada", why: "it is new" };
    const found = async (consents: { before?: (typeof consent)[]; now?: (typeof consent)[] }, committed: string) => {
        const changed = await plan("one", place("paris", one), place("paris", two));
        return dangersIn(changed, { before: consents.before ?? [], now: consents.now ?? [], committed }).map(
            ({ sentence, consent }) => `${sentence}: ${consent}`,
        );
    };

    it("are what holds data and is replaced", async () => {
        assert.deepEqual(await found({}, "2026-11-25"), [`${sentence}: none`]);
    });

    it("need consent to exactly that, of this change, that is not over", async () => {
        assert.deepEqual(await found({ now: [consent] }, "2026-12-01T23:00:00Z"), [`${sentence}: given`]);
        assert.deepEqual(await found({ now: [consent] }, "2026-12-02T00:00:00Z"), [`${sentence}: expired`]);
        assert.deepEqual(await found({ now: [consent], before: [consent] }, "2026-11-25"), [`${sentence}: older`]);
        const other = { ...consent, environment: "two" };
        assert.deepEqual(await found({ now: [other] }, "2026-11-25"), [`${sentence}: none`]);
    });

    it("are what the program protects, whatever it is, and a namespace with all that is in it", async () => {
        const before = [
            object("ConfigMap", "kept", {}, { protect: true }),
            object("Namespace", "shop", {}),
            object("ConfigMap", "plain", {}),
        ];
        const changed = await plan("one", before, []);
        assert.deepEqual(
            dangersIn(changed, { before: [], now: [], committed: "2026-11-25" }).map(({ sentence }) => sentence),
            ["delete ConfigMap kept", "delete Namespace shop"],
        );
    });

    it("are an EKS cluster that is made anew because its role is", async () => {
        const role = (name: string) => resource({ type: "aws:iam/role:Role", name: "paris-role", inputs: { name } });
        const cluster = resource({
            type: "aws:eks/cluster:Cluster",
            name: "paris",
            inputs: { roleArn: "[unknown]" },
            sources: { roleArn: [{ type: "aws:iam/role:Role", name: "paris-role" }] },
        });
        const changed = await plan("one", [role("a"), cluster], [role("b"), cluster]);
        assert.deepEqual(dangersIn(changed, { before: [], now: [], committed: "2026-11-25" }), [
            {
                environment: "one",
                sentence: "replace Cluster paris",
                why: "roleArn, which comes of paris-role, cannot be changed on what is there",
                consent: "none",
            },
        ]);
    });

    it("are none where something is only changed", () => {
        const changes = changesOf(place("paris", one), place("paris", { ...one, replicas: 5 }));
        assert.deepEqual(
            changes.filter(({ what }) => what !== "keep").map(({ what, name }) => `${what} ${name}`),
            ["update paris-web"],
        );
    });
});
