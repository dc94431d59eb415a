import assert from "node:assert/strict";

import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";

import { look } from "../../../commands/rehearse/look";
import { exitCodeOf, textOf } from "../../../commands/rehearse/report";
import type { Rehearsal } from "../../../commands/rehearse/rehearse";
import type { Kept } from "../../../commands/rehearse/state";
import type { Renderer } from "../../../commands/plan/compare";
import { temporaryFolder } from "../../folder";

const urnOf = (type: string, name: string) => `urn:pulumi:dev::samestack::${type}::${name}`;

/** A stack whose preview tells of these steps, and fails where an error is said. */
function stackWith(steps: object[], error?: string): Stack {
    const preview = ({ onEvent }: { onEvent: (event: EngineEvent) => void }) => {
        steps.forEach((metadata) => {
            onEvent({ resourcePreEvent: { metadata } } as EngineEvent);
        });
        if (error === undefined) return Promise.resolve();
        onEvent({ diagnosticEvent: { severity: "error", message: error } } as EngineEvent);
        return Promise.reject(new Error("the preview failed"));
    };
    return { preview } as unknown as Stack;
}

function step(op: string, type: string, name: string, inputs: object, said: object = {}) {
    return { op, urn: urnOf(type, name), type, old: { inputs }, new: { inputs }, ...said };
}

const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "data" }, spec: {} };
const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } };
const renderer: Renderer = () => Promise.resolve([]);

describe("what the present program does to a kept state", () => {
    // Without plan-consents.yaml.
    const folder = temporaryFolder();
    const looked = (steps: object[], state: Kept[] = [], error?: string) =>
        look(stackWith(steps, error), { environment: "dev", state, folder: folder.path, renderer });

    it("is a danger where the plan's notion says so, and otherwise a step", async () => {
        const { steps, dangers, failures } = await looked([
            step("same", "kubernetes:core/v1:Namespace", "paris-kept", {}),
            step("update", "kubernetes:core/v1:ConfigMap", "paris-settings", map),
            step("delete", "kubernetes:core/v1:ConfigMap", "paris-old", map),
            step("create-replacement", "kubernetes:core/v1:PersistentVolumeClaim", "paris-data", claim, {
                keys: ["spec.storageClassName"],
            }),
            step("delete-replaced", "kubernetes:core/v1:PersistentVolumeClaim", "paris-data", claim),
            step("delete", "samestack:storage:Longhorn", "paris-longhorn", {}),
        ]);
        assert.deepEqual(steps, ["delete paris-old", "replace paris-data", "update paris-settings"]);
        assert.deepEqual(
            dangers.map(({ sentence, why }) => `${sentence}: ${why}`),
            ["replace PersistentVolumeClaim paris-data: spec.storageClassName cannot be changed on what is there"],
        );
        assert.deepEqual(failures, []);
    });

    it("loses nothing by what the state keeps when it goes", async () => {
        const type = "kubernetes:core/v1:PersistentVolumeClaim";
        const gone = step("delete", type, "paris-data", claim);
        const kept = {
            urn: gone.urn,
            type,
            custom: true,
            inputs: claim,
            dependencies: [],
            protect: false,
            retainOnDelete: true,
        };
        assert.equal((await looked([gone])).dangers.length, 1);
        assert.equal((await looked([gone], [kept])).dangers.length, 0);
    });

    it("is a danger where a version is entered by a way that its manual forbids", async () => {
        const longhorn = (version: string) => ({
            name: "longhorn",
            namespace: "longhorn-system",
            chart: "longhorn",
            version,
            values: {},
        });
        const type = "kubernetes:helm.sh/v3:Release";
        const raised = step("update", type, "paris-longhorn", longhorn("1.12.1"), {
            new: { inputs: longhorn("1.14.0") },
        });
        assert.deepEqual(
            (await looked([raised])).dangers.map(({ sentence }) => sentence),
            ["take Release paris-longhorn from 1.12.1 to 1.14.0"],
        );
    });

    it("is told where the engine itself refuses", async () => {
        const { failures } = await looked([], [], "paris-data cannot be deleted: it is protected");
        assert.deepEqual(failures, ["paris-data cannot be deleted: it is protected"]);
    });

    it("ends by what is worst", () => {
        const danger = {
            environment: "dev",
            sentence: "delete Cluster paris-shop",
            why: "data",
            consent: "none" as const,
        };
        const fine: Rehearsal = {
            release: "v0.1.0",
            environment: "dev",
            resources: 2,
            first: { steps: [], dangers: [], failures: [] },
            second: [],
        };
        assert.equal(exitCodeOf([fine]), 0);
        assert.equal(exitCodeOf([fine, { ...fine, second: ["update paris-web"] }]), 1);
        assert.equal(exitCodeOf([{ ...fine, first: { ...fine.first, failures: ["no"] }, second: undefined }]), 1);
        const lost = { ...fine, first: { ...fine.first, dangers: [danger] }, second: undefined };
        assert.equal(exitCodeOf([lost, fine]), 3);
        assert.match(
            textOf([lost], { write: () => undefined }),
            /DANGER: delete Cluster paris-shop: data\n.*was not let at it\n$/,
        );
    });
});
