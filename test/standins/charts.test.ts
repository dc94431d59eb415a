import assert from "node:assert/strict";

import { parse } from "yaml";

import { definitions } from "./charts/definitions";
import { numberOf, onlyWhen, valueOr, withoutValues } from "./charts/parts";
import { indexOf } from "./charts/serve";
import { charts } from "./charts/table";
import { writeCharts } from "./charts/write";
import { temporaryFolder } from "../folder";

describe("the table of stand-in charts", () => {
    const folder = temporaryFolder();

    it("names only definitions that are there, and each only once", () => {
        const named = charts.flatMap(({ crds = [], crdsKept = [] }) => [...crds, ...crdsKept]);
        assert.deepEqual(
            named.filter((name) => !definitions.has(name)),
            [],
        );
        assert.equal(new Set(named).size, named.length);
        assert.ok(named.length > 0);
    });

    it("leaves only the Gateway API's definitions to no chart", () => {
        const named = charts.flatMap(({ crds = [], crdsKept = [] }) => [...crds, ...crdsKept]);
        const groups = [...definitions].filter(([name]) => !named.includes(name)).map(([, { group }]) => group);
        assert.deepEqual([...new Set(groups)], ["gateway.networking.k8s.io"]);
    });

    it("has plurals, scopes and statuses as Kubernetes would take them", () => {
        assert.deepEqual(definitions.get("tigerastatuses.operator.tigera.io"), {
            group: "operator.tigera.io",
            plural: "tigerastatuses",
            kind: "TigeraStatus",
            scope: "Cluster",
            version: "v1",
            status: true,
        });
        assert.deepEqual(definitions.get("middlewares.traefik.io"), {
            group: "traefik.io",
            plural: "middlewares",
            kind: "Middleware",
            scope: "Namespaced",
            version: "v1alpha1",
            status: false,
        });
    });

    it("refuses a chart that it does not have", async () => {
        await assert.rejects(writeCharts(folder.path, [{ name: "unheard-of", version: "1.0.0" }], "no-helm"), {
            message: "no stand-in for chart unheard-of: add it to test/standins/charts/table.ts",
        });
    });
});

describe("templates of stand-in charts", () => {
    it("look a value up by its path", () => {
        assert.equal(valueOr("a.b-c", "d"), '{{ index .Values "a" "b-c" | default "d" }}');
        assert.equal(numberOf("a.b"), '{{ int (index .Values "a" "b") }}');
        assert.equal(onlyWhen({ when: "a.b" }, "text\n"), '{{ if index .Values "a" "b" }}\ntext\n{{ end }}\n');
        const equal = '{{ if eq (index .Values "a" "b") "c" }}\ntext\n{{ end }}\n';
        assert.equal(onlyWhen({ when: "a.b", is: "c" }, "text\n"), equal);
        assert.equal(onlyWhen({}, "text\n"), "text\n");
    });

    it("are names without values where no value is said", () => {
        assert.equal(withoutValues(`${valueOr("a", "web")}-operator`), "web-operator");
        assert.equal(withoutValues("web"), "web");
    });
});

describe("the index of a chart repository", () => {
    const folder = temporaryFolder();

    it("lists the archives that are there, whatever their versions look like", () => {
        folder.write({
            "web-1.2.3.tgz": "",
            "web-server-v1.2.3.tgz": "",
            "crd.example.org.v1-v3.32.1.tgz": "",
            "kinds-v1.0.0.yaml": "",
        });
        const entry = (name: string, version: string) => [
            { apiVersion: "v2", name, version, urls: [`${name}-${version}.tgz`] },
        ];
        assert.deepEqual(parse(indexOf(folder.path)), {
            apiVersion: "v1",
            entries: {
                web: entry("web", "1.2.3"),
                "web-server": entry("web-server", "v1.2.3"),
                "crd.example.org.v1": entry("crd.example.org.v1", "v3.32.1"),
            },
        });
    });
});
