/**
 * What a system wants seen of itself: a row of graphs in Grafana, and the alerts by which it calls for people. Each
 * system says its own, beside its chart, so that the queries move with the version.
 */
export interface Dashboard {
    /** The system's name, as its manual spells it. */
    title: string;
    panels: Panel[];
    /** What is worth calling somebody for, beyond what kube-prometheus-stack watches of any workload. None unless said. */
    alerts?: Alert[];
    /** What kube-state-metrics is to tell of objects of kinds that it does not know. None unless said. */
    states?: ObjectState[];
}

export interface Panel {
    title: string;
    /** PromQL; one line in the graph for each series it gives. */
    query: string;
    /** What a line is called, with the series' labels in braces: `{{pod}}`. */
    legend?: string;
    /** The labels that a table shows, in their order, of what there is at present. A graph over time unless said. */
    table?: string[];
    /** Grafana's word for the unit. @see https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/ */
    unit?: "short" | "bytes" | "s" | "percentunit" | "reqps" | "ops" | "Bps" | "bool";
}

/**
 * A word in the status of a kind's objects, as a metric `kube_customresource_<name>` that is 1 for the value which an
 * object has, with the object's `namespace` and `name`, and 0 for the others.
 */
export interface ObjectState {
    group: string;
    version: string;
    kind: string;
    /** As the API server spells the kind in its paths. */
    plural: string;
    /** What the metric is called, after `kube_customresource_`. */
    name: string;
    /** The metric's label for the value. */
    label: string;
    /** Where the word stands in an object. */
    path: string[];
    /** Every word that can stand there. */
    values: string[];
}

/** An alert. Its page in `docs/runbooks` says what it means and what to do; a test sees that it is there. */
export interface Alert {
    /** In CamelCase, beginning with the system; one of that name in a place. */
    name: string;
    /** PromQL; each series it gives is one alert. */
    query: string;
    /** How long a series must be there before anybody is called, as Prometheus writes durations: `10m`. */
    for: string;
    /** `critical`: people notice, or will within hours. `warning`: somebody should look within days. */
    severity: "critical" | "warning";
    /** What is wrong, in one sentence, with the series' labels as `{{ $labels.node }}` and its value as `{{ $value }}`. */
    summary: string;
}
