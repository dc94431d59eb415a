import assert from "node:assert/strict";

import type { Dashboard } from "../../../components/monitoring/dashboard";
import { dashboardId, renderDashboard } from "../../../components/monitoring/grafana";
import { nodes, prometheus, whatIsDown } from "../../../components/monitoring/overview";

const panel = (title: string) => ({ title, query: "up" });

describe("a dashboard rendered for Grafana", () => {
    it("is one graph for each panel, in Grafana's own words", () => {
        const dashboard: Dashboard = {
            title: "Longhorn",
            panels: [{ title: "Space", query: "longhorn_node_storage_usage_bytes", legend: "{{node}}", unit: "bytes" }],
        };
        assert.deepEqual(renderDashboard(dashboard), {
            uid: "longhorn",
            title: "Longhorn",
            tags: ["samestack"],
            schemaVersion: 41,
            editable: false,
            timezone: "browser",
            refresh: "1m",
            time: { from: "now-6h", to: "now" },
            templating: {
                list: [{ name: "datasource", label: "Data source", type: "datasource", query: "prometheus" }],
            },
            panels: [
                {
                    id: 1,
                    type: "timeseries",
                    title: "Space",
                    datasource: { type: "prometheus", uid: "${datasource}" },
                    gridPos: { x: 0, y: 0, w: 12, h: 8 },
                    targets: [
                        {
                            refId: "A",
                            datasource: { type: "prometheus", uid: "${datasource}" },
                            expr: "longhorn_node_storage_usage_bytes",
                            legendFormat: "{{node}}",
                        },
                    ],
                    fieldConfig: {
                        defaults: {
                            unit: "bytes",
                            custom: { fillOpacity: 10, showPoints: "never", spanNulls: false },
                        },
                        overrides: [],
                    },
                    options: {
                        legend: { displayMode: "list", placement: "bottom", showLegend: true },
                        tooltip: { mode: "multi", sort: "desc" },
                    },
                },
            ],
        });
    });

    it("names lines by all their labels, and counts, unless the panel says otherwise", () => {
        const { panels } = renderDashboard({ title: "T", panels: [panel("a")] });
        assert.deepEqual(
            panels.map(
                (one) => one.type === "timeseries" && [one.targets[0]?.legendFormat, one.fieldConfig.defaults.unit],
            ),
            [["__auto", "short"]],
        );
    });

    it("shows a table of labels where it is asked for one, in their order", () => {
        const { panels } = renderDashboard({
            title: "T",
            panels: [{ title: "Pins", query: "pins", table: ["version", "chart"] }],
        });
        const [{ type, targets, transformations }] = panels as unknown as [Record<string, unknown>];
        assert.deepEqual(
            { type, targets, transformations },
            {
                type: "table",
                targets: [
                    {
                        refId: "A",
                        datasource: { type: "prometheus", uid: "${datasource}" },
                        expr: "pins",
                        format: "table",
                        instant: true,
                    },
                ],
                transformations: [
                    { id: "filterFieldsByName", options: { include: { names: ["version", "chart"] } } },
                    { id: "organize", options: { indexByName: { version: 0, chart: 1 } } },
                ],
            },
        );
    });

    it("has its graphs two in a row, none over another", () => {
        const { panels } = renderDashboard({ title: "T", panels: ["a", "b", "c", "d", "e"].map(panel) });
        assert.deepEqual(
            panels.map(({ id, gridPos: { x, y } }) => [id, x, y]),
            [
                [1, 0, 0],
                [2, 12, 0],
                [3, 0, 8],
                [4, 12, 8],
                [5, 0, 16],
            ],
        );
    });
});

describe("what a dashboard is called in addresses", () => {
    const titles: [string, string][] = [
        ["Longhorn", "longhorn"],
        ["What is down", "what-is-down"],
        ["AWS Load Balancer Controller", "aws-load-balancer-controller"],
        [" (Node) exporter! ", "node-exporter"],
        ["x".repeat(50), "x".repeat(40)],
    ];
    for (const [title, id] of titles) {
        it(`is ${id} for "${title}"`, () => {
            assert.equal(dashboardId({ title, panels: [] }), id);
        });
    }
});

describe("the dashboards that come with Prometheus", () => {
    it("ask something in every graph, with balanced brackets and legends that name labels", () => {
        const panels = [whatIsDown, nodes, prometheus].flatMap((dashboard) => dashboard.panels);
        for (const { title, query, legend } of panels) {
            for (const [open, close] of ["()", "{}", "[]"].map((pair) => pair.split(""))) {
                assert.equal(query.split(open ?? "").length, query.split(close ?? "").length, `${title}: ${query}`);
            }
            assert.match(legend ?? "", /^(\{\{\w+\}\} ?)+$/, title);
        }
        console.log(`      ${panels.length} queries`);
        assert.equal(panels.length, 26);
    });
});
