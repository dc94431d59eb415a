import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parseAllDocuments } from "yaml";
import { z } from "zod";

import { readStages } from "../../../commands/sandbox/stages";
import { definitions } from "../../standins/charts/definitions";

const Steps = z.looseObject({
    steps: z.array(
        z.looseObject({
            patch: z.looseObject({ root: z.string(), subresource: z.string().optional() }).optional(),
        }),
    ),
});

const file = path.join(__dirname, "..", "..", "..", "commands", "sandbox", "stages.yaml");

describe("what the sandbox simulates", () => {
    const stages = readStages();

    it("covers nodes, pods and every kind that something of the stack waits for", () => {
        const kinds = new Set(stages.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
        const expected = [
            "v1 Node",
            "v1 Pod",
            "v1 Service",
            "v1 PersistentVolumeClaim",
            "v1 PersistentVolume",
            "networking.k8s.io/v1 Ingress",
            "operator.tigera.io/v1 Installation",
            "operator.tigera.io/v1 APIServer",
            "operator.tigera.io/v1 Goldmane",
            "operator.tigera.io/v1 Whisker",
            "ceph.rook.io/v1 CephCluster",
            "ceph.rook.io/v1 CephBlockPool",
            "ceph.rook.io/v1 CephFilesystem",
            "ceph.rook.io/v1 CephFilesystemSubVolumeGroup",
            "ceph.rook.io/v1 CephObjectStore",
            "ceph.rook.io/v1 CephObjectStoreUser",
            "objectbucket.io/v1alpha1 ObjectBucketClaim",
            "cert-manager.io/v1 Issuer",
            "cert-manager.io/v1 ClusterIssuer",
            "cert-manager.io/v1 Certificate",
            "gateway.networking.k8s.io/v1 GatewayClass",
            "gateway.networking.k8s.io/v1 Gateway",
            "gateway.networking.k8s.io/v1 HTTPRoute",
            "monitoring.coreos.com/v1 Prometheus",
            "monitoring.coreos.com/v1 Alertmanager",
            "elasticsearch.k8s.elastic.co/v1 Elasticsearch",
            "kibana.k8s.elastic.co/v1 Kibana",
            "postgresql.cnpg.io/v1 Cluster",
            "k8s.mariadb.com/v1alpha1 MariaDB",
            "velero.io/v1 BackupStorageLocation",
        ];
        for (const kind of expected) assert.ok(kinds.has(kind), kind);
    });

    it("has a name for each Stage, and one kind", () => {
        assert.equal(new Set(stages.map(({ name }) => name)).size, stages.length);
        for (const { manifest, name, apiVersion, kind } of stages) {
            assert.equal(manifest.metadata.name, name);
            assert.deepEqual(manifest.spec, { ...Object(manifest.spec), resourceRef: { apiGroup: apiVersion, kind } });
        }
    });

    it("writes a status as its kind takes it: as a subresource, or with the object where it is none", () => {
        let examined = 0;
        for (const { name, apiVersion, kind, manifest } of stages) {
            const definition = [...definitions.values()].find(
                (one) => one.kind === kind && `${one.group}/${one.version}` === apiVersion,
            );
            if (!definition) continue;
            const { steps } = Steps.parse(manifest.spec);
            for (const patch of steps.flatMap((step) => step.patch ?? [])) {
                if (patch.root !== "status") continue;
                assert.equal(patch.subresource, definition.status ? "status" : undefined, name);
                examined += 1;
            }
        }
        assert.ok(examined >= 20, `${examined} patches`);
    });

    it("acts only while it is not done: every Stage has a selector with a condition", () => {
        let examined = 0;
        for (const document of parseAllDocuments(fs.readFileSync(file, "utf8"))) {
            assert.ok(document.hasIn(["spec", "selector", "matchExpressions", 0]), String(document));
            assert.ok(document.hasIn(["spec", "steps", 0]), String(document));
            examined += 1;
        }
        assert.ok(examined >= 15, `${examined} documents`);
    });

    it("says of every Stage what real thing it stands for", () => {
        const documents = fs.readFileSync(file, "utf8").split(/^---$/m);
        assert.equal(documents.length, parseAllDocuments(fs.readFileSync(file, "utf8")).length);
        for (const document of documents) assert.match(document, /^# --- Stands for: \S/m);
    });

    it("refuses a file that is not made of Stages", () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stages-"));
        const other = path.join(folder, "stages.yaml");
        fs.writeFileSync(other, "kind: Pod\napiVersion: v1\nmetadata: { name: x }\n");
        try {
            assert.throws(() => readStages(other), /Stage/);
        } finally {
            fs.rmSync(folder, { recursive: true, force: true });
        }
    });
});
