import assert from "node:assert/strict";

import { readObjects, terse } from "../../../commands/facts/objects";

describe("facts of rendered objects", () => {
    const from = { name: "web", version: "1.2.3" };

    it("are kind, name and namespace, and the events of hooks", () => {
        const { objects } = readObjects(
            `apiVersion: v1
kind: ServiceAccount
metadata: { name: a, namespace: ns }
---
apiVersion: batch/v1
kind: Job
metadata: { name: b, annotations: { helm.sh/hook: "pre-install,pre-upgrade" } }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: c, annotations: }
`,
            from,
        );
        assert.deepEqual(objects, [
            { apiVersion: "v1", kind: "ServiceAccount", name: "a", namespace: "ns" },
            { apiVersion: "batch/v1", kind: "Job", name: "b", hook: "pre-install,pre-upgrade" },
            { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "c" },
        ]);
    });

    it("are ports and selector of a Service, null where nothing is said", () => {
        const { objects } = readObjects(
            `apiVersion: v1
kind: Service
metadata: { name: a }
spec: { selector: { app: a }, ports: [{ port: 80, targetPort: web }, { name: tls, port: 443 }] }
---
apiVersion: v1
kind: Service
metadata: { name: b }
spec: {}
`,
            from,
        );
        assert.deepEqual(objects, [
            {
                apiVersion: "v1",
                kind: "Service",
                name: "a",
                ports: [
                    { name: null, port: 80, targetPort: "web" },
                    { name: "tls", port: 443, targetPort: null },
                ],
                selector: { app: "a" },
            },
            { apiVersion: "v1", kind: "Service", name: "b", ports: [], selector: null },
        ]);
    });

    it("are the objects of a list, one by one", () => {
        const { objects } = readObjects(
            "apiVersion: v1\nkind: ConfigMapList\nitems: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }]\n",
            from,
        );
        assert.deepEqual(objects, [{ apiVersion: "v1", kind: "ConfigMap", name: "a" }]);
    });

    it("are images wherever they stand, each once", () => {
        const { images } = readObjects(
            `apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec: { template: { spec: { containers: [{ image: z:1 }, { image: b:1 }], initContainers: [{ image: z:1 }] } } }
---
apiVersion: example.org/v1
kind: Thing
metadata: { name: a }
spec: { image: a:1, other: { image: { tag: x } } }
`,
            from,
        );
        assert.deepEqual(images, ["a:1", "b:1", "z:1"]);
    });

    it("are definitions apart from the objects, without the texts in their schemas", () => {
        const { objects, definitions } = readObjects(
            `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.org }
spec:
  group: example.org
  names: { kind: Thing, plural: things }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {} }
      schema:
        openAPIV3Schema:
          description: a thing
          properties: { description: { type: string, description: a text }, title: { type: string } }
    - { name: v1beta1, served: false, storage: false }
`,
            from,
        );
        assert.deepEqual(objects, []);
        assert.deepEqual(definitions, [
            {
                group: "example.org",
                kind: "Thing",
                plural: "things",
                scope: "Namespaced",
                chart: "web",
                chartVersion: "1.2.3",
                versions: [
                    {
                        name: "v1",
                        served: true,
                        storage: true,
                        subresources: { status: {} },
                        schema: { properties: { description: { type: "string" }, title: { type: "string" } } },
                    },
                    { name: "v1beta1", served: false, storage: false, subresources: null, schema: null },
                ],
            },
        ]);
    });

    it("leave a schema's texts out at any depth, and only texts", () => {
        assert.deepEqual(terse({ title: "t", anyOf: [{ description: "d", type: "null" }], description: true }), {
            anyOf: [{ type: "null" }],
            description: true,
        });
    });
});
