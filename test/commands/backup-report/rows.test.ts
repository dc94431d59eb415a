import assert from "node:assert/strict";

import { notesOf, rowsOf } from "../../../commands/backup-report/rows";
import { policiesOf } from "../../../components/backup/velero-policies";
import { copiesOf } from "../../../stacks/claims";
import { readEnvironment } from "../../../stacks/environment";

const own = { kind: "existing", kubeconfig: "./paris.kubeconfig" };
const loadBalancing = { addresses: ["192.0.2.10-192.0.2.30"] };
const objectStorage = {
    kind: "existing",
    endpoint: "https://s3.example.org",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "objectStorageKey" },
};
const backup = {
    target: "s3://backups@eu-west-1/",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secret: "backupKey" },
};

const read = (said: object) =>
    readEnvironment({
        domain: "example.org",
        places: { paris: { cluster: own, loadBalancing, logging: { kind: "none" }, ...said } },
    });
const report = (said: object) =>
    rowsOf(read(said)).map(({ claim, state, by, schedule, kept, note }) =>
        [claim, state, by, schedule, kept, note].filter((word) => word !== undefined).join(" | "),
    );

describe("the report of backups", () => {
    it("says of each claim why it may be lost", () => {
        assert.deepEqual(report({ objectStorage: { kind: "none" } }), [
            "metrics of Prometheus | disposable | metrics of some days: a new Prometheus scrapes on, and the past is missed in graphs only",
            "silences and notifications of Alertmanager | disposable | without it alerts notify once more, and silences are set anew",
        ]);
        assert.deepEqual(
            rowsOf(read({ objectStorage: { kind: "none" } })).map(({ place, namespace, size }) => [
                place,
                namespace,
                size,
            ]),
            [
                ["paris", "monitoring", "2 × 50 GiB"],
                ["paris", "monitoring", "2 × 5 GiB"],
            ],
        );
    });

    it("says which copies a database has, its own and those of its volumes", () => {
        const databases = { postgres: { shop: { backup: { schedule: "0 */6 * * *", retentionDays: 1 } } } };
        assert.deepEqual(report({ objectStorage, databases, storage: { backup } }).slice(2), [
            "PostgreSQL shop | copied | its own | 0 */6 * * * | 1 day | outside the cluster",
            "PostgreSQL shop | copied | Longhorn backup | 0 2 * * * | 30 copies | outside the cluster",
        ]);
    });

    it("says where a copy lies in the cluster that it is a copy of", () => {
        const inside = { ...backup, endpoint: "http://minio.minio.svc:9000" };
        const said = {
            objectStorage: { kind: "none" },
            databases: { postgres: { shop: {} } },
            storage: { backup: inside },
        };
        assert.deepEqual(report(said).slice(-1), [
            "PostgreSQL shop | copied | Longhorn backup | 0 2 * * * | 30 copies | IN THE SAME CLUSTER: lost with it",
        ]);
    });

    it("counts Velero for claims that copy no data themselves, by the schedules that reach them", () => {
        const schedules = { nightly: {}, shop: { schedule: "5 * * * *", namespaces: ["shop"] } };
        const { paris } = read({ objectStorage, backup: { kind: "velero", schedules } }).places;
        assert.ok(paris);
        const claim = {
            what: "files",
            namespace: "web",
            from: { kind: "StatefulSet", name: "web" },
            storageClass: "block",
            count: 1,
            gibibytes: 1,
            labels: { app: "web" },
            kept: { by: "volume" },
        } as const;
        const by = (namespace: string) => copiesOf({ ...claim, namespace }, paris).map((copy) => copy.by);
        assert.deepEqual(by("web"), ["Velero nightly"]);
        assert.deepEqual(by("shop"), ["Velero nightly", "Velero shop"]);
        assert.deepEqual(copiesOf({ ...claim, kept: { by: "disposable", reason: "x" } }, paris), []);
        // What the report counts is what Velero is not told to leave out.
        assert.deepEqual(policiesOf([claim]).volumePolicies, []);
    });

    it("notes that nothing copies what applications claim", () => {
        assert.deepEqual(notesOf(read({ objectStorage: { kind: "none" } })), [
            "paris: nothing copies volumes that applications claim, nor the cluster's objects (backup: none)",
        ]);
        assert.deepEqual(notesOf(read({ objectStorage })), []);
    });
});
