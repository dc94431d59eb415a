import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { findPins } from "../../../commands/facts/pins";
import { droppedOf, droppedWords } from "../../../commands/versions/dropped";
import { sources } from "../../../commands/versions/go-sources";
import { minorOf, readRemovals } from "../../../commands/versions/removals";
import { Refusal } from "../../../commands/terminal";

/** What the deprecation guide says, to check the table by. @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/ */
const guide: Record<string, string> = {
    "apps/v1beta2 Deployment": "1.16",
    "apiextensions.k8s.io/v1beta1 CustomResourceDefinition": "1.22",
    "apiregistration.k8s.io/v1beta1 APIService": "1.22",
    "admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration": "1.22",
    "networking.k8s.io/v1beta1 Ingress": "1.22",
    "rbac.authorization.k8s.io/v1beta1 ClusterRole": "1.22",
    "batch/v1beta1 CronJob": "1.25",
    "policy/v1beta1 PodDisruptionBudget": "1.25",
    "policy/v1beta1 PodSecurityPolicy": "1.25",
    "autoscaling/v2beta2 HorizontalPodAutoscaler": "1.26",
    "storage.k8s.io/v1beta1 CSIStorageCapacity": "1.27",
    "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema": "1.32",
};

describe("the kinds that Kubernetes drops", () => {
    const { from, known, removals } = readRemovals();

    it("are what the deprecation guide says, where it says it", () => {
        for (const [api, removed] of Object.entries(guide)) {
            const found = removals.find(({ apiVersion, kind }) => `${apiVersion} ${kind}` === api);
            assert.equal(found?.removed, removed, api);
        }
        console.log(`      ${removals.length} kinds, ${Object.keys(guide).length} of them checked`);
    });

    it("are sane: each once, deprecated before it goes, and what stands in its place is never dropped earlier", () => {
        const names = removals.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
        assert.equal(new Set(names).size, names.length);
        for (const { apiVersion, kind, deprecated, removed, instead } of removals) {
            assert.ok(minorOf(deprecated) < minorOf(removed), `${apiVersion} ${kind}`);
            const next = removals.find((one) => `${one.apiVersion} ${one.kind}` === instead);
            assert.ok(!next || minorOf(next.removed) >= minorOf(removed), `${apiVersion} ${kind}`);
        }
        assert.ok(removals.some(({ removed }) => minorOf(removed) > minorOf(known)));
        assert.ok(from.some((one) => one.includes(`v0.${minorOf(known)}.`)));
    });

    it("are known up to the newest Kubernetes that any system supports", () => {
        const newest = findPins().charts.map(({ pin }) => minorOf(pin.kubernetes.to));
        assert.equal(minorOf(known), Math.max(...newest), "npm run versions -- --renew");
    });

    it("are told of an object by the place's own Kubernetes", () => {
        const object = {
            apiVersion: "policy/v1beta1",
            kind: "PodDisruptionBudget",
            metadata: { name: "a", namespace: "b" },
        };
        const found = droppedOf(object, "1.36");
        assert.deepEqual(found, {
            object: "policy PodDisruptionBudget b/a",
            api: "policy/v1beta1 PodDisruptionBudget",
            removed: "1.25",
            instead: "policy/v1 PodDisruptionBudget",
            served: false,
        });
        assert.equal(
            droppedWords(found),
            "policy/v1beta1 PodDisruptionBudget is not served from Kubernetes 1.25 on; write policy/v1 PodDisruptionBudget",
        );
        assert.equal(droppedOf(object, "1.24")?.served, true);
        assert.equal(droppedOf({ ...object, apiVersion: "policy/v1" }, "1.36"), undefined);
        // A kind of an operator is its own affair, whatever it is called.
        assert.equal(droppedOf({ ...object, apiVersion: "example.org/v1beta1" }, "1.36"), undefined);
    });
});

describe("a module of Kubernetes as Go keeps it", () => {
    let work: string;
    beforeEach(() => (work = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-go-"))));
    afterEach(() => {
        fs.rmSync(work, { recursive: true });
    });

    const written = (kind: string, what: string, value: string, type = "(major, minor int)") =>
        `func (in *${kind}) APILifecycle${what}() ${type} {\n\treturn ${value}\n}\n`;

    it("says of each kind when it goes, and by what it is replaced; not of lists, nor of what stays", () => {
        const folder = path.join(work, "api@v0.36.3");
        const group = path.join(folder, "policy", "v1beta1");
        fs.mkdirSync(group, { recursive: true });
        fs.writeFileSync(path.join(group, "register.go"), 'const GroupName = "policy"\n');
        fs.writeFileSync(
            path.join(group, "zz_generated.prerelease-lifecycle.go"),
            [
                written("Budget", "Introduced", "1, 5"),
                written("Budget", "Deprecated", "1, 21"),
                written(
                    "Budget",
                    "Replacement",
                    'schema.GroupVersionKind{Group: "policy", Version: "v1", Kind: "Budget"}',
                    "schema.GroupVersionKind",
                ),
                written("Budget", "Removed", "1, 25"),
                written("BudgetList", "Deprecated", "1, 21"),
                written("BudgetList", "Removed", "1, 25"),
                written("Eviction", "Introduced", "1, 5"),
            ].join("\n"),
        );
        assert.deepEqual(sources(folder), {
            called: "k8s.io/api v0.36.3",
            minor: "1.36",
            kinds: [
                {
                    apiVersion: "policy/v1beta1",
                    kind: "Budget",
                    deprecated: "1.21",
                    removed: "1.25",
                    instead: "policy/v1 Budget",
                },
            ],
        });
    });

    it("is refused where it is none", () => {
        for (const folder of [work, path.join(work, "api@v0.36.3")]) {
            assert.throws(
                () => sources(folder),
                (error) => error instanceof Refusal && error.exitCode === 2,
            );
        }
    });
});
