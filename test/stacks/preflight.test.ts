import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { chartsLacking } from "../../stacks/preflight";
import { chartsOf, readEnvironment } from "../../stacks/environment";
import { environmentFile } from "../../stacks/file";
import { locate, locateManifest } from "../../components/chart";
import { gatewayApi } from "../../components/ingress";

const from = (charts: string) => ({ ...readEnvironment(environmentFile("mixed")), charts });

describe("before anything is done, a directory of charts", () => {
    let directory: string;
    beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-charts-"))));
    afterEach(() => {
        fs.rmSync(directory, { recursive: true });
    });

    it("is looked for", () => {
        assert.deepEqual(chartsLacking(from("/nowhere")), [
            "charts: there is no directory /nowhere; write where the charts are, or upstream",
        ]);
    });

    it("is looked through for every chart of every place, and the Gateway API", () => {
        const { places } = from(directory);
        const files = Object.values(places).flatMap((place) =>
            chartsOf(place).map((chart) => locate(chart, directory).chart),
        );
        for (const file of [...files, locateManifest(gatewayApi, directory)]) fs.writeFileSync(file, "");
        assert.deepEqual(chartsLacking(from(directory)), []);

        fs.rmSync(locateManifest(gatewayApi, directory));
        fs.rmSync(files.at(-1) ?? "");
        assert.deepEqual(chartsLacking(from(directory)), [
            `charts: the directory ${directory} lacks ${path.basename(files.at(-1) ?? "")}, gateway-api-v1.5.1.yaml; ` +
                "put them there (helm pull --destination)",
        ]);
    });

    it("is nobody's concern where charts come from elsewhere", () => {
        for (const charts of ["upstream", "https://charts.example.org", "oci://registry.example.org/charts"]) {
            assert.deepEqual(chartsLacking(from(charts)), []);
        }
    });
});
