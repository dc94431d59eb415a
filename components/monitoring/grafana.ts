import type { Dashboard, Panel } from "./dashboard";

const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

/**
 * A dashboard as Grafana reads it from a file: two graphs in a row, in the order in which they are said, over a data
 * source that can be chosen.
 *
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function renderDashboard(dashboard: Dashboard) {
    return {
        uid: dashboardId(dashboard),
        title: dashboard.title,
        tags: ["samestack"],
        schemaVersion: 41,
        editable: false,
        timezone: "browser",
        refresh: "1m",
        time: { from: "now-6h", to: "now" },
        templating: {
            list: [{ name: "datasource", label: "Data source", type: "datasource", query: "prometheus" }],
        },
        panels: dashboard.panels.map(renderPanel),
    };
}

/**
 * What a dashboard is called in addresses, file names and object names. It follows from the title alone, so links to it
 * outlive a Grafana that keeps nothing.
 */
export function dashboardId({ title }: Dashboard): string {
    return title
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-")
        .replaceAll(/^-|-$/g, "")
        .slice(0, 40);
}

const datasource = { type: "prometheus", uid: "${datasource}" };

function renderPanel(panel: Panel, index: number) {
    const common = {
        id: index + 1,
        title: panel.title,
        datasource,
        gridPos: {
            x: (index % COLUMNS) * WIDTH,
            y: Math.floor(index / COLUMNS) * HEIGHT,
            w: WIDTH,
            h: HEIGHT,
        },
    };
    return { ...common, ...(panel.table ? tableOf(panel, panel.table) : graphOf(panel)) };
}

function graphOf(panel: Panel) {
    return {
        type: "timeseries" as const,
        targets: [{ refId: "A", datasource, expr: panel.query, legendFormat: panel.legend ?? "__auto" }],
        fieldConfig: {
            defaults: {
                unit: panel.unit ?? "short",
                custom: { fillOpacity: 10, showPoints: "never", spanNulls: false },
            },
            overrides: [],
        },
        options: {
            legend: { displayMode: "list", placement: "bottom", showLegend: true },
            tooltip: { mode: "multi", sort: "desc" },
        },
    };
}

function tableOf(panel: Panel, labels: string[]) {
    return {
        type: "table" as const,
        targets: [{ refId: "A", datasource, expr: panel.query, format: "table", instant: true }],
        transformations: [{ id: "filterFieldsByName", options: { include: { names: labels } } }, ordered(labels)],
        fieldConfig: { defaults: { custom: { align: "left", filterable: true } }, overrides: [] },
        options: { showHeader: true, cellHeight: "sm", sortBy: [{ displayName: labels[0], desc: false }] },
    };
}

// Grafana orders columns by their names unless each is given its place.
function ordered(labels: string[]) {
    return {
        id: "organize",
        options: { indexByName: Object.fromEntries(labels.map((label, index) => [label, index])) },
    };
}
