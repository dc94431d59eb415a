import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../environments";
import { alerts, type RegisteredAlert } from "../queries";
import { stacks } from "../stacks";

const folder = path.join(root, "docs", "runbooks");
const sections = ["What it means", "What people notice", "Look", "End it", "Call for help"];

describe("runbooks", function () {
    this.timeout(120_000);

    const files = fs.readdirSync(folder).sort();
    let all: RegisteredAlert[];
    before(async () => (all = await alerts()));

    it("are there for every alert, under the name that it gives, and for no other", () => {
        const named = [...new Set(all.map(({ runbook }) => path.posix.basename(runbook)))].sort();
        assert.deepEqual(files, named);
        assert.ok(files.length > 0);
        console.log(`      ${files.length} pages`);
    });

    it("say what is on, what people notice, where to look with commands, how to end it and when to call for help", () => {
        for (const file of files) {
            const text = fs.readFileSync(path.join(folder, file), "utf8");
            const [, name] = /^# (\w+)\n/.exec(text) ?? [];
            assert.ok(
                all.some((alert) => alert.name === name && alert.runbook.endsWith(`/${file}`)),
                `${file} is headed ${String(name)}`,
            );
            assert.deepEqual(
                [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading),
                sections,
                file,
            );
            const look = text.slice(text.indexOf("## Look"), text.indexOf("## End it"));
            assert.match(look, /```sh\n(.+\n)+```/, `${file} has no command`);
            assert.match(text.slice(text.indexOf("## End it")), /\n1\. /, `${file} has no step`);
        }
    });

    it("are listed on monitoring's page, each with its severity", () => {
        const text = fs.readFileSync(path.join(root, "docs", "monitoring.md"), "utf8");
        for (const file of files) {
            const page = fs.readFileSync(path.join(folder, file), "utf8");
            const [, severity = ""] = /^\*\*(Critical|Warning)\*\*/m.exec(page) ?? [];
            assert.match(text, new RegExp(`\\]\\(runbooks/${file}\\) +\\| ${severity.toLowerCase()} +\\|`), file);
        }
    });

    it("are of alerts whose names no two in one place share", async () => {
        for (const { environment, resources } of await stacks()) {
            const places = new Map<string, string[]>();
            for (const { type, provider = "", inputs } of resources) {
                if (type !== "kubernetes:monitoring.coreos.com/v1:PrometheusRule") continue;
                const names = [...JSON.stringify(inputs).matchAll(/"alert":"(\w+)"/g)].map(([, name = ""]) => name);
                places.set(provider, [...(places.get(provider) ?? []), ...names]);
            }
            for (const [place, names] of places) {
                assert.deepEqual([...new Set(names)].sort(), names.sort(), `${environment} ${place}`);
            }
        }
    });
});
