import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { definition, definitionName, goWith } from "../../components/definitions";
import { Namespace } from "../../components/namespace";
import { deploy } from "../deploy";

const patch = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinitionPatch";

describe("definitions that go with a namespace", () => {
    it("are named in the plural as English has it", () => {
        const plurals = ["Cluster", "Elasticsearch", "PackageRegistry", "CephNVMeOFGateway", "CephNFS", "Box"];
        assert.deepEqual(
            plurals.map((kind) => definitionName(definition("web.test", kind)).replace(".web.test", "")),
            ["clusters", "elasticsearches", "packageregistries", "cephnvmeofgateways", "cephnfses", "boxes"],
        );
    });

    it("are owned by it, each, until it is gone or the environment consents no longer", async () => {
        const resources = await deploy(() => {
            const parent = new pulumi.ComponentResource("test:index:System", "paris");
            const namespace = new Namespace("paris-web", { name: "web", role: "ingress", podSecurity: "restricted" });
            const definitions = [definition("web.test", "Page"), definition("web.test", "Link", "Cluster")];
            goWith("paris-web", { namespace, definitions }, { parent, dependsOn: [] });
        });
        const owner = { apiVersion: "v1", kind: "Namespace", name: "web", uid: "paris-web-uid" };
        assert.deepEqual(
            resources
                .filter(({ type }) => type === patch)
                .map(({ name, inputs, deletedWith, replaceOnChanges, protect, retainOnDelete }) => [
                    name,
                    { metadata: inputs.metadata, spec: inputs.spec },
                    { deletedWith, replaceOnChanges, protect, retainOnDelete },
                ]),
            (
                [
                    ["pages", "Page", "Namespaced"],
                    ["links", "Link", "Cluster"],
                ] as const
            ).map(([plural, kind, scope]) => [
                `paris-web-${plural}.web.test`,
                {
                    metadata: { name: `${plural}.web.test`, ownerReferences: [owner] },
                    spec: { group: "web.test", names: { kind, plural }, scope },
                },
                {
                    deletedWith: "paris-web",
                    replaceOnChanges: ["metadata.ownerReferences"],
                    protect: false,
                    retainOnDelete: false,
                },
            ]),
        );
    });
});
