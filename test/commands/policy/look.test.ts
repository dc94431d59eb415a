import assert from "node:assert/strict";

import type { Registered } from "../../../commands/render/registration";
import { resource } from "../plan/registered";
import { look } from "../../../commands/policy/look";
import type { ChartObject } from "../../../commands/render/chart";
import { Refusal } from "../../../commands/terminal";

const stack = resource({ type: "samestack:stacks:Production", name: "paris", custom: false });
const system = (inputs: Record<string, unknown> = {}) =>
    resource({
        type: "samestack:storage:Longhorn",
        name: "paris-longhorn",
        custom: false,
        inputs,
        parent: stack.name,
        parentType: stack.type,
    });
const release = resource({
    type: "kubernetes:helm.sh/v3:Release",
    name: "paris-longhorn",
    parent: "paris-longhorn",
    parentType: "samestack:storage:Longhorn",
    inputs: { name: "longhorn", namespace: "longhorn-system", chart: "longhorn", version: "1.12.1", values: {} },
});
const bucket = resource({
    type: "aws:s3/bucket:Bucket",
    name: "paris-longhorn-copies",
    parent: "paris-longhorn",
    parentType: "samestack:storage:Longhorn",
});

function made(kind: string, name: string, hook?: string): ChartObject {
    const object = { apiVersion: "batch/v1", kind, metadata: { name, namespace: "longhorn-system" } };
    return { object, apart: false, ...(hook !== undefined && { hook }) };
}

const charts = (description: string, ...objects: ChartObject[]) => ({
    objects: () => Promise.resolve(objects),
    about: () => Promise.resolve({ description }),
});

describe("what rules look at", () => {
    it("is what is registered and what charts make, but for what only a test runs", async () => {
        const { looked, unseen } = await look(
            "own",
            [stack, system(), release, bucket],
            charts("Block storage", made("Job", "upgrade", "pre-upgrade"), made("Job", "try", "test")),
        );
        assert.deepEqual(unseen, []);
        assert.deepEqual(
            looked.map(({ environment, place, subjects }) => [
                environment,
                place,
                subjects.map(({ title, of, ofChart }) => [title, of, ofChart ?? false]),
            ]),
            [
                [
                    "own",
                    "paris",
                    [
                        ["Release longhorn-system/longhorn", "Longhorn", false],
                        ["aws:s3:Bucket longhorn-copies", "Longhorn", false],
                        ["batch Job longhorn-system/upgrade", "longhorn", true],
                    ],
                ],
            ],
        );
    });

    it("is no chart that is a stand-in, or that cannot be had, and each is named", async () => {
        const standin = charts("A stand-in of samestack's tests for the chart longhorn.", made("Job", "upgrade"));
        const none = {
            objects: () => Promise.reject(new Refusal("longhorn 1.12.1 cannot be had: no /srv/longhorn.tgz")),
            about: () => Promise.resolve({}),
        };
        for (const [how, why] of [
            [standin, "there is only a stand-in for it"],
            [none, "it cannot be had here"],
        ] as const) {
            const { looked, unseen } = await look("own", [stack, system(), release], how);
            assert.deepEqual(unseen, [{ environment: "own", place: "paris", chart: "longhorn", why }]);
            assert.deepEqual(looked[0]?.subjects.length, 1);
        }
    });

    it("knows what is kept, and who consents to a loss", async () => {
        const about = async (one: Registered, said: Record<string, unknown>) => {
            const { looked } = await look("own", [stack, system(said), one], charts(""));
            const subject = looked[0]?.subjects[0];
            return [subject?.kept, subject?.consented];
        };
        assert.deepEqual(await about(bucket, {}), [false, false]);
        assert.deepEqual(await about({ ...bucket, protect: true }, {}), [true, false]);
        assert.deepEqual(await about({ ...bucket, retainOnDelete: true }, {}), [true, false]);
        assert.deepEqual(await about(bucket, { allowDestroy: true }), [false, true]);
    });
});
