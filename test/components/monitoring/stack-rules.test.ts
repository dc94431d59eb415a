import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { Chart } from "../../../components/chart";
import type { Alert, Dashboard } from "../../../components/monitoring/dashboard";
import { pageOf, renderAlert, StackRules } from "../../../components/monitoring/stack-rules";
import { deploy, the } from "../../deploy";
import { listed } from "../../place";

const alert: Alert = {
    name: "LonghornVolumeFaulted",
    query: 'longhorn_volume_robustness{state="faulted"} == 1',
    for: "2m",
    severity: "critical",
    summary: "Volume {{ $labels.volume }} has no copy.",
};
const dashboards: Dashboard[] = [
    { title: "Longhorn", panels: [], alerts: [alert, { ...alert, name: "LonghornDiskFull", severity: "warning" }] },
    { title: "Calm", panels: [] },
    { title: "Calmer", panels: [], alerts: [] },
];
const charts: Chart[] = [
    {
        repository: "https://charts.example.org",
        name: "web",
        version: "1.2.3",
        kubernetes: { from: "1.34", to: "1.36" },
    },
];

const put = (runbooks?: string) =>
    deploy(
        () =>
            new StackRules("rules", {
                namespace: pulumi.output("monitoring"),
                placeName: "paris",
                dashboards,
                charts,
                runbooks,
            }),
    );

const type = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";

describe("StackRules", () => {
    it("is an object for each system that has alerts, and one for versions", async () => {
        assert.deepEqual(listed(await put()), [
            `${type} rules-longhorn`,
            `${type} rules-versions`,
            "samestack:monitoring:StackRules rules",
        ]);
    });

    it("says alerts as Prometheus reads them, and where their page is", async () => {
        const { metadata, spec } = the(await put("https://git.example.org/runbooks/"), type, "rules-longhorn").inputs;
        assert.deepEqual(metadata, { name: "samestack-longhorn", namespace: "monitoring" });
        const [group] = (spec as { groups: { name: string; rules: unknown[] }[] }).groups;
        assert.equal(group?.name, "Longhorn");
        assert.deepEqual(group.rules[0], {
            alert: "LonghornVolumeFaulted",
            expr: 'longhorn_volume_robustness{state="faulted"} == 1',
            for: "2m",
            labels: { severity: "critical" },
            annotations: {
                summary: "Volume {{ $labels.volume }} has no copy.",
                runbook_url: "https://git.example.org/runbooks/longhorn-volume-faulted.md",
            },
        });
        assert.equal(group.rules.length, 2);
    });

    it("names the page's file where nobody said where pages are read", () => {
        const { annotations } = renderAlert(alert, "docs/runbooks");
        assert.equal(annotations.runbook_url, "docs/runbooks/longhorn-volume-faulted.md");
    });

    it("records each chart's version, with the place", async () => {
        assert.deepEqual(the(await put(), type, "rules-versions").inputs.spec, {
            groups: [
                {
                    name: "Versions",
                    rules: [
                        {
                            record: "samestack:system_info",
                            expr: "vector(1)",
                            labels: { chart: "web", version: "1.2.3", place: "paris" },
                        },
                    ],
                },
            ],
        });
    });
});

describe("the page of an alert", () => {
    for (const [name, page] of [
        ["LonghornVolumeFaulted", "longhorn-volume-faulted.md"],
        ["MetalLBSessionDown", "metal-lb-session-down.md"],
        ["ExternalDnsErrors", "external-dns-errors.md"],
        ["Down", "down.md"],
    ] as const) {
        it(`is ${page} for ${name}`, () => {
            assert.equal(pageOf(name), page);
        });
    }
});
