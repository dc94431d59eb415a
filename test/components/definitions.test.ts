import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { goWith } from "../../components/definitions";
import { Namespace } from "../../components/namespace";
import { deploy } from "../deploy";

const patch = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinitionPatch";

describe("definitions that go with a namespace", () => {
    it("are owned by it, each, until it is gone or the environment consents no longer", async () => {
        const resources = await deploy(() => {
            const parent = new pulumi.ComponentResource("test:index:System", "paris");
            const namespace = new Namespace("paris-web", { name: "web", role: "ingress", podSecurity: "restricted" });
            const definitions = ["pages.web.test", "links.web.test"];
            goWith("paris-web", { namespace, definitions }, { parent, dependsOn: [] });
        });
        const owner = { apiVersion: "v1", kind: "Namespace", name: "web", uid: "paris-web-uid" };
        assert.deepEqual(
            resources
                .filter(({ type }) => type === patch)
                .map(({ name, inputs, deletedWith, replaceOnChanges, protect, retainOnDelete }) => [
                    name,
                    inputs.metadata,
                    { deletedWith, replaceOnChanges, protect, retainOnDelete },
                ]),
            ["pages.web.test", "links.web.test"].map((definition) => [
                `paris-web-${definition}`,
                { name: definition, ownerReferences: [owner] },
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
