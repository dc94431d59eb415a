import assert from "node:assert/strict";

import { defaultsOf, merged } from "../../../commands/facts/defaults";
import { temporaryFolder } from "../../folder";

describe("defaults of a chart", () => {
    const folder = temporaryFolder();

    it("hold those of its subcharts, under their names or aliases, and its own win", () => {
        folder.write({
            "Chart.yaml": "name: web\ndependencies: [{ name: db, alias: store }, { name: cache }, { name: absent }]\n",
            "values.yaml": "replicas: 2\nstore: { size: 20, auth: { user: web } }\n",
            "charts/db/Chart.yaml": "name: db\ndependencies: [{ name: backup }]\n",
            "charts/db/values.yaml": "size: 10\nauth: { user: db, host: h }\n",
            "charts/db/charts/backup/Chart.yaml": "name: backup\n",
            "charts/db/charts/backup/values.yaml": "days: 7\n",
            "charts/cache/Chart.yaml": "name: cache\n",
        });
        assert.deepEqual(defaultsOf(folder.path), {
            replicas: 2,
            store: { size: 20, auth: { user: "web", host: "h" }, backup: { days: 7 } },
            cache: {},
        });
    });

    it("are nothing where the chart has no values", () => {
        folder.write({ "Chart.yaml": "name: web\n" });
        assert.deepEqual(defaultsOf(folder.path), {});
    });

    it("merge mappings key by key, and lists as a whole", () => {
        assert.deepEqual(merged({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3] }, d: { e: 1 } }), {
            a: { b: 1, c: [3] },
            d: { e: 1 },
        });
    });
});
