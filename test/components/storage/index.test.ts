import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { type PlaceStorage, storage, StorageArgs, storageCharts } from "../../../components/storage";
import { deploy, the } from "../../deploy";
import { paris } from "../../place";
import { vouching } from "./identity";

const eks = { eks: { clusterName: "paris", region: "eu-west-3", vpcTags: {} }, identity: vouching };

async function put(said: object) {
    const given: PlaceStorage[] = [];
    const resources = await deploy(() => {
        const secrets = (key: string) => pulumi.secret(`canary-${key}`);
        given.push(storage(paris(eks), StorageArgs.parse(said), { secrets }));
    });
    const [volumes] = given;
    assert.ok(volumes);
    return { resources, volumes };
}

const classes = (resources: Awaited<ReturnType<typeof deploy>>) =>
    Object.fromEntries(
        resources
            .filter(({ type }) => type.endsWith(":StorageClass"))
            .map(({ inputs }) => {
                const { name, annotations } = inputs.metadata as { name: string; annotations: Record<string, string> };
                return [name, annotations["storageclass.kubernetes.io/is-default-class"]];
            }),
    );

const refusal = (said: object) => {
    const { error } = StorageArgs.safeParse(said);
    return error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
};

const valueOf = (output: pulumi.Output<string> | undefined) =>
    new Promise<string | undefined>((resolve) => {
        if (output) output.apply(resolve);
        else resolve(undefined);
    });

describe("the storage of a place", () => {
    it("can take snapshots before it has a volume", async () => {
        const { resources } = await put({ kind: "longhorn" });
        const { dependsOn } = the(resources, "samestack:storage:Longhorn", "paris-longhorn");
        assert.ok(dependsOn.includes("paris-snapshot-controller"), dependsOn.join(", "));
    });

    it("gives block and shared by Longhorn, and only block by EBS", async () => {
        const longhorn = await put({ kind: "longhorn" });
        assert.deepEqual(classes(longhorn.resources), { block: "true", shared: "false" });
        assert.deepEqual(
            [await valueOf(longhorn.volumes.block), await valueOf(longhorn.volumes.shared)],
            ["block", "shared"],
        );
        assert.deepEqual(
            longhorn.volumes.consoles.map(({ host, service, port, login }) => [host, service, port, login]),
            [["longhorn", "longhorn-frontend", 80, "shared"]],
        );

        const ebs = await put({ kind: "ebs" });
        assert.deepEqual(classes(ebs.resources), { block: "true" });
        assert.deepEqual([await valueOf(ebs.volumes.block), ebs.volumes.shared], ["block", undefined]);
        assert.deepEqual(ebs.volumes.consoles, []);
    });

    it("takes shared from an additional system where the main one has none, and shows both", async () => {
        const { resources, volumes } = await put({
            kind: "ebs",
            additional: [{ kind: "longhorn", className: "copied" }],
        });
        assert.deepEqual(classes(resources), { block: "true", copied: "false", shared: "false" });
        assert.deepEqual([await valueOf(volumes.block), await valueOf(volumes.shared)], ["block", "shared"]);
        assert.deepEqual(
            volumes.dashboards.map(({ title }) => title),
            ["EBS", "Longhorn", "snapshot-controller"],
        );
    });

    it("makes EBS before a Ceph that keeps its data on it, and gives block and shared by Ceph", async () => {
        const { resources, volumes } = await put({
            kind: "rook-ceph",
            additional: [{ kind: "ebs", className: "disk" }],
        });
        assert.deepEqual(classes(resources), { disk: "false", block: "true", shared: "false" });
        const { dependsOn } = the(resources, "kubernetes:helm.sh/v3:Release", "paris-rook-ceph-cluster");
        assert.ok(dependsOn.includes("paris-ebs-block"), dependsOn.join());
        assert.deepEqual([await valueOf(volumes.block), await valueOf(volumes.shared)], ["block", "shared"]);
        assert.equal(await valueOf(volumes.ceph?.namespace), "rook-ceph");
        assert.deepEqual(
            volumes.dashboards.map(({ title }) => title),
            ["Ceph", "EBS", "snapshot-controller"],
        );
    });

    it("lets an additional class be the default instead", async () => {
        const { resources } = await put({
            kind: "longhorn",
            defaultClass: false,
            additional: [{ kind: "ebs", className: "fast", defaultClass: true }],
        });
        assert.deepEqual(classes(resources), { block: "false", shared: "false", fast: "true" });
    });

    it("refuses two default classes, none, a system twice, and a name that is taken", () => {
        const ebs = { kind: "ebs", className: "fast" };
        const refused: [object, string[]][] = [
            [
                { kind: "longhorn", additional: [{ ...ebs, defaultClass: true }] },
                ["additional.0.defaultClass makes a second default storage class"],
            ],
            [{ kind: "longhorn", defaultClass: false }, ["defaultClass leaves no default storage class"]],
            [
                { kind: "longhorn", defaultClass: false, additional: [ebs] },
                ["defaultClass leaves no default storage class"],
            ],
            [{ kind: "ebs", additional: [ebs] }, ["additional.0.kind is a storage system that the place has already"]],
            [
                { kind: "longhorn", additional: [{ kind: "ebs", className: "shared" }] },
                ["additional.0.className cannot be the name of an additional class"],
            ],
            [
                { kind: "longhorn", additional: [{ kind: "ebs", className: "Fast" }] },
                ["additional.0.className cannot be the name of an additional class"],
            ],
        ];
        for (const [said, why] of refused) assert.deepEqual(refusal(said), why, JSON.stringify(said));
        assert.equal(refused.length, 6);
    });

    it("names the charts it installs", () => {
        const names = (said: object) => storageCharts(StorageArgs.parse(said)).map(({ name }) => name);
        assert.deepEqual(names({ kind: "longhorn" }), ["snapshot-controller", "longhorn"]);
        assert.deepEqual(names({ kind: "ebs", additional: [{ kind: "longhorn", className: "copied" }] }), [
            "snapshot-controller",
            "aws-ebs-csi-driver",
            "longhorn",
        ]);
        assert.deepEqual(names({ kind: "rook-ceph" }), [
            "snapshot-controller",
            "rook-ceph",
            "ceph-csi-drivers",
            "rook-ceph-cluster",
        ]);
    });
});
