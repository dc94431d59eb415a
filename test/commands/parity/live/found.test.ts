import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import type { LiveObject } from "../../../../commands/parity/live/api";
import {
    changesOf,
    comparable,
    isMadeOfItself,
    madeByPeople,
    writtenByOthers,
} from "../../../../commands/parity/live/drift";
import { asFound, withUnknowns } from "../../../../commands/parity/live/found";
import { recordsIn } from "../../../../commands/parity/live/record";
import { fieldDifferences } from "../../../../commands/parity/fields";

/** The paths in which what is found is otherwise than what was asked for. */
const drifted = (asked: unknown, found: unknown) =>
    fieldDifferences(asked, asFound(asked, found)).map(({ path }) => path);

const live = (object: object, metadata: object = {}): LiveObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    ...object,
    metadata: { name: "one", namespace: "here", ownerReferences: [], managedFields: [], ...metadata },
});

describe("what a cluster has otherwise than was asked for", () => {
    const cases: [string, unknown, unknown, string[]][] = [
        ["a value", { spec: { replicas: 2 } }, { spec: { replicas: 3 } }, ["spec.replicas"]],
        ["a field that is gone", { spec: { a: "b" } }, { spec: {} }, ["spec.a"]],
        ["no default that the API server fills in", { spec: { a: 1 } }, { spec: { a: 1, type: "ClusterIP" } }, []],
        ["no nothing that the API server leaves out", { spec: { a: false, b: [], c: { d: "" } } }, { spec: {} }, []],
        [
            "no quantity in other words",
            { limits: { cpu: "0.5", memory: "1024Mi" } },
            { limits: { cpu: "500m", memory: "1Gi" } },
            [],
        ],
        ["a quantity", { limits: { cpu: "0.5" } }, { limits: { cpu: "501m" } }, ["limits.cpu"]],
        ["a text that only looks like a quantity", { env: "1" }, { env: "1000m" }, ["env"]],
        [
            "an entry of a list, by its name, and one that is there besides",
            { containers: [{ name: "a", image: "x:1" }] },
            {
                containers: [
                    { name: "b", image: "y:1" },
                    { name: "a", image: "x:2", tty: false },
                ],
            },
            ["containers[a].image", "containers[b]"],
        ],
        ["an entry that is gone", { ports: [{ name: "a" }, { name: "b" }] }, { ports: [{ name: "b" }] }, ["ports[a]"]],
        ["an entry without a name", { rules: [{ a: 1 }] }, { rules: [{ a: 1, b: 2 }, { c: 1 }] }, ["rules[…].c"]],
        ["another list of plain values", { args: ["a", "b"] }, { args: ["b", "a"] }, ["args"]],
        ["no rules that are put together elsewhere", { rules: [] }, { rules: [{ a: 1 }] }, []],
        ["a key more in data", { data: { a: "b" } }, { data: { a: "b", c: "d" } }, ["data.c"]],
        ["no label more", { metadata: { labels: { a: "b" } } }, { metadata: { labels: { a: "b", c: "d" } } }, []],
        [
            "no status, and no note of the API server",
            { status: { a: 1 }, metadata: { generation: 1, uid: "a" } },
            { metadata: { generation: 4 } },
            [],
        ],
        [
            "no annotation of the engine's",
            { metadata: { annotations: { "pulumi.com/skipAwait": "true" } } },
            { metadata: {} },
            [],
        ],
        [
            "no certificate that somebody signs into a webhook",
            { webhooks: [{ name: "a", clientConfig: { caBundle: "Cg==" } }] },
            { webhooks: [{ name: "a", clientConfig: { caBundle: "Q0E=" } }] },
            [],
        ],
        [
            "no digest of secrets",
            {
                metadata: {
                    annotations: { "samestack.dev/key": "4b5f15e22d98b139", "samestack.dev/files": "no digest" },
                },
            },
            {
                metadata: {
                    annotations: { "samestack.dev/key": "d29ad67b54732100", "samestack.dev/files": "another" },
                },
            },
            ['metadata.annotations["samestack.dev/files"]'],
        ],
        ["nothing that nobody knows before", { a: "[unknown]", b: "[secret 1a2b3c4d]" }, { a: "x" }, []],
    ];
    for (const [what, asked, found, paths] of cases) {
        it(`is ${what}`, () => {
            assert.deepEqual(drifted(asked, found), paths);
        });
    }

    it("is of what Helm was given every value, but for those that nobody knows before", () => {
        const asked = { a: 1, vpc: "[unknown]", list: [{ b: "[unknown]" }] };
        assert.deepEqual(withUnknowns(asked, { a: 2, vpc: "vpc-1", list: [{ b: "c" }], more: true }), {
            a: 2,
            vpc: "[unknown]",
            list: [{ b: "[unknown]" }],
            more: true,
        });
    });

    it("is of a Secret a hash, whichever way it was written, and never what it holds", () => {
        const asked = {
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "one" },
            stringData: { password: "canary" },
        };
        const same = live({ kind: "Secret", data: { password: Buffer.from("canary").toString("base64") } });
        const other = live({
            kind: "Secret",
            data: { password: Buffer.from("canary-2").toString("base64"), more: "YQ==" },
        });
        const of = { role: "", systems: [], id: "", fields: {} };
        assert.deepEqual(changesOf({ object: asked, of, own: false }, same), []);
        const changes = changesOf({ object: asked, of, own: false }, other);
        assert.deepEqual(
            changes.map(({ path }) => path),
            ["data.more", "data.password"],
        );
        assert.doesNotMatch(JSON.stringify([changes, comparable(other)]), /canary|Y2FuYXJ5/);
        // Of what is secret in the program as well nothing is compared.
        assert.deepEqual(
            changesOf({ object: { ...asked, stringData: "[secret 1a2b3c4d]" }, of, own: true }, other),
            [],
        );
    });
});

describe("who wrote an object", () => {
    const by = (manager: string, fieldsV1: unknown = {}) => ({ manager, fieldsV1 });

    it("is told of each key of a Secret that is neither the engine's nor Helm's", () => {
        const keys = { "f:data": { ".": {}, "f:password": {} } };
        const secret = live(
            { kind: "Secret" },
            { managedFields: [by("pulumi-kubernetes-1a2b", keys), by("helm", keys)] },
        );
        assert.deepEqual(writtenByOthers(secret), []);
        secret.metadata.managedFields.push(by("kubectl-edit", keys), by("kubectl-label", { "f:metadata": {} }));
        assert.deepEqual(writtenByOthers(secret), [{ key: "password", by: "kubectl-edit" }]);
    });

    it("is people where a program of theirs did, or nobody says", () => {
        assert.equal(madeByPeople(live({}, { managedFields: [by("kubectl-create")] })), true);
        assert.equal(madeByPeople(live({})), true);
        assert.equal(madeByPeople(live({}, { managedFields: [by("longhorn-manager")] })), false);
    });

    it("is nobody where it is made of something else, or every namespace has it", () => {
        const itself = [
            live({}, { ownerReferences: [{}] }),
            live({}, { name: "kube-root-ca.crt" }),
            live({ kind: "ServiceAccount" }, { name: "default" }),
            live({ kind: "Secret", type: "helm.sh/release.v1" }),
            live({ kind: "Secret", type: "kubernetes.io/service-account-token" }),
        ];
        assert.deepEqual(itself.map(isMadeOfItself), [true, true, true, true, true]);
        assert.equal(isMadeOfItself(live({ kind: "Secret", type: "Opaque" })), false);
    });
});

describe("what Helm wrote down", () => {
    const record = (version: number, status: string) => {
        const release = {
            name: "web",
            namespace: "here",
            version,
            info: { status },
            chart: { metadata: { version: "1.2.3" } },
            config: { replicas: version },
            manifest: "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n---\n# nothing\n",
            hooks: [{ manifest: "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: web-hook\n" }],
        };
        const packed = gzipSync(JSON.stringify(release)).toString("base64");
        return live({
            kind: "Secret",
            type: "helm.sh/release.v1",
            data: { release: Buffer.from(packed).toString("base64") },
        });
    };

    it("is read of the newest revision, and of nothing but its records", () => {
        const records = recordsIn([
            record(2, "superseded"),
            record(10, "deployed"),
            live({ kind: "Secret", type: "Opaque" }),
        ]);
        assert.deepEqual([...records.keys()], ["here/web"]);
        const web = records.get("here/web");
        assert.ok(web);
        assert.deepEqual(
            [web.revision, web.status, web.version, web.values],
            [10, "deployed", "1.2.3", { replicas: 10 }],
        );
        assert.deepEqual(
            web.objects.map(({ metadata }) => metadata.name),
            ["web"],
        );
        assert.deepEqual(
            web.hooks.map(({ metadata }) => metadata.name),
            ["web-hook"],
        );
    });
});
