import assert from "node:assert/strict";
import * as zlib from "node:zlib";

import { apiServer, type ApiServer, type Asked, discovery } from "./api-server";
import { Cluster } from "./cluster";
import { connect } from "./http";
import { inOrder, logicalName, readManifests, settleNamespaces } from "./manifests";
import { idOf, kindOfType, parseId, typeOfKind } from "./naming";
import { creator, leaveAlone, mayForce, takeOver } from "./ownership";
import { readRelease, resourceNames } from "./release-record";
import { at, type Properties } from "../values";

const object = (apiVersion: string, kind: string, name: string, rest: Properties = {}): Properties => ({
    apiVersion,
    kind,
    metadata: { name },
    ...rest,
});
const definition = object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "things.example.org", {
    spec: { group: "example.org", scope: "Cluster", names: { kind: "Thing" } },
});

async function withCluster(
    answer: Parameters<typeof apiServer>[0],
    use: (cluster: Cluster, server: ApiServer) => Promise<void>,
): Promise<void> {
    const server = await apiServer(answer);
    const authorization = () => Promise.resolve(undefined);
    const access = { server: server.url, namespace: "", tls: {}, authorization, kubeconfig: "" };
    try {
        await use(new Cluster(connect(access)), server);
    } finally {
        await server.close();
    }
}

describe("names", () => {
    it("lead from type to kind and back", () => {
        const table: [string, string, string][] = [
            ["kubernetes:core/v1:Pod", "v1", "Pod"],
            ["kubernetes:apps/v1:Deployment", "apps/v1", "Deployment"],
            ["kubernetes:metallb.io/v1beta1:IPAddressPool", "metallb.io/v1beta1", "IPAddressPool"],
        ];
        for (const [type, apiVersion, kind] of table) {
            assert.deepEqual(kindOfType(type), { apiVersion, kind });
            assert.equal(typeOfKind(apiVersion, kind), type);
        }
        assert.deepEqual(kindOfType("kubernetes:core/v1:NamespacePatch"), { apiVersion: "v1", kind: "Namespace" });
        assert.equal(table.length, 3);
    });

    it("make ids and logical names", () => {
        assert.equal(idOf({ namespace: "a", name: "b" }), "a/b");
        assert.equal(idOf({ name: "b" }), "b");
        assert.deepEqual(parseId("a/b"), { namespace: "a", name: "b" });
        assert.deepEqual(parseId("b"), { name: "b" });
        const one = object("v1", "Pod", "b", { metadata: { name: "b", namespace: "a" } });
        assert.equal(logicalName("chart", one), "chart:a/b");
        assert.equal(logicalName("", definition), "things.example.org");
    });
});

describe("manifests", () => {
    it("are read document by document, without the empty ones", async () => {
        const objects = await readManifests([], "---\n# only a comment\n---\nkind: A\n---\n\n---\n{kind: B}\n");
        assert.deepEqual(objects, [{ kind: "A" }, { kind: "B" }]);
        assert.deepEqual(await readManifests([], "kind: A\nmode: 0400\nflag: yes\nat: 2026-11-25\n"), [
            { kind: "A", mode: 256, flag: true, at: "2026-11-25" },
        ]);
        await assert.rejects(readManifests([], "a: [1"), /flow|Flow/);
        await assert.rejects(readManifests(["/no/such/manifest"]), /ENOENT/);
    });

    it("are registered with namespaces and definitions before what needs them", () => {
        const inside = object("v1", "ConfigMap", "cm", { metadata: { name: "cm", namespace: "ns" } });
        const thing = object("example.org/v1", "Thing", "t");
        const outside = object("v1", "ConfigMap", "other", { metadata: { name: "other", namespace: "elsewhere" } });
        const ordered = inOrder([inside, thing, definition, outside, object("v1", "Namespace", "ns")]);
        const named = ordered.map(({ object: one, after }) => [
            at(one, "metadata", "name"),
            after.map((index) => at(ordered[index]?.object, "metadata", "name")),
        ]);
        assert.deepEqual(named, [
            ["things.example.org", []],
            ["ns", []],
            ["cm", ["ns"]],
            ["t", ["things.example.org"]],
            ["other", []],
        ]);
    });

    it("get the default namespace where their kind has one, as the server or a definition among them says", async () => {
        const kinds = ({ path }: Asked) => discovery(path, [["v1", "ConfigMap", "configmaps", "Namespaced"]]);
        const list = { apiVersion: "v1", kind: "List", items: [object("v1", "ConfigMap", "a"), definition] };
        await withCluster(kinds, async (cluster) => {
            const settled = await settleNamespaces([list, object("example.org/v1", "Thing", "t")], "here", cluster);
            assert.deepEqual(
                settled.map((one) => at(one, "metadata")),
                [{ name: "a", namespace: "here" }, { name: "things.example.org" }, { name: "t" }],
            );
            const nameless = settleNamespaces([{ kind: "X" }], "here", cluster);
            await assert.rejects(nameless, /needs apiVersion, kind and metadata\.name/);
        });
    });
});

describe("Helm's record of a release", () => {
    it("is the newest revision, out of its two wrappings", async () => {
        const record = (version: number) => {
            const release = {
                name: "r",
                namespace: "n",
                version,
                info: { status: "deployed" },
                chart: { metadata: { name: "c", version: "1" } },
            };
            const packed = zlib.gzipSync(JSON.stringify(release)).toString("base64");
            return {
                metadata: { labels: { version: String(version) } },
                data: { release: Buffer.from(packed).toString("base64") },
            };
        };
        let items = [record(9), record(10), record(2)];
        const answer = () => ({ code: 200, body: { items } });
        await withCluster(answer, async (cluster, server) => {
            assert.equal((await readRelease(cluster, { namespace: "n", name: "r" }))?.version, 10);
            assert.equal(server.asked[0]?.path, "/api/v1/namespaces/n/secrets?labelSelector=owner%3Dhelm%2Cname%3Dr");
            items = [];
            assert.equal(await readRelease(cluster, { namespace: "n", name: "r" }), undefined);
        });
    });

    it("lists its objects by kind", () => {
        const manifest =
            "apiVersion: v1\nkind: Service\nmetadata: {name: b, namespace: web}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n";
        assert.deepEqual(resourceNames(manifest), { "Service/v1": ["a", "web/b"], "Deployment.apps/apps/v1": ["d"] });
    });
});

describe("ownership of fields", () => {
    const entry = (manager: string, operation: string, fieldsV1: Properties, rest: Properties = {}) => ({
        manager,
        operation,
        fieldsV1,
        ...rest,
    });
    const live = (...managedFields: Properties[]): Properties => ({
        metadata: { resourceVersion: "7", managedFields },
        spec: { replicas: 3 },
    });

    it("passes from the creator to us, with what we owned already, and leaves other owners theirs", () => {
        const status = entry(creator, "Update", { "f:status": {} }, { subresource: "status" });
        const other = entry("autoscaler", "Update", { "f:spec": { "f:replicas": {} } });
        const patch = takeOver(
            live(
                entry(creator, "Update", { "f:data": { "f:a": {} } }),
                entry("us", "Apply", { "f:data": { "f:b": {} } }),
                status,
                other,
            ),
            "us",
        );
        assert.deepEqual(patch, [
            { op: "test", path: "/metadata/resourceVersion", value: "7" },
            {
                op: "replace",
                path: "/metadata/managedFields",
                value: [status, other, entry("us", "Apply", { "f:data": { "f:a": {}, "f:b": {} } })],
            },
        ]);
    });

    it("passes from kubectl too, and from nobody else", () => {
        assert.notEqual(takeOver(live(entry("kubectl-patch", "Update", {})), "us"), undefined);
        assert.equal(
            takeOver(
                live(entry("us", "Apply", {}), entry("pulumi-kubernetes-1", "Update", {}), entry("helm", "Update", {})),
                "us",
            ),
            undefined,
        );
    });

    it("is taken by force only where the object or the provider says so", () => {
        assert.equal(mayForce({}, false), false);
        assert.equal(mayForce({}, true), true);
        assert.equal(mayForce({ metadata: { annotations: { "pulumi.com/patchForce": "true" } } }, false), true);
    });

    it("of an ignored field stays: left out where another owns it, repeated as it is where we do", () => {
        const wanted = { spec: { replicas: 1, other: 2 } };
        const replicas = { "f:spec": { "f:replicas": {} } };
        const others = leaveAlone(wanted, live(entry("autoscaler", "Update", replicas)), "us", ["spec.replicas"]);
        assert.deepEqual(others, { spec: { other: 2 } });
        const ours = leaveAlone(wanted, live(entry("us", "Apply", replicas)), "us", ["spec.replicas"]);
        assert.deepEqual(ours, { spec: { replicas: 3, other: 2 } });
    });
});
