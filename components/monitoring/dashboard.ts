/**
 * What a system wants seen of itself: a row of graphs in Grafana. Each system says its own, beside its chart, so that
 * the queries move with the version.
 */
export interface Dashboard {
    /** The system's name, as its manual spells it. */
    title: string;
    panels: Panel[];
}

export interface Panel {
    title: string;
    /** PromQL; one line in the graph for each series it gives. */
    query: string;
    /** What a line is called, with the series' labels in braces: `{{pod}}`. */
    legend?: string;
    /** Grafana's word for the unit. @see https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/ */
    unit?: "short" | "bytes" | "s" | "percentunit" | "reqps" | "ops" | "Bps" | "bool";
}
