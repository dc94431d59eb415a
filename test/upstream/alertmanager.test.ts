import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { stringify } from "yaml";
import type { z } from "zod";

import { readFacts } from "./facts";
import { alertmanagerConfig } from "../../components/monitoring/alertmanager-config";
import { AlertsArgs } from "../../components/monitoring/alerts-args";

/** The version that the chart runs, of which the tool must be. */
const VERSION = "v0.34.0";

/** Alertmanager's own tool: `go install github.com/prometheus/alertmanager/cmd/amtool@v0.34.0`, and its path here. */
const amtool = process.env.AMTOOL;

type Said = z.input<typeof AlertsArgs>;
type Mail = Extract<NonNullable<Said["receivers"]>[number], { kind: "mail" }>;

const mail: Mail = {
    kind: "mail",
    to: ["ops@example.org"],
    from: "alerts@example.org",
    smarthost: "mx.example.org:587",
};
const configurations: Said[] = [
    {},
    { receivers: [mail], repeatCriticalHours: 1 },
    {
        receivers: [
            { ...mail, to: ["ops@example.org", "boss@example.org"], user: "alerts", passwordSecret: "smtp" },
            { kind: "webhook", severities: ["critical"], url: "https://pager.example.org:8443", tokenSecret: "token" },
            { kind: "webhook", urlSecret: "hook" },
            { kind: "slack", severities: ["warning"], urlSecret: "slack", channel: "#ops" },
        ],
        watchdog: { urlSecret: "watchdog" },
    },
    { watchdog: { url: "https://watch.example.org/paris" } },
];

describe("Alertmanager's configuration", () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "samestack-alertmanager-"));
    after(() => {
        fs.rmSync(directory, { recursive: true });
    });

    function judged(tool: string, configuration: unknown): boolean {
        const file = path.join(directory, "alertmanager.yaml");
        fs.writeFileSync(file, stringify(configuration));
        try {
            execFileSync(tool, ["check-config", file], { stdio: "ignore" });
            return true;
        } catch {
            return false;
        }
    }

    it("is written for the version that the chart runs", () => {
        const images = readFacts().charts.get("kube-prometheus-stack")?.images;
        assert.ok(Array.isArray(images) && images.includes(`quay.io/prometheus/alertmanager:${VERSION}`));
    });

    it("is one to Alertmanager itself", function () {
        if (amtool === undefined) {
            console.log("      NOT RUN: AMTOOL names no amtool");
            return this.skip();
        }
        for (const said of configurations) {
            const { route, ...rest } = alertmanagerConfig(AlertsArgs.parse(said));
            assert.ok(judged(amtool, { route, ...rest }), JSON.stringify(said));
            assert.ok(!judged(amtool, { route: { ...route, receiver: "no such receiver" }, ...rest }));
            assert.ok(!judged(amtool, { route: { ...route, noSuchWord: true }, ...rest }));
        }
        console.log(`      ${configurations.length} configurations by amtool ${VERSION}`);
    });
});
