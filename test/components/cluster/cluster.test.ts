import assert from "node:assert/strict";
import * as path from "node:path";

import { ClusterArgs, openCluster } from "../../../components/cluster";
import { ci } from "./eks/eks";
import { deploy } from "../../deploy";

const root = path.join(__dirname, "..", "..", "..");
const kubeconfig = path.join(root, "test", "fixtures", "kubeconfig.yaml");

describe("a place's cluster", () => {
    it("is of the kind that the environment says", async () => {
        const both = [
            { kind: "existing", kubeconfig },
            { kind: "eks", region: "eu-west-1", cidr: "10.20.0.0/16", deployers: [ci] },
        ];
        const made: unknown[] = [];
        for (const said of both) {
            const given = {
                environment: "test",
                network: { podAddresses: "overlay" as const, vpcCni: false, kubeProxy: true },
                secrets: () => assert.fail("no secret is needed"),
            };
            const resources = await deploy(() => openCluster("ireland-cluster", ClusterArgs.parse(said), given));
            made.push([resources[0]?.type, resources[0]?.name]);
        }
        assert.deepEqual(made, [
            ["samestack:cluster:ExistingCluster", "ireland-cluster"],
            ["samestack:cluster:Eks", "ireland-cluster"],
        ]);
    });

    it("loads of AWS's library only the parts that it uses", () => {
        const library = path.dirname(require.resolve("@pulumi/aws/package.json"));
        const loaded = Object.keys(require.cache).filter((file) => file.startsWith(library));
        assert.ok(loaded.includes(path.join(library, "eks", "cluster.js")));
        assert.equal(loaded.includes(path.join(library, "index.js")), false);
    });
});
